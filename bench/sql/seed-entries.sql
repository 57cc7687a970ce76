WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO entries (id, postmortem_id, kind, text, occurred_at, occurred_precision, occurred_zone, recorded_at, is_machine_written, version)
SELECT randomblob(16), p.id, 'observation', 'The error rate of checkout rises again, seen on the dashboard of minute ' || n.i,
       1767225600000000 + n.i * 60000000, 'minute', 'Asia/Seoul', 1767225600000000, 0, 1
FROM n, postmortems p WHERE p.year = :year AND p.count = :count;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO entries (id, postmortem_id, kind, text, occurred_at, recorded_at, version)
SELECT randomblob(16), p.id, 'observation', 'Entry ' || n.i || ': the error rate of checkout rises', 1767225600000000 + n.i * 60000000, 1767225600000000, 1
FROM n, postmortems p WHERE p.number = :number;

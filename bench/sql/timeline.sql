SELECT e.id, e.kind, e.text, e.occurred_at, e.occurred_precision, e.occurred_zone, e.ended_at, e.recorded_at, e.key_moment, e.decision, e.version
FROM entries e JOIN postmortems p ON p.id = e.postmortem_id
WHERE p.year = :year AND p.count = :count AND e.deleted_at IS NULL
ORDER BY e.occurred_at, e.id;

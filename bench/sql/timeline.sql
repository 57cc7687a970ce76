SELECT e.* FROM entries e JOIN postmortems p ON p.id = e.postmortem_id WHERE p.number = :number ORDER BY e.occurred_at, e.id LIMIT 500;

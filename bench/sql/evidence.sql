SELECT v.id, v.occurred_at, v.author, v.kind, v.text FROM evidence v JOIN postmortems p ON p.id = v.postmortem_id WHERE p.number = :number ORDER BY v.occurred_at, v.id LIMIT 100;

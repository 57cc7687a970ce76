SELECT v.id, v.source, v.kind, v.handle, v.author, v.occurred_at, v.zone, v.place, v.thread, v.text, v.link
FROM evidence v JOIN postmortems p ON p.id = v.postmortem_id
WHERE p.year = :year AND p.count = :count AND v.is_current = 1
ORDER BY v.occurred_at, v.id LIMIT 100;

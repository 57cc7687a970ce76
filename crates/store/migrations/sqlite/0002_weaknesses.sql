-- Conditions as they recur across postmortems. Names are compared as folded. One that is merged into another keeps its
-- name, and its address leads on. Until opened_at only those know of it who may read what is tied to it.
CREATE TABLE weaknesses (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (length(name) <= 120),
    folded TEXT NOT NULL,
    description TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB REFERENCES people (id) ON DELETE SET NULL,
    opened_at INTEGER,
    merged_into BLOB REFERENCES weaknesses (id) ON DELETE SET NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX weaknesses_by_name ON weaknesses (folded);

-- What a weakness was called and said, version by version.
CREATE TABLE weakness_revisions (
    weakness_id BLOB NOT NULL REFERENCES weaknesses (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    written_by BLOB REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (weakness_id, version)
) STRICT;

-- Only a condition is tied.
ALTER TABLE causes ADD COLUMN weakness_id BLOB REFERENCES weaknesses (id)
    CHECK (weakness_id IS NULL OR class = 'condition');
CREATE INDEX causes_by_weakness ON causes (weakness_id) WHERE weakness_id IS NOT NULL;

-- What put a verdict in question. A row with a reason is judged; what is missing of these three is all missing.
ALTER TABLE actions ADD COLUMN recurred_in BLOB REFERENCES postmortems (id) ON DELETE SET NULL;
ALTER TABLE actions ADD COLUMN recurred_through BLOB REFERENCES weaknesses (id) ON DELETE SET NULL;
ALTER TABLE actions ADD COLUMN recurred_at INTEGER;
CREATE INDEX actions_by_recurrence ON actions (recurred_through) WHERE recurred_through IS NOT NULL;

-- The incidents in whose light an action was judged, or whose recurrence put its verdict in question: none does so twice.
CREATE TABLE action_recurrences (
    action_id BLOB NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
    postmortem_id BLOB NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    PRIMARY KEY (action_id, postmortem_id)
) STRICT;
CREATE INDEX action_recurrences_by_postmortem ON action_recurrences (postmortem_id);

-- The weaknesses that a publication names: what its readers may know of recurrence.
CREATE TABLE publication_weaknesses (
    publication_id BLOB NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    weakness_id BLOB NOT NULL REFERENCES weaknesses (id) ON DELETE CASCADE,
    PRIMARY KEY (publication_id, weakness_id)
) STRICT;
CREATE INDEX publication_weaknesses_by_weakness ON publication_weaknesses (weakness_id);

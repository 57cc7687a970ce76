-- What went well, written down for all: the register of practices. words is what the search looks through.
CREATE TABLE practices (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (length(name) <= 120),
    folded TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    conditions TEXT NOT NULL,
    words TEXT NOT NULL,
    owner_id BLOB REFERENCES people (id) ON DELETE SET NULL,
    lesson_id BLOB REFERENCES lessons (id) ON DELETE SET NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB REFERENCES people (id) ON DELETE SET NULL,
    withdrawn_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT practices_name UNIQUE (folded),
    CONSTRAINT practices_lesson UNIQUE (lesson_id)
) STRICT;
CREATE INDEX practices_by_owner ON practices (owner_id);

-- What each practice said, version by version.
CREATE TABLE practice_revisions (
    practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    written_by BLOB REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (practice_id, version)
) STRICT;

-- Which teams work by a practice, since when, and who said so.
CREATE TABLE practice_adoptions (
    practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    adopted_at INTEGER NOT NULL,
    adopted_by BLOB REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (practice_id, group_id)
) STRICT;
CREATE INDEX practice_adoptions_by_group ON practice_adoptions (group_id);

-- Which lessons cite which practices.
CREATE TABLE lesson_practices (
    lesson_id BLOB NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    practice_id BLOB NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (lesson_id, practice_id)
) STRICT;
CREATE INDEX lesson_practices_by_practice ON lesson_practices (practice_id);

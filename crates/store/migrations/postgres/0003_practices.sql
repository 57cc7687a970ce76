-- What went well, written down for all: the register of practices. words is what the search looks through.
CREATE TABLE practices (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL CHECK (length(name) <= 120),
    folded TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    conditions TEXT NOT NULL,
    words TEXT NOT NULL,
    owner_id UUID REFERENCES people (id) ON DELETE SET NULL,
    lesson_id UUID REFERENCES lessons (id) ON DELETE SET NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by UUID REFERENCES people (id) ON DELETE SET NULL,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT practices_name UNIQUE (folded),
    CONSTRAINT practices_lesson UNIQUE (lesson_id)
);
CREATE INDEX practices_by_owner ON practices (owner_id);

-- What each practice said, version by version.
CREATE TABLE practice_revisions (
    practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by UUID REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (practice_id, version)
);

-- Which teams work by a practice, since when, and who said so.
CREATE TABLE practice_adoptions (
    practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    group_id UUID NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    adopted_at BIGINT NOT NULL,
    adopted_by UUID REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (practice_id, group_id)
);
CREATE INDEX practice_adoptions_by_group ON practice_adoptions (group_id);

-- Which lessons cite which practices.
CREATE TABLE lesson_practices (
    lesson_id UUID NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    practice_id UUID NOT NULL REFERENCES practices (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (lesson_id, practice_id)
);
CREATE INDEX lesson_practices_by_practice ON lesson_practices (practice_id);

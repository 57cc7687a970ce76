-- What the organisation chose for its questions: one row, none as long as nothing was chosen.
CREATE TABLE question_rules (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    levels TEXT NOT NULL,
    gap_minutes BIGINT NOT NULL,
    untold_minutes BIGINT NOT NULL,
    unpublished_days BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- Questions that someone dismissed, by the key that stays the same while the same thing is open.
CREATE TABLE dismissals (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    key TEXT NOT NULL CHECK (length(key) <= 400),
    reason TEXT NOT NULL CHECK (length(reason) <= 500),
    dismissed_at BIGINT NOT NULL,
    dismissed_by UUID REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (postmortem_id, key)
);

-- Why a version was published although questions were to be settled first.
ALTER TABLE publications ADD COLUMN overridden TEXT;

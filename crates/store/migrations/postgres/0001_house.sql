-- People and how they sign in.
CREATE TABLE people (
    id UUID PRIMARY KEY,
    login TEXT NOT NULL UNIQUE CHECK (length(login) <= 254),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    role TEXT NOT NULL CHECK (role IN ('reader', 'member', 'administrator')),
    locale TEXT NOT NULL,
    zone TEXT NOT NULL,
    password_hash TEXT,
    suspended_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE invitations (
    token_hash BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('first_run', 'invite', 'reset')),
    person_id UUID REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE groups (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('team', 'department', 'service')),
    name TEXT NOT NULL CHECK (length(name) <= 80),
    version BIGINT NOT NULL,
    CONSTRAINT groups_name UNIQUE (kind, name)
);

CREATE TABLE group_members (
    group_id UUID NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, person_id)
);

CREATE TABLE severities (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    meaning TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_offered BOOLEAN NOT NULL,
    version BIGINT NOT NULL
);

-- The work.
CREATE TABLE numbers (
    year BIGINT PRIMARY KEY NOT NULL,
    last BIGINT NOT NULL
);

CREATE TABLE postmortems (
    id UUID PRIMARY KEY,
    year BIGINT NOT NULL,
    count BIGINT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) <= 200),
    severity TEXT NOT NULL REFERENCES severities (code),
    occasion TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL,
    visibility TEXT NOT NULL,
    owner_id UUID NOT NULL REFERENCES people (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    archived_at BIGINT,
    merged_into UUID REFERENCES postmortems (id) ON DELETE SET NULL,
    CONSTRAINT postmortems_number UNIQUE (year, count)
);

CREATE TABLE postmortem_editors (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (postmortem_id, person_id)
);
CREATE INDEX postmortem_editors_by_person ON postmortem_editors (person_id);

CREATE TABLE postmortem_tags (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    tag TEXT NOT NULL CHECK (length(tag) <= 40),
    PRIMARY KEY (postmortem_id, tag)
);

CREATE TABLE postmortem_groups (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    group_id UUID NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (postmortem_id, group_id)
);

-- Texts, and what each said before: subject is narrative/<part>, entry/<id>, cause/<id>, because/<id>, lesson/<id>,
-- action/<id> or postmortem.
CREATE TABLE narratives (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    text TEXT NOT NULL,
    version BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by UUID REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (postmortem_id, part)
);

CREATE TABLE revisions (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    written_by UUID REFERENCES people (id) ON DELETE SET NULL,
    PRIMARY KEY (postmortem_id, subject, version)
);

-- Evidence.
CREATE TABLE imports (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    upload TEXT,
    bytes_done BIGINT NOT NULL,
    bytes_total BIGINT,
    n_taken BIGINT NOT NULL,
    n_skipped BIGINT NOT NULL,
    n_refused BIGINT NOT NULL,
    report TEXT,
    error TEXT,
    created_at BIGINT NOT NULL,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    runner UUID,
    beat_at BIGINT,
    n_tries BIGINT NOT NULL DEFAULT 0,
    finished_at BIGINT,
    is_cancel_asked BOOLEAN NOT NULL
);
CREATE INDEX imports_by_postmortem ON imports (postmortem_id);

CREATE TABLE import_findings (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('skipped', 'refused')),
    file TEXT NOT NULL,
    line BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
);

CREATE TABLE raw_blocks (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    import_id UUID,
    bytes BYTEA NOT NULL
);
CREATE INDEX raw_blocks_by_postmortem ON raw_blocks (postmortem_id);

-- import_id and raw_block_id are no foreign keys: a million rows would be checked, and searched at each delete.
CREATE TABLE evidence (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    import_id UUID,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    is_current BOOLEAN NOT NULL,
    is_deleted BOOLEAN NOT NULL,
    kind TEXT NOT NULL,
    handle TEXT,
    author TEXT,
    is_bot BOOLEAN NOT NULL,
    occurred_at BIGINT NOT NULL,
    zone TEXT,
    place TEXT,
    thread TEXT,
    text TEXT NOT NULL,
    link TEXT,
    details TEXT NOT NULL,
    hash BYTEA NOT NULL,
    is_scrubbed BOOLEAN NOT NULL,
    raw_block_id UUID NOT NULL,
    raw_at BIGINT NOT NULL,
    raw_length BIGINT NOT NULL,
    CONSTRAINT evidence_key UNIQUE (postmortem_id, source, key, revision)
);
CREATE INDEX evidence_by_time ON evidence (postmortem_id, occurred_at, id) WHERE is_current;
CREATE INDEX evidence_by_import ON evidence (import_id);

-- How many current items have which source, kind, person or place; written by the imports.
CREATE TABLE evidence_counts (
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    facet TEXT NOT NULL CHECK (facet IN ('source', 'kind', 'person', 'place', 'slot')),
    value TEXT NOT NULL,
    label TEXT,
    n BIGINT NOT NULL,
    PRIMARY KEY (postmortem_id, facet, value)
);

CREATE TABLE suggestions (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    score BIGINT NOT NULL,
    entry_kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'dismissed')),
    settled_at BIGINT,
    settled_by UUID REFERENCES people (id) ON DELETE SET NULL,
    CONSTRAINT suggestions_rule UNIQUE (evidence_id, rule)
);
CREATE INDEX suggestions_by_postmortem ON suggestions (postmortem_id, state);

CREATE TABLE files (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    evidence_id UUID REFERENCES evidence (id) ON DELETE SET NULL,
    hash TEXT NOT NULL,
    shown_hash TEXT,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    CONSTRAINT files_hash UNIQUE (postmortem_id, hash)
);
CREATE INDEX files_by_evidence ON files (evidence_id);

CREATE TABLE mappings (
    signature TEXT PRIMARY KEY NOT NULL,
    mapping TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Connected webhooks of the organisation, and what arrived by them.
CREATE TABLE connections (
    id UUID PRIMARY KEY,
    source TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) <= 80),
    token_hash BYTEA NOT NULL UNIQUE,
    sealed_secret BYTEA,
    created_at BIGINT NOT NULL,
    created_by UUID REFERENCES people (id) ON DELETE SET NULL,
    revoked_at BIGINT,
    arrived_at BIGINT
);

CREATE TABLE deliveries (
    connection_id UUID NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    delivery TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, delivery)
);

CREATE TABLE arrivals (
    id UUID PRIMARY KEY,
    connection_id UUID NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    text TEXT NOT NULL,
    item TEXT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT arrivals_key UNIQUE (connection_id, key, hash)
);
CREATE INDEX arrivals_by_time ON arrivals (connection_id, occurred_at);

-- The timeline.
CREATE TABLE actors (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    handle TEXT NOT NULL CHECK (length(handle) <= 200),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    role TEXT CHECK (length(role) <= 100),
    team TEXT CHECK (length(team) <= 100),
    person_id UUID REFERENCES people (id) ON DELETE SET NULL,
    merged_into UUID REFERENCES actors (id) ON DELETE CASCADE,
    CONSTRAINT actors_handle UNIQUE (postmortem_id, handle)
);

CREATE TABLE entries (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    occurred_precision TEXT NOT NULL,
    occurred_zone TEXT NOT NULL,
    ended_at BIGINT,
    ended_precision TEXT,
    ended_zone TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by UUID REFERENCES people (id) ON DELETE SET NULL,
    key_moment TEXT,
    decision TEXT,
    is_machine_written BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX entries_by_time ON entries (postmortem_id, occurred_at, id);
CREATE UNIQUE INDEX entries_key_moment ON entries (postmortem_id, key_moment)
    WHERE key_moment IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE entry_actors (
    entry_id UUID NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    actor_id UUID NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (entry_id, actor_id)
);

CREATE TABLE entry_evidence (
    entry_id UUID NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (entry_id, evidence_id)
);
CREATE INDEX entry_evidence_by_evidence ON entry_evidence (evidence_id);

CREATE TABLE knowledge (
    entry_id UUID NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    actor_id UUID NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    learned_at BIGINT NOT NULL,
    learned_precision TEXT NOT NULL,
    learned_zone TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (length(channel) <= 200),
    sureness TEXT NOT NULL,
    PRIMARY KEY (entry_id, actor_id)
);

-- How the impact became possible. A because without effect_id ties a cause to the impact.
CREATE TABLE causes (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    class TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) <= 200),
    meaning TEXT NOT NULL,
    deep_enough TEXT CHECK (length(deep_enough) <= 500),
    recorded_at BIGINT NOT NULL,
    recorded_by UUID REFERENCES people (id) ON DELETE SET NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX causes_by_postmortem ON causes (postmortem_id);

CREATE TABLE because (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    effect_id UUID REFERENCES causes (id) ON DELETE CASCADE,
    cause_id UUID NOT NULL REFERENCES causes (id) ON DELETE CASCADE,
    necessity TEXT NOT NULL,
    confidence TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX because_by_postmortem ON because (postmortem_id);
CREATE INDEX because_by_effect ON because (effect_id);
CREATE INDEX because_by_cause ON because (cause_id);

CREATE TABLE because_evidence (
    because_id UUID NOT NULL REFERENCES because (id) ON DELETE CASCADE,
    evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (because_id, evidence_id)
);
CREATE INDEX because_evidence_by_evidence ON because_evidence (evidence_id);

-- Ideas and the actions that they became. What stands in a row follows from its status; days are YYYY-MM-DD.
CREATE TABLE actions (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    text TEXT NOT NULL CHECK (length(text) <= 300),
    status TEXT NOT NULL,
    kind TEXT,
    strength TEXT,
    owner_id UUID REFERENCES people (id) ON DELETE SET NULL,
    is_accepted BOOLEAN NOT NULL,
    due_on TEXT,
    expected TEXT,
    measure TEXT,
    tracker TEXT CHECK (length(tracker) <= 500),
    committed_at BIGINT,
    skipped TEXT,
    done_at BIGINT,
    verdict TEXT,
    evidence TEXT,
    judged_at BIGINT,
    judged_by UUID REFERENCES people (id) ON DELETE SET NULL,
    reason TEXT,
    review_on TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by UUID REFERENCES people (id) ON DELETE SET NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX actions_by_postmortem ON actions (postmortem_id);
CREATE INDEX actions_by_owner ON actions (owner_id);
CREATE INDEX actions_by_due ON actions (due_on);

CREATE TABLE action_causes (
    action_id UUID NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
    cause_id UUID NOT NULL REFERENCES causes (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (action_id, cause_id)
);
CREATE INDEX action_causes_by_cause ON action_causes (cause_id);

-- What was learned. luck tells what good luck ended in; it is open where that is missing.
CREATE TABLE lessons (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) <= 10000),
    luck TEXT,
    action_id UUID REFERENCES actions (id) ON DELETE SET NULL,
    cause_id UUID REFERENCES causes (id) ON DELETE SET NULL,
    reason TEXT CHECK (length(reason) <= 500),
    review_on TEXT,
    position BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by UUID REFERENCES people (id) ON DELETE SET NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX lessons_by_postmortem ON lessons (postmortem_id);
CREATE INDEX lessons_by_action ON lessons (action_id);
CREATE INDEX lessons_by_cause ON lessons (cause_id);

CREATE TABLE lesson_entries (
    lesson_id UUID NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    entry_id UUID NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (lesson_id, entry_id)
);
CREATE INDEX lesson_entries_by_entry ON lesson_entries (entry_id);

-- What the company reads.
CREATE TABLE publications (
    id UUID PRIMARY KEY,
    postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
    year BIGINT NOT NULL,
    count BIGINT NOT NULL,
    version BIGINT NOT NULL,
    audience TEXT NOT NULL,
    locale TEXT NOT NULL,
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    occasion TEXT NOT NULL,
    tags TEXT NOT NULL,
    services TEXT NOT NULL,
    summary TEXT NOT NULL,
    folded TEXT NOT NULL,
    document TEXT NOT NULL,
    hash BYTEA NOT NULL,
    note TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by UUID REFERENCES people (id) ON DELETE SET NULL,
    retracted_at BIGINT,
    retracted_by UUID REFERENCES people (id) ON DELETE SET NULL,
    retraction TEXT,
    CONSTRAINT publications_version UNIQUE (postmortem_id, version)
);
CREATE INDEX publications_by_time ON publications (published_at);
CREATE INDEX publications_by_number ON publications (year, count, version);

-- The files that a publication shows; readers get what is shown of them, never the original.
CREATE TABLE publication_files (
    publication_id UUID NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    shown_hash TEXT,
    media_type TEXT NOT NULL,
    PRIMARY KEY (publication_id, hash)
);

-- The order in which actors get the letters of their roles; no reader may learn it.
CREATE TABLE role_orders (
    postmortem_id UUID PRIMARY KEY REFERENCES postmortems (id) ON DELETE CASCADE,
    actors TEXT NOT NULL
);

-- The trail: who did what when; each row's hash covers the row before it.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    postmortem_id UUID,
    person_id UUID,
    who TEXT NOT NULL CHECK (who IN ('person', 'operator', 'program')),
    verb TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_by_postmortem ON audit (postmortem_id, seq);

CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

//! Every table and column that a backup holds, so placed that a row names only rows before it.

/// What a column holds, on either database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Text,
    Number,
    Flag,
    Bytes,
}

impl Kind {
    /// The word that the head of a part uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Bytes => "bytes",
        }
    }
}

/// A table with its columns, and the columns that order its rows.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    pub key: &'static [&'static str],
}

macro_rules! tables {
    ($($name:ident by ($($key:ident),+) { $($column:ident: $kind:ident),+ $(,)? })+) => {
        pub(crate) const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            columns: &[$((stringify!($column), Kind::$kind)),+],
            key: &[$(stringify!($key)),+],
        }),+];
    };
}

/// Tables that no backup holds: whoever restores one signs in anew.
#[cfg(test)]
pub(crate) const LEFT_OUT: [&str; 2] = ["invitations", "sessions"];

/// Tables that hold rows before anyone wrote any.
pub(crate) const SEEDED: [&str; 2] = ["audit_head", "severities"];

/// Columns that name another row of the same table: set when all rows are there.
pub(crate) const LATER: [(&str, &str); 3] =
    [("actors", "merged_into"), ("postmortems", "merged_into"), ("weaknesses", "merged_into")];

tables! {
    people by (id) {
        id: Id, login: Text, name: Text, role: Text, locale: Text, zone: Text, password_hash: Text, suspended_at: Number, created_at: Number
    }
    groups by (id) {
        id: Id, kind: Text, name: Text, version: Number
    }
    group_members by (group_id, person_id) {
        group_id: Id, person_id: Id
    }
    severities by (code) {
        code: Text, name: Text, meaning: Text, position: Number, is_offered: Flag, version: Number
    }
    question_rules by (id) {
        id: Number, levels: Text, gap_minutes: Number, untold_minutes: Number, unpublished_days: Number, version: Number
    }
    numbers by (year) {
        year: Number, last: Number
    }
    postmortems by (id) {
        id: Id, year: Number, count: Number, title: Text, severity: Text, occasion: Text, zone: Text, status: Text, visibility: Text, owner_id: Id, version: Number, created_at: Number, updated_at: Number, archived_at: Number, merged_into: Id
    }
    postmortem_editors by (postmortem_id, person_id) {
        postmortem_id: Id, person_id: Id
    }
    postmortem_tags by (postmortem_id, tag) {
        postmortem_id: Id, position: Number, tag: Text
    }
    postmortem_groups by (postmortem_id, group_id) {
        postmortem_id: Id, position: Number, group_id: Id
    }
    dismissals by (postmortem_id, key) {
        postmortem_id: Id, key: Text, reason: Text, dismissed_at: Number, dismissed_by: Id
    }
    narratives by (postmortem_id, part) {
        postmortem_id: Id, part: Text, text: Text, version: Number, written_at: Number, written_by: Id
    }
    revisions by (postmortem_id, subject, version) {
        postmortem_id: Id, subject: Text, version: Number, content: Text, written_at: Number, written_by: Id
    }
    imports by (id) {
        id: Id, postmortem_id: Id, source: Text, name: Text, options: Text, state: Text, upload: Text, bytes_done: Number, bytes_total: Number, n_taken: Number, n_skipped: Number, n_refused: Number, report: Text, error: Text, created_at: Number, created_by: Id, runner: Id, beat_at: Number, n_tries: Number, finished_at: Number, is_cancel_asked: Flag
    }
    import_findings by (import_id, position) {
        import_id: Id, position: Number, kind: Text, file: Text, line: Number, reason: Text
    }
    raw_blocks by (id) {
        id: Id, postmortem_id: Id, import_id: Id, bytes: Bytes
    }
    evidence by (id) {
        id: Id, postmortem_id: Id, import_id: Id, source: Text, key: Text, revision: Number, is_current: Flag, is_deleted: Flag, kind: Text, handle: Text, author: Text, is_bot: Flag, occurred_at: Number, zone: Text, place: Text, thread: Text, text: Text, link: Text, details: Text, hash: Bytes, is_scrubbed: Flag, raw_block_id: Id, raw_at: Number, raw_length: Number
    }
    evidence_counts by (postmortem_id, facet, value) {
        postmortem_id: Id, facet: Text, value: Text, label: Text, n: Number
    }
    suggestions by (id) {
        id: Id, postmortem_id: Id, evidence_id: Id, rule: Text, score: Number, entry_kind: Text, reason: Text, state: Text, settled_at: Number, settled_by: Id
    }
    files by (id) {
        id: Id, postmortem_id: Id, evidence_id: Id, hash: Text, shown_hash: Text, name: Text, media_type: Text, size: Number, created_at: Number, created_by: Id
    }
    mappings by (signature) {
        signature: Text, mapping: Text, updated_at: Number
    }
    connections by (id) {
        id: Id, source: Text, name: Text, token_hash: Bytes, sealed_secret: Bytes, created_at: Number, created_by: Id, revoked_at: Number, arrived_at: Number
    }
    deliveries by (connection_id, delivery) {
        connection_id: Id, delivery: Text, received_at: Number
    }
    arrivals by (id) {
        id: Id, connection_id: Id, key: Text, occurred_at: Number, received_at: Number, text: Text, item: Text, hash: Bytes
    }
    actors by (id) {
        id: Id, postmortem_id: Id, handle: Text, name: Text, role: Text, team: Text, person_id: Id, merged_into: Id
    }
    entries by (id) {
        id: Id, postmortem_id: Id, kind: Text, text: Text, occurred_at: Number, occurred_precision: Text, occurred_zone: Text, ended_at: Number, ended_precision: Text, ended_zone: Text, recorded_at: Number, recorded_by: Id, key_moment: Text, decision: Text, is_machine_written: Flag, version: Number, deleted_at: Number
    }
    entry_actors by (entry_id, actor_id) {
        entry_id: Id, actor_id: Id, position: Number
    }
    entry_evidence by (entry_id, evidence_id) {
        entry_id: Id, evidence_id: Id, position: Number
    }
    knowledge by (entry_id, actor_id) {
        entry_id: Id, actor_id: Id, learned_at: Number, learned_precision: Text, learned_zone: Text, channel: Text, sureness: Text
    }
    weaknesses by (id) {
        id: Id, name: Text, folded: Text, description: Text, recorded_at: Number, recorded_by: Id, opened_at: Number, merged_into: Id, version: Number
    }
    weakness_revisions by (weakness_id, version) {
        weakness_id: Id, version: Number, content: Text, written_at: Number, written_by: Id
    }
    causes by (id) {
        id: Id, postmortem_id: Id, class: Text, text: Text, meaning: Text, deep_enough: Text, recorded_at: Number, recorded_by: Id, version: Number, deleted_at: Number, weakness_id: Id
    }
    because by (id) {
        id: Id, postmortem_id: Id, effect_id: Id, cause_id: Id, necessity: Text, confidence: Text, recorded_at: Number, version: Number, deleted_at: Number
    }
    because_evidence by (because_id, evidence_id) {
        because_id: Id, evidence_id: Id, position: Number
    }
    actions by (id) {
        id: Id, postmortem_id: Id, text: Text, status: Text, kind: Text, strength: Text, owner_id: Id, is_accepted: Flag, due_on: Text, expected: Text, measure: Text, tracker: Text, committed_at: Number, skipped: Text, done_at: Number, verdict: Text, evidence: Text, judged_at: Number, judged_by: Id, reason: Text, review_on: Text, recorded_at: Number, recorded_by: Id, version: Number, deleted_at: Number, recurred_in: Id, recurred_through: Id, recurred_at: Number
    }
    action_causes by (action_id, cause_id) {
        action_id: Id, cause_id: Id, position: Number
    }
    action_recurrences by (action_id, postmortem_id) {
        action_id: Id, postmortem_id: Id
    }
    lessons by (id) {
        id: Id, postmortem_id: Id, kind: Text, text: Text, luck: Text, action_id: Id, cause_id: Id, reason: Text, review_on: Text, position: Number, recorded_at: Number, recorded_by: Id, version: Number, deleted_at: Number
    }
    lesson_entries by (lesson_id, entry_id) {
        lesson_id: Id, entry_id: Id, position: Number
    }
    practices by (id) {
        id: Id, name: Text, folded: Text, what: Text, why: Text, conditions: Text, words: Text, owner_id: Id, lesson_id: Id, recorded_at: Number, recorded_by: Id, withdrawn_at: Number, version: Number
    }
    practice_revisions by (practice_id, version) {
        practice_id: Id, version: Number, content: Text, written_at: Number, written_by: Id
    }
    practice_adoptions by (practice_id, group_id) {
        practice_id: Id, group_id: Id, adopted_at: Number, adopted_by: Id
    }
    lesson_practices by (lesson_id, practice_id) {
        lesson_id: Id, practice_id: Id, position: Number
    }
    publications by (id) {
        id: Id, postmortem_id: Id, year: Number, count: Number, version: Number, audience: Text, locale: Text, title: Text, severity: Text, occasion: Text, tags: Text, services: Text, summary: Text, folded: Text, document: Text, hash: Bytes, note: Text, published_at: Number, published_by: Id, retracted_at: Number, retracted_by: Id, retraction: Text, overridden: Text
    }
    publication_files by (publication_id, hash) {
        publication_id: Id, hash: Text, shown_hash: Text, media_type: Text
    }
    publication_weaknesses by (publication_id, weakness_id) {
        publication_id: Id, weakness_id: Id
    }
    role_orders by (postmortem_id) {
        postmortem_id: Id, actors: Text
    }
    audit by (seq) {
        seq: Number, at: Number, postmortem_id: Id, person_id: Id, who: Text, verb: Text, detail: Text, hash: Bytes
    }
    audit_head by (id) {
        id: Number, seq: Number, hash: Bytes
    }
}

//! Weaknesses of the register, what they were before, and the conditions that are tied to them.
//!
//! Whoever changes the register, or what follows from it, calls [`hold`] first: names are looked up, then written.

mod occurrence;
mod published;

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{PersonId, PostmortemId, Weakness, WeaknessDraft, WeaknessId};
use uuid::Uuid;

use crate::{
    Error, Result, dialect,
    instant::{Micros, micros},
    kept,
    postmortem::Whose,
    tx::{Tx, on_db},
};

pub use occurrence::{Scope, list_occurrences, move_ties, tied_causes, tied_in, untie_all};
pub use published::{earlier_published, insert_published};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    description: String,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    opened_at: Option<Micros>,
    merged_into: Option<Uuid>,
    version: i64,
}

impl From<Row> for Weakness {
    fn from(row: Row) -> Self {
        Self {
            id: WeaknessId(row.id),
            name: row.name,
            description: row.description,
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            opened_at: row.opened_at.map(Into::into),
            merged_into: row.merged_into.map(WeaknessId),
            version: row.version,
        }
    }
}

/// Lets the rest of the transaction be the only one that changes the register.
pub async fn hold(tx: &mut Tx) -> Result<()> {
    dialect::hold_register(tx).await
}

/// Reads the weaknesses that may be known and are merged into no other, by name.
///
/// One may be known that is open, that one named oneself, or that something is tied to which one may read.
pub async fn list(tx: &mut Tx, whose: Whose) -> Result<Vec<Weakness>> {
    let (all, person) = seen_by(whose);
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT w.id, w.name, w.description, w.recorded_at, w.recorded_by, w.opened_at, w.merged_into, w.version
         FROM weaknesses w
         WHERE w.merged_into IS NULL
           AND ($1 OR w.opened_at IS NOT NULL OR w.recorded_by = $2 OR EXISTS (
                   SELECT 1 FROM causes k
                   JOIN postmortem_editors e ON e.postmortem_id = k.postmortem_id AND e.person_id = $2
                   WHERE k.weakness_id = w.id))
         ORDER BY w.folded, w.id"
    )
    .bind(all)
    .bind(person)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Weakness::from).collect())
}

/// Finds one that may be known, merged into another or not.
pub async fn find(tx: &mut Tx, whose: Whose, id: WeaknessId) -> Result<Option<Weakness>> {
    let (all, person) = seen_by(whose);
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT w.id, w.name, w.description, w.recorded_at, w.recorded_by, w.opened_at, w.merged_into, w.version
         FROM weaknesses w
         WHERE w.id = $3
           AND ($1 OR w.opened_at IS NOT NULL OR w.recorded_by = $2 OR EXISTS (
                   SELECT 1 FROM causes k
                   JOIN postmortem_editors e ON e.postmortem_id = k.postmortem_id AND e.person_id = $2
                   WHERE k.weakness_id = w.id))"
    )
    .bind(all)
    .bind(person)
    .bind(id.0)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Weakness::from))
}

/// Finds one that may be known by its name: one that stands before one that was merged into another, the older first.
pub async fn find_named(tx: &mut Tx, whose: Whose, name: &str) -> Result<Option<Weakness>> {
    let (all, person) = seen_by(whose);
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT w.id, w.name, w.description, w.recorded_at, w.recorded_by, w.opened_at, w.merged_into, w.version
         FROM weaknesses w
         WHERE w.folded = $3
           AND ($1 OR w.opened_at IS NOT NULL OR w.recorded_by = $2 OR EXISTS (
                   SELECT 1 FROM causes k
                   JOIN postmortem_editors e ON e.postmortem_id = k.postmortem_id AND e.person_id = $2
                   WHERE k.weakness_id = w.id))
         ORDER BY CASE WHEN w.merged_into IS NULL THEN 0 ELSE 1 END, w.recorded_at, w.id
         LIMIT 1"
    )
    .bind(all)
    .bind(person)
    .bind(Weakness::folded(name))
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Weakness::from))
}

/// Reads the weaknesses that conditions of a postmortem are tied to, whose door was passed.
pub async fn list_tied(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Weakness>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT w.id, w.name, w.description, w.recorded_at, w.recorded_by, w.opened_at, w.merged_into, w.version
         FROM weaknesses w
         WHERE w.id IN (SELECT k.weakness_id FROM causes k WHERE k.postmortem_id = $1 AND k.deleted_at IS NULL)
         ORDER BY w.folded, w.id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Weakness::from).collect())
}

/// Whether all may be known, and by whom else.
fn seen_by(whose: Whose) -> (bool, Uuid) {
    match whose {
        Whose::All => (true, Uuid::nil()),
        Whose::EditedBy(person) | Whose::VisibleTo(person) => (false, person.0),
    }
}

/// Adds a weakness.
pub async fn insert(tx: &mut Tx, weakness: &Weakness) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO weaknesses (id, name, folded, description, recorded_at, recorded_by, opened_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(weakness.id.0)
    .bind(&weakness.name)
    .bind(Weakness::folded(&weakness.name))
    .bind(&weakness.description)
    .bind(Micros::from(weakness.recorded_at))
    .bind(weakness.recorded_by.map(|p| p.0))
    .bind(micros(weakness.opened_at))
    .bind(weakness.version)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Changes name and description, if the weakness is still at `version` and merged into no other; otherwise `Conflict`.
pub async fn update(tx: &mut Tx, id: WeaknessId, version: i64, draft: &WeaknessDraft) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE weaknesses SET name = $3, folded = $4, description = $5, version = version + 1
         WHERE id = $1 AND version = $2 AND merged_into IS NULL"
    )
    .bind(id.0)
    .bind(version)
    .bind(&draft.name)
    .bind(Weakness::folded(&draft.name))
    .bind(&draft.description)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)
}

/// Lets a weakness lead to another, with all that led to it, if it is still at `version` and leads nowhere yet;
/// otherwise `Conflict`.
pub async fn update_merged(tx: &mut Tx, from: WeaknessId, version: i64, into: WeaknessId) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE weaknesses SET merged_into = $3, version = version + 1
         WHERE id = $1 AND version = $2 AND merged_into IS NULL"
    )
    .bind(from.0)
    .bind(version)
    .bind(into.0)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)?;
    on_db!(tx, |c| sqlx::query("UPDATE weaknesses SET merged_into = $2 WHERE merged_into = $1")
        .bind(from.0)
        .bind(into.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Opens to all members what a postmortem that is open to them is tied to.
pub async fn update_opened(tx: &mut Tx, now: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE weaknesses SET opened_at = $1
         WHERE opened_at IS NULL AND EXISTS (
             SELECT 1 FROM causes k JOIN postmortems p ON p.id = k.postmortem_id
             WHERE k.weakness_id = weaknesses.id AND k.deleted_at IS NULL AND p.visibility = 'members')"
    )
    .bind(Micros::from(now))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Counts, by weakness, the open actions that address what is tied to it, of postmortems that may be seen.
pub async fn count_open_actions(tx: &mut Tx, whose: Whose) -> Result<HashMap<WeaknessId, i64>> {
    let (all, person) = seen_by(whose);
    let open = !matches!(whose, Whose::EditedBy(_));
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT k.weakness_id, COUNT(DISTINCT a.id)
         FROM actions a
         JOIN action_causes l ON l.action_id = a.id
         JOIN causes k ON k.id = l.cause_id AND k.postmortem_id = a.postmortem_id AND k.deleted_at IS NULL
         JOIN postmortems p ON p.id = a.postmortem_id
         WHERE k.weakness_id IS NOT NULL AND a.deleted_at IS NULL AND a.status IN ('open', 'in_progress')
           AND ($1 OR ($2 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $3))
         GROUP BY k.weakness_id"
    )
    .bind(all)
    .bind(open)
    .bind(person)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id, n)| (WeaknessId(id), n)).collect())
}

/// One version of a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it was called and said.
    pub draft: WeaknessDraft,
    /// Which version that was.
    pub version: i64,
    /// When it became so.
    pub written_at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub written_by: Option<PersonId>,
}

#[derive(sqlx::FromRow)]
struct PastRow {
    version: i64,
    content: String,
    written_at: Micros,
    written_by: Option<Uuid>,
}

impl TryFrom<PastRow> for Past {
    type Error = Error;
    fn try_from(row: PastRow) -> Result<Self> {
        let draft = serde_json::from_str(&row.content).map_err(|e| Error::Corrupt {
            table: "weakness_revisions",
            column: "content",
            what: e.to_string(),
        })?;
        Ok(Self {
            draft,
            version: row.version,
            written_at: row.written_at.into(),
            written_by: row.written_by.map(PersonId),
        })
    }
}

/// Reads every version of a weakness, the latest first.
pub async fn list_past(tx: &mut Tx, id: WeaknessId) -> Result<Vec<Past>> {
    let rows: Vec<PastRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT version, content, written_at, written_by FROM weakness_revisions
         WHERE weakness_id = $1 ORDER BY version DESC"
    )
    .bind(id.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Past::try_from).collect()
}

/// Keeps a version of a weakness in its history.
pub async fn insert_past(tx: &mut Tx, id: WeaknessId, past: &Past) -> Result<()> {
    let content = serde_json::to_string(&past.draft).expect("a name and a text always serialise");
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO weakness_revisions (weakness_id, version, content, written_at, written_by)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id.0)
    .bind(past.version)
    .bind(content)
    .bind(Micros::from(past.written_at))
    .bind(past.written_by.map(|p| p.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

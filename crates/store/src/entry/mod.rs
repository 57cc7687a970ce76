//! Entries of a timeline with what they rest on, who acted, and who learned of them when.
//! Every function takes the postmortem too, so that an id of another one finds nothing.

mod ground;
mod links;
mod past;
mod traces;

use jiff::Timestamp;
use postmortem::{Entry, EntryId, Moment, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    kept,
    tx::{Tx, on_db, word},
};

pub use ground::{Brief, Count, count_by_time, list_ground, list_ground_near, list_ground_of};
pub use links::{has_actor, has_entry, has_evidence, list_cited, list_entries_of};
pub use past::{Past, insert_past, list_past};
pub use traces::{list_names, list_traces};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    text: String,
    occurred_at: Micros,
    occurred_precision: String,
    occurred_zone: String,
    ended_at: Option<Micros>,
    ended_precision: Option<String>,
    ended_zone: Option<String>,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    key_moment: Option<String>,
    decision: Option<String>,
    is_machine_written: bool,
    version: i64,
    deleted_at: Option<Micros>,
}

/// An entry as it is kept: deleted ones stay until their postmortem goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// Since when it is deleted.
    pub deleted_at: Option<Timestamp>,
}

impl TryFrom<Row> for Kept {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let ended = match (row.ended_at, row.ended_precision, row.ended_zone) {
            (Some(at), Some(precision), Some(zone)) => Some(moment("entries", at, &precision, &zone)?),
            _ => None,
        };
        let decision = row.decision.map(|json| {
            serde_json::from_str(&json).map_err(|e| Error::Corrupt {
                table: "entries",
                column: "decision",
                what: e.to_string(),
            })
        });
        let entry = Entry {
            id: EntryId(row.id),
            kind: word("entries", "kind", &row.kind)?,
            text: row.text,
            occurred: moment("entries", row.occurred_at, &row.occurred_precision, &row.occurred_zone)?,
            ended,
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            key_moment: row.key_moment.map(|m| word("entries", "key_moment", &m)).transpose()?,
            actors: Vec::new(),
            evidence: Vec::new(),
            knowledge: Vec::new(),
            decision: decision.transpose()?,
            is_machine_written: row.is_machine_written,
            version: row.version,
        };
        Ok(Self { entry, deleted_at: row.deleted_at.map(Into::into) })
    }
}

/// Reads a moment out of its three columns.
fn moment(table: &'static str, at: Micros, precision: &str, zone: &str) -> Result<Moment> {
    Ok(Moment { at: at.into(), precision: word(table, "precision", precision)?, zone: word(table, "zone", zone)? })
}

/// Reads the timeline in its order, without what was deleted.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Entry>> {
    let kept = list_kept(tx, postmortem, false).await?;
    Ok(kept.into_iter().map(|k| k.entry).collect())
}

/// Reads the timeline in its order, with what was deleted where asked.
pub async fn list_kept(tx: &mut Tx, postmortem: PostmortemId, with_deleted: bool) -> Result<Vec<Kept>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, kind, text, occurred_at, occurred_precision, occurred_zone, ended_at, ended_precision, ended_zone,
                recorded_at, recorded_by, key_moment, decision, is_machine_written, version, deleted_at
         FROM entries
         WHERE postmortem_id = $1 AND ($2 OR deleted_at IS NULL)
         ORDER BY occurred_at, id"
    )
    .bind(postmortem.0)
    .bind(with_deleted)
    .fetch_all(c)
    .await
    })?;
    let mut kept = rows.into_iter().map(Kept::try_from).collect::<Result<Vec<_>>>()?;
    links::attach(tx, postmortem, &mut kept).await?;
    Ok(kept)
}

/// Reads one entry of this postmortem, deleted or not.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: EntryId) -> Result<Kept> {
    let row: Row = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, kind, text, occurred_at, occurred_precision, occurred_zone, ended_at, ended_precision, ended_zone,
                recorded_at, recorded_by, key_moment, decision, is_machine_written, version, deleted_at
         FROM entries WHERE postmortem_id = $1 AND id = $2"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_one(c)
    .await
    })?;
    let mut kept = [Kept::try_from(row)?];
    links::attach(tx, postmortem, &mut kept).await?;
    let [kept] = kept;
    Ok(kept)
}

/// Counts the entries of a timeline, without what was deleted.
pub async fn count(tx: &mut Tx, postmortem: PostmortemId) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM entries WHERE postmortem_id = $1 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .fetch_one(c)
    .await)?)
}

/// Holds the timeline against other writers until the transaction ends, and notes that the postmortem changed.
/// Comes before the first read of a change, so that two changes never cross.
pub async fn hold(tx: &mut Tx, postmortem: PostmortemId, now: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE postmortems SET updated_at = CASE WHEN updated_at < $2 THEN $2 ELSE updated_at END WHERE id = $1"
    )
    .bind(postmortem.0)
    .bind(Micros::from(now))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Adds an entry with all its links.
pub async fn insert(tx: &mut Tx, postmortem: PostmortemId, entry: &Entry) -> Result<()> {
    let (ended_at, ended_precision, ended_zone) = columns(entry.ended.as_ref());
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO entries
             (id, postmortem_id, kind, text, occurred_at, occurred_precision, occurred_zone,
              ended_at, ended_precision, ended_zone, recorded_at, recorded_by, key_moment, decision,
              is_machine_written, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    )
    .bind(entry.id.0)
    .bind(postmortem.0)
    .bind(entry.kind.as_str())
    .bind(&entry.text)
    .bind(Micros::from(entry.occurred.at))
    .bind(entry.occurred.precision.as_str())
    .bind(entry.occurred.zone.as_str())
    .bind(ended_at)
    .bind(ended_precision)
    .bind(ended_zone)
    .bind(Micros::from(entry.recorded_at))
    .bind(entry.recorded_by.map(|p| p.0))
    .bind(entry.key_moment.map(postmortem::KeyMoment::as_str))
    .bind(decision(entry))
    .bind(entry.is_machine_written)
    .bind(entry.version)
    .execute(c)
    .await
    .map(|_| ()))?;
    links::set(tx, postmortem, entry).await
}

/// Changes an entry to what is handed in, if it is still at `version`; otherwise `Conflict`.
/// Its version becomes `version + 1`. When and by whom it was recorded stays.
pub async fn update(tx: &mut Tx, postmortem: PostmortemId, entry: &Entry, version: i64) -> Result<()> {
    let (ended_at, ended_precision, ended_zone) = columns(entry.ended.as_ref());
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE entries
         SET kind = $4, text = $5, occurred_at = $6, occurred_precision = $7, occurred_zone = $8,
             ended_at = $9, ended_precision = $10, ended_zone = $11, key_moment = $12, decision = $13,
             is_machine_written = $14, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3"
    )
    .bind(postmortem.0)
    .bind(entry.id.0)
    .bind(version)
    .bind(entry.kind.as_str())
    .bind(&entry.text)
    .bind(Micros::from(entry.occurred.at))
    .bind(entry.occurred.precision.as_str())
    .bind(entry.occurred.zone.as_str())
    .bind(ended_at)
    .bind(ended_precision)
    .bind(ended_zone)
    .bind(entry.key_moment.map(postmortem::KeyMoment::as_str))
    .bind(decision(entry))
    .bind(entry.is_machine_written)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 {
        return Err(Error::Conflict);
    }
    links::set(tx, postmortem, entry).await
}

/// Deletes an entry so that it can come back, or brings it back, if it is still at `version`; otherwise `Conflict`.
pub async fn update_deleted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: EntryId,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    kept::update_deleted(tx, "entries", postmortem, (id.0, version), at).await
}

fn columns(moment: Option<&Moment>) -> (Option<Micros>, Option<&'static str>, Option<&str>) {
    (moment.map(|m| m.at.into()), moment.map(|m| m.precision.as_str()), moment.map(|m| m.zone.as_str()))
}

fn decision(entry: &Entry) -> Option<String> {
    entry.decision.as_ref().map(|d| serde_json::to_string(d).expect("ids and texts always serialise"))
}

//! Causes, and what ties them to their effects. Every function takes the postmortem too, so that an id of another one
//! finds nothing. A because whose cause or effect is removed is not read; it comes back with them.

mod past;

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{Because, BecauseId, Cause, CauseId, Effect, EvidenceId, PersonId, PostmortemId, WeaknessId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    kept,
    links::{self, Links},
    tx::{Tx, on_db, word},
};

pub use past::{Past, insert_past_because, insert_past_cause, last_because, list_past_cause};

#[derive(sqlx::FromRow)]
struct CauseRow {
    id: Uuid,
    class: String,
    text: String,
    meaning: String,
    deep_enough: Option<String>,
    weakness_id: Option<Uuid>,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    version: i64,
    deleted_at: Option<Micros>,
}

/// Something of the map as it is kept: what was removed stays until its postmortem goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// The cause, or the because.
    pub it: T,
    /// Since when it is removed.
    pub deleted_at: Option<Timestamp>,
}

impl TryFrom<CauseRow> for Kept<Cause> {
    type Error = Error;
    fn try_from(row: CauseRow) -> Result<Self> {
        let it = Cause {
            id: CauseId(row.id),
            class: word("causes", "class", &row.class)?,
            text: row.text,
            meaning: row.meaning,
            deep_enough: row.deep_enough,
            weakness: row.weakness_id.map(WeaknessId),
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            version: row.version,
        };
        Ok(Self { it, deleted_at: row.deleted_at.map(Into::into) })
    }
}

#[derive(sqlx::FromRow)]
struct BecauseRow {
    id: Uuid,
    effect_id: Option<Uuid>,
    cause_id: Uuid,
    necessity: String,
    confidence: String,
    version: i64,
    deleted_at: Option<Micros>,
}

impl TryFrom<BecauseRow> for Kept<Because> {
    type Error = Error;
    fn try_from(row: BecauseRow) -> Result<Self> {
        let it = Because {
            id: BecauseId(row.id),
            effect: row.effect_id.map_or(Effect::Impact, |id| Effect::Cause(CauseId(id))),
            cause: CauseId(row.cause_id),
            necessity: word("because", "necessity", &row.necessity)?,
            confidence: word("because", "confidence", &row.confidence)?,
            evidence: Vec::new(),
            version: row.version,
        };
        Ok(Self { it, deleted_at: row.deleted_at.map(Into::into) })
    }
}

/// Reads the causes that are not removed, in the order in which they were written down.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Cause>> {
    let rows: Vec<CauseRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, class, text, meaning, deep_enough, weakness_id, recorded_at, recorded_by, version, deleted_at
         FROM causes WHERE postmortem_id = $1 AND deleted_at IS NULL
         ORDER BY recorded_at, id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(|row| Ok(Kept::<Cause>::try_from(row)?.it)).collect()
}

/// Reads what ties the causes, in the order in which it was written down.
pub async fn list_because(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Because>> {
    let rows: Vec<BecauseRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT b.id, b.effect_id, b.cause_id, b.necessity, b.confidence, b.version, b.deleted_at
         FROM because b
         JOIN causes c ON c.id = b.cause_id AND c.deleted_at IS NULL
         LEFT JOIN causes e ON e.id = b.effect_id
         WHERE b.postmortem_id = $1 AND b.deleted_at IS NULL AND e.deleted_at IS NULL
         ORDER BY b.recorded_at, b.id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut kept = rows.into_iter().map(Kept::<Because>::try_from).collect::<Result<Vec<_>>>()?;
    attach(tx, postmortem, &mut kept).await?;
    Ok(kept.into_iter().map(|k| k.it).collect())
}

/// Fills in the evidence.
async fn attach(tx: &mut Tx, postmortem: PostmortemId, kept: &mut [Kept<Because>]) -> Result<()> {
    let links: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.because_id, l.evidence_id FROM because_evidence l JOIN because b ON b.id = l.because_id
         WHERE b.postmortem_id = $1
         ORDER BY l.because_id, l.position"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut by_id: HashMap<Uuid, &mut Because> = kept.iter_mut().map(|k| (k.it.id.0, &mut k.it)).collect();
    for (id, item) in links {
        if let Some(because) = by_id.get_mut(&id) {
            because.evidence.push(EvidenceId(item));
        }
    }
    Ok(())
}

/// Reads one cause, removed or not.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: CauseId) -> Result<Kept<Cause>> {
    let row: CauseRow = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, class, text, meaning, deep_enough, weakness_id, recorded_at, recorded_by, version, deleted_at
         FROM causes WHERE postmortem_id = $1 AND id = $2"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_one(c)
    .await)?;
    row.try_into()
}

/// Reads one because, removed or not.
pub async fn get_because(tx: &mut Tx, postmortem: PostmortemId, id: BecauseId) -> Result<Kept<Because>> {
    let row: BecauseRow = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, effect_id, cause_id, necessity, confidence, version, deleted_at
         FROM because WHERE postmortem_id = $1 AND id = $2"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_one(c)
    .await)?;
    let mut kept = [Kept::<Because>::try_from(row)?];
    attach(tx, postmortem, &mut kept).await?;
    let [kept] = kept;
    Ok(kept)
}

/// Adds a cause.
pub async fn insert(tx: &mut Tx, postmortem: PostmortemId, cause: &Cause) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO causes
             (id, postmortem_id, class, text, meaning, deep_enough, recorded_at, recorded_by, version, weakness_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(cause.id.0)
    .bind(postmortem.0)
    .bind(cause.class.as_str())
    .bind(&cause.text)
    .bind(&cause.meaning)
    .bind(cause.deep_enough.as_deref())
    .bind(Micros::from(cause.recorded_at))
    .bind(cause.recorded_by.map(|p| p.0))
    .bind(cause.version)
    .bind(cause.weakness.map(|w| w.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Changes a cause to what is handed in, if it is still at `version` and not removed; otherwise `Conflict`.
/// Its version becomes `version + 1`. When and by whom it was recorded stays.
pub async fn update(tx: &mut Tx, postmortem: PostmortemId, cause: &Cause, version: i64) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE causes
         SET class = $4, text = $5, meaning = $6, deep_enough = $7, weakness_id = $8, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(cause.id.0)
    .bind(version)
    .bind(cause.class.as_str())
    .bind(&cause.text)
    .bind(&cause.meaning)
    .bind(cause.deep_enough.as_deref())
    .bind(cause.weakness.map(|w| w.0))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)
}

/// Removes a cause so that it can come back, or brings it back, if it is still at `version`; otherwise `Conflict`.
pub async fn update_deleted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: CauseId,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    kept::update_deleted(tx, "causes", postmortem, (id.0, version), at).await
}

/// Ties a cause to its effect; `NotFound` where either is not of this postmortem.
pub async fn insert_because(tx: &mut Tx, postmortem: PostmortemId, because: &Because, now: Timestamp) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO because
             (id, postmortem_id, effect_id, cause_id, necessity, confidence, recorded_at, version)
         SELECT $1, $2, $3, id, $5, $6, $7, $8 FROM causes
         WHERE id = $4 AND postmortem_id = $2
           AND ($3 IS NULL OR EXISTS (SELECT 1 FROM causes e WHERE e.id = $3 AND e.postmortem_id = $2))"
    )
    .bind(because.id.0)
    .bind(postmortem.0)
    .bind(because.effect.cause().map(|id| id.0))
    .bind(because.cause.0)
    .bind(because.necessity.as_str())
    .bind(because.confidence.as_str())
    .bind(Micros::from(now))
    .bind(because.version)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 {
        return Err(Error::NotFound);
    }
    set_evidence(tx, postmortem, because).await
}

/// Changes what is said of a because, if it is still at `version` and not removed; otherwise `Conflict`.
/// Its version becomes `version + 1`. What it ties stays.
pub async fn update_because(tx: &mut Tx, postmortem: PostmortemId, because: &Because, version: i64) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE because SET necessity = $4, confidence = $5, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(because.id.0)
    .bind(version)
    .bind(because.necessity.as_str())
    .bind(because.confidence.as_str())
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)?;
    set_evidence(tx, postmortem, because).await
}

/// Removes a because so that it can come back, or brings it back, if it is still at `version`; otherwise `Conflict`.
pub async fn update_because_deleted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: BecauseId,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    kept::update_deleted(tx, "because", postmortem, (id.0, version), at).await
}

/// Lets a because rest on exactly what it names; `NotFound` where that is not of this postmortem.
async fn set_evidence(tx: &mut Tx, postmortem: PostmortemId, because: &Because) -> Result<()> {
    const EVIDENCE: Links =
        Links { table: "because_evidence", from: "because_id", to: "evidence_id", named: "evidence" };
    links::set(tx, &EVIDENCE, Some(postmortem), because.id.0, because.evidence.iter().map(|e| e.0)).await
}

/// An item that tells of a change, or that may mention one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Told {
    /// Its id.
    pub id: Uuid,
    /// The source's own id of it.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// When it happened, in microseconds.
    pub occurred_at: i64,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The beginning of its text.
    pub text: String,
}

/// Reads the changes that the evidence tells of, the latest before a time first.
pub async fn list_changes(tx: &mut Tx, postmortem: PostmortemId, until: Timestamp, at_most: i64) -> Result<Vec<Told>> {
    Ok(on_db!(tx, |c| sqlx::query_as(
        "SELECT id, key, kind, occurred_at, place, substr(text, 1, 1000) AS text FROM evidence
         WHERE postmortem_id = $1 AND is_current AND NOT is_deleted AND occurred_at <= $2
           AND kind IN ('deploy', 'change', 'release')
         ORDER BY occurred_at DESC, id LIMIT $3"
    )
    .bind(postmortem.0)
    .bind(Micros::from(until))
    .bind(at_most)
    .fetch_all(c)
    .await)?)
}

/// Reads the texts that were written from a time on, the earliest first, without what tells of changes itself.
pub async fn list_said(tx: &mut Tx, postmortem: PostmortemId, from: Timestamp, at_most: i64) -> Result<Vec<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT substr(text, 1, 2000) FROM evidence
         WHERE postmortem_id = $1 AND is_current AND NOT is_deleted AND occurred_at >= $2
           AND kind NOT IN ('deploy', 'change', 'release')
         ORDER BY occurred_at, id LIMIT $3"
    )
    .bind(postmortem.0)
    .bind(Micros::from(from))
    .bind(at_most)
    .fetch_all(c)
    .await)?)
}

//! The ground of a timeline: what its pages need of the evidence, in brief. Evidence itself is kept elsewhere.

use jiff::Timestamp;
use postmortem::{EvidenceId, PostmortemId};
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// An item of evidence in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its id.
    pub id: EvidenceId,
    /// Which kind of source it came from.
    pub source: String,
    /// What it is.
    pub kind: String,
    /// The handle of its author.
    pub handle: Option<String>,
    /// The name of its author.
    pub author: Option<String>,
    /// Whether a program wrote it.
    pub is_bot: bool,
    /// When.
    pub occurred_at: Timestamp,
    /// The zone that its source gave.
    pub zone: Option<String>,
    /// Where, such as a channel.
    pub place: Option<String>,
    /// The beginning of its text.
    pub text: String,
    /// The entry kind that an accepted suggestion proposed.
    pub entry_kind: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    source: String,
    kind: String,
    handle: Option<String>,
    author: Option<String>,
    is_bot: bool,
    occurred_at: Micros,
    zone: Option<String>,
    place: Option<String>,
    text: String,
    entry_kind: Option<String>,
}

impl From<Row> for Brief {
    fn from(row: Row) -> Self {
        Self {
            id: EvidenceId(row.id),
            source: row.source,
            kind: row.kind,
            handle: row.handle,
            author: row.author,
            is_bot: row.is_bot,
            occurred_at: row.occurred_at.into(),
            zone: row.zone,
            place: row.place,
            text: row.text,
            entry_kind: row.entry_kind,
        }
    }
}

/// Reads the evidence that the timeline rests on.
pub async fn list_ground(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Brief>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT v.id, v.source, v.kind, v.handle, v.author, v.is_bot, v.occurred_at, v.zone, v.place,
                substr(v.text, 1, 200) AS text, NULL AS entry_kind
         FROM (SELECT DISTINCT l.evidence_id FROM entry_evidence l JOIN entries e ON e.id = l.entry_id
               WHERE e.postmortem_id = $1 AND e.deleted_at IS NULL) g
         -- from the links to the evidence: SQLite keeps to the order of a cross join, and reads only what is linked
         CROSS JOIN evidence v
         WHERE v.id = g.evidence_id AND v.postmortem_id = $1"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Brief::from).collect())
}

/// Reads the evidence from one time to another, at most so many items and those nearest to `around`, in the order of
/// time; and how many lie there in all.
pub async fn list_ground_near(
    tx: &mut Tx,
    postmortem: PostmortemId,
    around: Timestamp,
    (from, to): (Timestamp, Timestamp),
    at_most: i64,
) -> Result<(Vec<Brief>, i64)> {
    let mut rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT v.id, v.source, v.kind, v.handle, v.author, v.is_bot, v.occurred_at, v.zone, v.place,
                substr(v.text, 1, 200) AS text, NULL AS entry_kind
         FROM evidence v
         WHERE v.postmortem_id = $1 AND v.is_current AND v.occurred_at >= $2 AND v.occurred_at <= $3
         ORDER BY abs(v.occurred_at - $5), v.id
         LIMIT $4"
    )
    .bind(postmortem.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .bind(at_most)
    .bind(Micros::from(around))
    .fetch_all(c)
    .await)?;
    let n: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM evidence
         WHERE postmortem_id = $1 AND is_current AND occurred_at >= $2 AND occurred_at <= $3"
    )
    .bind(postmortem.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .fetch_one(c)
    .await)?;
    rows.sort_by_key(|row| (Timestamp::from(row.occurred_at), row.id));
    Ok((rows.into_iter().map(Brief::from).collect(), n))
}

/// Reads these items with the whole of what fits into an entry; those of another postmortem are left out.
pub async fn list_ground_of(tx: &mut Tx, postmortem: PostmortemId, ids: &[EvidenceId]) -> Result<Vec<Brief>> {
    let mut briefs = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
            "SELECT v.id, v.source, v.kind, v.handle, v.author, v.is_bot, v.occurred_at, v.zone, v.place,
                    substr(v.text, 1, 5000) AS text,
                    (SELECT s.entry_kind FROM suggestions s
                     WHERE s.evidence_id = v.id AND s.state = 'accepted'
                     ORDER BY s.settled_at DESC, s.score DESC LIMIT 1) AS entry_kind
             FROM evidence v WHERE v.postmortem_id = $1 AND v.id = $2"
        )
        .bind(postmortem.0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
        briefs.extend(row.map(Brief::from));
    }
    Ok(briefs)
}

/// How many items of one kind fall into one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What they are.
    pub kind: String,
    /// Which stretch, from 0.
    pub stretch: i64,
    /// How many.
    pub n: i64,
}

/// Counts the evidence from one time up to another by kind and by stretches of `width` microseconds.
pub async fn count_by_time(
    tx: &mut Tx,
    postmortem: PostmortemId,
    from: Timestamp,
    to: Timestamp,
    width: i64,
) -> Result<Vec<Count>> {
    let rows: Vec<(String, i64, i64)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT kind, (occurred_at - $2) / $4, COUNT(*) FROM evidence
         WHERE postmortem_id = $1 AND is_current AND occurred_at >= $2 AND occurred_at < $3
         GROUP BY 1, 2
         ORDER BY 1, 2"
    )
    .bind(postmortem.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .bind(width.max(1))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(kind, stretch, n)| Count { kind, stretch, n }).collect())
}

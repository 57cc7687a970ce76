//! The narrative: each part as it stands; what it said before is in `revision`.

use jiff::Timestamp;
use postmortem::{Part, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db, word},
};

/// A part as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrative {
    /// Which part.
    pub part: Part,
    /// The text, in Markdown.
    pub text: String,
    /// Counts every change; 0 while nothing was written.
    pub version: i64,
    /// When it was last written.
    pub written_at: Option<Timestamp>,
    /// Who wrote it last; nobody where a command of the operator did.
    pub written_by: Option<PersonId>,
}

impl Narrative {
    /// A part in which nothing was written.
    pub fn empty(part: Part) -> Self {
        Self { part, text: String::new(), version: 0, written_at: None, written_by: None }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    part: String,
    text: String,
    version: i64,
    written_at: Micros,
    written_by: Option<Uuid>,
}

/// Reads every part in reading order, empty ones too.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Narrative>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT part, text, version, written_at, written_by FROM narratives WHERE postmortem_id = $1"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut parts: Vec<Narrative> = Part::ALL.into_iter().map(Narrative::empty).collect();
    for row in rows {
        let part: Part = word("narratives", "part", &row.part)?;
        if let Some(slot) = parts.iter_mut().find(|n| n.part == part) {
            *slot = Narrative {
                part,
                text: row.text,
                version: row.version,
                written_at: Some(row.written_at.into()),
                written_by: row.written_by.map(PersonId),
            };
        }
    }
    Ok(parts)
}

/// Reads one part.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, part: Part) -> Result<Narrative> {
    let parts = list(tx, postmortem).await?;
    Ok(parts.into_iter().find(|n| n.part == part).unwrap_or_else(|| Narrative::empty(part)))
}

/// Writes a part, if nobody changed it since `version` (0: nothing was written yet); otherwise `Conflict`.
/// Returns the new version.
pub async fn update(
    tx: &mut Tx,
    postmortem: PostmortemId,
    part: Part,
    text: &str,
    version: i64,
    now: Timestamp,
    by: Option<PersonId>,
) -> Result<i64> {
    let written: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "INSERT INTO narratives (postmortem_id, part, text, version, written_at, written_by)
         VALUES ($1, $2, $3, 1, $5, $6)
         ON CONFLICT (postmortem_id, part) DO UPDATE
         SET text = excluded.text, version = narratives.version + 1,
             written_at = excluded.written_at, written_by = excluded.written_by
         WHERE narratives.version = $4
         RETURNING version"
    )
    .bind(postmortem.0)
    .bind(part.as_str())
    .bind(text)
    .bind(version)
    .bind(Micros::from(now))
    .bind(by.map(|p| p.0))
    .fetch_optional(c)
    .await)?;
    match written {
        // a first version where the writer had seen a later one: the part was there and is gone
        Some(1) if version > 0 => Err(Error::Conflict),
        Some(version) => Ok(version),
        None => Err(Error::Conflict),
    }
}

//! What each text said, version by version: who wrote it and when. Rows are added, never changed.

use jiff::Timestamp;
use postmortem::{PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// One version of a text. The subject is `narrative/<part>`, `entry/<id>`, `cause/<id>`, `because/<id>` or `postmortem`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Which version it is.
    pub version: i64,
    /// What it said.
    pub content: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// Who wrote it; nobody where a command of the operator did.
    pub written_by: Option<PersonId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    content: String,
    written_at: Micros,
    written_by: Option<Uuid>,
}

impl From<Row> for Revision {
    fn from(row: Row) -> Self {
        Self {
            version: row.version,
            content: row.content,
            written_at: row.written_at.into(),
            written_by: row.written_by.map(PersonId),
        }
    }
}

/// Reads the versions of a text, the latest first.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId, subject: &str) -> Result<Vec<Revision>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT version, content, written_at, written_by FROM revisions
         WHERE postmortem_id = $1 AND subject = $2
         ORDER BY version DESC"
    )
    .bind(postmortem.0)
    .bind(subject)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

/// Finds one version of a text.
pub async fn find(tx: &mut Tx, postmortem: PostmortemId, subject: &str, version: i64) -> Result<Option<Revision>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT version, content, written_at, written_by FROM revisions
         WHERE postmortem_id = $1 AND subject = $2 AND version = $3"
    )
    .bind(postmortem.0)
    .bind(subject)
    .bind(version)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Revision::from))
}

/// Keeps one version of a text; `Duplicate` where that version is kept already.
pub async fn insert(tx: &mut Tx, postmortem: PostmortemId, subject: &str, revision: &Revision) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO revisions (postmortem_id, subject, version, content, written_at, written_by)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(postmortem.0)
    .bind(subject)
    .bind(revision.version)
    .bind(&revision.content)
    .bind(Micros::from(revision.written_at))
    .bind(revision.written_by.map(|p| p.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

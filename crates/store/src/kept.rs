//! What can be removed and come back, and what it was before, version by version.

use jiff::Timestamp;
use postmortem::{PersonId, PostmortemId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::micros,
    revision::{self, Revision},
    tx::{Tx, on_db},
};

/// Something as it is kept: what was removed stays until its postmortem goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// As it is.
    pub it: T,
    /// Since when it is removed.
    pub deleted_at: Option<Timestamp>,
}

/// One version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past<T> {
    /// As it was.
    pub it: T,
    /// Whether it was removed.
    pub is_deleted: bool,
    /// Which version that was.
    pub version: i64,
    /// When it became so.
    pub written_at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub written_by: Option<PersonId>,
}

#[derive(Serialize)]
struct Written<'t, T> {
    is_deleted: bool,
    it: &'t T,
}

#[derive(Deserialize)]
struct Read<T> {
    #[serde(default)]
    is_deleted: bool,
    it: T,
}

/// Keeps something, as it is now, in its history. The subject is such as `lesson/<id>`.
pub async fn insert_past<T: Serialize>(
    tx: &mut Tx,
    postmortem: PostmortemId,
    (subject, version): (&str, i64),
    kept: &Kept<T>,
    (written_at, written_by): (Timestamp, Option<PersonId>),
) -> Result<()> {
    let content = Written { is_deleted: kept.deleted_at.is_some(), it: &kept.it };
    let content = serde_json::to_string(&content).expect("what is kept always serialises");
    revision::insert(tx, postmortem, subject, &Revision { version, content, written_at, written_by }).await
}

/// Reads every version, the latest first.
pub async fn list_past<T: DeserializeOwned>(
    tx: &mut Tx,
    postmortem: PostmortemId,
    subject: &str,
) -> Result<Vec<Past<T>>> {
    revision::list(tx, postmortem, subject).await?.into_iter().map(read).collect()
}

fn read<T: DeserializeOwned>(revision: Revision) -> Result<Past<T>> {
    let Read { is_deleted, it } = serde_json::from_str(&revision.content).map_err(|e| Error::Corrupt {
        table: "revisions",
        column: "content",
        what: e.to_string(),
    })?;
    let Revision { version, written_at, written_by, .. } = revision;
    Ok(Past { it, is_deleted, version, written_at, written_by })
}

/// Removes a row of a table so that it can come back, or brings it back, if it is still at this version.
pub(crate) async fn update_deleted(
    tx: &mut Tx,
    table: &'static str,
    postmortem: PostmortemId,
    (id, version): (Uuid, i64),
    at: Option<Timestamp>,
) -> Result<()> {
    let sql = format!(
        "UPDATE {table} SET deleted_at = $4, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3"
    );
    let n = on_db!(tx, |c| sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(postmortem.0)
        .bind(id)
        .bind(version)
        .bind(micros(at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    touched(n)
}

/// A change that met no row met another version: `Conflict`.
pub(crate) fn touched(n: u64) -> Result<()> {
    if n == 0 { Err(Error::Conflict) } else { Ok(()) }
}

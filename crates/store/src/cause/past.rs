//! What causes and their ties said before, version by version.

use jiff::Timestamp;
use postmortem::{Because, BecauseId, Cause, CauseId, PersonId, PostmortemId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Kept;
use crate::{
    Error, Result,
    revision::{self, Revision},
    tx::Tx,
};

/// One version of a cause or of a because.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past<T> {
    /// As it was.
    pub it: T,
    /// Whether it was removed.
    pub is_deleted: bool,
    /// When it became so.
    pub written_at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub written_by: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
struct Content<T> {
    #[serde(default)]
    is_deleted: bool,
    it: T,
}

fn of_cause(id: CauseId) -> String {
    format!("cause/{id}")
}

fn of_because(id: BecauseId) -> String {
    format!("because/{id}")
}

/// Keeps a cause, as it is now, in its history.
pub async fn insert_past_cause(
    tx: &mut Tx,
    postmortem: PostmortemId,
    kept: &Kept<Cause>,
    at: Timestamp,
    by: Option<PersonId>,
) -> Result<()> {
    insert(tx, postmortem, &of_cause(kept.it.id), kept.it.version, kept, (at, by)).await
}

/// Keeps a because, as it is now, in its history.
pub async fn insert_past_because(
    tx: &mut Tx,
    postmortem: PostmortemId,
    kept: &Kept<Because>,
    at: Timestamp,
    by: Option<PersonId>,
) -> Result<()> {
    insert(tx, postmortem, &of_because(kept.it.id), kept.it.version, kept, (at, by)).await
}

/// Reads every version of a cause, the latest first.
pub async fn list_past_cause(tx: &mut Tx, postmortem: PostmortemId, id: CauseId) -> Result<Vec<Past<Cause>>> {
    revision::list(tx, postmortem, &of_cause(id)).await?.into_iter().map(read).collect()
}

/// Reads the latest version of a because.
pub async fn last_because(tx: &mut Tx, postmortem: PostmortemId, id: BecauseId) -> Result<Option<Past<Because>>> {
    revision::list(tx, postmortem, &of_because(id)).await?.into_iter().next().map(read).transpose()
}

async fn insert<T: Serialize + Clone>(
    tx: &mut Tx,
    postmortem: PostmortemId,
    subject: &str,
    version: i64,
    kept: &Kept<T>,
    (written_at, written_by): (Timestamp, Option<PersonId>),
) -> Result<()> {
    let content = Content { is_deleted: kept.deleted_at.is_some(), it: kept.it.clone() };
    let content = serde_json::to_string(&content).expect("causes always serialise");
    revision::insert(tx, postmortem, subject, &Revision { version, content, written_at, written_by }).await
}

fn read<T: DeserializeOwned>(revision: Revision) -> Result<Past<T>> {
    let content: Content<T> = serde_json::from_str(&revision.content).map_err(|e| Error::Corrupt {
        table: "revisions",
        column: "content",
        what: e.to_string(),
    })?;
    Ok(Past {
        it: content.it,
        is_deleted: content.is_deleted,
        written_at: revision.written_at,
        written_by: revision.written_by,
    })
}

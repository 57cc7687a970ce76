//! What an entry said before, version by version.

use jiff::Timestamp;
use postmortem::{Entry, EntryId, PersonId, PostmortemId};
use serde::{Deserialize, Serialize};

use super::Kept;
use crate::{
    Error, Result,
    revision::{self, Revision},
    tx::Tx,
};

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The entry as it was.
    pub entry: Entry,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// When it became so.
    pub written_at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub written_by: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(default)]
    is_deleted: bool,
    entry: Entry,
}

fn subject(id: EntryId) -> String {
    format!("entry/{id}")
}

/// Keeps the entry, as it is now, in its history.
pub async fn insert_past(
    tx: &mut Tx,
    postmortem: PostmortemId,
    kept: &Kept,
    at: Timestamp,
    by: Option<PersonId>,
) -> Result<()> {
    let content = Content { is_deleted: kept.deleted_at.is_some(), entry: kept.entry.clone() };
    let revision = Revision {
        version: kept.entry.version,
        content: serde_json::to_string(&content).expect("entries always serialise"),
        written_at: at,
        written_by: by,
    };
    revision::insert(tx, postmortem, &subject(kept.entry.id), &revision).await
}

/// Reads every version of an entry, the latest first.
pub async fn list_past(tx: &mut Tx, postmortem: PostmortemId, id: EntryId) -> Result<Vec<Past>> {
    let revisions = revision::list(tx, postmortem, &subject(id)).await?;
    revisions
        .into_iter()
        .map(|r| {
            let content: Content = serde_json::from_str(&r.content).map_err(|e| Error::Corrupt {
                table: "revisions",
                column: "content",
                what: e.to_string(),
            })?;
            Ok(Past {
                entry: content.entry,
                is_deleted: content.is_deleted,
                written_at: r.written_at,
                written_by: r.written_by,
            })
        })
        .collect()
}

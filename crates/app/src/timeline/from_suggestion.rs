//! An entry made of a suggestion: both happen, or neither.

use postmortem::{Entry, Number};
use serde_json::json;
use uuid::Uuid;

use super::{change, from_evidence, open, shown};
use crate::{Ctx, Result, suggestions};

/// Makes an entry of the item that a suggestion is on, and marks the suggestion accepted.
pub async fn from_suggestion(ctx: &Ctx, number: Number, id: Uuid) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let accepted = suggestions::accept(&mut tx, ctx, &postmortem, id).await?;
    let draft = from_evidence::draft(&mut tx, ctx, &postmortem, &[accepted.item.id]).await?;
    let entry = change::add(&mut tx, ctx, postmortem.id, draft).await?;
    let detail =
        json!({ "suggestion": id, "rule": accepted.suggestion.rule, "entry": entry.id, "after": shown(&entry) });
    ctx.audit(&mut tx, Some(postmortem.id), "suggestion.accept", detail).await?;
    tx.commit().await?;
    Ok(entry)
}

//! The organisation's scheme of severities, as administrators keep it. Codes never change.

use postmortem::{InvalidSeverity, Role, Severity};
use serde_json::json;
use store::Tx;

use crate::{Ctx, Error, FieldError, Result, workbench::line_code};

/// The places that a severity can have in the scheme.
const POSITIONS: std::ops::RangeInclusive<i64> = 1..=99;

/// What an administrator writes about a severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityDraft {
    /// What people call it.
    pub name: String,
    /// When it applies.
    pub meaning: String,
    /// Its place in the scheme, from 1, the worst first.
    pub position: i64,
    /// Whether new postmortems may take it.
    pub is_offered: bool,
}

fn checked(code: &str, draft: &SeverityDraft) -> Result<Severity> {
    let severity = Severity::new(code, &draft.name, &draft.meaning, draft.position).map_err(|why| match why {
        InvalidSeverity::Code(code) => FieldError::new("code", "severity-code").with("text", code),
        InvalidSeverity::Name(why) => FieldError::new("name", line_code(why)),
    })?;
    if !POSITIONS.contains(&severity.position) {
        return Err(FieldError::new("position", "severity-position").into());
    }
    Ok(Severity { is_offered: draft.is_offered, ..severity })
}

async fn find(tx: &mut Tx, code: &str) -> Result<Severity> {
    store::severity::list(tx).await?.into_iter().find(|s| s.code == code).ok_or(Error::NotFound)
}

/// New postmortems need a severity to take.
async fn keep_one_offered(tx: &mut Tx) -> Result<()> {
    let is_one_offered = store::severity::list(tx).await?.iter().any(|s| s.is_offered);
    if is_one_offered { Ok(()) } else { Err(Error::field("is_offered", "severity-last")) }
}

/// Lists the scheme, the worst first, to administrators.
pub async fn list(ctx: &Ctx) -> Result<Vec<Severity>> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::severity::list(&mut tx).await?)
}

/// Adds a severity.
pub async fn add(ctx: &Ctx, code: &str, draft: &SeverityDraft) -> Result<Severity> {
    ctx.need(Role::Administrator)?;
    let severity = checked(code, draft)?;
    let mut tx = ctx.house.db.write().await?;
    if !store::severity::insert(&mut tx, &severity).await? {
        return Err(FieldError::new("code", "severity-taken").with("text", severity.code).into());
    }
    ctx.audit(&mut tx, None, "severity.add", json!({ "severity": severity })).await?;
    tx.commit().await?;
    Ok(severity)
}

/// Reads one severity.
pub async fn get(ctx: &Ctx, code: &str) -> Result<Severity> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    find(&mut tx, code).await
}

/// Changes a severity; `Conflict` where someone else changed it since that version. One that is no longer offered stays
/// with the postmortems that have it.
pub async fn revise(ctx: &Ctx, code: &str, draft: &SeverityDraft, version: i64) -> Result<Severity> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let before = find(&mut tx, code).await?;
    let after = Severity { version: before.version, ..checked(code, draft)? };
    if after != before {
        store::severity::update(&mut tx, &after, version).await?;
        // the trail first: it makes whoever else writes wait, so that two cannot take away the last two at once
        ctx.audit(&mut tx, None, "severity.revise", json!({ "before": before, "after": after })).await?;
        keep_one_offered(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(after)
}

/// Removes a severity that no postmortem has.
pub async fn delete(ctx: &Ctx, code: &str) -> Result<()> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let severity = find(&mut tx, code).await?;
    match store::severity::delete(&mut tx, code).await {
        Err(store::Error::Constraint(_)) => return Err(Error::field("code", "severity-in-use")),
        deleted => deleted?,
    }
    ctx.audit(&mut tx, None, "severity.delete", json!({ "severity": severity })).await?;
    keep_one_offered(&mut tx).await?;
    Ok(tx.commit().await?)
}

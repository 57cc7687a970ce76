//! What the organisation chose for its questions, as administrators keep it.

use postmortem::{
    Role,
    questions::{InvalidRules, Rules},
};
use serde_json::json;
use store::question;

use crate::{Ctx, Error, Result};

/// What was chosen, and the version that a change has to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What was chosen.
    pub rules: Rules,
    /// Its version; 0 as long as nothing was chosen.
    pub version: i64,
}

/// Reads what was chosen, for administrators.
pub async fn chosen(ctx: &Ctx) -> Result<Chosen> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    let (rules, version) = question::rules(&mut tx).await?;
    Ok(Chosen { rules, version })
}

/// What holds for documents that whoever works at the machine checks.
pub async fn current(ctx: &Ctx) -> Result<Rules> {
    let mut tx = ctx.house.db.read().await?;
    Ok(question::rules(&mut tx).await?.0)
}

/// Chooses anew; `Conflict` where someone else chose since that version.
pub async fn choose(ctx: &Ctx, rules: Rules, version: i64) -> Result<Chosen> {
    ctx.need(Role::Administrator)?;
    let rules = rules.checked().map_err(|why| match why {
        InvalidRules::Gap => Error::field("gap_minutes", "question-minutes"),
        InvalidRules::Untold => Error::field("untold_minutes", "question-minutes"),
        InvalidRules::Unpublished => Error::field("unpublished_days", "question-days"),
    })?;
    let mut tx = ctx.house.db.write().await?;
    let (before, at) = question::rules(&mut tx).await?;
    if at != version {
        return Err(Error::Conflict);
    }
    if before == rules {
        return Ok(Chosen { rules, version });
    }
    question::update_rules(&mut tx, &rules, version).await?;
    ctx.audit(&mut tx, None, "questions.choose", json!({ "before": told(&before), "after": told(&rules) })).await?;
    tx.commit().await?;
    Ok(Chosen { rules, version: version + 1 })
}

fn told(rules: &Rules) -> serde_json::Value {
    json!({
        "levels": rules.levels,
        "gap_minutes": rules.gap.as_mins(),
        "untold_minutes": rules.untold.as_mins(),
        "unpublished_days": rules.unpublished.as_hours() / 24,
    })
}

//! Tying a condition to a weakness of the register, and untying it.

use postmortem::{Cause, CauseId, Number, WeaknessId};
use serde_json::json;

use super::{Revised, change};
use crate::{Ctx, Error, Result, recurrence, timeline::open, weaknesses};

/// Which weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeaknessChoice {
    /// One of the register.
    Known(WeaknessId),
    /// The one of this name; it is named in place where there is none.
    Named(String),
}

/// Ties a condition to a weakness, or unties it, if nobody changed it since `version`.
pub async fn set_weakness(
    ctx: &Ctx,
    number: Number,
    id: CauseId,
    choice: Option<WeaknessChoice>,
    version: i64,
) -> Result<Revised<Cause>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    store::weakness::hold(&mut tx).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    if kept.it.version != version || kept.deleted_at.is_some() {
        return Ok(Revised::Stale(change::stale(&mut tx, postmortem.id, kept).await?));
    }
    let before = kept.it.weakness;
    let mut fresh = None;
    let wanted = match choice {
        None => Cause { weakness: None, ..kept.it.clone() },
        Some(_) if !kept.it.can_be_tied() => return Err(Error::field("weakness", "weakness-of-condition")),
        Some(choice) => {
            let weakness = match choice {
                WeaknessChoice::Known(id) => weaknesses::known(&mut tx, ctx, id).await?,
                WeaknessChoice::Named(name) => {
                    let (weakness, is_new) = weaknesses::named(&mut tx, ctx, &name, postmortem.visibility).await?;
                    fresh = is_new.then(|| weakness.clone());
                    weakness
                }
            };
            kept.it.clone().tied(weakness.id).ok_or_else(|| Error::field("weakness", "weakness-of-condition"))?
        }
    };
    if wanted.weakness == before {
        return Ok(Revised::Saved(kept.it));
    }
    let after = change::put(&mut tx, ctx, postmortem.id, wanted).await?;
    let verb = if after.weakness.is_some() { "cause.tie_weakness" } else { "cause.untie_weakness" };
    let detail = json!({ "cause": id, "version": after.version, "before": before, "after": after.weakness });
    recurrence::settle(&mut tx, ctx, before.into_iter().chain(after.weakness).collect()).await?;
    if let Some(weakness) = fresh {
        weaknesses::note_named(&mut tx, ctx, &weakness).await?;
    }
    ctx.audit(&mut tx, Some(postmortem.id), verb, detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

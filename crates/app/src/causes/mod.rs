//! Causes: walking back from the impact. Every change is guarded by a version, recorded, and can be undone.
//!
//! The rules of the map stand in `postmortem`; each verb reads the map within its transaction and asks it.

mod change;
mod suggest;
mod view;
mod weakness;

use postmortem::{
    Because, BecauseDraft, BecauseId, Cause, CauseDraft, CauseId, CauseMap, Effect, Number, PostmortemId,
};
use serde_json::json;
use store::{Tx, cause::Kept};

use crate::{Ctx, Error, FieldError, Result, access, recurrence, timeline::open};

pub use change::{Revised, Stale};
pub(crate) use change::{add, checked, invalid, new_because, put, put_because, take_away, tie, untie};
pub use store::cause::Past;
pub use suggest::{Origin, Suggested};
pub use view::{History, View};
pub use weakness::{WeaknessChoice, set_weakness};

/// Opens the map for its page.
pub async fn view(ctx: &Ctx, number: Number) -> Result<View> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    view::build(&mut tx, ctx, postmortem).await
}

/// Opens one cause that is not removed.
pub async fn get(ctx: &Ctx, number: Number, id: CauseId) -> Result<Cause> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(kept.it) }
}

/// Reads what a cause said before, removed or not.
pub async fn history(ctx: &Ctx, number: Number, id: CauseId) -> Result<History> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    view::history(&mut tx, ctx, postmortem, id).await
}

/// Lists the changes that came before the impact, the likeliest to matter first. Nothing while no impact start is
/// marked: it is never inferred.
pub async fn suggestions(ctx: &Ctx, number: Number) -> Result<Option<Vec<Suggested>>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    suggest::list(&mut tx, &postmortem).await
}

/// Writes an answer to "how did this become possible?" down, as a cause of its own.
pub async fn answer(
    ctx: &Ctx,
    number: Number,
    effect: Effect,
    cause: CauseDraft,
    because: BecauseDraft,
) -> Result<Cause> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let draft = change::checked(cause)?;
    let because = change::checked_because(&mut tx, postmortem.id, because, None).await?;
    let mut map = map(&mut tx, postmortem.id).await?;
    if map.causes().len() >= CauseMap::MOST {
        return Err(FieldError::new("text", "too-many").with("limit", CauseMap::MOST.to_string()).into());
    }
    let cause = change::new_cause(ctx, draft);
    let because = change::new_because(ctx, effect, cause.id, because);
    let was = map.clone();
    map.answer(cause.clone(), because.clone()).map_err(|why| change::refused(&was, &why))?;
    change::add(&mut tx, ctx, postmortem.id, &cause).await?;
    change::tie(&mut tx, ctx, postmortem.id, &because).await?;
    walk_on(&mut tx, ctx, postmortem.id, &was, effect).await?;
    let detail = json!({ "cause": shown(&cause), "because": shown_because(&because) });
    ctx.audit(&mut tx, Some(postmortem.id), "cause.answer", detail).await?;
    tx.commit().await?;
    Ok(cause)
}

/// Lets a cause that is there answer for another effect too. Refused where a cause would lead to itself.
pub async fn link(ctx: &Ctx, number: Number, effect: Effect, cause: CauseId, because: BecauseDraft) -> Result<Because> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let because = change::checked_because(&mut tx, postmortem.id, because, None).await?;
    let map = map(&mut tx, postmortem.id).await?;
    map.can_link(effect, cause).map_err(|why| change::refused(&map, &why))?;
    let because = change::new_because(ctx, effect, cause, because);
    change::tie(&mut tx, ctx, postmortem.id, &because).await?;
    walk_on(&mut tx, ctx, postmortem.id, &map, effect).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "because.link", shown_because(&because)).await?;
    tx.commit().await?;
    Ok(because)
}

/// Changes a cause, if nobody changed it since `version`; otherwise hands back what it became.
pub async fn revise(ctx: &Ctx, number: Number, id: CauseId, draft: CauseDraft, version: i64) -> Result<Revised<Cause>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    let draft = change::checked(draft)?;
    let is_same = kept.it.to_draft() == draft;
    if kept.deleted_at.is_none() && is_same {
        return Ok(Revised::Saved(kept.it));
    }
    if kept.it.version != version || kept.deleted_at.is_some() {
        return Ok(Revised::Stale(change::stale(&mut tx, postmortem.id, kept).await?));
    }
    hold(&mut tx, &kept.it).await?;
    let after = change::put(&mut tx, ctx, postmortem.id, kept.it.clone().revised(draft)).await?;
    let detail = json!({ "before": shown(&kept.it), "after": shown(&after) });
    if after.weakness != kept.it.weakness {
        recurrence::settle(&mut tx, ctx, kept.it.weakness.into_iter().collect()).await?;
    }
    ctx.audit(&mut tx, Some(postmortem.id), "cause.revise", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Says why the walk goes no further below a cause, or takes that back. Without a reason it is refused, and so it is
/// where the cause has answers.
pub async fn set_deep_enough(
    ctx: &Ctx,
    number: Number,
    id: CauseId,
    reason: Option<&str>,
    version: i64,
) -> Result<Revised<Cause>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    let reason = reason.map(Cause::checked_reason).transpose().map_err(|why| change::invalid(&why))?;
    if kept.deleted_at.is_none() && kept.it.deep_enough == reason {
        return Ok(Revised::Saved(kept.it));
    }
    if kept.it.version != version || kept.deleted_at.is_some() {
        return Ok(Revised::Stale(change::stale(&mut tx, postmortem.id, kept).await?));
    }
    let map = map(&mut tx, postmortem.id).await?;
    if reason.is_some() && map.answers(Effect::Cause(id)).next().is_some() {
        return Err(Error::field("reason", "cause-has-answers"));
    }
    let after = change::put(&mut tx, ctx, postmortem.id, Cause { deep_enough: reason, ..kept.it.clone() }).await?;
    let detail = json!({ "cause": id, "before": kept.it.deep_enough, "after": after.deep_enough });
    ctx.audit(&mut tx, Some(postmortem.id), "cause.deep_enough", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Says anew how sure a because is, how necessary, and what shows it, if nobody did since `version`.
pub async fn weigh(
    ctx: &Ctx,
    number: Number,
    id: BecauseId,
    draft: BecauseDraft,
    version: i64,
) -> Result<Revised<Because>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get_because(&mut tx, postmortem.id, id).await?;
    let draft = change::checked_because(&mut tx, postmortem.id, draft, Some(&kept.it)).await?;
    if kept.deleted_at.is_none() && kept.it.to_draft() == draft {
        return Ok(Revised::Saved(kept.it));
    }
    if kept.it.version != version || kept.deleted_at.is_some() {
        return Ok(Revised::Stale(change::stale_because(&mut tx, postmortem.id, kept).await?));
    }
    let BecauseDraft { necessity, confidence, evidence } = draft;
    let wanted = Because { necessity, confidence, evidence, ..kept.it.clone() };
    let after = change::put_because(&mut tx, ctx, postmortem.id, wanted).await?;
    let detail = json!({ "before": shown_because(&kept.it), "after": shown_because(&after) });
    ctx.audit(&mut tx, Some(postmortem.id), "because.weigh", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Unties a cause from an effect, if nobody changed the tie since `version`. It can be tied again by [`relink`].
pub async fn unlink(ctx: &Ctx, number: Number, id: BecauseId, version: i64) -> Result<Because> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get_because(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_some() || kept.it.version != version {
        return Err(Error::Conflict);
    }
    let gone = change::untie(&mut tx, ctx, postmortem.id, kept.it).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "because.unlink", shown_because(&gone)).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Ties again what was untied. Refused where a cause would lead to itself by now.
pub async fn relink(ctx: &Ctx, number: Number, id: BecauseId) -> Result<Because> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get_because(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_none() {
        return Ok(kept.it);
    }
    let map = map(&mut tx, postmortem.id).await?;
    map.can_link(kept.it.effect, kept.it.cause).map_err(|why| change::refused(&map, &why))?;
    store::cause::update_because_deleted(&mut tx, postmortem.id, id, kept.it.version, None).await?;
    let because = Because { version: kept.it.version + 1, ..kept.it };
    let because = change::keep_because(&mut tx, ctx, postmortem.id, Kept { it: because, deleted_at: None }).await?;
    walk_on(&mut tx, ctx, postmortem.id, &map, because.effect).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "because.relink", shown_because(&because)).await?;
    tx.commit().await?;
    Ok(because)
}

/// Removes a cause with its ties, if nobody changed it since `version`. It can be brought back by [`restore`].
/// What answered only for it stays in the map, tied to nothing.
pub async fn remove(ctx: &Ctx, number: Number, id: CauseId, version: i64) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_some() || kept.it.version != version {
        return Err(Error::Conflict);
    }
    hold(&mut tx, &kept.it).await?;
    change::take_away(&mut tx, ctx, postmortem.id, kept.it.clone()).await?;
    recurrence::settle(&mut tx, ctx, kept.it.weakness.into_iter().collect()).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "cause.remove", shown(&kept.it)).await?;
    Ok(tx.commit().await?)
}

/// Brings a removed cause back with its ties, but for those by which a cause would lead to itself by now.
pub async fn restore(ctx: &Ctx, number: Number, id: CauseId) -> Result<Cause> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::cause::get(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_none() {
        return Ok(kept.it);
    }
    hold(&mut tx, &kept.it).await?;
    let (cause, left_out) = change::bring_back(&mut tx, ctx, postmortem.id, kept.it).await?;
    let detail = json!({ "cause": shown(&cause), "left_out": left_out });
    recurrence::settle(&mut tx, ctx, cause.weakness.into_iter().collect()).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "cause.restore", detail).await?;
    tx.commit().await?;
    Ok(cause)
}

/// Reads the map of a postmortem whose door was passed.
pub(crate) async fn map(tx: &mut Tx, postmortem: PostmortemId) -> Result<CauseMap> {
    let causes = store::cause::list(tx, postmortem).await?;
    let becauses = store::cause::list_because(tx, postmortem).await?;
    CauseMap::new(causes, becauses).map_err(Error::internal)
}

/// Whoever answers below a cause walks on: that it was deep enough holds no longer.
async fn walk_on(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, map: &CauseMap, effect: Effect) -> Result<()> {
    let Some(cause) = effect.cause().and_then(|id| map.cause(id)) else { return Ok(()) };
    if cause.deep_enough.is_some() {
        change::put(tx, ctx, postmortem, Cause { deep_enough: None, ..cause.clone() }).await?;
    }
    Ok(())
}

/// Holds the register before a cause is written that is tied to it: whoever merges weaknesses holds them in this order.
async fn hold(tx: &mut Tx, cause: &Cause) -> Result<()> {
    if cause.weakness.is_some() {
        store::weakness::hold(tx).await?;
    }
    Ok(())
}

/// The cause as the trail shows it.
fn shown(cause: &Cause) -> serde_json::Value {
    json!({
        "cause": cause.id, "version": cause.version, "class": cause.class, "text": cause.text,
        "weakness": cause.weakness,
    })
}

/// The tie as the trail shows it.
fn shown_because(because: &Because) -> serde_json::Value {
    json!({
        "because": because.id, "version": because.version, "effect": because.effect.cause(), "cause": because.cause,
        "necessity": because.necessity, "confidence": because.confidence, "evidence": because.evidence,
    })
}

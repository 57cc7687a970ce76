//! What follows from weaknesses for verdicts: an incident that came through what an action had addressed puts its
//! verdict in question. It is the program that does so, in the same transaction as the change from which it follows;
//! whoever changed something need not be able to read the action.
//!
//! Only incidents count whose postmortem is open to all members: whoever reads the action may read why, and an incident
//! that some may not know of changes nothing that others see. What no longer holds (untied, kept to its editors again,
//! another impact start, deleted) lets the verdict stand as before. An incident puts a verdict in question once: whoever
//! judges knows of what is known by then.

use postmortem::{Action, ActionId, Hand, Move, PostmortemId, Recurrence, WeaknessId};
use serde_json::json;
use store::{Tx, kept::Kept};

use crate::{Ctx, Error, Result, revised::keep};

/// So often a move is tried again where someone else was faster.
const TRIES: usize = 3;

/// Settles what follows from the weaknesses that a postmortem is tied to; opens to all what an open one is tied to.
pub(crate) async fn settle_in(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId) -> Result<()> {
    let tied = store::weakness::tied_in(tx, postmortem).await?;
    settle(tx, ctx, tied).await
}

/// Settles what follows from some weaknesses. To be called before the trail is written: whoever writes there holds it
/// until the end, and others who changed an action wait for it.
pub(crate) async fn settle(tx: &mut Tx, ctx: &Ctx, weaknesses: Vec<WeaknessId>) -> Result<()> {
    if weaknesses.is_empty() {
        return Ok(());
    }
    store::weakness::hold(tx).await?;
    store::weakness::update_opened(tx, ctx.now()).await?;
    let mut freed = Vec::new();
    let mut deeds = Vec::new();
    for weakness in &weaknesses {
        freed.extend(let_stand(tx, ctx, *weakness, &mut deeds).await?);
    }
    for weakness in weaknesses.into_iter().chain(freed) {
        question(tx, ctx, weakness, &mut deeds).await?;
    }
    for Deed { of, verb, detail } in deeds {
        ctx.audit(tx, Some(of), verb, detail).await?;
    }
    Ok(())
}

/// What the trail will say.
struct Deed {
    of: PostmortemId,
    verb: &'static str,
    detail: serde_json::Value,
}

/// Notes what is known when an action is judged.
pub(crate) async fn judged(tx: &mut Tx, action: ActionId) -> Result<()> {
    Ok(store::recurrence::insert_known(tx, action).await?)
}

/// Lets verdicts stand that nothing puts in question any more; the weaknesses that these actions address may do so.
async fn let_stand(tx: &mut Tx, ctx: &Ctx, weakness: WeaknessId, deeds: &mut Vec<Deed>) -> Result<Vec<WeaknessId>> {
    let holding = store::recurrence::list(tx, weakness).await?;
    let mut addressed = Vec::new();
    for (action, of, postmortem) in store::recurrence::list_in_question(tx, weakness).await? {
        if holding.iter().any(|r| r.action == action && r.postmortem == postmortem) {
            continue;
        }
        if let Some(deed) = advance(tx, ctx, (of, action), Move::Stand, "action.stand").await? {
            deeds.push(deed);
            store::recurrence::delete(tx, action, postmortem).await?;
            addressed.extend(store::recurrence::addressed(tx, action).await?);
        }
    }
    Ok(addressed)
}

async fn question(tx: &mut Tx, ctx: &Ctx, weakness: WeaknessId, deeds: &mut Vec<Deed>) -> Result<()> {
    for recurred in store::recurrence::list(tx, weakness).await?.into_iter().filter(|r| !r.is_known) {
        let recurrence = Recurrence { postmortem: recurred.postmortem, weakness, at: ctx.now() };
        let step = Move::Recur(recurrence, recurred.began_at);
        if let Some(deed) = advance(tx, ctx, (recurred.of, recurred.action), step, "action.recur").await? {
            deeds.push(deed);
            store::recurrence::insert(tx, recurred.action, recurred.postmortem).await?;
        }
    }
    Ok(())
}

/// Moves an action on where its state has that move; tells what the trail is to say then.
async fn advance(
    tx: &mut Tx,
    ctx: &Ctx,
    (of, id): (PostmortemId, ActionId),
    step: Move,
    verb: &'static str,
) -> Result<Option<Deed>> {
    for _ in 0..TRIES {
        let now = store::action::get(tx, of, id).await?;
        let hand = Hand { by: ctx.person_id(), now: ctx.now(), soaked_at: ctx.now() };
        let Ok(state) = now.it.state.after(step.clone(), hand) else { return Ok(None) };
        if now.deleted_at.is_some() {
            return Ok(None);
        }
        let after = Action { state, version: now.it.version + 1, ..now.it.clone() };
        let recurrence = after.commitment().and_then(|c| c.reopened()).map(|(_, recurrence)| recurrence);
        match store::action::update_recurrence(tx, of, id, now.it.version, recurrence).await {
            Err(store::Error::Conflict) => continue,
            written => written?,
        }
        let kept = Kept { it: after, deleted_at: None };
        keep(tx, ctx, of, (&format!("action/{id}"), kept.it.version), &kept).await?;
        let detail = json!({ "action": id, "version": kept.it.version, "recurrence": recurrence });
        return Ok(Some(Deed { of, verb, detail }));
    }
    Err(Error::Conflict)
}

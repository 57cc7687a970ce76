//! Ideas and actions: collecting, committing, declining, doing, judging. Every change is guarded by a version,
//! recorded, and can be undone. Which moves there are is the rule of `postmortem`.

mod portfolio;
mod recurred;
mod view;

use postmortem::{
    Action, ActionId, CannotMove, CauseId, Field, Hand, Number, PersonId, Plan, PostmortemId, Role, State, Visibility,
    WeaknessId,
};
use serde_json::json;
use store::{Tx, kept::Kept};

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Readable},
    recurrence,
    revised::{self, keep, refused_line},
    timeline::open,
};

pub use portfolio::{Listed, MOST_EXPORTED, PAGE, Portfolio, mine, portfolio};
pub use postmortem::Move;
pub use recurred::{Recurred, Recurrences};
pub use revised::{Revised, Stale};
pub use store::{
    action::{Order, Wanted},
    kept::Past,
};
pub use view::{History, View, history, view};

/// The most ideas and actions of one postmortem.
const MOST: usize = 200;

/// So many working days an idea soaks before somebody commits to it, unless there is a reason.
pub const SOAK_DAYS: u16 = 2;

/// What a person writes of an idea or action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDraft {
    /// What is to be done, in one line.
    pub text: String,
    /// The plan, where somebody committed.
    pub plan: Option<Plan>,
    /// The causes that it addresses.
    pub causes: Vec<CauseId>,
}

/// Opens one idea or action that is not removed.
pub async fn get(ctx: &Ctx, number: Number, id: ActionId) -> Result<Action> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::action::get(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(kept.it) }
}

/// Collects an idea. Whoever may read the work may have one.
pub async fn collect(ctx: &Ctx, number: Number, text: &str) -> Result<Action> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    store::entry::hold(&mut tx, postmortem.id, ctx.now()).await?;
    let text = Action::checked_text(text).map_err(|why| refused_line("text", why))?;
    if store::action::list(&mut tx, postmortem.id).await?.len() >= MOST {
        return Err(FieldError::new("text", "too-many").with("limit", MOST.to_string()).into());
    }
    let action = Action {
        id: ActionId(ctx.id()),
        text,
        state: State::Idea,
        causes: Vec::new(),
        recorded_at: ctx.now(),
        recorded_by: ctx.person_id(),
        version: 1,
    };
    store::action::insert(&mut tx, postmortem.id, &action).await?;
    let action = kept(&mut tx, ctx, &postmortem, Kept { it: action, deleted_at: None }).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "action.collect", shown(&action)).await?;
    tx.commit().await?;
    Ok(action)
}

/// Changes what an idea or action says, if nobody changed it since `version`; otherwise hands back what it became.
pub async fn revise(
    ctx: &Ctx,
    number: Number,
    id: ActionId,
    draft: ActionDraft,
    version: i64,
) -> Result<Revised<Action>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::action::get(&mut tx, postmortem.id, id).await?;
    let text = Action::checked_text(&draft.text).map_err(|why| refused_line("text", why))?;
    let state = match (draft.plan, now.it.commitment()) {
        (Some(plan), Some(_)) => now.it.state.replanned(plan).map_err(refused)?,
        _ => now.it.state.clone(),
    };
    let causes = checked_causes(&mut tx, postmortem.id, draft.causes, &now.it.causes).await?;
    let wanted = Action { text, state, causes, ..now.it.clone() };
    if now.deleted_at.is_none() && wanted == now.it {
        return Ok(Revised::Saved(now.it));
    }
    if now.it.version != version || now.deleted_at.is_some() {
        return Ok(Revised::Stale(revised::stale(&mut tx, postmortem.id, &subject(id), now).await?));
    }
    // what it addressed or addresses now and not both, to settle; the register is held before the action is written
    let differs = |c: &CauseId| now.it.causes.contains(c) != wanted.causes.contains(c);
    let changed = now.it.causes.iter().chain(&wanted.causes).copied().filter(differs).collect::<Vec<_>>();
    let addressed = tied(&mut tx, postmortem.id, &changed).await?;
    if !addressed.is_empty() {
        store::weakness::hold(&mut tx).await?;
    }
    let after = put(&mut tx, ctx, &postmortem, wanted).await?;
    let detail = json!({ "before": shown(&now.it), "after": shown(&after) });
    recurrence::settle(&mut tx, ctx, addressed).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "action.revise", detail).await?;
    let after = store::action::get(&mut tx, postmortem.id, id).await?.it;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Moves an idea or action on, if nobody changed it since `version`. Editors may; its owner may do what an owner does.
pub async fn advance(ctx: &Ctx, number: Number, id: ActionId, step: Move, version: i64) -> Result<Action> {
    move_on(ctx, number, id, step, None, version).await
}

/// Moves it on as [`advance`] does, and says in the same breath which causes it addresses.
pub async fn commit(
    ctx: &Ctx,
    number: Number,
    id: ActionId,
    step: Move,
    causes: Vec<CauseId>,
    version: i64,
) -> Result<Action> {
    move_on(ctx, number, id, step, Some(causes), version).await
}

async fn move_on(
    ctx: &Ctx,
    number: Number,
    id: ActionId,
    step: Move,
    causes: Option<Vec<CauseId>>,
    version: i64,
) -> Result<Action> {
    if matches!(step, Move::Recur(..) | Move::Stand) {
        // these follow from weaknesses, see `recurrence`
        return Err(Error::Conflict);
    }
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    store::entry::hold(&mut tx, postmortem.id, ctx.now()).await?;
    let now = store::action::get(&mut tx, postmortem.id, id).await?;
    if !postmortem.is_editable && !is_of_owner(ctx, &now.it, &step) {
        return Err(Error::Denied("needs-editor"));
    }
    if now.deleted_at.is_some() || now.it.version != version {
        return Err(Error::Conflict);
    }
    if let Move::Commit { owner, .. } | Move::HandTo(owner) = &step {
        fits(&mut tx, &postmortem, "owner", *owner).await?;
    }
    if let Move::Decline(refusal) = &step {
        let owner = refusal.owner.ok_or_else(|| Error::field("owner", "needs-owner"))?;
        fits(&mut tx, &postmortem, "owner", owner).await?;
    }
    let hand = Hand { by: ctx.person_id(), now: ctx.now(), soaked_at: view::soaked_at(&postmortem, &now.it) };
    let causes = match causes {
        Some(wanted) => checked_causes(&mut tx, postmortem.id, wanted, &now.it.causes).await?,
        None => now.it.causes.clone(),
    };
    let is_judged = matches!(step, Move::Judge(..));
    let state = now.it.state.after(step, hand).map_err(refused)?;
    if is_judged {
        recurrence::judged(&mut tx, id).await?;
    }
    let after = put(&mut tx, ctx, &postmortem, Action { state, causes, ..now.it.clone() }).await?;
    let detail = json!({ "before": shown(&now.it), "after": shown(&after) });
    ctx.audit(&mut tx, Some(postmortem.id), "action.advance", detail).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whether the viewer owns the action or is asked to, and the move is one of an owner.
fn is_of_owner(ctx: &Ctx, action: &Action, step: &Move) -> bool {
    let is_owner = action.commitment().is_some() && action.owner().is_some() && action.owner() == ctx.person_id();
    let is_theirs =
        matches!(step, Move::Accept | Move::GiveBack | Move::Start | Move::Finish | Move::Judge(..) | Move::Reopen);
    is_owner && is_theirs
}

/// Removes an idea or action, if nobody changed it since `version`. It can be brought back by [`restore`].
pub async fn remove(ctx: &Ctx, number: Number, id: ActionId, version: i64) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::action::get(&mut tx, postmortem.id, id).await?;
    if now.deleted_at.is_some() || now.it.version != version {
        return Err(Error::Conflict);
    }
    let at = Some(ctx.now());
    store::action::update_deleted(&mut tx, postmortem.id, id, version, at).await?;
    let gone = Kept { it: Action { version: version + 1, ..now.it }, deleted_at: at };
    let gone = kept(&mut tx, ctx, &postmortem, gone).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "action.remove", shown(&gone)).await?;
    Ok(tx.commit().await?)
}

/// Brings a removed idea or action back as it was.
pub async fn restore(ctx: &Ctx, number: Number, id: ActionId) -> Result<Action> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::action::get(&mut tx, postmortem.id, id).await?;
    if now.deleted_at.is_none() {
        return Ok(now.it);
    }
    if !tied(&mut tx, postmortem.id, &now.it.causes).await?.is_empty() {
        store::weakness::hold(&mut tx).await?;
    }
    store::action::update_deleted(&mut tx, postmortem.id, id, now.it.version, None).await?;
    let back = Kept { it: Action { version: now.it.version + 1, ..now.it }, deleted_at: None };
    let back = kept(&mut tx, ctx, &postmortem, back).await?;
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "action.restore", shown(&back)).await?;
    let back = store::action::get(&mut tx, postmortem.id, id).await?.it;
    tx.commit().await?;
    Ok(back)
}

/// Someone who can take an action on: a member who can sign in and may read the postmortem.
async fn fits(tx: &mut Tx, postmortem: &Readable, field: &str, person: PersonId) -> Result<()> {
    let unfit = || Error::field(field, "no-member");
    let found = store::person::get(tx, person).await.map_err(|_| unfit())?;
    if found.role < Role::Member || found.suspended_at.is_some() {
        return Err(unfit());
    }
    let is_reader =
        postmortem.visibility == Visibility::Members || store::postmortem::is_editor(tx, postmortem.id, person).await?;
    if is_reader { Ok(()) } else { Err(FieldError::new(field, "owner-cannot-read").with("name", found.name).into()) }
}

/// Makes sure that causes belong to this postmortem, each once. What was named `before` and is gone is dropped.
async fn checked_causes(
    tx: &mut Tx,
    postmortem: PostmortemId,
    wanted: Vec<CauseId>,
    before: &[CauseId],
) -> Result<Vec<CauseId>> {
    let here: Vec<CauseId> = store::cause::list(tx, postmortem).await?.into_iter().map(|c| c.id).collect();
    let mut causes = Vec::with_capacity(wanted.len());
    for id in wanted {
        if here.contains(&id) {
            if !causes.contains(&id) {
                causes.push(id);
            }
        } else if !before.contains(&id) {
            return Err(Error::field("causes", "unknown-cause"));
        }
    }
    Ok(causes)
}

/// The weaknesses that some causes of a postmortem are tied to.
async fn tied(tx: &mut Tx, postmortem: PostmortemId, causes: &[CauseId]) -> Result<Vec<WeaknessId>> {
    let here = store::cause::list(tx, postmortem).await?;
    Ok(here.into_iter().filter(|c| causes.contains(&c.id)).filter_map(|c| c.weakness).collect())
}

/// Why a move was not made, for the form.
fn refused(why: CannotMove) -> Error {
    let field = |field: Field| match field {
        Field::Reason => "reason",
        Field::Skip => "skip",
        Field::Expected => "expected",
        Field::Measure => "measure",
        Field::Evidence => "evidence",
    };
    match why {
        CannotMove::Soaking(_) => Error::field("skip", "action-soaks"),
        CannotMove::From(_) => Error::Conflict,
        CannotMove::NotAsked => Error::Denied("needs-asked"),
        CannotMove::Text(at, why) => refused_line(field(at), why).into(),
    }
}

/// The name under which the versions of an action are kept.
fn subject(id: ActionId) -> String {
    format!("action/{id}")
}

/// Writes an action over its version and keeps the new one in the history.
async fn put(tx: &mut Tx, ctx: &Ctx, postmortem: &Readable, action: Action) -> Result<Action> {
    store::action::update(tx, postmortem.id, &action, action.version).await?;
    let it = Action { version: action.version + 1, ..action };
    kept(tx, ctx, postmortem, Kept { it, deleted_at: None }).await
}

async fn kept(tx: &mut Tx, ctx: &Ctx, postmortem: &Readable, kept: Kept<Action>) -> Result<Action> {
    keep(tx, ctx, postmortem.id, (&subject(kept.it.id), kept.it.version), &kept).await?;
    Ok(kept.it)
}

/// The action as the trail shows it.
fn shown(action: &Action) -> serde_json::Value {
    json!({
        "action": action.id, "version": action.version, "text": action.text, "state": action.state,
        "causes": action.causes,
    })
}

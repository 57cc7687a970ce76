//! The one way in which a map changes: checked, written, kept in its history.

use jiff::Timestamp;
use postmortem::{
    Because, BecauseDraft, BecauseId, CannotLink, Cause, CauseDraft, CauseId, CauseMap, Effect, InvalidCause,
    InvalidLine, PersonId, PostmortemId,
};
use store::{Tx, cause::Kept};

use crate::{Ctx, Error, FieldError, Result};

/// The most items of evidence that one because may name.
const MAX_EVIDENCE: usize = 100;

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revised<T> {
    /// It was made.
    Saved(T),
    /// Someone else made another in between; nothing was written.
    Stale(Stale<T>),
}

/// What something became while the viewer was writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale<T> {
    /// As it is now.
    pub current: T,
    /// Whether it was removed.
    pub is_deleted: bool,
    /// Who changed it last.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: Option<Timestamp>,
}

/// Tells what a cause became.
pub(super) async fn stale(tx: &mut Tx, postmortem: PostmortemId, now: Kept<Cause>) -> Result<Stale<Cause>> {
    let last = store::cause::list_past_cause(tx, postmortem, now.it.id).await?.into_iter().next();
    Ok(told(now, last))
}

/// Tells what a because became.
pub(super) async fn stale_because(tx: &mut Tx, pm: PostmortemId, now: Kept<Because>) -> Result<Stale<Because>> {
    let last = store::cause::last_because(tx, pm, now.it.id).await?;
    Ok(told(now, last))
}

fn told<T>(now: Kept<T>, last: Option<store::cause::Past<T>>) -> Stale<T> {
    Stale {
        is_deleted: now.deleted_at.is_some(),
        changed_by: last.as_ref().and_then(|p| p.written_by),
        changed_at: last.map(|p| p.written_at),
        current: now.it,
    }
}

/// Brings a cause into its one form.
pub(crate) fn checked(draft: CauseDraft) -> Result<CauseDraft> {
    draft.checked().map_err(|why| invalid(&why))
}

/// Why a cause was not taken, for the form.
pub(crate) fn invalid(why: &InvalidCause) -> Error {
    let line = |field: &str, why: &InvalidLine| match why {
        InvalidLine::Empty => FieldError::new(field, "empty"),
        InvalidLine::TooLong(n) => FieldError::new(field, "too-long").with("limit", n.to_string()),
        InvalidLine::Control => FieldError::new(field, "control-character"),
    };
    match why {
        InvalidCause::Text(why) => line("text", why),
        InvalidCause::Reason(InvalidLine::Empty) => FieldError::new("reason", "cause-reason-missing"),
        InvalidCause::Reason(why) => line("reason", why),
        InvalidCause::MeaningTooLong(n) => FieldError::new("meaning", "too-long").with("limit", n.to_string()),
        InvalidCause::Control => FieldError::new("meaning", "control-character"),
    }
    .into()
}

/// Why a tie was not taken, for the form; the path in the words of the causes.
pub(super) fn refused(map: &CauseMap, why: &CannotLink) -> Error {
    match why {
        CannotLink::Cycle(path) => {
            let texts: Vec<&str> = path.iter().filter_map(|id| map.cause(*id)).map(|c| c.text.as_str()).collect();
            FieldError::new("cause", "cause-cycle").with("path", texts.join(" ← ")).into()
        }
        CannotLink::AlreadyThere(_) => Error::field("cause", "cause-answers-already"),
        CannotLink::Unknown(_) => Error::field("cause", "unknown-cause"),
        CannotLink::Known(_) => Error::internal(why.clone()),
    }
}

/// Makes sure that what a because rests on belongs to this postmortem. What it named before and is gone is dropped.
pub(super) async fn checked_because(
    tx: &mut Tx,
    postmortem: PostmortemId,
    draft: BecauseDraft,
    before: Option<&Because>,
) -> Result<BecauseDraft> {
    let mut evidence = Vec::with_capacity(draft.evidence.len());
    if draft.evidence.len() > MAX_EVIDENCE {
        return Err(FieldError::new("evidence", "too-many").with("limit", MAX_EVIDENCE.to_string()).into());
    }
    for item in draft.evidence {
        if evidence.contains(&item) {
            continue;
        }
        if store::entry::has_evidence(tx, postmortem, item).await? {
            evidence.push(item);
        } else if !before.is_some_and(|b| b.evidence.contains(&item)) {
            return Err(Error::field("evidence", "unknown-evidence"));
        }
    }
    Ok(BecauseDraft { evidence, ..draft })
}

/// A cause that was never written before.
pub(super) fn new_cause(ctx: &Ctx, draft: CauseDraft) -> Cause {
    let CauseDraft { class, text, meaning } = draft;
    Cause {
        id: CauseId(ctx.id()),
        class,
        text,
        meaning,
        deep_enough: None,
        weakness: None,
        recorded_at: ctx.now(),
        recorded_by: ctx.person_id(),
        version: 1,
    }
}

/// A tie that was never written before.
pub(crate) fn new_because(ctx: &Ctx, effect: Effect, cause: CauseId, draft: BecauseDraft) -> Because {
    let BecauseDraft { necessity, confidence, evidence } = draft;
    Because { id: BecauseId(ctx.id()), effect, cause, necessity, confidence, evidence, version: 1 }
}

/// Adds a cause and its first version.
pub(crate) async fn add(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, cause: &Cause) -> Result<()> {
    store::cause::insert(tx, postmortem, cause).await?;
    keep(tx, ctx, postmortem, Kept { it: cause.clone(), deleted_at: None }).await.map(|_| ())
}

/// Adds a tie and its first version.
pub(crate) async fn tie(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, because: &Because) -> Result<()> {
    store::cause::insert_because(tx, postmortem, because, ctx.now()).await?;
    keep_because(tx, ctx, postmortem, Kept { it: because.clone(), deleted_at: None }).await.map(|_| ())
}

/// Writes a cause over its version and keeps the new one in the history.
pub(crate) async fn put(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, cause: Cause) -> Result<Cause> {
    store::cause::update(tx, postmortem, &cause, cause.version).await?;
    let it = Cause { version: cause.version + 1, ..cause };
    keep(tx, ctx, postmortem, Kept { it, deleted_at: None }).await
}

/// Writes a because over its version and keeps the new one in the history.
pub(crate) async fn put_because(tx: &mut Tx, ctx: &Ctx, pm: PostmortemId, because: Because) -> Result<Because> {
    store::cause::update_because(tx, pm, &because, because.version).await?;
    let it = Because { version: because.version + 1, ..because };
    keep_because(tx, ctx, pm, Kept { it, deleted_at: None }).await
}

/// Removes a tie so that it can come back.
pub(crate) async fn untie(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, because: Because) -> Result<Because> {
    let now = ctx.now();
    store::cause::update_because_deleted(tx, postmortem, because.id, because.version, Some(now)).await?;
    let it = Because { version: because.version + 1, ..because };
    keep_because(tx, ctx, postmortem, Kept { it, deleted_at: Some(now) }).await
}

/// Removes a cause so that it can come back; its ties are not read meanwhile.
pub(crate) async fn take_away(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, cause: Cause) -> Result<()> {
    let now = ctx.now();
    store::cause::update_deleted(tx, postmortem, cause.id, cause.version, Some(now)).await?;
    let it = Cause { version: cause.version + 1, ..cause };
    keep(tx, ctx, postmortem, Kept { it, deleted_at: Some(now) }).await.map(|_| ())
}

/// Brings a cause back. Ties by which a cause would lead to itself by now are untied; their ids are returned.
pub(super) async fn bring_back(
    tx: &mut Tx,
    ctx: &Ctx,
    postmortem: PostmortemId,
    cause: Cause,
) -> Result<(Cause, Vec<BecauseId>)> {
    store::cause::update_deleted(tx, postmortem, cause.id, cause.version, None).await?;
    let it = Cause { version: cause.version + 1, ..cause };
    let cause = keep(tx, ctx, postmortem, Kept { it, deleted_at: None }).await?;
    let causes = store::cause::list(tx, postmortem).await?;
    let becauses = store::cause::list_because(tx, postmortem).await?;
    let comes_back = |b: &Because| b.cause == cause.id || b.effect == Effect::Cause(cause.id);
    let (back, stood): (Vec<_>, Vec<_>) = becauses.into_iter().partition(comes_back);
    let mut map = CauseMap::new(causes, stood).map_err(Error::internal)?;
    let mut left_out = Vec::new();
    let mut has_answers = false;
    for because in back {
        if map.link(because.clone()).is_err() {
            left_out.push(because.id);
            untie(tx, ctx, postmortem, because).await?;
        } else if because.effect == Effect::Cause(cause.id) {
            has_answers = true;
        } else if let Some(above) =
            because.effect.cause().and_then(|id| map.cause(id)).filter(|c| c.deep_enough.is_some())
        {
            // it was found deep enough while this answer was away
            put(tx, ctx, postmortem, Cause { deep_enough: None, ..above.clone() }).await?;
        }
    }
    if has_answers && cause.deep_enough.is_some() {
        let cause = put(tx, ctx, postmortem, Cause { deep_enough: None, ..cause }).await?;
        return Ok((cause, left_out));
    }
    Ok((cause, left_out))
}

async fn keep(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, kept: Kept<Cause>) -> Result<Cause> {
    store::cause::insert_past_cause(tx, postmortem, &kept, ctx.now(), ctx.person_id()).await?;
    Ok(kept.it)
}

/// Keeps a because, as it is now, in its history.
pub(super) async fn keep_because(tx: &mut Tx, ctx: &Ctx, pm: PostmortemId, kept: Kept<Because>) -> Result<Because> {
    store::cause::insert_past_because(tx, pm, &kept, ctx.now(), ctx.person_id()).await?;
    Ok(kept.it)
}

//! Practices: the organisation's register of what went well. Everyone who is signed in reads it; its text was written
//! for all. Which postmortems it came from and which cite it is told only to those who may read them.

mod change;
mod view;

use postmortem::{GroupKind, LessonId, Number, Practice, PracticeDraft, PracticeId, Role};
use serde_json::json;
use store::Tx;

use crate::{
    Ctx, Error, Result, Viewer,
    access::{self, Readable},
    timeline::{self, open},
};

pub use crate::revised::{Revised, Stale};
pub use store::practice::{Adoption, Citation, Listed, Order, Origin, Past};
pub use view::{Asked, Cited, History, Opened, Register, Suggested};

/// Lists the practices that are asked for.
pub async fn register(ctx: &Ctx, asked: &Asked) -> Result<Register> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    view::register(&mut tx, ctx, asked).await
}

/// Opens one practice, withdrawn or not.
pub async fn get(ctx: &Ctx, id: PracticeId) -> Result<Opened> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    view::opened(&mut tx, ctx, id).await
}

/// Opens one practice to those who answer for it.
pub async fn answerable(ctx: &Ctx, id: PracticeId) -> Result<Practice> {
    let mut tx = ctx.house.db.read().await?;
    Ok(access::answer_for(&mut tx, ctx, id).await?.into())
}

/// Reads what a practice said before. For members: what was withdrawn or reworded was so for a reason.
pub async fn history(ctx: &Ctx, id: PracticeId) -> Result<History> {
    ctx.need(Role::Member)?;
    let mut tx = ctx.house.db.read().await?;
    let practice = store::practice::get(&mut tx, id).await?;
    let past = store::practice::list_past(&mut tx, id).await?;
    let mut named: Vec<postmortem::PersonId> = Vec::new();
    for version in &past {
        named.extend([version.written_by, version.it.owner].into_iter().flatten());
    }
    let people = timeline::people(&mut tx, named.into_iter()).await?;
    Ok(History { practice, past, people })
}

/// What a lesson that went well suggests for a practice. A person makes the words fit for all before anything is kept.
pub async fn suggest(ctx: &Ctx, number: Number, lesson: LessonId) -> Result<Suggested> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem: Readable = Readable::clone(&*access::edit(&mut tx, ctx, number).await?);
    change::may_become(&mut tx, postmortem.id, lesson).await?;
    let lesson = store::lesson::get(&mut tx, postmortem.id, lesson).await?.it;
    let what = lesson.text.clone();
    Ok(Suggested { postmortem, name: prose::excerpt(&what, 80), what, lesson })
}

/// Makes a practice of a lesson that went well.
pub async fn make(ctx: &Ctx, number: Number, lesson: LessonId, draft: PracticeDraft) -> Result<Practice> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    change::may_become(&mut tx, postmortem.id, lesson).await?;
    let draft = change::checked(&mut tx, draft, None).await?;
    let (now, by) = (ctx.now(), ctx.person_id());
    let practice = Practice {
        id: PracticeId(ctx.id()),
        name: String::new(),
        what: String::new(),
        why: String::new(),
        conditions: String::new(),
        owner: None,
        recorded_at: now,
        recorded_by: by,
        withdrawn_at: None,
        version: 1,
    }
    .revised(draft);
    let folded = change::folded(&practice);
    store::practice::insert(&mut tx, &practice, &folded, (postmortem.id, lesson)).await.map_err(change::taken)?;
    change::keep(&mut tx, ctx, &practice).await?;
    let detail = json!({ "lesson": lesson, "practice": change::shown(&practice) });
    ctx.audit(&mut tx, Some(postmortem.id), "practice.make", detail).await?;
    tx.commit().await?;
    Ok(practice)
}

/// Changes a practice, its owner too, if nobody changed it since `version`; otherwise hands back what it became.
pub async fn revise(ctx: &Ctx, id: PracticeId, draft: PracticeDraft, version: i64) -> Result<Revised<Practice>> {
    let mut tx = ctx.house.db.write().await?;
    let now: Practice = access::answer_for(&mut tx, ctx, id).await?.into();
    let draft = change::checked(&mut tx, draft, now.owner).await?;
    if now.is_as(&draft) {
        return Ok(Revised::Saved(now));
    }
    if now.version != version {
        let last = store::practice::list_past(&mut tx, id).await?.into_iter().next();
        let (changed_by, changed_at) = last.map_or((None, None), |p: Past| (p.written_by, Some(p.written_at)));
        return Ok(Revised::Stale(Stale { current: now, is_deleted: false, changed_by, changed_at }));
    }
    let after = change::put(&mut tx, ctx, now.clone().revised(draft)).await?;
    let detail = json!({ "before": change::shown(&now), "after": change::shown(&after) });
    ctx.audit(&mut tx, None, "practice.revise", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Withdraws a practice, if nobody changed it since `version`: it is no longer offered, and where it is cited it says
/// so. It can be brought back by [`restore`].
pub async fn withdraw(ctx: &Ctx, id: PracticeId, version: i64) -> Result<Practice> {
    let mut tx = ctx.house.db.write().await?;
    let now: Practice = access::answer_for(&mut tx, ctx, id).await?.into();
    if now.is_withdrawn() || now.version != version {
        return Err(Error::Conflict);
    }
    let after = change::put(&mut tx, ctx, Practice { withdrawn_at: Some(ctx.now()), ..now }).await?;
    ctx.audit(&mut tx, None, "practice.withdraw", change::shown(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Brings a withdrawn practice back, with the teams that work by it.
pub async fn restore(ctx: &Ctx, id: PracticeId) -> Result<Practice> {
    let mut tx = ctx.house.db.write().await?;
    let now: Practice = access::answer_for(&mut tx, ctx, id).await?.into();
    if !now.is_withdrawn() {
        return Ok(now);
    }
    let after = change::put(&mut tx, ctx, Practice { withdrawn_at: None, ..now }).await?;
    ctx.audit(&mut tx, None, "practice.restore", change::shown(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Notes that a team works by a practice. A member of the team says so, or an administrator.
pub async fn adopt(ctx: &Ctx, id: PracticeId, team: postmortem::GroupId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let group = own_team(&mut tx, ctx, team).await?;
    let practice = store::practice::get(&mut tx, id).await?;
    if practice.is_withdrawn() {
        return Err(Error::field("team", "practice-withdrawn"));
    }
    if store::practice::insert_adoption(&mut tx, id, team, (ctx.now(), ctx.person_id())).await? {
        let detail = json!({ "practice": id, "team": group.id, "name": group.name });
        ctx.audit(&mut tx, None, "practice.adopt", detail).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes back that a team works by a practice, withdrawn or not.
pub async fn give_up(ctx: &Ctx, id: PracticeId, team: postmortem::GroupId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let group = own_team(&mut tx, ctx, team).await?;
    store::practice::get(&mut tx, id).await?;
    if store::practice::delete_adoption(&mut tx, id, team).await? {
        let detail = json!({ "practice": id, "team": group.id, "name": group.name });
        ctx.audit(&mut tx, None, "practice.give_up", detail).await?;
    }
    Ok(tx.commit().await?)
}

/// A team for which the viewer may speak: one of theirs, or any where they keep the house.
async fn own_team(tx: &mut Tx, ctx: &Ctx, team: postmortem::GroupId) -> Result<postmortem::Group> {
    ctx.need(Role::Member)?;
    let unknown = || Error::field("team", "unknown-team");
    let found = store::group::list(tx).await?.into_iter().find(|g| g.id == team && g.kind == GroupKind::Team);
    let found = found.ok_or_else(unknown)?;
    if view::speaks_for(ctx, &found) { Ok(found) } else { Err(Error::Denied("needs-team")) }
}

/// Whose postmortems the viewer may see; nobody's where the viewer only reads what is published.
fn whose(ctx: &Ctx) -> Option<store::postmortem::Whose> {
    use store::postmortem::Whose;
    match &ctx.viewer {
        Viewer::Person(person) if person.role >= Role::Member => Some(Whose::VisibleTo(person.id)),
        Viewer::Operator => Some(Whose::All),
        Viewer::Person(_) | Viewer::Stranger => None,
    }
}

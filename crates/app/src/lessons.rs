//! Lessons: writing them down, ordering them, saying what luck ended in. Every change is guarded by a version,
//! recorded, and can be undone.

use postmortem::{
    Action, Cause, Entry, EntryId, InvalidLesson, Lesson, LessonDraft, LessonId, Luck, Number, Person, PostmortemId,
    PracticeId, Telling,
};
use serde_json::json;
use store::{Tx, kept::Kept};

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Readable},
    practices::Cited,
    revised::{self, keep, refused_line, refused_prose},
    timeline::{self, open},
};

pub use revised::{Revised, Stale};
pub use store::kept::Past;

/// The most lessons of one postmortem, and the most entries of one lesson.
const MOST: usize = 100;

/// All that the page of lessons shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// Its lessons, in their order.
    pub lessons: Vec<Lesson>,
    /// The timeline, to link to.
    pub entries: Vec<Entry>,
    /// Its ideas and actions, in which luck may end.
    pub actions: Vec<Action>,
    /// Its causes, of which luck may turn out to be one.
    pub causes: Vec<Cause>,
    /// The practices that its lessons became and cite, and those that can be cited.
    pub practices: Cited,
    /// The people who wrote lessons down.
    pub people: Vec<Person>,
}

/// What a lesson said, version by version, with the people who wrote it.
#[derive(Debug, Clone)]
pub struct History {
    /// The postmortem.
    pub postmortem: Readable,
    /// Every version, the latest first.
    pub past: Vec<Past<Lesson>>,
    /// Whether it is removed at present.
    pub is_deleted: bool,
    /// The people who wrote.
    pub people: Vec<Person>,
}

/// Opens the lessons for their page.
pub async fn view(ctx: &Ctx, number: Number) -> Result<View> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let lessons = store::lesson::list(&mut tx, postmortem.id).await?;
    let entries = store::entry::list(&mut tx, postmortem.id).await?;
    let people = timeline::people(&mut tx, lessons.iter().filter_map(|l| l.recorded_by)).await?;
    let actions = store::action::list(&mut tx, postmortem.id).await?;
    let causes = store::cause::list(&mut tx, postmortem.id).await?;
    let practices = Cited::read(&mut tx, postmortem.id).await?;
    Ok(View { postmortem, lessons, entries, actions, causes, practices, people })
}

/// Opens one lesson that is not removed.
pub async fn get(ctx: &Ctx, number: Number, id: LessonId) -> Result<Lesson> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    present(&mut tx, postmortem.id, id).await
}

/// Reads what a lesson said before, removed or not.
pub async fn history(ctx: &Ctx, number: Number, id: LessonId) -> Result<History> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::lesson::get(&mut tx, postmortem.id, id).await?;
    let past: Vec<Past<Lesson>> = store::kept::list_past(&mut tx, postmortem.id, &subject(id)).await?;
    let people = timeline::people(&mut tx, past.iter().filter_map(|p| p.written_by)).await?;
    Ok(History { postmortem, past, is_deleted: kept.deleted_at.is_some(), people })
}

/// Writes a lesson down, behind the others.
pub async fn add(ctx: &Ctx, number: Number, draft: LessonDraft) -> Result<Lesson> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let draft = checked(&mut tx, postmortem.id, draft, None).await?;
    if store::lesson::list(&mut tx, postmortem.id).await?.len() >= MOST {
        return Err(FieldError::new("text", "too-many").with("limit", MOST.to_string()).into());
    }
    let LessonDraft { telling, text, entries, practices } = draft;
    let lesson = Lesson {
        id: LessonId(ctx.id()),
        telling,
        text,
        entries,
        practices,
        position: store::lesson::next_position(&mut tx, postmortem.id).await?,
        recorded_at: ctx.now(),
        recorded_by: ctx.person_id(),
        version: 1,
    };
    store::lesson::insert(&mut tx, postmortem.id, &lesson).await?;
    let lesson = kept(&mut tx, ctx, postmortem.id, Kept { it: lesson, deleted_at: None }).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "lesson.add", shown(&lesson)).await?;
    tx.commit().await?;
    Ok(lesson)
}

/// Changes a lesson, if nobody changed it since `version`; otherwise hands back what it became.
pub async fn revise(
    ctx: &Ctx,
    number: Number,
    id: LessonId,
    draft: LessonDraft,
    version: i64,
) -> Result<Revised<Lesson>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::lesson::get(&mut tx, postmortem.id, id).await?;
    let draft = checked(&mut tx, postmortem.id, draft, Some(&now.it)).await?;
    if now.deleted_at.is_none() && now.it.to_draft() == draft {
        return Ok(Revised::Saved(now.it));
    }
    if now.it.version != version || now.deleted_at.is_some() {
        return Ok(Revised::Stale(revised::stale(&mut tx, postmortem.id, &subject(id), now).await?));
    }
    let LessonDraft { telling, text, entries, practices } = draft;
    let after = Lesson { telling, text, entries, practices, version: version + 1, ..now.it.clone() };
    store::lesson::update(&mut tx, postmortem.id, &after, version).await?;
    let after = kept(&mut tx, ctx, postmortem.id, Kept { it: after, deleted_at: None }).await?;
    let mut detail = json!({ "before": shown(&now.it), "after": shown(&after) });
    // the practice stands on its own; only what went well is told as where one came from
    if !after.may_become_practice()
        && let Some(practice) = store::practice::release(&mut tx, id).await?
    {
        detail["released"] = json!(practice);
    }
    ctx.audit(&mut tx, Some(postmortem.id), "lesson.revise", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Moves a lesson before or behind its neighbour of the same kind. At the end it stays where it is.
pub async fn place(ctx: &Ctx, number: Number, id: LessonId, is_up: bool) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let lesson = present(&mut tx, postmortem.id, id).await?;
    let mut peers = store::lesson::list(&mut tx, postmortem.id).await?;
    peers.retain(|l| l.telling.kind() == lesson.telling.kind());
    let at = peers.iter().position(|l| l.id == id).ok_or(Error::NotFound)?;
    let other = if is_up { at.checked_sub(1) } else { Some(at + 1) }.and_then(|n| peers.get(n));
    let Some(other) = other else { return Ok(()) };
    store::lesson::swap(&mut tx, postmortem.id, &lesson, other).await?;
    let detail = json!({ "lesson": id, "past": other.id });
    ctx.audit(&mut tx, Some(postmortem.id), "lesson.place", detail).await?;
    Ok(tx.commit().await?)
}

/// Removes a lesson, if nobody changed it since `version`. It can be brought back by [`restore`].
pub async fn remove(ctx: &Ctx, number: Number, id: LessonId, version: i64) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::lesson::get(&mut tx, postmortem.id, id).await?;
    if now.deleted_at.is_some() || now.it.version != version {
        return Err(Error::Conflict);
    }
    let at = Some(ctx.now());
    store::lesson::update_deleted(&mut tx, postmortem.id, id, version, at).await?;
    let gone = Kept { it: Lesson { version: version + 1, ..now.it }, deleted_at: at };
    let gone = kept(&mut tx, ctx, postmortem.id, gone).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "lesson.remove", shown(&gone)).await?;
    Ok(tx.commit().await?)
}

/// Brings a removed lesson back to its place.
pub async fn restore(ctx: &Ctx, number: Number, id: LessonId) -> Result<Lesson> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let now = store::lesson::get(&mut tx, postmortem.id, id).await?;
    if now.deleted_at.is_none() {
        return Ok(now.it);
    }
    store::lesson::update_deleted(&mut tx, postmortem.id, id, now.it.version, None).await?;
    let back = Kept { it: Lesson { version: now.it.version + 1, ..now.it }, deleted_at: None };
    let back = kept(&mut tx, ctx, postmortem.id, back).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "lesson.restore", shown(&back)).await?;
    tx.commit().await?;
    Ok(back)
}

/// The name under which the versions of a lesson are kept.
fn subject(id: LessonId) -> String {
    format!("lesson/{id}")
}

async fn present(tx: &mut Tx, postmortem: PostmortemId, id: LessonId) -> Result<Lesson> {
    let kept = store::lesson::get(tx, postmortem, id).await?;
    if kept.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(kept.it) }
}

async fn kept(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, kept: Kept<Lesson>) -> Result<Lesson> {
    keep(tx, ctx, postmortem, (&subject(kept.it.id), kept.it.version), &kept).await?;
    Ok(kept.it)
}

/// Brings a lesson into its one form, and makes sure that its entries belong to this postmortem and that its practices
/// can be cited. What it named `before` and is gone is dropped; a practice that was withdrawn since stays cited.
async fn checked(
    tx: &mut Tx,
    postmortem: PostmortemId,
    draft: LessonDraft,
    before: Option<&Lesson>,
) -> Result<LessonDraft> {
    let mut draft = draft.checked().map_err(|why| match why {
        InvalidLesson::Text(why) => refused_prose("text", why),
        InvalidLesson::Reason(why) => refused_line("reason", why),
    })?;
    let here: Vec<EntryId> = store::entry::list(tx, postmortem).await?.into_iter().map(|e| e.id).collect();
    draft.entries.retain(|id| here.contains(id) || !before.is_some_and(|b| b.entries.contains(id)));
    if draft.entries.len() > MOST {
        return Err(FieldError::new("entries", "too-many").with("limit", MOST.to_string()).into());
    }
    if draft.entries.iter().any(|id| !here.contains(id)) {
        return Err(Error::field("entries", "unknown-entry"));
    }
    can_cite(tx, postmortem, &draft.practices, before).await?;
    if let Telling::GotLucky(Luck::Mitigator(id)) = draft.telling {
        let found = store::cause::get(tx, postmortem, id).await;
        if !found.is_ok_and(|kept| kept.deleted_at.is_none()) {
            return Err(Error::field("cause", "unknown-cause"));
        }
    }
    if let Telling::GotLucky(Luck::Action(id)) = draft.telling {
        let unknown = || Error::field("action", "unknown-action");
        let action = store::action::get(tx, postmortem, id).await.map_err(|_| unknown())?;
        if action.deleted_at.is_some() {
            return Err(unknown());
        }
    }
    Ok(draft)
}

/// A lesson cites practices that stand, and never the one that it became itself.
async fn can_cite(tx: &mut Tx, postmortem: PostmortemId, ids: &[PracticeId], before: Option<&Lesson>) -> Result<()> {
    if ids.len() > MOST {
        return Err(FieldError::new("practices", "too-many").with("limit", MOST.to_string()).into());
    }
    let unknown = || Error::field("practices", "unknown-practice");
    for id in ids {
        let found = store::practice::get(tx, *id).await.map_err(|_| unknown())?;
        if found.is_withdrawn() && !before.is_some_and(|b| b.practices.contains(id)) {
            return Err(unknown());
        }
    }
    let Some(before) = before else { return Ok(()) };
    let own = store::practice::made_from(tx, postmortem).await?.remove(&before.id);
    if own.is_some_and(|own| ids.contains(&own.id)) { Err(Error::field("practices", "own-practice")) } else { Ok(()) }
}

/// The lesson as the trail shows it.
fn shown(lesson: &Lesson) -> serde_json::Value {
    json!({
        "lesson": lesson.id, "version": lesson.version, "telling": lesson.telling, "text": lesson.text,
        "entries": lesson.entries, "practices": lesson.practices,
    })
}

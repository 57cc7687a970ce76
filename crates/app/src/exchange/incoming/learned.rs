//! Lessons and actions of a document. What is here already, by its text, stays as it is: only what is missing comes.
//! Practices are cited by name; one that this house does not have is told, and never made: its text was written for all.

use jiff::Timestamp;
use postmortem::{
    Action, ActionId, CauseId, EntryId, InvalidLesson, Lesson, LessonDraft, LessonId, Ownership, PersonId,
    PostmortemId, PracticeId, Role, State,
};
use publish::markdown::{Imported, ImportedAction};
use store::{Tx, kept::Kept};

use crate::{
    Ctx, Error, FieldError, Result, publication,
    revised::{keep, refused_line, refused_prose},
};

/// What the document's places stand for here.
pub(super) struct Places<'p> {
    /// The entries, in its order.
    pub entries: &'p [EntryId],
    /// The causes, in its order.
    pub causes: &'p [CauseId],
}

/// Adds the lessons and actions that are not here yet; gives the names of practices that this house does not have.
pub(super) async fn take_in(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    imported: &Imported,
    places: Places<'_>,
) -> Result<Vec<String>> {
    let mut here = store::action::list(tx, id).await?;
    // ids that count up keep actions of one instant in the order of the document
    let mut fresh: Vec<ActionId> = imported.actions.iter().map(|_| ActionId(ctx.id())).collect();
    fresh.sort_unstable();
    let mut actions = Vec::with_capacity(imported.actions.len());
    for (given, fresh) in imported.actions.iter().zip(fresh) {
        let text = Action::checked_text(&given.text).map_err(|why| of_document(refused_line("document", why)))?;
        let known = here.iter().position(|a| a.text == text);
        actions.push(match known {
            Some(at) => here.swap_remove(at).id,
            None => add_action(ctx, tx, id, given, (fresh, text), places.causes).await?,
        });
    }
    let mut here = store::lesson::list(tx, id).await?;
    let mut unknown: Vec<String> = Vec::new();
    for given in &imported.lessons {
        let practices = cited(tx, &given.practices, &mut unknown).await?;
        let draft = LessonDraft {
            telling: given.telling.told(&actions, places.causes),
            text: given.text.clone(),
            entries: given.entries.iter().filter_map(|at| places.entries.get(*at)).copied().collect(),
            practices,
        };
        let draft = draft.checked().map_err(|why| match why {
            InvalidLesson::Text(why) => of_document(refused_prose("document", why)),
            InvalidLesson::Reason(why) => of_document(refused_line("document", why)),
        })?;
        let is_known = |l: &Lesson| l.text == draft.text && l.telling.kind() == draft.telling.kind();
        match here.iter().position(is_known) {
            Some(at) => drop(here.swap_remove(at)),
            None => add_lesson(ctx, tx, id, draft, given.recorded_at).await?,
        }
    }
    Ok(unknown)
}

/// The practices of these names.
async fn cited(tx: &mut Tx, names: &[String], unknown: &mut Vec<String>) -> Result<Vec<PracticeId>> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        match store::practice::find(tx, &publication::folded(name)).await? {
            Some(practice) => found.push(practice.id),
            None if unknown.contains(name) => {}
            None => unknown.push(name.clone()),
        }
    }
    Ok(found)
}

fn of_document(error: FieldError) -> Error {
    error.into()
}

async fn add_lesson(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    draft: LessonDraft,
    recorded_at: Option<Timestamp>,
) -> Result<()> {
    let LessonDraft { telling, text, entries, practices } = draft;
    let lesson = Lesson {
        id: LessonId(ctx.id()),
        telling,
        text,
        entries,
        practices,
        position: store::lesson::next_position(tx, id).await?,
        recorded_at: recorded_at.unwrap_or_else(|| ctx.now()),
        recorded_by: ctx.person_id(),
        version: 1,
    };
    store::lesson::insert(tx, id, &lesson).await?;
    keep(tx, ctx, id, (&format!("lesson/{}", lesson.id), 1), &Kept { it: lesson, deleted_at: None }).await
}

/// Whoever owned it there owns it here only where the same account may; otherwise nobody does.
async fn add_action(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    given: &ImportedAction,
    (action_id, text): (ActionId, String),
    causes: &[CauseId],
) -> Result<ActionId> {
    let owner = match &given.owner {
        Some((login, has_accepted)) => member(tx, id, login).await?.map(|person| (person, *has_accepted)),
        None => None,
    };
    let state = given.state.clone().checked();
    let mut state = state.map_err(|(_, why)| of_document(refused_line("document", why)))?;
    match (&mut state, owner) {
        (State::Committed(c), Some((person, true))) => c.ownership = Ownership::Accepted(person),
        (State::Committed(c), Some((person, false))) => c.ownership = Ownership::Asked(person),
        (State::Declined(refusal), Some((person, _))) => refusal.owner = Some(person),
        _ => {}
    }
    let mut addressed: Vec<CauseId> = Vec::with_capacity(given.causes.len());
    for cause in given.causes.iter().filter_map(|at| causes.get(*at)) {
        if !addressed.contains(cause) {
            addressed.push(*cause);
        }
    }
    let action = Action {
        id: action_id,
        text,
        state,
        causes: addressed,
        recorded_at: given.recorded_at.unwrap_or_else(|| ctx.now()),
        recorded_by: ctx.person_id(),
        version: 1,
    };
    store::action::insert(tx, id, &action).await?;
    keep(tx, ctx, id, (&format!("action/{action_id}"), 1), &Kept { it: action, deleted_at: None }).await?;
    Ok(action_id)
}

/// A member with this login who edits the postmortem.
async fn member(tx: &mut Tx, id: PostmortemId, login: &str) -> Result<Option<PersonId>> {
    let Ok(login) = login.parse() else { return Ok(None) };
    let Some((person, _)) = store::person::find_by_login(tx, &login).await? else { return Ok(None) };
    let fits = person.role >= Role::Member
        && person.suspended_at.is_none()
        && store::postmortem::is_editor(tx, id, person.id).await?;
    Ok(fits.then_some(person.id))
}

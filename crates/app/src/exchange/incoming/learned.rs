//! Lessons and actions of a document. What is here already, by its text, stays as it is: only what is missing comes.

use jiff::Timestamp;
use postmortem::{
    Action, ActionId, EntryId, InvalidLesson, Lesson, LessonDraft, LessonId, Luck, Ownership, PersonId, PostmortemId,
    Role, State, Telling,
};
use publish::markdown::{Imported, ImportedAction, ImportedLesson};
use store::{Tx, kept::Kept};

use crate::{
    Ctx, Error, FieldError, Result,
    revised::{keep, refused_line, refused_prose},
};

/// Adds the lessons and actions that are not here yet. `entries` are those of the document, in its order.
pub(super) async fn take_in(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    imported: &Imported,
    entries: &[EntryId],
) -> Result<()> {
    let mut here = store::action::list(tx, id).await?;
    let mut actions = Vec::with_capacity(imported.actions.len());
    for given in &imported.actions {
        let text = Action::checked_text(&given.text).map_err(|why| of_document(refused_line("document", why)))?;
        let known = here.iter().position(|a| a.text == text);
        actions.push(match known {
            Some(at) => here.swap_remove(at).id,
            None => add_action(ctx, tx, id, given, text).await?,
        });
    }
    let mut here = store::lesson::list(tx, id).await?;
    for given in &imported.lessons {
        let draft = draft(given, entries, &actions).checked().map_err(|why| match why {
            InvalidLesson::Text(why) => of_document(refused_prose("document", why)),
            InvalidLesson::Reason(why) => of_document(refused_line("document", why)),
        })?;
        let is_known = |l: &Lesson| l.text == draft.text && l.telling.kind() == draft.telling.kind();
        match here.iter().position(is_known) {
            Some(at) => drop(here.swap_remove(at)),
            None => add_lesson(ctx, tx, id, draft, given.recorded_at).await?,
        }
    }
    Ok(())
}

fn of_document(error: FieldError) -> Error {
    error.into()
}

fn draft(given: &ImportedLesson, entries: &[EntryId], actions: &[ActionId]) -> LessonDraft {
    let action = given.action.and_then(|at| actions.get(at));
    LessonDraft {
        telling: action.map_or_else(|| given.telling.clone(), |id| Telling::GotLucky(Luck::Action(*id))),
        text: given.text.clone(),
        entries: given.entries.iter().filter_map(|at| entries.get(*at)).copied().collect(),
        practices: Vec::new(),
    }
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
    text: String,
) -> Result<ActionId> {
    let owner = match &given.owner {
        Some((login, has_accepted)) => member(tx, id, login).await?.map(|person| (person, *has_accepted)),
        None => None,
    };
    let mut state = given.state.clone();
    match (&mut state, owner) {
        (State::Committed(c), Some((person, true))) => c.ownership = Ownership::Accepted(person),
        (State::Committed(c), Some((person, false))) => c.ownership = Ownership::Asked(person),
        (State::Declined(refusal), Some((person, _))) => refusal.owner = Some(person),
        _ => {}
    }
    let action = Action {
        id: ActionId(ctx.id()),
        text,
        state,
        causes: Vec::new(),
        recorded_at: given.recorded_at.unwrap_or_else(|| ctx.now()),
        recorded_by: ctx.person_id(),
        version: 1,
    };
    let action_id = action.id;
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

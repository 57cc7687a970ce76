//! What every change of a practice needs: the rules that take the database, the history, and what the trail shows.

use postmortem::{InvalidPractice, LessonId, PersonId, PostmortemId, Practice, PracticeDraft, Role};
use serde_json::json;
use store::{
    Tx,
    practice::{Folded, Past},
};

use crate::{
    Ctx, Error, Result, publication,
    revised::{refused_line, refused_prose},
};

/// Only a lesson that went well becomes a practice, and only once.
pub(super) async fn may_become(tx: &mut Tx, postmortem: PostmortemId, lesson: LessonId) -> Result<()> {
    let kept = store::lesson::get(tx, postmortem, lesson).await?;
    if kept.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    if !kept.it.may_become_practice() {
        return Err(Error::Denied("needs-went-well"));
    }
    let made = store::practice::made_from(tx, postmortem).await?;
    if made.contains_key(&lesson) { Err(Error::Denied("is-practice")) } else { Ok(()) }
}

/// Brings a draft into its one form, and makes sure that its owner can answer for it: a member who can sign in, or
/// whoever owned it `before`.
pub(super) async fn checked(tx: &mut Tx, draft: PracticeDraft, before: Option<PersonId>) -> Result<PracticeDraft> {
    let draft = draft.checked().map_err(|why| match why {
        InvalidPractice::Name(why) => refused_line("name", why),
        InvalidPractice::What(why) => refused_prose("what", why),
        InvalidPractice::Why(why) => refused_prose("why", why),
        InvalidPractice::Conditions(why) => refused_prose("conditions", why),
    })?;
    if before != Some(draft.owner) {
        let unfit = || Error::field("owner", "no-member");
        let found = store::person::get(tx, draft.owner).await.map_err(|_| unfit())?;
        if found.role < Role::Member || found.suspended_at.is_some() {
            return Err(unfit());
        }
    }
    Ok(draft)
}

/// Changes a practice and keeps what it became in its history.
pub(super) async fn put(tx: &mut Tx, ctx: &Ctx, practice: Practice) -> Result<Practice> {
    store::practice::update(tx, &practice, &folded(&practice), practice.version).await.map_err(taken)?;
    let after = Practice { version: practice.version + 1, ..practice };
    keep(tx, ctx, &after).await?;
    Ok(after)
}

/// Keeps a practice, as it is now, in its history.
pub(super) async fn keep(tx: &mut Tx, ctx: &Ctx, practice: &Practice) -> Result<()> {
    let past = Past { it: practice.clone(), written_at: ctx.now(), written_by: ctx.person_id() };
    Ok(store::practice::insert_past(tx, &past).await?)
}

/// What a practice is found by.
pub(super) fn folded(practice: &Practice) -> Folded {
    let texts = [&practice.what, &practice.why, &practice.conditions].map(|text| prose::plain(text));
    let all = [practice.name.clone(), texts.join("\n")].join("\n");
    Folded { name: publication::folded(&practice.name), words: publication::folded(&all) }
}

/// Two practices are never called alike; one lesson becomes one practice.
pub(super) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Duplicate(what) if what.contains("lesson") => Error::Denied("is-practice"),
        store::Error::Duplicate(_) => Error::field("name", "practice-taken"),
        other => other.into(),
    }
}

/// The practice as the trail shows it.
pub(super) fn shown(practice: &Practice) -> serde_json::Value {
    json!({
        "practice": practice.id, "version": practice.version, "name": practice.name, "what": practice.what,
        "why": practice.why, "conditions": practice.conditions, "owner": practice.owner,
        "withdrawn_at": practice.withdrawn_at,
    })
}

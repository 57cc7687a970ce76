//! The actors of a postmortem: who acted in its timeline, by handle until matched to a person.

use postmortem::{Actor, ActorId, Number, Person, PersonId, PostmortemId, line};
use serde_json::json;
use store::{Tx, entry::Kept};

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Readable},
    timeline,
    workbench::line_code,
};

/// An actor with where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The actor.
    pub actor: Actor,
    /// Other handles that were merged into it.
    pub handles: Vec<String>,
    /// How many entries name it.
    pub n_entries: i64,
    /// The person it was matched to.
    pub person: Option<Person>,
}

/// The actors of a postmortem as their page shows them.
#[derive(Debug, Clone)]
pub struct Actors {
    /// The postmortem.
    pub postmortem: Readable,
    /// The actors by name.
    pub listed: Vec<Listed>,
}

/// Lists the actors of a postmortem.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Actors> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let actors = store::actor::list(&mut tx, postmortem.id).await?;
    let merged = store::actor::list_merged(&mut tx, postmortem.id).await?;
    let uses = store::actor::count_uses(&mut tx, postmortem.id).await?;
    let people = timeline::people(&mut tx, actors.iter().filter_map(|a| a.person)).await?;
    let listed = actors
        .into_iter()
        .map(|actor| Listed {
            handles: merged.iter().filter(|(id, _)| *id == actor.id).map(|(_, handle)| handle.clone()).collect(),
            n_entries: uses.get(&actor.id).copied().unwrap_or(0),
            person: actor.person.and_then(|id| people.iter().find(|p| p.id == id).cloned()),
            actor,
        })
        .collect();
    Ok(Actors { postmortem, listed })
}

/// Makes sure that there is an actor with this handle.
pub async fn ensure(ctx: &Ctx, number: Number, handle: &str, name: &str) -> Result<Actor> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let handle = line(handle, 200).map_err(|why| FieldError::new("handle", line_code(why)))?;
    let name = line(name, 200).map_err(|why| FieldError::new("name", line_code(why)))?;
    let is_new = store::actor::find_by_handle(&mut tx, postmortem.id, &handle).await?.is_none();
    let id = ensure_in(&mut tx, ctx, postmortem.id, &handle, &name).await?;
    let actor = store::actor::get(&mut tx, postmortem.id, id).await?;
    if is_new {
        let detail = json!({ "actor": id, "handle": handle, "name": name });
        ctx.audit(&mut tx, Some(postmortem.id), "actor.insert", detail).await?;
    }
    tx.commit().await?;
    Ok(actor)
}

/// Makes sure of an actor within a change that is under way. Handle and name are one line of at most 200 characters.
pub(crate) async fn ensure_in(tx: &mut Tx, ctx: &Ctx, pm: PostmortemId, handle: &str, name: &str) -> Result<ActorId> {
    let new = Actor {
        id: ActorId(ctx.id()),
        handle: handle.to_owned(),
        name: name.to_owned(),
        role: None,
        team: None,
        person: None,
    };
    Ok(store::actor::ensure(tx, pm, &new).await?)
}

/// What a person writes about an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorDraft {
    /// The name.
    pub name: String,
    /// The role in the incident; empty where it is not known.
    pub role: String,
    /// The team that it belongs to; empty for that of the person, where there is one.
    pub team: String,
    /// The person it is matched to.
    pub person: Option<PersonId>,
}

/// Changes name, role, team and matched person of an actor.
pub async fn revise(ctx: &Ctx, number: Number, id: ActorId, draft: ActorDraft) -> Result<Actor> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let before = store::actor::get(&mut tx, postmortem.id, id).await?;
    let name = line(&draft.name, 200).map_err(|why| FieldError::new("name", line_code(why)))?;
    let role = match draft.role.trim() {
        "" => None,
        role => Some(line(role, 100).map_err(|why| FieldError::new("role", line_code(why)))?),
    };
    let team = match draft.team.trim() {
        "" => None,
        team => Some(line(team, 100).map_err(|why| FieldError::new("team", line_code(why)))?),
    };
    if let Some(person) = draft.person
        && let Err(store::Error::NotFound) = store::person::get(&mut tx, person).await
    {
        return Err(Error::field("person", "unknown-person"));
    }
    let after = Actor { name, role, team, person: draft.person, ..before.clone() };
    if after != before {
        store::actor::update(&mut tx, postmortem.id, &after).await?;
        let detail = json!({ "before": before, "after": after });
        ctx.audit(&mut tx, Some(postmortem.id), "actor.revise", detail).await?;
        tx.commit().await?;
    }
    Ok(after)
}

/// Takes one actor into another: two handles of one person. Every entry names the other one from now on.
pub async fn merge(ctx: &Ctx, number: Number, from: ActorId, into: ActorId) -> Result<Actor> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    if from == into {
        return Err(Error::field("into", "merge-with-itself"));
    }
    let gone = store::actor::get(&mut tx, postmortem.id, from).await?;
    let kept = store::actor::get(&mut tx, postmortem.id, into).await?;
    for Kept { entry, deleted_at } in store::entry::list_kept(&mut tx, postmortem.id, true).await? {
        if let Some(entry) = timeline::with_actor_replaced(&entry, from, into) {
            timeline::put_kept(&mut tx, ctx, postmortem.id, Kept { entry, deleted_at }).await?;
        }
    }
    store::actor::update_merged(&mut tx, postmortem.id, from, into).await?;
    let after = Actor {
        role: kept.role.clone().or(gone.role.clone()),
        team: kept.team.clone().or(gone.team.clone()),
        person: kept.person.or(gone.person),
        ..kept.clone()
    };
    store::actor::update(&mut tx, postmortem.id, &after).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "actor.merge", json!({ "from": gone, "into": after })).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes an actor whom no entry names, deleted or not.
pub async fn delete(ctx: &Ctx, number: Number, id: ActorId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let actor = store::actor::get(&mut tx, postmortem.id, id).await?;
    let entries = store::entry::list_kept(&mut tx, postmortem.id, true).await?;
    if entries.iter().any(|k| timeline::names_actor(&k.entry, id)) {
        return Err(Error::field("actor", "actor-in-use"));
    }
    store::actor::delete(&mut tx, postmortem.id, id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "actor.delete", json!({ "actor": actor })).await?;
    Ok(tx.commit().await?)
}

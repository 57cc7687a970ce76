//! The actors of a postmortem: names, roles, matching, merging.

use app::{
    actors::{self, ActorDraft},
    people,
};
use axum::extract::Path;
use postmortem::{ActorId, Number, PersonId};
use serde::Deserialize;
use views::{
    Problems,
    pages::{ActorRow, ActorsPage},
    routes,
};

use crate::{
    Failure,
    extract::{Form, Visitor},
    pages::{Answer, go, rail::rail, show, show_rejected},
    router::declare,
};

declare! {
    get routes::ACTORS, Read => list;
    post routes::ACTORS, Edit => add;
    post routes::ACTOR, Edit => revise;
    post routes::ACTOR_MERGE, Edit => merge;
    post routes::ACTOR_DELETE, Edit => delete;
}

async fn page(visitor: Visitor, number: Number, problems: Problems) -> Result<ActorsPage, Failure> {
    let actors = actors::list(&visitor.ctx, number).await?;
    let people = if actors.postmortem.is_editable { people::members(&visitor.ctx).await? } else { Vec::new() };
    let rail = rail(&visitor, &actors.postmortem, "timeline").await?;
    let row = |listed: actors::Listed| ActorRow {
        actor: listed.actor,
        handles: listed.handles,
        n_entries: listed.n_entries,
        person: listed.person.map(|p| p.name),
    };
    Ok(ActorsPage { ui: visitor.0.ui, rail, rows: actors.listed.into_iter().map(row).collect(), people, problems })
}

async fn list(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    show(&page(visitor, number, Problems::default()).await?)
}

/// Back to the list, or the list with what was not taken.
async fn settle<T>(visitor: Visitor, number: Number, at: Option<ActorId>, result: Result<T, app::Error>) -> Answer {
    match result {
        Ok(_) => {
            let card = at.map(|id| format!("#actor-{id}")).unwrap_or_default();
            go(&format!("{}{card}", routes::actors(number)))
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&page(visitor, number, problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewActor {
    name: String,
    #[serde(default)]
    handle: String,
}

async fn add(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<NewActor>) -> Answer {
    let handle = if form.handle.trim().is_empty() { &form.name } else { &form.handle };
    let added = actors::ensure(&visitor.ctx, number, handle, &form.name).await;
    settle(visitor, number, added.as_ref().ok().map(|a| a.id), added).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    person: String,
}

async fn revise(visitor: Visitor, Path((number, id)): Path<(Number, ActorId)>, Form(fields): Form<Fields>) -> Answer {
    let person = match fields.person.as_str() {
        "" => Ok(None),
        text => text.parse::<PersonId>().map(Some).map_err(|_| app::Error::field("person", "unknown-person")),
    };
    let revised = match person {
        Ok(person) => {
            let draft = ActorDraft { name: fields.name, role: fields.role, team: fields.team, person };
            actors::revise(&visitor.ctx, number, id, draft).await
        }
        Err(error) => Err(error),
    };
    settle(visitor, number, Some(id), revised).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Into {
    into: ActorId,
}

async fn merge(visitor: Visitor, Path((number, id)): Path<(Number, ActorId)>, Form(form): Form<Into>) -> Answer {
    let merged = actors::merge(&visitor.ctx, number, id, form.into).await;
    settle(visitor, number, Some(form.into), merged).await
}

async fn delete(visitor: Visitor, Path((number, id)): Path<(Number, ActorId)>, Form(()): Form<()>) -> Answer {
    let deleted = actors::delete(&visitor.ctx, number, id).await;
    settle(visitor, number, None, deleted).await
}

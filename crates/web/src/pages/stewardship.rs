//! What the owner of a postmortem decides, and its trail.

use app::{people, stewardship, workbench};
use axum::extract::Path;
use postmortem::{Number, PersonId, Visibility};
use serde::Deserialize;
use views::{
    Problems,
    pages::{Held, ShownDeed, StewardshipPage, TrailPage},
    routes,
};

use super::{Answer, go, narrative::writers, rail::rail, show, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::STEWARDSHIP, Own => page;
    post routes::VISIBILITY, Own => set_visibility;
    post routes::EDITORS, Own => add_editor;
    post routes::EDITORS_REMOVE, Own => remove_editor;
    post routes::OWNER, Own => hand_over;
    post routes::ARCHIVE, Own => archive;
    post routes::MERGE, Own => merge;
    post routes::DELETE, Own => delete;
    get routes::TRAIL, Edit => trail;
}

async fn build(visitor: Visitor, number: Number, into: String, problems: Problems) -> Result<StewardshipPage, Failure> {
    let owned = workbench::own(&visitor.ctx, number).await?;
    let ids = workbench::editors(&visitor.ctx, number).await?;
    let members = people::members(&visitor.ctx).await?;
    let (editors, others) = members.into_iter().partition(|p| ids.contains(&p.id));
    let held = stewardship::holdings(&visitor.ctx, number).await?;
    let held = Held {
        parts: held.n_parts,
        entries: held.n_entries,
        causes: held.n_causes,
        evidence: held.n_evidence,
        files: held.n_files,
        publications: held.n_publications,
    };
    let rail = rail(&visitor, &owned, "stewardship").await?;
    Ok(StewardshipPage { ui: visitor.0.ui, rail, editors, others, held, into, problems })
}

async fn page(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    show(&build(visitor, number, String::new(), Problems::default()).await?)
}

/// Back to the page after something was done, or the page with what was not taken.
async fn after(visitor: Visitor, number: Number, done: app::Result<()>, into: String) -> Answer {
    match done {
        Ok(()) => go(&routes::stewardship(number)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&build(visitor, number, into, problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VisibilityForm {
    visibility: Visibility,
}

async fn set_visibility(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<VisibilityForm>) -> Answer {
    let done = stewardship::set_visibility(&visitor.ctx, number, form.visibility).await;
    after(visitor, number, done, String::new()).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonForm {
    person: PersonId,
}

async fn add_editor(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<PersonForm>) -> Answer {
    let done = stewardship::add_editor(&visitor.ctx, number, form.person).await;
    after(visitor, number, done, String::new()).await
}

async fn remove_editor(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<PersonForm>) -> Answer {
    let done = stewardship::remove_editor(&visitor.ctx, number, form.person).await;
    after(visitor, number, done, String::new()).await
}

async fn hand_over(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<PersonForm>) -> Answer {
    stewardship::hand_over(&visitor.ctx, number, form.person).await?;
    go(&routes::postmortem(number))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchiveForm {
    archived: String,
}

async fn archive(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<ArchiveForm>) -> Answer {
    let done = stewardship::set_archived(&visitor.ctx, number, form.archived == "yes").await;
    after(visitor, number, done, String::new()).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeForm {
    into: String,
}

async fn merge(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<MergeForm>) -> Answer {
    let done = if let Ok(into) = form.into.trim().parse::<Number>() {
        stewardship::merge(&visitor.ctx, number, into).await.map(|()| into)
    } else {
        workbench::own(&visitor.ctx, number).await?;
        Err(app::Error::field("into", "merge-unknown"))
    };
    match done {
        Ok(into) => go(&routes::postmortem(into)),
        Err(error) => after(visitor, number, Err(error), form.into).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeleteForm {
    typed: String,
}

async fn delete(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<DeleteForm>) -> Answer {
    match stewardship::delete(&visitor.ctx, number, &form.typed).await {
        Ok(_) => go(&routes::workbench()),
        Err(error) => after(visitor, number, Err(error), String::new()).await,
    }
}

#[derive(Deserialize)]
struct TrailQuery {
    before: Option<i64>,
}

async fn trail(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<TrailQuery>) -> Answer {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let deeds = stewardship::trail(&visitor.ctx, number, query.before).await?;
    let before = (deeds.len() == 100).then(|| deeds.last().map(|d| d.seq)).flatten();
    let name = writers(&visitor).await?;
    let program = visitor.ui.t("by-program");
    let deeds = deeds.into_iter().map(|deed| ShownDeed {
        seq: deed.seq,
        at: deed.at,
        who: match deed.who {
            stewardship::Who::Person(id) => name(Some(id)),
            stewardship::Who::Operator => name(None),
            stewardship::Who::Program => program.clone(),
        },
        verb: deed.verb,
        detail: deed.detail,
    });
    let deeds = deeds.collect();
    let rail = rail(&visitor, &editable, "trail").await?;
    show(&TrailPage { ui: visitor.0.ui, rail, deeds, before })
}

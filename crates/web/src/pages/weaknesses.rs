//! The register of weaknesses: the list, one weakness, merging, and what one said before.

use app::weaknesses::{self, Opened, Order, Wanted};
use axum::{extract::Path, http::StatusCode};
use postmortem::{Person, PersonId, Weakness, WeaknessDraft, WeaknessId};
use serde::Deserialize;
use views::{
    Problems,
    pages::{
        MergePage, RegisterPage, RegisterRow, SearchForm, Version, WeaknessForm, WeaknessHistoryPage, WeaknessPage,
        WeaknessTheirs,
    },
    routes,
};

use super::{Answer, go, portfolio, show, show_as};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::WEAKNESSES, Member => list;
    get routes::WEAKNESS, Member => one;
    post routes::WEAKNESS, Member => revise;
    get routes::WEAKNESS_MERGE, Member => show_merge;
    post routes::WEAKNESS_MERGE, Member => merge;
    get routes::WEAKNESS_HISTORY, Member => history;
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
}

async fn list(visitor: Visitor, Query(query): Query<ListQuery>) -> Answer {
    // what makes no sense asks nothing
    let text: String = query.q.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let wanted = Wanted { text: text.clone(), order: Order::named(&query.order).unwrap_or_default() };
    let row = |entry: weaknesses::Entry| RegisterRow {
        weakness: entry.weakness,
        n_times: entry.n_times,
        last: entry.last,
        n_open: entry.n_open,
    };
    let rows = weaknesses::list(&visitor.ctx, &wanted).await?.into_iter().map(row).collect();
    show(&RegisterPage { rows, form: SearchForm { text, order: query.order }, ui: visitor.0.ui })
}

fn form(draft: WeaknessDraft) -> WeaknessForm {
    WeaknessForm { name: draft.name, description: draft.description }
}

/// The page of a weakness that stands; of one that was merged the one that took it in.
async fn page(visitor: &Visitor, id: WeaknessId) -> Result<Result<WeaknessPage, WeaknessId>, Failure> {
    let page = match weaknesses::open(&visitor.ctx, id).await? {
        Opened::Moved(into) => return Ok(Err(into)),
        Opened::Here(page) => *page,
    };
    let options = prose::Options { heading_level: 3, id_prefix: "description-", ..prose::Options::default() };
    Ok(Ok(WeaknessPage {
        ui: visitor.ui.clone(),
        description: prose::html(&page.weakness.description, &options).into_string(),
        since: page.since,
        by: page.by.map(|p| p.name),
        n_times: postmortem::count_postmortems(&page.occurrences),
        occurrences: page.occurrences,
        actions: page.actions.into_iter().map(portfolio::row).collect(),
        severities: page.severities,
        form: form(page.weakness.to_draft()),
        version: page.weakness.version,
        weakness: page.weakness,
        theirs: None,
        problems: Problems::default(),
        is_merged: false,
    }))
}

#[derive(Deserialize)]
struct OneQuery {
    #[serde(default)]
    merged: Option<String>,
}

async fn one(visitor: Visitor, Path(id): Path<WeaknessId>, Query(query): Query<OneQuery>) -> Answer {
    match page(&visitor, id).await? {
        Ok(page) => show(&WeaknessPage { is_merged: query.merged.is_some(), ..page }),
        Err(into) => go(&routes::weakness(into)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    name: String,
    #[serde(default)]
    description: String,
}

async fn revise(visitor: Visitor, Path(id): Path<WeaknessId>, Form(fields): Form<Fields>) -> Answer {
    let Fields { version, name, description } = fields;
    let draft = WeaknessDraft { name, description };
    let (status, version, theirs, problems) = match weaknesses::revise(&visitor.ctx, id, draft.clone(), version).await {
        Ok(weaknesses::Revised::Saved(_)) => return go(&routes::weakness(id)),
        Ok(weaknesses::Revised::Stale(stale)) => {
            let people = app::people::names(&visitor.ctx).await?;
            let by = stale.changed_by.and_then(|id| people.get(&id).cloned());
            let version = stale.current.version;
            let theirs = WeaknessTheirs { by, current: form(stale.current.to_draft()) };
            (StatusCode::CONFLICT, version, Some(theirs), Problems::default())
        }
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, version, None, visitor.problems(error)?),
    };
    match page(&visitor, id).await? {
        Ok(page) => show_as(status, &WeaknessPage { form: form(draft), version, theirs, problems, ..page }),
        Err(into) => go(&routes::weakness(into)),
    }
}

#[derive(Deserialize)]
struct MergeQuery {
    #[serde(default)]
    into: String,
}

async fn merge_page(visitor: &Visitor, id: WeaknessId, into: Option<WeaknessId>) -> Result<MergePage, Failure> {
    let Opened::Here(page) = weaknesses::open(&visitor.ctx, id).await? else { return Err(Failure::not_found()) };
    let others = weaknesses::others(&visitor.ctx, id).await?;
    Ok(MergePage {
        ui: visitor.ui.clone(),
        weakness: page.weakness,
        occurrences: page.occurrences,
        into: others.iter().find(|w| Some(w.id) == into).cloned(),
        others: others.into_iter().map(|w: Weakness| (w.id, w.name)).collect(),
        is_stale: false,
        problems: Problems::default(),
    })
}

async fn show_merge(visitor: Visitor, Path(id): Path<WeaknessId>, Query(query): Query<MergeQuery>) -> Answer {
    show(&merge_page(&visitor, id, query.into.parse().ok()).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeFields {
    version: i64,
    into: WeaknessId,
}

async fn merge(visitor: Visitor, Path(id): Path<WeaknessId>, Form(fields): Form<MergeFields>) -> Answer {
    match weaknesses::merge(&visitor.ctx, id, fields.version, fields.into).await {
        Ok(into) => go(&format!("{}?merged=1", routes::weakness(into.id))),
        Err(app::Error::Conflict) => {
            let page = merge_page(&visitor, id, Some(fields.into)).await?;
            show_as(StatusCode::CONFLICT, &MergePage { is_stale: true, ..page })
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = merge_page(&visitor, id, None).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &MergePage { problems, ..page })
        }
    }
}

async fn history(visitor: Visitor, Path(id): Path<WeaknessId>) -> Answer {
    let history = weaknesses::history(&visitor.ctx, id).await?;
    let told = |past: &weaknesses::Past| format!("{}\n\n{}", past.draft.name, past.draft.description);
    let texts: Vec<String> = history.past.iter().map(told).collect();
    let name =
        |id: Option<PersonId>| history.people.iter().find(|p: &&Person| Some(p.id) == id).map(|p| p.name.clone());
    let version = |(at, past): (usize, &weaknesses::Past)| Version {
        version: past.version,
        at: past.written_at,
        by: name(past.written_by),
        is_deleted: false,
        diff: prose::diff(texts.get(at + 1).map_or("", String::as_str), &texts[at]),
    };
    let versions = history.past.iter().enumerate().map(version).collect();
    show(&WeaknessHistoryPage { ui: visitor.0.ui, weakness: history.weakness, versions })
}

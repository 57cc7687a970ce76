//! Evidence: the list, its rows, one item; and entries made of items and suggestions.

mod density;
mod item;
mod query;
mod rows;

use app::{evidence_rows, terms::Page, timeline, workbench};
use axum::{extract::Path, http::StatusCode, response::IntoResponse};
use postmortem::{EntryId, EvidenceId, Number};
use serde::Deserialize;
use uuid::Uuid;
use views::{
    Problems,
    pages::{EvidencePage, EvidenceRows, Pager, PagerLink, Progress, RailPart},
    routes,
};

use super::{Answer, go, rail::rail, show};
use crate::{
    Failure,
    extract::{Form, Query, Visit, Visitor},
    router::declare,
};
pub(super) use item::download;
use query::EvidenceQuery;
use rows::rows_of;

declare! {
    get routes::EVIDENCE, Read => list;
    get routes::EVIDENCE_ITEMS, Read => items;
    get routes::EVIDENCE_ITEM, Read => item::show_item;
    get routes::EVIDENCE_RAW, Edit => item::raw;
    post routes::FROM_EVIDENCE, Edit => make_entry;
    post routes::ACCEPT_SUGGESTION, Edit => accept;
    post routes::DISMISS_SUGGESTION, Edit => dismiss;
}

/// Rows of a page.
const PAGE: i64 = evidence_rows::MOST;

/// Where the entry is written on after it was made of evidence.
fn entry_path(number: Number, id: EntryId) -> String {
    format!("/pm/{number}/timeline/{id}")
}

/// How far the evidence is, for the rail: full once there is some and nothing is under way.
pub(crate) async fn part(visit: &Visit, number: Number) -> Result<RailPart, Failure> {
    let n = app::evidence::count(&visit.ctx, number, &app::terms::Filter::default()).await?;
    let imports = app::imports::list(&visit.ctx, number).await?;
    let progress = match (n, imports.iter().all(|import| import.state.is_over())) {
        (0, true) => Progress::Empty,
        (_, false) => Progress::Half,
        (_, true) => Progress::Full,
    };
    Ok(RailPart { word: "evidence", href: routes::evidence(number), progress, count: (n > 0).then_some(n) })
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<EvidenceQuery>) -> Answer {
    let page = page(visitor, number, query, Problems::default()).await?;
    let has_problems = !page.filters.problems.is_empty();
    if has_problems { super::show_rejected(&page) } else { show(&page) }
}

async fn page(
    visitor: Visitor,
    number: Number,
    query: EvidenceQuery,
    problems: Problems,
) -> Result<EvidencePage, Failure> {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let zone = readable.zone.clone();
    let (filter, refused) = query.filter(&zone);
    let offset = query.offset.unwrap_or(0).max(0) / PAGE * PAGE;
    let screen = app::evidence::screen(&visitor.ctx, number, &filter, Page::Offset(offset, PAGE)).await?;
    let rail = rail(&visitor, &readable, "evidence").await?;
    let shown = screen.items.len() as i64;
    let filters = query.shown(&visitor.ui, &screen.facets, visitor.sentences(&refused));
    Ok(EvidencePage {
        number,
        is_editable: readable.is_editable,
        back: query.href(&routes::evidence(number), offset),
        items_href: query.href(&routes::evidence_items(number), 0),
        rows: rows_of(&visitor.ui, screen.items, &screen.suggestions, &screen.cited, offset),
        n: screen.n,
        n_all: screen.n_all,
        n_open: screen.n_open,
        filters,
        density: screen.density.as_ref().map(|density| density::drawn(&visitor.ui, &zone, density)),
        pager: pager(number, &query, offset, shown, screen.n),
        problems,
        rail,
        zone,
        ui: visitor.0.ui,
    })
}

/// The first, the last and the pages around this one.
fn pager(number: Number, query: &EvidenceQuery, offset: i64, shown: i64, n: i64) -> Pager {
    let path = routes::evidence(number);
    let href = |page: i64| query.href(&path, (page - 1) * PAGE);
    let (current, last) = (offset / PAGE + 1, (n - 1).max(0) / PAGE + 1);
    let mut links = Vec::new();
    let mut before = 0;
    for page in (1..=last).filter(|page| *page == 1 || *page == last || (page - current).abs() <= 2) {
        if page > before + 1 {
            links.push(PagerLink { page: None, href: String::new(), is_current: false });
        }
        links.push(PagerLink { page: Some(page), href: href(page), is_current: page == current });
        before = page;
    }
    Pager {
        previous: (current > 1).then(|| href(current.min(last + 1) - 1)),
        next: (current < last).then(|| href(current + 1)),
        links,
        first: if shown == 0 { 0 } else { offset + 1 },
        last: offset + shown,
    }
}

async fn items(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<EvidenceQuery>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let (filter, refused) = query.filter(&readable.zone);
    if !refused.is_empty() {
        return Err(app::Error::Rejected(refused).into());
    }
    let (offset, limit) = (query.offset.unwrap_or(0).max(0), query.limit.unwrap_or(PAGE));
    let found = evidence_rows::rows(&visitor.ctx, number, &filter, offset, limit).await?;
    let rows = rows_of(&visitor.ui, found.items, &found.suggestions, &found.cited, offset);
    show(&EvidenceRows {
        number,
        zone: found.postmortem.zone.clone(),
        is_editable: found.postmortem.is_editable,
        back: query.href(&routes::evidence(number), offset / PAGE * PAGE),
        rows,
        ui: visitor.0.ui,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MakeEntry {
    #[serde(default)]
    evidence: Vec<EvidenceId>,
    /// Whether each item becomes an entry of its own.
    #[serde(default)]
    each: Option<String>,
}

async fn make_entry(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<MakeEntry>) -> Answer {
    if form.each.is_some() {
        return make_entries(visitor, number, &form.evidence).await;
    }
    match timeline::from_evidence(&visitor.ctx, number, &form.evidence).await {
        // asked from the timeline, the answer is the timeline
        Ok(entry) if visitor.is_fragment => super::timeline::settled(visitor, number, entry.id).await,
        Ok(entry) => go(&entry_path(number, entry.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            super::show_rejected(&page(visitor, number, EvidenceQuery::default(), problems).await?)
        }
    }
}

async fn make_entries(visitor: Visitor, number: Number, items: &[EvidenceId]) -> Answer {
    match timeline::each_from_evidence(&visitor.ctx, number, items).await {
        Ok(entries) => {
            let first = entries.first().map(|e| format!("#entry-{}", e.id)).unwrap_or_default();
            go(&format!("{}{first}", routes::timeline(number)))
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            super::show_rejected(&page(visitor, number, EvidenceQuery::default(), problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    #[serde(default)]
    back: String,
}

async fn accept(visitor: Visitor, Path((number, id)): Path<(Number, Uuid)>, Form(_): Form<Settle>) -> Answer {
    let entry = timeline::from_suggestion(&visitor.ctx, number, id).await?;
    let Some(item) = entry.evidence.first().filter(|_| visitor.is_fragment) else {
        return go(&entry_path(number, entry.id));
    };
    let found = evidence_rows::row(&visitor.ctx, number, *item).await?;
    let mut rows = rows_of(&visitor.ui, found.items, &[], &[], 0);
    for row in &mut rows {
        row.is_taken = true;
    }
    show(&EvidenceRows {
        number,
        zone: found.postmortem.zone.clone(),
        is_editable: found.postmortem.is_editable,
        back: routes::evidence(number),
        rows,
        ui: visitor.0.ui,
    })
}

async fn dismiss(visitor: Visitor, Path((number, id)): Path<(Number, Uuid)>, Form(form): Form<Settle>) -> Answer {
    app::suggestions::dismiss(&visitor.ctx, number, id).await?;
    if visitor.is_fragment {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    go(&back(number, &form.back))
}

/// Back to the list or item where the form stood, and nowhere else.
fn back(number: Number, wanted: &str) -> String {
    let home = routes::evidence(number);
    let is_here = wanted.strip_prefix(&home).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']));
    let is_plain = wanted.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !wanted.contains("..");
    if is_here && is_plain { wanted.to_owned() } else { home }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_here() {
        let number: Number = "PM-2026-041".parse().unwrap();
        let home = "/pm/PM-2026-041/evidence";
        assert_eq!(back(number, "/pm/PM-2026-041/evidence?offset=100"), "/pm/PM-2026-041/evidence?offset=100");
        for elsewhere in [
            "",
            "//evil.example",
            "/pm",
            "/pm/PM-2026-041/evidences",
            "/pm/PM-2026-041/evidence/../x",
            "/pm/PM-2026-041/evidence?a\r\nb",
        ] {
            assert_eq!(back(number, elsewhere), home, "{elsewhere}");
        }
    }

    #[test]
    fn the_pager_names_the_ends_and_what_is_near() {
        let number: Number = "PM-2026-041".parse().unwrap();
        let pages = |offset, n| -> Vec<Option<i64>> {
            pager(number, &EvidenceQuery::default(), offset, 100, n).links.iter().map(|l| l.page).collect()
        };
        assert_eq!(pages(0, 50), [Some(1)]);
        assert_eq!(pages(500, 2000), [Some(1), None, Some(4), Some(5), Some(6), Some(7), Some(8), None, Some(20)]);
    }
}

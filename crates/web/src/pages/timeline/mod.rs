//! The timeline: its page, whole or as the part that an island puts in place, and what an entry said before.

mod act;
pub(crate) mod actors;
mod as_known;
mod entry;
mod fields;
mod near;
mod stale;

use std::collections::{HashMap, HashSet};

use app::timeline::{self, View, Window};
use axum::{extract::Path, http::HeaderValue};
use jiff::Timestamp;
use postmortem::{Entry, EntryId, EvidenceId, KeyMoment, Moment, Number, PersonId, Postmortem, Zone};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{
        Beside, Count, EntryHistoryPage, EntryTools, EntryToolsPart, Ground, Names, Row, Strip, StripParty,
        StripSource, TimelineDesk, TimelinePage, Version, describe, rows,
    },
    routes,
};

use super::{Answer, go, rail::rail, show, show_rejected};
use crate::{
    Failure,
    extract::{Query, Visitor},
    router::declare,
};

declare! {
    get routes::TIMELINE, Read => list;
    post routes::TIMELINE, Edit => entry::insert;
    get routes::ENTRY_NEW, Edit => entry::show_new;
    get routes::ENTRY, Edit => entry::show;
    post routes::ENTRY, Edit => entry::revise;
    get routes::ENTRY_NEAR, Read => near::show;
    get routes::ENTRY_TOOLS, Edit => tools;
    get routes::ENTRY_SPLIT, Edit => act::show_split;
    post routes::ENTRY_SPLIT, Edit => act::split;
    post routes::ENTRY_MOMENT, Edit => act::set_moment;
    post routes::ENTRY_KNOWLEDGE, Edit => act::take_over;
    post routes::ENTRY_PIN, Edit => act::pin;
    post routes::ENTRY_MERGE, Edit => act::merge;
    post routes::ENTRY_DELETE, Edit => act::delete;
    post routes::ENTRY_RESTORE, Edit => act::restore;
    get routes::ENTRY_HISTORY, Read => history;
}

#[derive(Deserialize, Default)]
struct ListQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    deleted: String,
    #[serde(default)]
    near: String,
    #[serde(default)]
    as_known: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    lanes: String,
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<ListQuery>) -> Answer {
    if visitor.is_fragment && !query.as_known.is_empty() {
        return show(&TimelineDesk(page(visitor, number, query, Problems::default()).await?));
    }
    if visitor.is_fragment {
        return desk(visitor, number, query, None, Problems::default()).await;
    }
    show(&page(visitor, number, query, Problems::default()).await?)
}

/// The page under its bar, in the place of what stands there; the stretch that the viewer chose stays.
async fn desk(
    visitor: Visitor,
    number: Number,
    query: ListQuery,
    touched: Option<EntryId>,
    problems: Problems,
) -> Answer {
    let on_page: ListQuery = serde_html_form::from_str(&visitor.page_query).unwrap_or_default();
    let near = touched.map_or(on_page.near, |id| id.to_string());
    let query = ListQuery { near, deleted: query.deleted, as_known: String::new(), who: String::new(), ..on_page };
    let was_taken = problems.is_empty();
    let mut page = TimelineDesk(page(visitor, number, query, problems).await?);
    page.0.touched = touched;
    let mut answer = if was_taken { show(&page)? } else { show_rejected(&page)? };
    answer.headers_mut().insert("hx-retarget", HeaderValue::from_static("#desk"));
    answer.headers_mut().insert("hx-reswap", HeaderValue::from_static("outerHTML"));
    Ok(answer)
}

/// What can be done with an entry: hundreds of entries would carry the same forms hundreds of times.
async fn tools(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let is_fragment = visitor.is_fragment;
    let proposals = timeline::proposed(&visitor.ctx, number, id).await?;
    let mut page = page(visitor, number, ListQuery::default(), Problems::default()).await?;
    page.proposals = proposals;
    page.rows.retain(|row| matches!(row, Row::Entry(item) if item.entry.id == id));
    if page.rows.is_empty() {
        return Err(Failure::not_found());
    }
    if is_fragment { show(&EntryToolsPart(page)) } else { show(&EntryTools(page)) }
}

/// After an entry was written: the list with it, as a part or as a page to go to.
pub(super) async fn settled(visitor: Visitor, number: Number, id: EntryId) -> Answer {
    if visitor.is_fragment {
        return desk(visitor, number, ListQuery::default(), Some(id), Problems::default()).await;
    }
    go(&at_entry(number, id))
}

fn at_entry(number: Number, id: EntryId) -> String {
    format!("{}#entry-{id}", routes::timeline(number))
}

async fn page(visitor: Visitor, number: Number, query: ListQuery, problems: Problems) -> Result<TimelinePage, Failure> {
    let postmortem = app::workbench::get(&visitor.ctx, number).await?;
    let zone = postmortem.zone.clone();
    let mut problems = problems;
    let is_whole = !query.as_known.trim().is_empty();
    let window = match window(&query, &zone) {
        _ if is_whole => None,
        Ok(window) => window,
        Err(error) => {
            problems.0.extend(visitor.sentences(&[error]).0);
            None
        }
    };
    let view = timeline::view(&visitor.ctx, number, window).await?;
    let mut rail = rail(&visitor, &view.postmortem, "timeline").await?;
    let lens = match as_known::lens(&query, &visitor.ui, &view) {
        Ok(lens) => lens,
        Err(error) => {
            problems.0.extend(visitor.sentences(&[error]).0);
            None
        }
    };
    let (ui, visitor_ctx) = (visitor.0.ui, visitor.0.ctx);
    let replay = if lens.is_none() { as_known::replay(&view) } else { None };
    let mut bar = None;
    let mut view = view;
    if let Some(lens) = &lens {
        let known = view.as_known(lens.at, &lens.eyes);
        bar = Some(as_known::bar(&ui, lens, &known, &query.lanes));
        view = known.view;
        // who looks at what was known then reads; writing is for hindsight
        rail.is_editable = false;
        rail.asks = Beside::default();
    }
    let ground = ground(&view);
    let near = match &lens {
        Some(lens) => near::until(&visitor_ctx, &ui, &view, lens.at).await?,
        None => near::around(&visitor_ctx, &ui, &view, query.near.parse().ok()).await?,
    };
    let parties = as_known::parties(&view, &query.lanes);
    let now = lens.as_ref().map(|lens| lens.at);
    let hidden = bar.as_ref().map(|bar| &bar.hidden);
    let people: HashMap<PersonId, String> = view.timeline.people.iter().map(|p| (p.id, p.name.clone())).collect();
    Ok(TimelinePage {
        rows: rows(&view.timeline.entries, &view.timeline.gaps, &view.timeline.actors, &ground, &people, &zone),
        strip: strip(&ui, &view, &zone, &parties, now, hidden),
        stretch: if lens.is_none() { stretch(&ui, &view, &zone) } else { None },
        lanes: as_known::lanes(number, lens.as_ref(), &zone, &query),
        hand_overs: as_known::hand_overs(&ui, &view),
        hindsight: as_known::hindsight(&view),
        replay,
        as_known: bar,
        other_zones: other_zones(&view.timeline.entries, &zone),
        measures: view.timeline.measures.clone(),
        n_entries: view.timeline.n_entries,
        window: window.is_some().then_some((query.from, query.to)),
        deleted: if rail.is_editable { query.deleted.parse().ok() } else { None },
        marked: marked(&ui, &view, &zone),
        proposals: Vec::new(),
        near,
        touched: None,
        ui,
        rail,
        zone,
        problems,
    })
}

/// Which moments are marked, and at what time; on the clock of the postmortem.
fn marked(ui: &Ui, view: &View, zone: &Zone) -> Vec<(KeyMoment, String)> {
    view.timeline.moments.iter().filter_map(|e| Some((e.key_moment?, ui.moment(&e.occurred, zone)))).collect()
}

/// Reads the stretch that the viewer chose: times in the zone of the postmortem, either end open.
fn window(query: &ListQuery, zone: &Zone) -> Result<Option<Window>, app::FieldError> {
    let read = |field: &str, text: &str| match text.trim() {
        "" => Ok(None),
        text => fields::moment(field, text, zone).map(|m| Some(m.at)),
    };
    let (from, to) = (read("from", &query.from)?, read("to", &query.to)?);
    let hour = jiff::SignedDuration::from_hours(1);
    let window = match (from, to) {
        (None, None) => return Ok(None),
        (Some(from), None) => Window { from, to: from.checked_add(hour * 24).unwrap_or(from) },
        (None, Some(to)) => Window { from: to.checked_sub(hour * 24).unwrap_or(to), to },
        (Some(from), Some(to)) => Window { from, to },
    };
    if window.to <= window.from {
        return Err(app::FieldError::new("to", "range-backwards"));
    }
    Ok(Some(window))
}

fn ground(view: &View) -> HashMap<EvidenceId, Ground> {
    view.timeline.ground.iter().map(|(id, brief)| (*id, shown(brief))).collect()
}

pub(crate) fn shown(brief: &timeline::Brief) -> Ground {
    Ground {
        id: brief.id,
        source: brief.source.clone(),
        kind: brief.kind.clone(),
        author: brief.author.clone().or_else(|| brief.handle.clone()),
        place: brief.place.clone(),
        at: brief.occurred_at,
        text: brief.text.clone(),
    }
}

fn strip(
    ui: &Ui,
    view: &View,
    zone: &Zone,
    parties: &[StripParty],
    now: Option<Timestamp>,
    hidden: Option<&HashSet<EntryId>>,
) -> Option<Strip> {
    let span = view.timeline.span?;
    let known: Vec<Entry>;
    let entries = match hidden {
        Some(hidden) => {
            known = view.timeline.entries.iter().filter(|e| !hidden.contains(&e.id)).cloned().collect();
            &known
        }
        None => &view.timeline.entries,
    };
    let counts: Vec<Count> =
        view.timeline.counts.iter().map(|c| Count { kind: c.kind.clone(), at: c.at, until: c.until, n: c.n }).collect();
    let source = StripSource {
        from: span.from,
        to: span.to,
        first: span.first,
        last: span.last,
        zone,
        entries,
        moments: &view.timeline.moments,
        gaps: &view.timeline.gaps,
        counts: &counts,
        parties,
        now,
    };
    Some(Strip::draw(ui, &source))
}

/// From the first to the last of what is shown: `Fri 13 Nov 2026, 14:02 – 14:49 KST`.
fn stretch(ui: &Ui, view: &View, zone: &Zone) -> Option<String> {
    let first = view.timeline.entries.first()?.occurred.at;
    let last = view.timeline.entries.iter().map(|e| e.ended.as_ref().map_or(e.occurred.at, |end| end.at)).max()?;
    let same_day = first.to_zoned(zone.rules()).date() == last.to_zoned(zone.rules()).date();
    let time = |at| ui.clock(at, zone);
    let end = if same_day { time(&last) } else { format!("{} {}", ui.day(&last, zone), time(&last)) };
    Some(format!("{}, {} – {end} {}", ui.day(&first, zone), time(&first), zone.abbreviation(last)))
}

fn other_zones(entries: &[Entry], zone: &Zone) -> Vec<String> {
    let differs = |m: &Moment| m.zone.rules().to_offset(m.at) != zone.rules().to_offset(m.at);
    let mut zones: Vec<String> =
        entries.iter().map(|e| &e.occurred).filter(|m| differs(m)).map(|m| m.zone.to_string()).collect();
    zones.sort();
    zones.dedup();
    zones
}

fn names(view: &View) -> Names {
    Names {
        actors: view.timeline.actors.iter().map(|a| (a.id, a.name.clone())).collect(),
        entries: view.timeline.entries.iter().map(|e| (e.id, prose::excerpt(&e.text, 80))).collect(),
        evidence: ground(view),
    }
}

async fn history(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    let history = timeline::history(&visitor.ctx, number, id).await?;
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let rail = rail(&visitor, &history.postmortem, "timeline").await?;
    let names = names(&view);
    let zone = Postmortem::clone(&history.postmortem).zone;
    let Some(entry) = history.past.first().map(|p| p.entry.clone()) else { return Err(Failure::not_found()) };
    let texts: Vec<String> =
        history.past.iter().map(|p| describe(&visitor.ui, &p.entry.to_draft(), &names, &zone)).collect();
    let versions = history
        .past
        .iter()
        .enumerate()
        .map(|(at, past)| Version {
            version: past.entry.version,
            at: past.written_at,
            by: past.written_by.and_then(|id| history.people.iter().find(|p| p.id == id)).map(|p| p.name.clone()),
            is_deleted: past.is_deleted,
            diff: prose::diff(texts.get(at + 1).map_or("", String::as_str), &texts[at]),
        })
        .collect();
    show(&EntryHistoryPage { ui: visitor.0.ui, rail, entry, is_deleted: history.is_deleted, versions })
}

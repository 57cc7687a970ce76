//! The timeline: the page, the forms of an entry, splitting, merging, deleting, and what an entry said before.

pub(crate) mod actors;
mod fields;

use std::collections::HashMap;

use app::timeline::{self, Revised, Stale, View, Window};
use axum::extract::Path;
use postmortem::{Entry, EntryDraft, EntryId, EntryKind, EvidenceId, Moment, Number, PersonId, Postmortem, Zone};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{
        Count, EntryForm, EntryFormPage, EntryHistoryPage, Ground, Names, SplitForm, SplitPage, Strip, StripSource,
        Theirs, TimelinePage, Version, describe, input_of, rows,
    },
    routes,
};

use super::{Answer, go, rail::rail, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::TIMELINE, Read => list;
    post routes::TIMELINE, Edit => insert;
    get routes::ENTRY_NEW, Edit => show_new;
    get routes::ENTRY, Edit => show_entry;
    post routes::ENTRY, Edit => revise;
    get routes::ENTRY_SPLIT, Edit => show_split;
    post routes::ENTRY_SPLIT, Edit => split;
    post routes::ENTRY_MERGE, Edit => merge;
    post routes::ENTRY_DELETE, Edit => delete;
    post routes::ENTRY_RESTORE, Edit => restore;
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
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<ListQuery>) -> Answer {
    show(&page(visitor, number, query, Problems::default()).await?)
}

async fn page(visitor: Visitor, number: Number, query: ListQuery, problems: Problems) -> Result<TimelinePage, Failure> {
    let postmortem = app::workbench::get(&visitor.ctx, number).await?;
    let zone = postmortem.zone.clone();
    let mut problems = problems;
    let window = match window(&query, &zone) {
        Ok(window) => window,
        Err(error) => {
            problems.0.extend(visitor.sentences(&[error]).0);
            None
        }
    };
    let view = timeline::view(&visitor.ctx, number, window).await?;
    let rail = rail(&visitor, &view.postmortem, "timeline").await?;
    let ui = visitor.0.ui;
    let ground = ground(&view);
    let people: HashMap<PersonId, String> = view.people.iter().map(|p| (p.id, p.name.clone())).collect();
    Ok(TimelinePage {
        rows: rows(&view.entries, &view.gaps, &view.actors, &ground, &people, &zone),
        strip: strip(&ui, &view, &zone),
        stretch: stretch(&ui, &view, &zone),
        other_zones: other_zones(&view.entries, &zone),
        measures: view.measures,
        n_entries: view.n_entries,
        window: window.is_some().then_some((query.from, query.to)),
        deleted: if rail.is_editable { query.deleted.parse().ok() } else { None },
        ui,
        rail,
        zone,
        problems,
    })
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
    view.ground.iter().map(|(id, brief)| (*id, shown(brief))).collect()
}

fn shown(brief: &timeline::Brief) -> Ground {
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

fn strip(ui: &Ui, view: &View, zone: &Zone) -> Option<Strip> {
    let span = view.span?;
    let counts: Vec<Count> =
        view.counts.iter().map(|c| Count { kind: c.kind.clone(), stretch: c.stretch, n: c.n }).collect();
    let source = StripSource {
        from: span.from,
        to: span.to,
        step: span.step,
        zone,
        entries: &view.entries,
        moments: &view.moments,
        gaps: &view.gaps,
        counts: &counts,
    };
    Some(Strip::draw(ui, &source))
}

/// From the first to the last of what is shown: `Fri 13 Nov 2026, 14:02 – 14:49 KST`.
fn stretch(ui: &Ui, view: &View, zone: &Zone) -> Option<String> {
    let first = view.entries.first()?.occurred.at;
    let last = view.entries.iter().map(|e| e.ended.as_ref().map_or(e.occurred.at, |end| end.at)).max()?;
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

#[derive(Deserialize, Default)]
struct NewQuery {
    #[serde(default)]
    after: String,
    #[serde(default)]
    evidence: Vec<String>,
}

async fn show_new(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<NewQuery>) -> Answer {
    let postmortem = app::workbench::edit(&visitor.ctx, number).await?;
    let mut form = EntryForm {
        kind: EntryKind::Observation.as_str().to_owned(),
        zone: postmortem.zone.to_string(),
        evidence: query.evidence,
        ..EntryForm::default()
    };
    if let Ok(after) = query.after.parse::<EntryId>() {
        let entry = timeline::get(&visitor.ctx, number, after).await?;
        form.occurred = input_of(&entry.occurred, &postmortem.zone);
    }
    show(&form_page(visitor, number, None, form, Problems::default()).await?)
}

/// The page of the form, with all that can be chosen in it.
async fn form_page(
    visitor: Visitor,
    number: Number,
    before: Option<&Entry>,
    mut form: EntryForm,
    problems: Problems,
) -> Result<EntryFormPage, Failure> {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let rail = rail(&visitor, &view.postmortem, "timeline").await?;
    let mut ground: Vec<Ground> = Vec::new();
    let around = before.map(|e| e.occurred.at).or_else(|| {
        let zone = form.zone.parse().ok()?;
        fields::moment("occurred", &form.occurred, &zone).ok().map(|m| m.at)
    });
    if let Some(entry) = before {
        ground.extend(entry.evidence.iter().filter_map(|id| view.ground.get(id)).map(shown));
    }
    if let Some(at) = around {
        let near = timeline::nearby(&visitor.ctx, number, at, 15).await?;
        for brief in &near {
            if !ground.iter().any(|g| g.id == brief.id) {
                ground.push(shown(brief));
            }
        }
    }
    form.knowledge.extend([(String::new(), String::new()), (String::new(), String::new())]);
    form.options.extend([(String::new(), false), (String::new(), false)]);
    let id = before.map(|e| e.id);
    Ok(EntryFormPage {
        ui: visitor.0.ui,
        rail,
        id,
        form,
        actors: view.actors,
        entries: view.entries.into_iter().filter(|e| Some(e.id) != id).collect(),
        ground,
        problems,
        theirs: None,
    })
}

async fn insert(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<fields::Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let inserted = match fields::draft(&visitor.ctx, number, &fields, None).await {
        Ok(draft) => timeline::insert(&visitor.ctx, number, draft).await,
        Err(error) => Err(error),
    };
    match inserted {
        Ok(entry) => go(&at_entry(number, entry.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&form_page(visitor, number, None, fields.form(), problems).await?)
        }
    }
}

fn at_entry(number: Number, id: EntryId) -> String {
    format!("{}#entry-{id}", routes::timeline(number))
}

async fn show_entry(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let entry = timeline::get(&visitor.ctx, number, id).await?;
    let form = fields::form_of(&entry);
    show(&form_page(visitor, number, Some(&entry), form, Problems::default()).await?)
}

async fn revise(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<fields::Fields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let history = timeline::history(&visitor.ctx, number, id).await?;
    let before = history.past.iter().find(|p| p.entry.version == fields.version).or_else(|| history.past.first());
    let before = before.map(|p| p.entry.clone()).ok_or_else(Failure::not_found)?;
    let draft = match fields::draft(&visitor.ctx, number, &fields, Some(&before)).await {
        Ok(draft) => draft,
        Err(error) => {
            let problems = visitor.problems(error)?;
            return show_rejected(&form_page(visitor, number, Some(&before), fields.form(), problems).await?);
        }
    };
    let mut version = fields.version;
    if fields.restore.is_some()
        && history.is_deleted
        && history.past.first().is_some_and(|p| p.entry.version == version)
    {
        version = timeline::restore(&visitor.ctx, number, id).await?.version;
    }
    match timeline::revise(&visitor.ctx, number, id, draft.clone(), version).await {
        Ok(Revised::Saved(entry)) => go(&at_entry(number, entry.id)),
        Ok(Revised::Stale(stale)) => conflict(visitor, number, fields, &draft, &stale).await,
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&form_page(visitor, number, Some(&before), fields.form(), problems).await?)
        }
    }
}

/// Both versions side by side, what differs, and the form to keep one of them or combine them.
async fn conflict(
    visitor: Visitor,
    number: Number,
    fields: fields::Fields,
    draft: &EntryDraft,
    stale: &Stale,
) -> Answer {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let names = names(&view);
    let people = app::people::names(&visitor.ctx).await?;
    let zone = view.postmortem.zone.clone();
    let yours = describe(&visitor.ui, draft, &names, &zone);
    let theirs = describe(&visitor.ui, &stale.current.to_draft(), &names, &zone);
    let form = EntryForm { version: stale.current.version, ..fields.form() };
    let mut page = form_page(visitor, number, Some(&stale.current), form, Problems::default()).await?;
    page.theirs = Some(Theirs {
        by: stale.changed_by.and_then(|id| people.get(&id).cloned()),
        at: stale.changed_at,
        is_deleted: stale.is_deleted,
        diff: prose::diff(&theirs, &yours),
        yours,
        theirs,
    });
    show_conflict(&page)
}

fn names(view: &View) -> Names {
    Names {
        actors: view.actors.iter().map(|a| (a.id, a.name.clone())).collect(),
        entries: view.entries.iter().map(|e| (e.id, prose::excerpt(&e.text, 80))).collect(),
        evidence: ground(view),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitFields {
    first_text: String,
    second_text: String,
    second_kind: String,
    second_occurred: String,
    zone: String,
    #[serde(default)]
    evidence: Vec<String>,
    version: i64,
}

async fn show_split(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let entry = timeline::get(&visitor.ctx, number, id).await?;
    let (first, second) = match entry.text.split_once("\n\n").or_else(|| entry.text.split_once('\n')) {
        Some((first, second)) => (first.to_owned(), second.to_owned()),
        None => (entry.text.clone(), String::new()),
    };
    let second_kind = if entry.kind == EntryKind::Decision { EntryKind::Response } else { entry.kind };
    let form = SplitForm {
        first_text: first,
        second_text: second,
        second_kind: second_kind.as_str().to_owned(),
        second_occurred: input_of(&entry.occurred, &entry.occurred.zone),
        zone: entry.occurred.zone.to_string(),
        evidence: Vec::new(),
        version: entry.version,
    };
    show(&split_page(visitor, number, entry, form, Problems::default()).await?)
}

async fn split_page(
    visitor: Visitor,
    number: Number,
    entry: Entry,
    form: SplitForm,
    problems: Problems,
) -> Result<SplitPage, Failure> {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let rail = rail(&visitor, &view.postmortem, "timeline").await?;
    let ground = entry.evidence.iter().filter_map(|id| view.ground.get(id)).map(shown).collect();
    Ok(SplitPage { ui: visitor.0.ui, rail, entry, form, ground, problems })
}

async fn split(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<SplitFields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let entry = timeline::get(&visitor.ctx, number, id).await?;
    let parted = match fields::split(&fields, &entry) {
        Ok(split) => timeline::split(&visitor.ctx, number, id, split, fields.version).await,
        Err(error) => Err(error.into()),
    };
    match parted {
        Ok((_, second)) => go(&at_entry(number, second.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let form = SplitForm {
                first_text: fields.first_text,
                second_text: fields.second_text,
                second_kind: fields.second_kind,
                second_occurred: fields.second_occurred,
                zone: fields.zone,
                evidence: fields.evidence,
                version: fields.version,
            };
            show_rejected(&split_page(visitor, number, entry, form, problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeFields {
    version: i64,
    other: EntryId,
    other_version: i64,
}

async fn merge(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<MergeFields>,
) -> Answer {
    let other = (fields.other, fields.other_version);
    match timeline::merge(&visitor.ctx, number, (id, fields.version), other).await {
        Ok(entry) => go(&at_entry(number, entry.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&page(visitor, number, ListQuery::default(), problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtVersion {
    version: i64,
}

async fn delete(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>, Form(form): Form<AtVersion>) -> Answer {
    timeline::delete(&visitor.ctx, number, id, form.version).await?;
    go(&format!("{}?deleted={id}", routes::timeline(number)))
}

async fn restore(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>, Form(()): Form<()>) -> Answer {
    let entry = timeline::restore(&visitor.ctx, number, id).await?;
    go(&at_entry(number, entry.id))
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

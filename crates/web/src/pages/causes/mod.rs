//! Causes: the walk back at the impact or at one cause, what ties it, and what a cause said before.

mod act;
mod because;
mod weakness;

use app::causes::{self, Origin, Stale, Suggested, View};
use axum::extract::Path;
use postmortem::{Action, Because, BecauseId, Cause, CauseId, Effect, EvidenceId, Number, PersonId, WeaknessId};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{
        Addressing, AnswerForm, CauseHistoryPage, CausesPage, Ground, OtherCause, ShownBecause, ShownCause,
        SuggestedChange, Undo, Version, cause_lines, cause_map,
    },
    routes,
};

use super::{Answer, rail::rail, show, timeline::shown};
use crate::{
    Failure,
    extract::{Query, Visitor},
    router::declare,
};

declare! {
    get routes::CAUSES, Read => list;
    post routes::CAUSES, Edit => act::answer;
    post routes::CAUSE_LINK, Edit => act::link;
    get routes::CAUSE, Read => one;
    post routes::CAUSE, Edit => act::revise;
    post routes::CAUSE_DEEP_ENOUGH, Edit => act::set_deep_enough;
    post routes::CAUSE_WEAKNESS, Edit => weakness::set;
    post routes::CAUSE_REMOVE, Edit => act::remove;
    post routes::CAUSE_RESTORE, Edit => act::restore;
    get routes::CAUSE_HISTORY, Read => history;
    get routes::BECAUSE, Edit => because::show_form;
    post routes::BECAUSE, Edit => because::weigh;
    post routes::BECAUSE_UNLINK, Edit => because::unlink;
    post routes::BECAUSE_RELINK, Edit => because::relink;
}

#[derive(Deserialize, Default)]
struct PageQuery {
    #[serde(default)]
    take: String,
    #[serde(default)]
    removed: String,
    #[serde(default)]
    unlinked: String,
    #[serde(default)]
    untied: String,
    #[serde(default)]
    added: String,
}

/// What the page shows beside the map as it is kept.
#[derive(Default)]
struct Shown {
    form: Option<AnswerForm>,
    problems: Problems,
    undo: Option<Undo>,
    take: String,
    /// The answer that was just added.
    added: Option<CauseId>,
    /// What was typed over a cause that someone else changed meanwhile, or that was not taken.
    typed: Option<(String, String, String)>,
    theirs: Option<Stale<Cause>>,
    version: Option<i64>,
    /// The name of a weakness that was typed and not taken.
    weakness: String,
    /// What the cause was tied to until just now.
    untied: Option<WeaknessId>,
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<PageQuery>) -> Answer {
    show(&page(&visitor, number, Effect::Impact, asked(number, query)).await?)
}

async fn one(visitor: Visitor, Path((number, id)): Path<(Number, CauseId)>, Query(query): Query<PageQuery>) -> Answer {
    show(&page(&visitor, number, Effect::Cause(id), asked(number, query)).await?)
}

fn asked(number: Number, query: PageQuery) -> Shown {
    Shown {
        undo: undo(number, &query),
        untied: query.untied.parse().ok(),
        added: query.added.parse().ok(),
        take: query.take,
        ..Shown::default()
    }
}

fn undo(number: Number, query: &PageQuery) -> Option<Undo> {
    let removed = query.removed.parse::<CauseId>().ok().map(|id| ("cause-removed", routes::cause_restore(number, id)));
    let unlinked = query.unlinked.parse::<BecauseId>().ok();
    removed.or_else(|| unlinked.map(|id| ("cause-unlinked", routes::because_relink(number, id))))
}

/// The page at the impact or at one cause.
async fn page(visitor: &Visitor, number: Number, effect: Effect, with: Shown) -> Result<CausesPage, Failure> {
    let view = causes::view(&visitor.ctx, number).await?;
    let rail = rail(visitor, &view.postmortem, "causes").await?;
    let suggestions = if rail.is_editable { causes::suggestions(&visitor.ctx, number).await? } else { None };
    let form = with.form.unwrap_or_else(|| taken(&view, suggestions.as_deref(), &with.take));
    let at = match effect {
        Effect::Impact => None,
        Effect::Cause(id) => {
            let standing =
                view.map.cause(id).or_else(|| with.theirs.as_ref().map(|t| &t.current).filter(|c| c.id == id));
            let cause = standing.ok_or_else(Failure::not_found)?;
            let mut at = shown_cause(visitor, &view, cause).await?;
            at.version = with.version.unwrap_or(at.version);
            at.form = with.typed.unwrap_or(at.form);
            at.theirs = with.theirs.map(|t| other(&view, t));
            Some(at)
        }
    };
    let (tied, loose) = view.map.outline();
    let can_link = |c: &&Cause| view.map.can_link(effect, c.id).is_ok();
    let tied_to = |cause: &Cause| weakness::tied(&view, cause);
    let tie = at.as_ref().filter(|_| rail.is_editable);
    let tie = tie.map(|at| weakness::form(&view, &at.cause, with.weakness, with.untied));
    let spot = effect.cause().filter(|id| view.map.cause(*id).is_some());
    Ok(CausesPage {
        map: drawn(&visitor.ui, &view, spot).await,
        tied: cause_lines(&view.map, &tied, &tied_to),
        loose: cause_lines(&view.map, &loose, &tied_to),
        tie,
        added: with.added.and_then(|id| view.map.cause(id)).map(|c| (c.id, c.text.clone())),
        impact: view.impact.iter().map(|e| prose::excerpt(&e.text, 240)).collect(),
        linkable: view.map.causes().iter().filter(can_link).map(|c| (c.id, c.text.clone())).collect(),
        suggestions: suggestions.map(|found| found.into_iter().map(|s| suggested(number, s)).collect()),
        measures: view.measures.clone(),
        ui: visitor.ui.clone(),
        rail,
        at,
        form,
        undo: with.undo,
        problems: with.problems,
    })
}

/// The drawing, made where it holds up nobody else. A page without it is better than none: the outline says the same.
async fn drawn(ui: &Ui, view: &View, at: Option<CauseId>) -> Option<String> {
    let (ui, map, nth) = (ui.clone(), view.map.clone(), weakness::nth(view));
    let (number, title) = (view.postmortem.number, view.postmortem.title.clone());
    let drawing = tokio::task::spawn_blocking(move || cause_map(&ui, number, (&map, &nth), &title, at)).await;
    drawing.inspect_err(|error| tracing::error!(%error, "a map of causes was not drawn")).ok().flatten()
}

/// The form of an answer with a suggested change in it.
fn taken(view: &View, suggestions: Option<&[Suggested]>, take: &str) -> AnswerForm {
    let found = suggestions.unwrap_or_default().iter().find(|s| key_of(&s.origin) == take);
    let Some(found) = found else { return AnswerForm::default() };
    let mut form = AnswerForm { text: prose::excerpt(&found.text, 200), ..AnswerForm::default() };
    postmortem::CauseClass::Trigger.as_str().clone_into(&mut form.class);
    form.evidence = grounds(view, &found.evidence());
    if let (Origin::Evidence(id), true) = (&found.origin, form.evidence.is_empty()) {
        form.evidence.push(Ground {
            id: *id,
            source: String::new(),
            kind: String::new(),
            author: None,
            place: None,
            at: found.at,
            text: found.text.clone(),
        });
    }
    form
}

fn key_of(origin: &Origin) -> String {
    match origin {
        Origin::Entry(id, _) => id.to_string(),
        Origin::Evidence(id) => id.to_string(),
    }
}

fn suggested(number: Number, found: Suggested) -> SuggestedChange {
    let href = match &found.origin {
        Origin::Entry(id, _) => format!("{}#entry-{id}", routes::timeline(number)),
        Origin::Evidence(id) => routes::evidence_item(number, *id),
    };
    SuggestedChange {
        take: key_of(&found.origin),
        href,
        at: found.at,
        text: prose::excerpt(&found.text, 120),
        minutes_before: found.minutes_before,
        services: found.services,
        n_mentions: found.n_mentions,
    }
}

fn grounds(view: &View, ids: &[EvidenceId]) -> Vec<Ground> {
    ids.iter().filter_map(|id| view.ground.get(id)).map(shown).collect()
}

fn shown_because(view: &View, because: &Because) -> ShownBecause {
    ShownBecause {
        id: because.id,
        version: because.version,
        effect: because.effect.cause().and_then(|id| view.map.cause(id)).map(|c| (c.id, c.text.clone())),
        necessity: because.necessity,
        confidence: because.confidence,
        evidence: grounds(view, &because.evidence),
    }
}

fn name_of(view: &View, id: Option<PersonId>) -> Option<String> {
    view.people.iter().find(|p| Some(p.id) == id).map(|p| p.name.clone())
}

fn addressing(view: &View, action: &Action) -> Addressing {
    Addressing { owner: name_of(view, action.owner()), action: action.clone() }
}

async fn shown_cause(visitor: &Visitor, view: &View, cause: &Cause) -> Result<ShownCause, Failure> {
    let number = view.postmortem.number;
    let kept = app::files::list(&visitor.ctx, number).await?;
    let render = || super::narrative::render(number, "meaning-", &cause.meaning, &kept).into_string();
    Ok(ShownCause {
        meaning: (!cause.meaning.is_empty()).then(render),
        tied: weakness::tied(view, cause),
        layer: view.map.layers().get(&cause.id).copied(),
        effects: view.map.effects(cause.id).map(|b| shown_because(view, b)).collect(),
        actions: view.actions.iter().filter(|a| a.causes.contains(&cause.id)).map(|a| addressing(view, a)).collect(),
        has_answers: view.map.answers(Effect::Cause(cause.id)).next().is_some(),
        by: name_of(view, cause.recorded_by),
        form: (cause.text.clone(), cause.class.as_str().to_owned(), cause.meaning.clone()),
        version: cause.version,
        theirs: None,
        cause: cause.clone(),
    })
}

fn other(view: &View, stale: Stale<Cause>) -> OtherCause {
    OtherCause { by: name_of(view, stale.changed_by), is_deleted: stale.is_deleted, current: stale.current }
}

async fn history(visitor: Visitor, Path((number, id)): Path<(Number, CauseId)>) -> Answer {
    let history = causes::history(&visitor.ctx, number, id).await?;
    let rail = rail(&visitor, &history.postmortem, "causes").await?;
    let named = |id: WeaknessId| history.weaknesses.iter().find(|w| w.id == id).map(|w| w.name.clone());
    let texts: Vec<String> = history.past.iter().map(|p| told(&visitor.ui, &p.it, &named)).collect();
    let name = |id: Option<PersonId>| history.people.iter().find(|p| Some(p.id) == id).map(|p| p.name.clone());
    let version = |(at, past): (usize, &causes::Past<Cause>)| Version {
        version: past.it.version,
        at: past.written_at,
        by: name(past.written_by),
        is_deleted: past.is_deleted,
        diff: prose::diff(texts.get(at + 1).map_or("", String::as_str), &texts[at]),
    };
    let versions = history.past.iter().enumerate().map(version).collect();
    show(&CauseHistoryPage { ui: visitor.0.ui, rail, id, is_deleted: history.is_deleted, versions })
}

/// A cause as lines, to compare.
fn told(ui: &Ui, cause: &Cause, named: &dyn Fn(WeaknessId) -> Option<String>) -> String {
    let mut lines = vec![format!("{}: {}", ui.word("cause-class", cause.class.as_str()), cause.text)];
    lines.extend(cause.meaning.lines().map(str::to_owned));
    lines.extend(cause.deep_enough.as_ref().map(|reason| ui.t1("cause-deep-because", "reason", reason)));
    lines.extend(cause.weakness.and_then(named).map(|name| ui.t1("weakness-is", "name", name)));
    lines.join("\n")
}

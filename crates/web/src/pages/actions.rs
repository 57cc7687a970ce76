//! Ideas and actions of a postmortem: collecting, moving on, changing, removing, and what one said before.

use app::actions::{self, ActionDraft, Move, Recurred, Recurrences, Revised, Stale, View};
use axum::{extract::Path, http::StatusCode};
use postmortem::{
    Action, ActionId, ActionKind, CauseId, Commitment, Number, PersonId, Plan, Refusal, State, Strength, TrackerLink,
    Verdict,
};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{ActionForm, ActionPage, ActionsPage, PastPage, ShownAction, ShownRecurrence, Theirs},
    routes,
};

use super::{
    Answer, go,
    lessons::{AtVersion, day, versions},
    rail::rail,
    show, show_as,
};
use crate::{
    Failure,
    extract::{Empty, Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::ACTIONS, Read => list;
    post routes::ACTIONS, Read => collect;
    get routes::ACTION, Read => one;
    post routes::ACTION, Edit => revise;
    post routes::ACTION_STATE, Read => advance;
    post routes::ACTION_REMOVE, Edit => remove;
    post routes::ACTION_RESTORE, Edit => restore;
    get routes::ACTION_HISTORY, Read => history;
}

#[derive(Deserialize, Default)]
struct PageQuery {
    #[serde(default)]
    removed: String,
    #[serde(default)]
    added: String,
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<PageQuery>) -> Answer {
    let undo = query.removed.parse().ok().map(|id| routes::action_restore(number, id));
    let page = page(&visitor, number, String::new(), Problems::default(), undo).await?;
    show(&ActionsPage { is_adding: !query.added.is_empty(), ..page })
}

async fn page(
    visitor: &Visitor,
    number: Number,
    text: String,
    problems: Problems,
    undo: Option<String>,
) -> Result<ActionsPage, Failure> {
    let view = actions::view(&visitor.ctx, number).await?;
    let mut page = ActionsPage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &view.postmortem, "actions").await?,
        ideas: Vec::new(),
        actions: Vec::new(),
        declined: Vec::new(),
        is_only_weak: view.is_only_weak,
        text,
        is_adding: false,
        undo,
        problems,
    };
    for action in &view.actions {
        let group = match action.state {
            State::Idea => &mut page.ideas,
            State::Committed(_) => &mut page.actions,
            State::Declined(_) => &mut page.declined,
        };
        group.push(shown(visitor, &view, action));
    }
    Ok(page)
}

fn shown(visitor: &Visitor, view: &View, action: &Action) -> ShownAction {
    let name = |id: Option<PersonId>| view.people.iter().find(|p| Some(p.id) == id).map(|p| p.name.clone());
    let soaked_at = view.soaked_at(action);
    ShownAction {
        owner: name(action.owner()),
        by: name(action.recorded_by),
        causes: named(view, &action.causes),
        soaks_until: (action.state == State::Idea && visitor.ui.now < soaked_at).then_some(soaked_at),
        is_overdue: action.is_overdue(view.today),
        reopened: view.recurrences.of(action).map(recurrence),
        is_mine: action.commitment().is_some() && action.owner().is_some() && action.owner() == visitor.ctx.person_id(),
        action: action.clone(),
    }
}

/// What puts a verdict in question, as pages show it.
pub(super) fn recurrence(recurred: &Recurred) -> ShownRecurrence {
    ShownRecurrence {
        number: recurred.number,
        title: recurred.title.clone(),
        weakness: (recurred.weakness.id, recurred.weakness.name.clone()),
    }
}

fn named(view: &View, ids: &[CauseId]) -> Vec<(CauseId, String)> {
    let found = ids.iter().filter_map(|id| view.causes.iter().find(|c| c.id == *id));
    found.map(|c| (c.id, c.text.clone())).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdeaFields {
    text: String,
}

async fn collect(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<IdeaFields>) -> Answer {
    match actions::collect(&visitor.ctx, number, &fields.text).await {
        // no fragment: the next idea is typed at once, and a browser that has one to go to leaves the field alone
        Ok(action) => go(&format!("{}?added={}", routes::actions(number), action.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = page(&visitor, number, fields.text, problems, None).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The page of one idea or action; its forms hold what it says, and what is usual where it says nothing yet.
async fn build(visitor: &Visitor, number: Number, id: ActionId) -> Result<ActionPage, Failure> {
    let view = actions::view(&visitor.ctx, number).await?;
    let action = view.actions.iter().find(|a| a.id == id).ok_or_else(Failure::not_found)?;
    let me = visitor.ctx.person_id().map(|id| id.to_string()).unwrap_or_default();
    let mut form = ActionForm {
        text: action.text.clone(),
        kind: ActionKind::Prevent.as_str().to_owned(),
        owner: action.owner().map_or(me, |id| id.to_string()),
        due_on: view.default_due.to_string(),
        causes: action.causes.iter().map(ToString::to_string).collect(),
        ..ActionForm::default()
    };
    if let Some(commitment) = action.commitment() {
        fill(&mut form, commitment);
    }
    Ok(ActionPage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &view.postmortem, "actions").await?,
        version: action.version,
        causes: view.causes.iter().map(|c| (c.id, c.text.clone())).collect(),
        shown: shown(visitor, &view, action),
        form,
        members: app::people::members(&visitor.ctx).await?,
        is_declining: false,
        is_stale: false,
        theirs: None,
        problems: Problems::default(),
    })
}

fn fill(form: &mut ActionForm, commitment: &Commitment) {
    let Plan { kind, strength, due_on, expected, measure, tracker } = &commitment.plan;
    kind.as_str().clone_into(&mut form.kind);
    strength.as_str().clone_into(&mut form.strength);
    form.due_on = due_on.map(|day| day.to_string()).unwrap_or_default();
    expected.clone_into(&mut form.expected);
    measure.clone_into(&mut form.measure);
    form.tracker = tracker.as_ref().map(ToString::to_string).unwrap_or_default();
    if let Some(judgement) = commitment.judgement() {
        judgement.verdict.as_str().clone_into(&mut form.verdict);
        judgement.evidence.clone_into(&mut form.evidence);
    }
}

#[derive(Deserialize, Default)]
struct OneQuery {
    #[serde(default)]
    then: String,
}

async fn one(visitor: Visitor, Path((number, id)): Path<(Number, ActionId)>, Query(query): Query<OneQuery>) -> Answer {
    let is_declining = query.then == "decline";
    show(&ActionPage { is_declining, ..build(&visitor, number, id).await? })
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    #[serde(default)]
    then: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    strength: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due_on: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    measure: String,
    #[serde(default)]
    tracker: String,
    #[serde(default)]
    causes: Vec<CauseId>,
    #[serde(default)]
    skip: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    review_on: String,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    evidence: String,
}

/// Reads a word of a closed list.
fn word<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, app::Error> {
    text.parse().map_err(|_| app::Error::field(field, "choose-one"))
}

impl Fields {
    fn plan(&self) -> Result<Plan, app::Error> {
        let tracker = match self.tracker.trim() {
            "" => None,
            text => Some(text.parse::<TrackerLink>().map_err(|_| app::Error::field("tracker", "tracker"))?),
        };
        Ok(Plan {
            kind: word::<ActionKind>("kind", &self.kind)?,
            strength: word::<Strength>("strength", &self.strength)?,
            due_on: day("due_on", &self.due_on)?,
            expected: self.expected.clone(),
            measure: self.measure.clone(),
            tracker,
        })
    }

    fn owner(&self) -> Result<PersonId, app::Error> {
        self.owner.parse().map_err(|_| app::Error::field("owner", "needs-owner"))
    }

    fn step(&self) -> Result<Move, app::Error> {
        Ok(match self.then.as_str() {
            "commit" => {
                let skip = Some(self.skip.clone()).filter(|skip| !skip.trim().is_empty());
                Move::Commit { plan: self.plan()?, owner: self.owner()?, skip }
            }
            "decline" => {
                let review_on = day("review_on", &self.review_on)?
                    .ok_or_else(|| app::Error::field("review_on", "review-on-missing"))?;
                Move::Decline(Refusal { reason: self.reason.clone(), owner: Some(self.owner()?), review_on })
            }
            "reconsider" => Move::Reconsider,
            "accept" => Move::Accept,
            "give_back" => Move::GiveBack,
            "hand_to" => Move::HandTo(self.owner()?),
            "start" => Move::Start,
            "finish" => Move::Finish,
            "judge" => Move::Judge(word::<Verdict>("verdict", &self.verdict)?, self.evidence.clone()),
            "reopen" => Move::Reopen,
            _ => return Err(app::Error::field("then", "choose-one")),
        })
    }

    /// What was typed, over what the form holds otherwise.
    fn over(self, form: ActionForm) -> ActionForm {
        let or = |typed: String, usual: String| if typed.is_empty() { usual } else { typed };
        ActionForm {
            text: or(self.text, form.text),
            kind: or(self.kind, form.kind),
            strength: or(self.strength, form.strength),
            owner: or(self.owner, form.owner),
            due_on: self.due_on,
            expected: self.expected,
            measure: self.measure,
            tracker: self.tracker,
            // the forms of the other moves do not ask for them
            causes: match self.then.as_str() {
                "" | "commit" => self.causes.iter().map(ToString::to_string).collect(),
                _ => form.causes,
            },
            skip: self.skip,
            reason: self.reason,
            review_on: self.review_on,
            verdict: or(self.verdict, form.verdict),
            evidence: or(self.evidence, form.evidence),
        }
    }
}

async fn advance(visitor: Visitor, Path((number, id)): Path<(Number, ActionId)>, Form(fields): Form<Fields>) -> Answer {
    let moved = match fields.step() {
        Ok(step @ Move::Commit { .. }) => {
            actions::commit(&visitor.ctx, number, id, step, fields.causes.clone(), fields.version).await
        }
        Ok(step) => actions::advance(&visitor.ctx, number, id, step, fields.version).await,
        // whether the action is there comes first
        Err(error) => actions::get(&visitor.ctx, number, id).await.and(Err(error)),
    };
    match moved {
        Ok(_) => go(&format!("{}#action-{id}", routes::actions(number))),
        Err(app::Error::Conflict) => {
            let page = ActionPage { is_stale: true, ..build(&visitor, number, id).await? };
            show_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => rejected(&visitor, number, id, fields, error).await,
    }
}

/// The page again, with what was not taken.
async fn rejected(visitor: &Visitor, number: Number, id: ActionId, fields: Fields, error: app::Error) -> Answer {
    let problems = visitor.problems(error)?;
    let mut page = build(visitor, number, id).await?;
    page.version = fields.version;
    page.is_declining = fields.then == "decline";
    page.form = fields.over(page.form);
    page.problems = problems;
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn revise(visitor: Visitor, Path((number, id)): Path<(Number, ActionId)>, Form(fields): Form<Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let is_committed = actions::get(&visitor.ctx, number, id).await?.commitment().is_some();
    let draft = match is_committed.then(|| fields.plan()).transpose() {
        Ok(plan) => ActionDraft { text: fields.text.clone(), plan, causes: fields.causes.clone() },
        Err(error) => return rejected(&visitor, number, id, fields, error).await,
    };
    match actions::revise(&visitor.ctx, number, id, draft.clone(), fields.version).await {
        Ok(Revised::Saved(_)) => go(&routes::action(number, id)),
        Ok(Revised::Stale(stale)) => {
            let mut page = build(&visitor, number, id).await?;
            page.form = fields.over(page.form);
            page.theirs = Some(theirs(&visitor, number, &stale, &draft).await?);
            show_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => rejected(&visitor, number, id, fields, error).await,
    }
}

/// Both versions and what differs.
async fn theirs(
    visitor: &Visitor,
    number: Number,
    stale: &Stale<Action>,
    yours: &ActionDraft,
) -> Result<Theirs, Failure> {
    let people = app::people::names(&visitor.ctx).await?;
    let now = &stale.current;
    let state = match &yours.plan {
        Some(plan) => now.state.replanned(plan.clone()).unwrap_or_else(|_| now.state.clone()),
        None => now.state.clone(),
    };
    let view = actions::view(&visitor.ctx, number).await?;
    let (text, causes) = (yours.text.clone(), yours.causes.clone());
    let yours = told(&visitor.ui, &view, &view.recurrences, &Action { text, state, causes, ..now.clone() });
    let theirs = told(&visitor.ui, &view, &view.recurrences, now);
    Ok(Theirs {
        by: stale.changed_by.and_then(|id| people.get(&id).cloned()),
        at: stale.changed_at,
        is_deleted: stale.is_deleted,
        deleted_text: "action-theirs-removed",
        yours_title: "conflict-yours",
        diff: prose::diff(&theirs, &yours),
        yours,
        theirs,
    })
}

/// An idea or action as lines, to compare.
fn told(ui: &Ui, view: &View, recurrences: &Recurrences, action: &Action) -> String {
    let mut lines = vec![action.text.clone(), ui.word("action-status", action.status().as_str())];
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{}: {value}", ui.t(key)));
        }
    };
    match &action.state {
        State::Idea => {}
        State::Declined(refusal) => {
            say("action-decline-why", refusal.reason.clone());
            say("review-on", refusal.review_on.to_string());
        }
        State::Committed(c) => {
            say("action-kind", ui.word("action-kind", c.plan.kind.as_str()));
            say("strength", ui.word("strength", c.plan.strength.as_str()));
            say("action-due", c.plan.due_on.map(|day| day.to_string()).unwrap_or_default());
            say("action-expected", c.plan.expected.clone());
            say("action-measure", c.plan.measure.clone());
            say("action-tracker", c.plan.tracker.as_ref().map(ToString::to_string).unwrap_or_default());
            say("action-skip", c.skipped.clone().unwrap_or_default());
            if let Some(j) = c.last_judgement() {
                say("verdict", format!("{}: {}", ui.word("verdict", j.verdict.as_str()), j.evidence));
            }
            if let Some((_, recurrence)) = c.reopened() {
                let found = recurrences.find(recurrence);
                say(
                    "verdict-reopened",
                    found.map_or_else(
                        || ui.t("verdict-reopened-unnamed"),
                        |r| ui.tt("verdict-reopened-by", "number", r.number, "weakness", &r.weakness.name),
                    ),
                );
            }
        }
    }
    lines.extend(named(view, &action.causes).into_iter().map(|(_, text)| format!("→ {text}")));
    lines.join("\n")
}

async fn remove(visitor: Visitor, Path((number, id)): Path<(Number, ActionId)>, Form(form): Form<AtVersion>) -> Answer {
    match actions::remove(&visitor.ctx, number, id, form.version).await {
        Ok(()) => go(&format!("{}?removed={id}", routes::actions(number))),
        Err(app::Error::Conflict) => {
            let page = ActionPage { is_stale: true, ..build(&visitor, number, id).await? };
            show_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn restore(
    visitor: Visitor,
    Path((number, id)): Path<(Number, ActionId)>,
    Form(Empty {}): Form<Empty>,
) -> Answer {
    actions::restore(&visitor.ctx, number, id).await?;
    go(&format!("{}#action-{id}", routes::actions(number)))
}

async fn history(visitor: Visitor, Path((number, id)): Path<(Number, ActionId)>) -> Answer {
    let history = actions::history(&visitor.ctx, number, id).await?;
    let view = actions::view(&visitor.ctx, number).await?;
    let texts: Vec<String> =
        history.past.iter().map(|p| told(&visitor.ui, &view, &history.recurrences, &p.it)).collect();
    let gone = || ("action-is-removed", "action-restore", routes::action_restore(number, id));
    show(&PastPage {
        rail: rail(&visitor, &history.postmortem, "actions").await?,
        title: "action-history",
        back: ("part-actions", format!("{}#action-{id}", routes::actions(number))),
        removed: history.is_deleted.then(gone),
        versions: versions(&history.past, &texts, &history.people),
        ui: visitor.0.ui,
    })
}

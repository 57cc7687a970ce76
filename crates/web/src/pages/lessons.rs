//! Lessons: the page, writing, ordering, removing, and what a lesson said before.

use app::{
    files,
    lessons::{self, Past, Revised, Stale, View},
};
use axum::{extract::Path, http::StatusCode};
use postmortem::{
    Acceptance, ActionId, CauseClass, CauseId, EntryId, Lesson, LessonDraft, LessonId, LessonKind, Luck, Number,
    Practice, PracticeId, Telling,
};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{
        EntryChoice, LessonForm, LessonPage, LessonsPage, PastPage, PracticeLink, ShownLesson, Theirs, Version,
        citation_key,
    },
    routes,
};

use super::{Answer, go, narrative::render, rail::rail, show, show_as};
use crate::{
    Failure,
    extract::{Empty, Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::LESSONS, Read => list;
    post routes::LESSONS, Edit => add;
    get routes::LESSON, Edit => show_form;
    post routes::LESSON, Edit => revise;
    post routes::LESSON_PLACE, Edit => place;
    post routes::LESSON_REMOVE, Edit => remove;
    post routes::LESSON_RESTORE, Edit => restore;
    get routes::LESSON_HISTORY, Read => history;
}

#[derive(Deserialize, Default)]
struct PageQuery {
    #[serde(default)]
    removed: String,
}

async fn list(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<PageQuery>) -> Answer {
    let undo = query.removed.parse().ok().map(|id| routes::lesson_restore(number, id));
    let form = LessonForm { kind: LessonKind::WentWell.as_str().to_owned(), ..LessonForm::default() };
    show(&page(&visitor, number, form, Problems::default(), undo).await?)
}

async fn page(
    visitor: &Visitor,
    number: Number,
    form: LessonForm,
    problems: Problems,
    undo: Option<String>,
) -> Result<LessonsPage, Failure> {
    let view = lessons::view(&visitor.ctx, number).await?;
    let kept = files::list(&visitor.ctx, number).await?;
    let shown = |lesson: &Lesson| ShownLesson {
        html: render(number, &format!("lesson-{}-", lesson.id), &lesson.text, &kept).into_string(),
        entries: beginnings(&view, &lesson.entries),
        action: ended_in(&view, &lesson.telling),
        cause: turned_out(&view, &lesson.telling),
        became: view.practices.made.get(&lesson.id).map(link),
        practices: lesson.practices.iter().filter_map(|id| view.practices.get(*id)).map(link).collect(),
        by: view.people.iter().find(|p| Some(p.id) == lesson.recorded_by).map(|p| p.name.clone()),
        lesson: lesson.clone(),
    };
    let of_kind = |kind: &LessonKind| view.lessons.iter().filter(|l| l.telling.kind() == *kind).map(shown).collect();
    Ok(LessonsPage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &view.postmortem, "lessons").await?,
        kinds: LessonKind::ALL.iter().map(|kind| (*kind, of_kind(kind))).collect(),
        choices: choices(&visitor.ui, &view),
        actions: view.actions.iter().map(|a| (a.id, a.text.clone())).collect(),
        causes: mitigators(&view),
        practices: view.practices.names,
        form,
        undo,
        problems,
    })
}

/// A practice to which a lesson leads.
fn link(practice: &Practice) -> PracticeLink {
    PracticeLink { id: practice.id, name: practice.name.clone(), is_withdrawn: practice.is_withdrawn() }
}

/// The practices that a lesson may cite: those that stand, those that it cites already, never the one it became.
fn offered(view: &View, id: LessonId) -> Vec<(PracticeId, String)> {
    let own = view.practices.made.get(&id).map(|p| p.id);
    let cited = view.lessons.iter().find(|l| l.id == id).map(|l| l.practices.clone()).unwrap_or_default();
    let gone = cited.iter().filter_map(|id| view.practices.get(*id)).filter(|p| p.is_withdrawn());
    let mut offered: Vec<_> = gone.map(|p| (p.id, p.name.clone())).collect();
    offered.extend(view.practices.names.iter().filter(|(id, _)| Some(*id) != own).cloned());
    offered
}

/// The action that luck ended in.
fn ended_in(view: &View, telling: &Telling) -> Option<(ActionId, String)> {
    let Telling::GotLucky(Luck::Action(id)) = telling else { return None };
    view.actions.iter().find(|a| a.id == *id).map(|a| (a.id, a.text.clone()))
}

/// The mitigator that luck turned out to be.
fn turned_out(view: &View, telling: &Telling) -> Option<(CauseId, String)> {
    let Telling::GotLucky(Luck::Mitigator(id)) = telling else { return None };
    view.causes.iter().find(|c| c.id == *id).map(|c| (c.id, c.text.clone()))
}

fn mitigators(view: &View) -> Vec<(CauseId, String)> {
    let found = view.causes.iter().filter(|c| c.class == CauseClass::Mitigator);
    found.map(|c| (c.id, c.text.clone())).collect()
}

fn beginnings(view: &View, ids: &[EntryId]) -> Vec<(EntryId, String)> {
    let found = ids.iter().filter_map(|id| view.entries.iter().find(|e| e.id == *id));
    found.map(|e| (e.id, prose::excerpt(&e.text, 60))).collect()
}

fn choices(ui: &Ui, view: &View) -> Vec<EntryChoice> {
    let zone = &view.postmortem.zone;
    let text = |e: &postmortem::Entry| format!("{} {}", ui.moment(&e.occurred, zone), prose::excerpt(&e.text, 100));
    view.entries.iter().map(|e| EntryChoice { id: e.id, text: text(e) }).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    kind: LessonKind,
    text: String,
    #[serde(default)]
    entries: Vec<EntryId>,
    #[serde(default)]
    practices: Vec<PracticeId>,
    #[serde(default)]
    luck: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    cause: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    review_on: String,
    #[serde(default)]
    version: i64,
}

impl Fields {
    fn draft(&self) -> Result<LessonDraft, app::Error> {
        let telling = match self.kind {
            LessonKind::WentWell => Telling::WentWell,
            LessonKind::WentWrong => Telling::WentWrong,
            LessonKind::GotLucky => Telling::GotLucky(self.luck()?),
        };
        Ok(LessonDraft {
            telling,
            text: self.text.clone(),
            entries: self.entries.clone(),
            practices: self.practices.clone(),
        })
    }

    fn luck(&self) -> Result<Luck, app::Error> {
        match self.luck.as_str() {
            "" => Ok(Luck::Open),
            "action" => match self.action.parse() {
                Ok(id) => Ok(Luck::Action(id)),
                Err(_) => Err(app::Error::field("action", "unknown-action")),
            },
            "mitigator" => match self.cause.parse() {
                Ok(id) => Ok(Luck::Mitigator(id)),
                Err(_) => Err(app::Error::field("cause", "unknown-cause")),
            },
            "accepted" => {
                let review_on = day("review_on", &self.review_on)?
                    .ok_or_else(|| app::Error::field("review_on", "review-on-missing"))?;
                Ok(Luck::Accepted(Acceptance { reason: self.reason.clone(), review_on }))
            }
            _ => Err(app::Error::field("luck", "empty")),
        }
    }

    fn form(self) -> LessonForm {
        LessonForm {
            kind: self.kind.as_str().to_owned(),
            text: self.text,
            entries: self.entries.iter().map(ToString::to_string).collect(),
            practices: self.practices.iter().map(ToString::to_string).collect(),
            luck: self.luck,
            action: self.action,
            cause: self.cause,
            reason: self.reason,
            review_on: self.review_on,
        }
    }
}

/// Reads a day that may be missing.
pub(super) fn day(field: &str, text: &str) -> Result<Option<jiff::civil::Date>, app::Error> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| app::Error::field(field, "date")),
    }
}

fn form_of(lesson: &Lesson) -> LessonForm {
    let mut form = LessonForm {
        kind: lesson.telling.kind().as_str().to_owned(),
        text: lesson.text.clone(),
        entries: lesson.entries.iter().map(ToString::to_string).collect(),
        practices: lesson.practices.iter().map(ToString::to_string).collect(),
        ..LessonForm::default()
    };
    match &lesson.telling {
        Telling::GotLucky(Luck::Accepted(a)) => {
            "accepted".clone_into(&mut form.luck);
            (form.reason, form.review_on) = (a.reason.clone(), a.review_on.to_string());
        }
        Telling::GotLucky(Luck::Mitigator(id)) => {
            "mitigator".clone_into(&mut form.luck);
            form.cause = id.to_string();
        }
        Telling::GotLucky(Luck::Action(id)) => {
            "action".clone_into(&mut form.luck);
            form.action = id.to_string();
        }
        Telling::WentWell | Telling::WentWrong | Telling::GotLucky(Luck::Open) => {}
    }
    form
}

async fn add(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let added = match fields.draft() {
        Ok(draft) => lessons::add(&visitor.ctx, number, draft).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(lesson) => go(&format!("{}#lesson-{}", routes::lessons(number), lesson.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = page(&visitor, number, fields.form(), problems, None).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn one(visitor: &Visitor, number: Number, id: LessonId, form: LessonForm) -> Result<LessonPage, Failure> {
    let view = lessons::view(&visitor.ctx, number).await?;
    let version = view.lessons.iter().find(|l| l.id == id).map_or(0, |l| l.version);
    Ok(LessonPage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &view.postmortem, "lessons").await?,
        id,
        version,
        form,
        choices: choices(&visitor.ui, &view),
        actions: view.actions.iter().map(|a| (a.id, a.text.clone())).collect(),
        causes: mitigators(&view),
        practices: offered(&view, id),
        became: view.practices.made.get(&id).map(link),
        theirs: None,
        problems: Problems::default(),
    })
}

async fn show_form(visitor: Visitor, Path((number, id)): Path<(Number, LessonId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let lesson = lessons::get(&visitor.ctx, number, id).await?;
    show(&one(&visitor, number, id, form_of(&lesson)).await?)
}

async fn revise(visitor: Visitor, Path((number, id)): Path<(Number, LessonId)>, Form(fields): Form<Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let version = fields.version;
    let draft = match fields.draft() {
        Ok(draft) => draft,
        Err(error) => return rejected(&visitor, number, id, fields, error).await,
    };
    match lessons::revise(&visitor.ctx, number, id, draft.clone(), version).await {
        Ok(Revised::Saved(_)) => go(&format!("{}#lesson-{id}", routes::lessons(number))),
        Ok(Revised::Stale(stale)) => {
            let mut page = one(&visitor, number, id, fields.form()).await?;
            page.version = stale.current.version;
            page.theirs = Some(theirs(&visitor, number, &stale, &draft).await?);
            show_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => rejected(&visitor, number, id, fields, error).await,
    }
}

/// The form again, with what was not taken.
async fn rejected(visitor: &Visitor, number: Number, id: LessonId, fields: Fields, error: app::Error) -> Answer {
    let problems = visitor.problems(error)?;
    let version = fields.version;
    let page = LessonPage { version, problems, ..one(visitor, number, id, fields.form()).await? };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Both versions and what differs.
async fn theirs(
    visitor: &Visitor,
    number: Number,
    stale: &Stale<Lesson>,
    yours: &LessonDraft,
) -> Result<Theirs, Failure> {
    let view = lessons::view(&visitor.ctx, number).await?;
    let people = app::people::names(&visitor.ctx).await?;
    let yours = told(&visitor.ui, &view, yours);
    let theirs = told(&visitor.ui, &view, &stale.current.to_draft());
    Ok(Theirs {
        by: stale.changed_by.and_then(|id| people.get(&id).cloned()),
        at: stale.changed_at,
        is_deleted: stale.is_deleted,
        deleted_text: "lesson-theirs-removed",
        yours_title: "conflict-yours",
        diff: prose::diff(&theirs, &yours),
        yours,
        theirs,
    })
}

/// A lesson as lines, to compare.
fn told(ui: &Ui, view: &View, lesson: &LessonDraft) -> String {
    let mut lines = vec![ui.word("lesson", lesson.telling.kind().as_str())];
    lines.extend(lesson.text.lines().map(str::to_owned));
    match &lesson.telling {
        Telling::GotLucky(Luck::Accepted(a)) => {
            lines.push(format!("{}: {}", ui.t("luck-accepted"), a.reason));
            lines.push(ui.t1("review-on-day", "day", a.review_on));
        }
        Telling::GotLucky(Luck::Mitigator(_)) => {
            let text = turned_out(view, &lesson.telling).map_or_else(|| ui.t("gone"), |(_, text)| text);
            lines.push(format!("{}: {text}", ui.t("luck-mitigator")));
        }
        Telling::GotLucky(Luck::Action(_)) => {
            let text = ended_in(view, &lesson.telling).map_or_else(|| ui.t("gone"), |(_, text)| text);
            lines.push(format!("{}: {text}", ui.t("luck-action")));
        }
        Telling::GotLucky(Luck::Open) => lines.push(ui.t("luck-open")),
        Telling::WentWell | Telling::WentWrong => {}
    }
    let cited = lesson.practices.iter().map(|id| view.practices.name(*id).unwrap_or_else(|| ui.t("gone")));
    lines.extend(cited.map(|name| format!("{}: {name}", ui.t(citation_key(lesson.telling.kind())))));
    lines.extend(beginnings(view, &lesson.entries).into_iter().map(|(_, text)| format!("→ {text}")));
    lines.join("\n")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceFields {
    then: String,
}

async fn place(
    visitor: Visitor,
    Path((number, id)): Path<(Number, LessonId)>,
    Form(form): Form<PlaceFields>,
) -> Answer {
    lessons::place(&visitor.ctx, number, id, form.then == "up").await?;
    go(&format!("{}#lesson-{id}", routes::lessons(number)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtVersion {
    pub version: i64,
}

async fn remove(visitor: Visitor, Path((number, id)): Path<(Number, LessonId)>, Form(form): Form<AtVersion>) -> Answer {
    match lessons::remove(&visitor.ctx, number, id, form.version).await {
        Ok(()) => go(&format!("{}?removed={id}", routes::lessons(number))),
        Err(app::Error::Conflict) => {
            // what it became stands in the form, with the version to remove
            let lesson = lessons::get(&visitor.ctx, number, id).await?;
            show_as(StatusCode::CONFLICT, &one(&visitor, number, id, form_of(&lesson)).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn restore(
    visitor: Visitor,
    Path((number, id)): Path<(Number, LessonId)>,
    Form(Empty {}): Form<Empty>,
) -> Answer {
    lessons::restore(&visitor.ctx, number, id).await?;
    go(&format!("{}#lesson-{id}", routes::lessons(number)))
}

async fn history(visitor: Visitor, Path((number, id)): Path<(Number, LessonId)>) -> Answer {
    let history = lessons::history(&visitor.ctx, number, id).await?;
    let view = lessons::view(&visitor.ctx, number).await?;
    let texts: Vec<String> = history.past.iter().map(|p| told(&visitor.ui, &view, &p.it.to_draft())).collect();
    let gone = || ("lesson-is-removed", "lesson-restore", routes::lesson_restore(number, id));
    show(&PastPage {
        rail: rail(&visitor, &history.postmortem, "lessons").await?,
        title: "lesson-history",
        back: ("part-lessons", format!("{}#lesson-{id}", routes::lessons(number))),
        removed: history.is_deleted.then(gone),
        versions: versions(&history.past, &texts, &history.people),
        ui: visitor.0.ui,
    })
}

/// The versions of something, each with what it changed.
pub(super) fn versions<T>(past: &[Past<T>], texts: &[String], people: &[postmortem::Person]) -> Vec<Version> {
    let version = |(at, past): (usize, &Past<T>)| Version {
        version: past.version,
        at: past.written_at,
        by: past.written_by.and_then(|id| people.iter().find(|p| p.id == id)).map(|p| p.name.clone()),
        is_deleted: past.is_deleted,
        diff: prose::diff(texts.get(at + 1).map_or("", String::as_str), &texts[at]),
    };
    past.iter().enumerate().map(version).collect()
}

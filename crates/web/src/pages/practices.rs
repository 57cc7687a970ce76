//! Practices: the register, one practice, making one of a lesson, and what its owner does.

use app::practices::{self, Asked, Listed, Opened, Order, Revised, Stale};
use axum::{extract::Path, http::StatusCode};
use postmortem::{GroupId, LessonId, Number, Person, PersonId, Practice, PracticeDraft, PracticeId};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{
        CameFrom, MakePracticePage, PracticeForm, PracticeHistoryPage, PracticePage, PracticeRow, PracticesPage,
        RegisterForm, RevisePracticePage, ShownAdoption, ShownCitation, Theirs, Version,
    },
    routes,
};

use super::{Answer, go, lessons::AtVersion, narrative::render, rail::rail, show, show_as, show_conflict};
use crate::{
    Failure,
    extract::{Empty, Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::PRACTICES, SignedIn => register;
    get routes::PRACTICE, SignedIn => one;
    get routes::PRACTICE_REVISE, Member => show_form;
    post routes::PRACTICE_REVISE, Member => revise;
    post routes::PRACTICE_WITHDRAW, Member => withdraw;
    post routes::PRACTICE_RESTORE, Member => restore;
    get routes::PRACTICE_HISTORY, Member => history;
    post routes::PRACTICE_ADOPTIONS, Member => adopt;
    post routes::PRACTICE_GIVE_UP, Member => give_up;
    get routes::LESSON_PRACTICE, Edit => show_make;
    post routes::LESSON_PRACTICE, Edit => make;
}

/// Characters of a text that a list shows.
const BEGINNING: usize = 240;

#[derive(Clone, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    withdrawn: String,
    #[serde(default)]
    page: String,
}

impl Wanted {
    /// What is asked for; what makes no sense asks nothing.
    fn asked(&self, visitor: &Visitor) -> Asked {
        Asked {
            text: self.q.clone(),
            team: self.team.parse().ok(),
            owner: visitor.ctx.person_id().filter(|_| self.owner == "mine"),
            is_without_owner: self.owner == "none",
            is_withdrawn: self.withdrawn == "yes",
            order: match self.order.as_str() {
                "adopted" => Order::Adopted,
                "cited" => Order::Cited,
                _ => Order::Name,
            },
            page: self.page.parse().ok().filter(|n| (1..=100_000).contains(n)).unwrap_or(1),
        }
    }

    /// The address of another page of the same.
    fn address(&self, page: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("q", &self.q),
            ("team", &self.team),
            ("owner", &self.owner),
            ("order", &self.order),
            ("withdrawn", &self.withdrawn),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.append_pair("page", &page.to_string());
        format!("{}?{}", routes::practices(), query.finish())
    }

    fn form(self) -> RegisterForm {
        let is_withdrawn = self.withdrawn == "yes";
        RegisterForm { q: self.q, team: self.team, owner: self.owner, order: self.order, is_withdrawn }
    }
}

fn name(people: &[Person], id: Option<PersonId>) -> Option<String> {
    people.iter().find(|p| Some(p.id) == id).map(|p| p.name.clone())
}

async fn register(visitor: Visitor, Query(wanted): Query<Wanted>) -> Answer {
    let found = practices::register(&visitor.ctx, &wanted.asked(&visitor)).await?;
    let (page, n_pages) = found.page;
    let row = |l: Listed| PracticeRow {
        beginning: prose::excerpt(&l.practice.what, BEGINNING),
        owner: name(&found.people, l.practice.owner),
        n_adoptions: l.n_adoptions,
        n_citations: l.n_citations,
        practice: l.practice,
    };
    show(&PracticesPage {
        rows: found.practices.into_iter().map(row).collect(),
        teams: found.teams,
        around: ((page > 1).then(|| wanted.address(page - 1)), (page < n_pages).then(|| wanted.address(page + 1))),
        form: wanted.form(),
        ui: visitor.0.ui,
    })
}

async fn one(visitor: Visitor, Path(id): Path<PracticeId>) -> Answer {
    let opened = practices::get(&visitor.ctx, id).await?;
    show(&page(visitor.0.ui, opened, Problems::default()))
}

/// A practice without the files and evidence of any postmortem: none of them is open to all.
fn html(prefix: &str, text: &str) -> String {
    let options = prose::Options { heading_level: 3, id_prefix: prefix, resolve: &|_, _| None };
    prose::html(text, &options).into_string()
}

fn page(ui: Ui, opened: Opened, problems: Problems) -> PracticePage {
    let Opened { practice, origin, adoptions, citations, own_teams, is_answerable, people } = opened;
    let adopted = |id: GroupId| adoptions.iter().any(|a| a.group == id);
    let is_own = |id: GroupId| own_teams.iter().any(|g| g.id == id);
    let adoption = |a: &practices::Adoption| ShownAdoption {
        team: a.name.clone(),
        id: a.group.to_string(),
        at: a.at,
        by: name(&people, a.by),
        is_own: is_own(a.group),
    };
    let citation = |c: practices::Citation| ShownCitation {
        beginning: prose::excerpt(&c.text, BEGINNING),
        number: c.number,
        title: c.title,
        lesson: c.lesson,
        kind: c.kind,
    };
    PracticePage {
        ui,
        texts: vec![
            ("practice-what", html("what-", &practice.what)),
            ("practice-why", html("why-", &practice.why)),
            ("practice-conditions", html("conditions-", &practice.conditions)),
        ],
        owner: name(&people, practice.owner),
        came_from: origin.map(|o| CameFrom { number: o.number, title: o.title, lesson: o.lesson }),
        adoptions: adoptions.iter().map(adoption).collect(),
        citations: citations.into_iter().map(citation).collect(),
        teams: own_teams.iter().filter(|g| !adopted(g.id)).cloned().collect(),
        is_answerable,
        problems,
        practice,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: String,
    what: String,
    why: String,
    conditions: String,
    owner: String,
    #[serde(default)]
    confirmed: String,
    #[serde(default)]
    version: i64,
}

impl Fields {
    fn draft(&self) -> Result<PracticeDraft, app::Error> {
        Ok(PracticeDraft {
            name: self.name.clone(),
            what: self.what.clone(),
            why: self.why.clone(),
            conditions: self.conditions.clone(),
            owner: self.owner.parse().map_err(|_| app::Error::field("owner", "no-member"))?,
        })
    }

    /// The draft, where whoever wrote it said that it is fit for all.
    fn confirmed(&self) -> Result<PracticeDraft, app::Error> {
        if self.confirmed == "yes" {
            self.draft()
        } else {
            Err(app::Error::field("confirmed", "practice-not-confirmed"))
        }
    }

    fn form(self) -> PracticeForm {
        let is_confirmed = self.confirmed == "yes";
        let Self { name, what, why, conditions, owner, .. } = self;
        PracticeForm { name, what, why, conditions, owner, is_confirmed }
    }
}

async fn make_page(
    visitor: &Visitor,
    (number, id): (Number, LessonId),
    form: Option<PracticeForm>,
    problems: Problems,
) -> Result<MakePracticePage, Failure> {
    let suggested = practices::suggest(&visitor.ctx, number, id).await?;
    let kept = app::files::list(&visitor.ctx, number).await?;
    let owner = visitor.ctx.person_id().map(|id| id.to_string()).unwrap_or_default();
    let (name, what) = (suggested.name, suggested.what);
    Ok(MakePracticePage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &suggested.postmortem, "lessons").await?,
        lesson: id,
        html: render(number, "lesson-", &suggested.lesson.text, &kept).into_string(),
        form: form.unwrap_or_else(|| PracticeForm { name, what, owner, ..PracticeForm::default() }),
        members: app::people::members(&visitor.ctx).await?,
        problems,
    })
}

async fn show_make(visitor: Visitor, Path(at): Path<(Number, LessonId)>) -> Answer {
    show(&make_page(&visitor, at, None, Problems::default()).await?)
}

async fn make(visitor: Visitor, Path(at): Path<(Number, LessonId)>, Form(fields): Form<Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, at.0).await?;
    let made = match fields.confirmed() {
        Ok(draft) => practices::make(&visitor.ctx, at.0, at.1, draft).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(practice) => go(&routes::practice(practice.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = make_page(&visitor, at, Some(fields.form()), problems).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn form_of(practice: &Practice) -> PracticeForm {
    PracticeForm {
        name: practice.name.clone(),
        what: practice.what.clone(),
        why: practice.why.clone(),
        conditions: practice.conditions.clone(),
        owner: practice.owner.map(|id| id.to_string()).unwrap_or_default(),
        is_confirmed: true,
    }
}

async fn revise_page(
    visitor: &Visitor,
    practice: &Practice,
    form: PracticeForm,
    problems: Problems,
) -> Result<RevisePracticePage, Failure> {
    let mut members = app::people::members(&visitor.ctx).await?;
    // whoever owns it now may have been suspended since, and stays until someone else is named
    let owner = practices::get(&visitor.ctx, practice.id).await?.people;
    members.extend(owner.into_iter().filter(|p| Some(p.id) == practice.owner));
    let mut seen = std::collections::HashSet::new();
    members.retain(|p| seen.insert(p.id));
    Ok(RevisePracticePage {
        ui: visitor.ui.clone(),
        id: practice.id,
        version: practice.version,
        form,
        members,
        theirs: None,
        problems,
    })
}

async fn show_form(visitor: Visitor, Path(id): Path<PracticeId>) -> Answer {
    let practice = practices::answerable(&visitor.ctx, id).await?;
    show(&revise_page(&visitor, &practice, form_of(&practice), Problems::default()).await?)
}

async fn revise(visitor: Visitor, Path(id): Path<PracticeId>, Form(fields): Form<Fields>) -> Answer {
    let now = practices::answerable(&visitor.ctx, id).await?;
    let version = fields.version;
    let revised = match fields.draft() {
        Ok(draft) => practices::revise(&visitor.ctx, id, draft, version).await,
        Err(error) => Err(error),
    };
    match revised {
        Ok(Revised::Saved(_)) => go(&routes::practice(id)),
        Ok(Revised::Stale(stale)) => {
            let form = fields.form();
            let theirs = theirs(&visitor, &stale, &form).await?;
            let page = revise_page(&visitor, &stale.current, form, Problems::default()).await?;
            show_conflict(&RevisePracticePage { theirs: Some(theirs), ..page })
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = revise_page(&visitor, &now, fields.form(), problems).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &RevisePracticePage { version, ..page })
        }
    }
}

/// Both versions and what differs.
async fn theirs(visitor: &Visitor, stale: &Stale<Practice>, yours: &PracticeForm) -> Result<Theirs, Failure> {
    let people = app::people::names(&visitor.ctx).await?;
    let owner = |id: Option<PersonId>| id.and_then(|id| people.get(&id).cloned());
    let told = |form: &PracticeForm| told(&visitor.ui, form, owner(form.owner.parse().ok()), false);
    let (yours, theirs) = (told(yours), told(&form_of(&stale.current)));
    Ok(Theirs {
        by: owner(stale.changed_by),
        at: stale.changed_at,
        is_deleted: false,
        deleted_text: "practice-withdrawn",
        yours_title: "conflict-yours",
        diff: prose::diff(&theirs, &yours),
        yours,
        theirs,
    })
}

/// A practice as lines, to compare.
fn told(ui: &Ui, form: &PracticeForm, owner: Option<String>, is_withdrawn: bool) -> String {
    let mut lines = vec![form.name.clone()];
    lines.extend(is_withdrawn.then(|| ui.t("practice-withdrawn")));
    lines.push(match owner {
        Some(owner) => ui.t1("practice-owned", "name", owner),
        None => ui.t("practices-without"),
    });
    for (key, text) in
        [("practice-what", &form.what), ("practice-why", &form.why), ("practice-conditions", &form.conditions)]
    {
        lines.push(ui.t(key));
        lines.extend(text.lines().map(str::to_owned));
    }
    lines.join("\n")
}

async fn withdraw(visitor: Visitor, Path(id): Path<PracticeId>, Form(form): Form<AtVersion>) -> Answer {
    match practices::withdraw(&visitor.ctx, id, form.version).await {
        Ok(_) => go(&routes::practice(id)),
        // what it became stands on the page, with the version to withdraw
        Err(app::Error::Conflict) => {
            let opened = practices::get(&visitor.ctx, id).await?;
            show_conflict(&page(visitor.0.ui, opened, Problems::default()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn restore(visitor: Visitor, Path(id): Path<PracticeId>, Form(Empty {}): Form<Empty>) -> Answer {
    practices::restore(&visitor.ctx, id).await?;
    go(&routes::practice(id))
}

async fn history(visitor: Visitor, Path(id): Path<PracticeId>) -> Answer {
    let history = practices::history(&visitor.ctx, id).await?;
    let told = |p: &Practice| told(&visitor.ui, &form_of(p), name(&history.people, p.owner), p.is_withdrawn());
    let texts: Vec<String> = history.past.iter().map(|p| told(&p.it)).collect();
    let version = |(at, past): (usize, &practices::Past)| Version {
        version: past.it.version,
        at: past.written_at,
        by: name(&history.people, past.written_by),
        is_deleted: past.it.is_withdrawn(),
        diff: prose::diff(texts.get(at + 1).map_or("", String::as_str), &texts[at]),
    };
    let versions = history.past.iter().enumerate().map(version).collect();
    show(&PracticeHistoryPage { practice: history.practice.clone(), versions, ui: visitor.0.ui })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamField {
    team: GroupId,
}

async fn adopt(visitor: Visitor, Path(id): Path<PracticeId>, Form(field): Form<TeamField>) -> Answer {
    let done = practices::adopt(&visitor.ctx, id, field.team).await;
    after_team(visitor, id, done).await
}

async fn give_up(visitor: Visitor, Path(id): Path<PracticeId>, Form(field): Form<TeamField>) -> Answer {
    let done = practices::give_up(&visitor.ctx, id, field.team).await;
    after_team(visitor, id, done).await
}

async fn after_team(visitor: Visitor, id: PracticeId, done: Result<(), app::Error>) -> Answer {
    match done {
        Ok(()) => go(&format!("{}#teams", routes::practice(id))),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let opened = practices::get(&visitor.ctx, id).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visitor.0.ui, opened, problems))
        }
    }
}

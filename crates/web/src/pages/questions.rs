//! Questions: the summary of a postmortem, dismissing one with a reason, and what each one means.

use app::questions::{self, View};
use axum::{extract::Path, http::StatusCode};
use postmortem::{
    Number,
    questions::{Code, Family, Level, Question, Room},
};
use serde::Deserialize;
use views::{
    Problems,
    pages::{AllQuestionsPage, ExplainPage, QuestionsPage, ShownDismissal, ShownQuestion},
    routes,
};

use super::{Answer, go, rail::rail, show, show_as};
use crate::{
    Failure,
    extract::{Form, Visitor},
    router::declare,
};

declare! {
    get routes::QUESTIONS, Read => list;
    post routes::QUESTION_DISMISS, Edit => dismiss;
    post routes::QUESTION_TAKE_BACK, Edit => take_back;
    get routes::ALL_QUESTIONS, SignedIn => all;
    get routes::EXPLAIN, SignedIn => explain;
}

async fn list(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    show(&page(&visitor, number).await?)
}

async fn page(visitor: &Visitor, number: Number) -> Result<QuestionsPage, Failure> {
    let view = questions::view(&visitor.ctx, number).await?;
    let shown = |q: &Question| ShownQuestion::new(&visitor.ui, number, q, None);
    let in_room = |room: &Room| {
        let mut found: Vec<&Question> = view.found.open.iter().filter(|q| q.room() == *room).collect();
        found.sort_by_key(|q| q.level);
        (*room, found.into_iter().map(shown).collect::<Vec<_>>())
    };
    let rooms = Room::ALL.iter().map(in_room).filter(|(_, found)| !found.is_empty()).collect();
    Ok(QuestionsPage {
        rail: rail(visitor, &view.postmortem, "questions").await?,
        ui: visitor.ui.clone(),
        rooms,
        counts: Level::ALL.iter().map(|level| (*level, view.found.count(*level))).collect(),
        dismissed: dismissed(visitor, number, &view),
        form: (String::new(), String::new()),
        is_late: false,
        problems: Problems::default(),
    })
}

fn dismissed(visitor: &Visitor, number: Number, view: &View) -> Vec<ShownQuestion> {
    let shown = |(question, dismissal): &(Question, questions::Dismissal)| {
        let by = view.people.iter().find(|p| Some(p.id) == dismissal.by).map(|p| p.name.clone());
        let dismissal = ShownDismissal { by, at: dismissal.at, reason: dismissal.reason.clone() };
        ShownQuestion::new(&visitor.ui, number, question, Some(dismissal))
    };
    view.found.dismissed.iter().map(shown).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dismissal {
    key: String,
    #[serde(default)]
    reason: String,
}

async fn dismiss(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Dismissal>) -> Answer {
    let Dismissal { key, reason } = fields;
    match questions::dismiss(&visitor.ctx, number, &key, &reason).await {
        Ok(()) => back(&visitor, number, &key).await,
        Err(error) => {
            // whoever may not know of the postmortem is told so first
            app::workbench::edit(&visitor.ctx, number).await?;
            let is_late = matches!(error, app::Error::Conflict | app::Error::NotFound);
            let status = if is_late { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let problems = if is_late { Problems::default() } else { visitor.problems(error)? };
            show_as(status, &QuestionsPage { form: (key, reason), is_late, problems, ..page(&visitor, number).await? })
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: String,
}

async fn take_back(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Key>) -> Answer {
    questions::take_back(&visitor.ctx, number, &fields.key).await?;
    back(&visitor, number, &fields.key).await
}

/// To the question on its page, wherever it stands there now.
async fn back(visitor: &Visitor, number: Number, key: &str) -> Answer {
    let found = questions::list(&visitor.ctx, number).await?;
    let mut all = found.open.iter().chain(found.dismissed.iter().map(|(q, _)| q));
    let anchor = all.find(|q| q.key() == key).map(|q| format!("#{}", views::questions::anchor(q)));
    go(&format!("{}{}", routes::questions(number), anchor.unwrap_or_default()))
}

async fn all(visitor: Visitor) -> Answer {
    let rules = questions::current(&visitor.ctx).await?;
    let of = |family: &Family| {
        let codes = Code::ALL.iter().filter(|code| code.family() == *family);
        (*family, codes.map(|code| (*code, rules.level(*code))).collect::<Vec<_>>())
    };
    let families = Family::ALL.iter().map(of).filter(|(_, codes)| !codes.is_empty()).collect();
    show(&AllQuestionsPage { ui: visitor.0.ui, families })
}

async fn explain(visitor: Visitor, Path(code): Path<String>) -> Answer {
    let code: Code = code.parse().map_err(|_| Failure::not_found())?;
    let rules = questions::current(&visitor.ctx).await?;
    let body = code.page().split_once('\n').map_or("", |(_, body)| body);
    let options = prose::Options { id_prefix: "explain-", heading_level: 2, ..prose::Options::default() };
    let html = prose::html(body, &options).into_string();
    show(&ExplainPage { ui: visitor.0.ui, code, level: rules.level(code), html })
}

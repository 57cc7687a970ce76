//! The questions of a postmortem, in the shape of `inquest check --json`.

use app::questions;
use axum::{extract::Path, response::Response};
use postmortem::{Locale, Number, questions::Question};
use serde::Deserialize;
use serde_json::{Value, json};
use views::{
    questions::{as_json, counts_as_json},
    routes,
};

use super::answer;
use crate::{
    Failure,
    extract::{Query, Visitor},
    router::declare,
};

declare! {
    get routes::API_QUESTIONS, Read => list;
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Language {
    language: String,
}

async fn list(
    visitor: Visitor,
    Path(number): Path<Number>,
    Query(query): Query<Language>,
) -> Result<Response, Failure> {
    let locale: Locale = query.language.parse().unwrap_or(visitor.ui.locale);
    let view = questions::view(&visitor.ctx, number).await?;
    let open: Vec<Value> = view.found.open.iter().map(|q| as_json(locale, q, None)).collect();
    let dismissed: Vec<Value> = view.found.dismissed.iter().map(|(q, d)| dismissed(locale, q, d, &view)).collect();
    Ok(answer(&json!({
        "checked": [{ "name": number, "questions": open, "dismissed": dismissed }],
        "open": counts_as_json(view.found.open.iter()),
    })))
}

fn dismissed(locale: Locale, question: &Question, dismissal: &questions::Dismissal, view: &questions::View) -> Value {
    let mut told = as_json(locale, question, None);
    let by = view.people.iter().find(|p| Some(p.id) == dismissal.by).map(|p| p.name.as_str());
    told["dismissed"] = json!({ "reason": dismissal.reason, "at": dismissal.at, "by": by });
    told
}

//! What is done to causes: answering, tying, changing, going no further, removing.

use app::causes::{self, Revised};
use axum::{extract::Path, http::StatusCode};
use postmortem::{BecauseDraft, CauseClass, CauseDraft, CauseId, Confidence, Effect, EvidenceId, Necessity, Number};
use serde::Deserialize;
use views::{pages::AnswerForm, routes};

use super::{
    super::{Answer, go, show_as},
    Shown, page, weakness,
};
use crate::{
    Failure,
    extract::{Empty, Form, Visitor},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerFields {
    #[serde(default)]
    effect: String,
    text: String,
    class: CauseClass,
    necessity: Option<Necessity>,
    confidence: Option<Confidence>,
    #[serde(default)]
    evidence: Vec<EvidenceId>,
}

/// Reads what an answer answers for: a cause, or the impact. An empty one is neither, so that no slip ties to the impact.
fn effect(text: &str) -> Result<Effect, Failure> {
    match text {
        "impact" => Ok(Effect::Impact),
        id => id.parse().map(Effect::Cause).map_err(|_| Failure::not_found()),
    }
}

fn at(number: Number, effect: Effect) -> String {
    match effect {
        Effect::Impact => routes::causes(number),
        Effect::Cause(id) => routes::cause(number, id),
    }
}

pub(super) async fn answer(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<AnswerFields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let effect = effect(&fields.effect)?;
    let usual = BecauseDraft::default();
    let because = BecauseDraft {
        necessity: fields.necessity.unwrap_or(usual.necessity),
        confidence: fields.confidence.unwrap_or(usual.confidence),
        evidence: fields.evidence,
    };
    let (necessity, confidence) = (because.necessity, because.confidence);
    let cause = CauseDraft { class: fields.class, text: fields.text.clone(), meaning: String::new() };
    match causes::answer(&visitor.ctx, number, effect, cause, because).await {
        // no fragment: the next answer is typed at once, and a browser that has one to go to leaves the field alone
        Ok(cause) => go(&format!("{}?added={}", at(number, effect), cause.id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let form = AnswerForm {
                text: fields.text,
                class: fields.class.as_str().to_owned(),
                necessity: necessity.as_str().to_owned(),
                confidence: confidence.as_str().to_owned(),
                evidence: Vec::new(),
            };
            let with = Shown { form: Some(form), problems, ..Shown::default() };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visitor, number, effect, with).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkFields {
    #[serde(default)]
    effect: String,
    cause: CauseId,
}

pub(super) async fn link(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<LinkFields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let effect = effect(&fields.effect)?;
    match causes::link(&visitor.ctx, number, effect, fields.cause, BecauseDraft::default()).await {
        Ok(because) => go(&routes::because(number, because.id)),
        Err(error) => rejected(&visitor, number, effect, error).await,
    }
}

/// The page again, with what was not taken.
pub(super) async fn rejected(visitor: &Visitor, number: Number, effect: Effect, error: app::Error) -> Answer {
    let problems = visitor.problems(error)?;
    let with = Shown { problems, ..Shown::default() };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visitor, number, effect, with).await?)
}

/// The page again, with what someone else made of a cause meanwhile.
pub(super) async fn stale(
    visitor: &Visitor,
    number: Number,
    stale: causes::Stale<postmortem::Cause>,
    typed: Option<(String, String, String)>,
) -> Answer {
    let effect = Effect::Cause(stale.current.id);
    let version = Some(stale.current.version);
    let with = Shown { typed, theirs: Some(stale), version, ..Shown::default() };
    show_as(StatusCode::CONFLICT, &page(visitor, number, effect, with).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseFields {
    text: String,
    class: CauseClass,
    #[serde(default)]
    meaning: String,
    version: i64,
}

pub(super) async fn revise(
    visitor: Visitor,
    Path((number, id)): Path<(Number, CauseId)>,
    Form(fields): Form<CauseFields>,
) -> Answer {
    let CauseFields { text, class, meaning, version } = fields;
    let typed = (text.clone(), class.as_str().to_owned(), meaning.clone());
    app::workbench::edit(&visitor.ctx, number).await?;
    // of another postmortem, or removed: the verb says so
    let before = causes::get(&visitor.ctx, number, id).await.ok();
    match causes::revise(&visitor.ctx, number, id, CauseDraft { class, text, meaning }, version).await {
        Ok(Revised::Saved(after)) => go(&weakness::at(number, before.as_ref().unwrap_or(&after), &after)),
        Ok(Revised::Stale(theirs)) => stale(&visitor, number, theirs, Some(typed)).await,
        Err(error) => {
            let problems = visitor.problems(error)?;
            let with = Shown { problems, typed: Some(typed), version: Some(version), ..Shown::default() };
            let page = page(&visitor, number, Effect::Cause(id), with).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeepFields {
    #[serde(default)]
    reason: String,
    version: i64,
    then: String,
}

pub(super) async fn set_deep_enough(
    visitor: Visitor,
    Path((number, id)): Path<(Number, CauseId)>,
    Form(fields): Form<DeepFields>,
) -> Answer {
    let reason = (fields.then != "open").then_some(fields.reason.as_str());
    match causes::set_deep_enough(&visitor.ctx, number, id, reason, fields.version).await {
        Ok(Revised::Saved(_)) => go(&routes::cause(number, id)),
        Ok(Revised::Stale(theirs)) => stale(&visitor, number, theirs, None).await,
        Err(error) => rejected(&visitor, number, Effect::Cause(id), error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtVersion {
    pub version: i64,
}

pub(super) async fn remove(
    visitor: Visitor,
    Path((number, id)): Path<(Number, CauseId)>,
    Form(form): Form<AtVersion>,
) -> Answer {
    match causes::remove(&visitor.ctx, number, id, form.version).await {
        Ok(()) => go(&format!("{}?removed={id}", routes::causes(number))),
        Err(app::Error::Conflict) => {
            let current = causes::get(&visitor.ctx, number, id).await?;
            let now = causes::Stale { current, is_deleted: false, changed_by: None, changed_at: None };
            stale(&visitor, number, now, None).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn restore(
    visitor: Visitor,
    Path((number, id)): Path<(Number, CauseId)>,
    Form(Empty {}): Form<Empty>,
) -> Answer {
    causes::restore(&visitor.ctx, number, id).await?;
    go(&routes::cause(number, id))
}

//! What ties a cause to its effect: how necessary, how sure, what shows it; untying and tying again.

use app::causes::{self, Revised, View};
use axum::{extract::Path, http::StatusCode};
use postmortem::{Because, BecauseDraft, BecauseId, Confidence, Effect, EvidenceId, Necessity, Number};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{BecausePage, OtherLines},
    routes,
};

use super::{
    super::{Answer, go, rail::rail, show, show_as, timeline::shown},
    act::{AtVersion, rejected},
};
use crate::{
    Failure,
    extract::{Empty, Form, Visitor},
};

/// The form of one tie.
async fn form(visitor: &Visitor, number: Number, id: BecauseId) -> Result<(View, Because, BecausePage), Failure> {
    app::workbench::edit(&visitor.ctx, number).await?;
    let view = causes::view(&visitor.ctx, number).await?;
    let because = view.map.because(id).cloned().ok_or_else(Failure::not_found)?;
    let cause = view.map.cause(because.cause).ok_or_else(Failure::not_found)?;
    let mut ground: Vec<_> = view.ground.values().map(shown).collect();
    ground.sort_by_key(|g| (g.at, g.id));
    let page = BecausePage {
        ui: visitor.ui.clone(),
        rail: rail(visitor, &view.postmortem, "causes").await?,
        id,
        version: because.version,
        effect: because.effect.cause().and_then(|id| view.map.cause(id)).map(|c| c.text.clone()),
        cause: (cause.id, cause.text.clone()),
        necessity: because.necessity.as_str().to_owned(),
        confidence: because.confidence.as_str().to_owned(),
        chosen: because.evidence.iter().map(ToString::to_string).collect(),
        ground,
        problems: Problems::default(),
        theirs: None,
    };
    Ok((view, because, page))
}

pub(super) async fn show_form(visitor: Visitor, Path((number, id)): Path<(Number, BecauseId)>) -> Answer {
    show(&form(&visitor, number, id).await?.2)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    necessity: Necessity,
    confidence: Confidence,
    #[serde(default)]
    evidence: Vec<EvidenceId>,
    version: i64,
}

pub(super) async fn weigh(
    visitor: Visitor,
    Path((number, id)): Path<(Number, BecauseId)>,
    Form(fields): Form<Fields>,
) -> Answer {
    let Fields { necessity, confidence, evidence, version } = fields;
    let draft = BecauseDraft { necessity, confidence, evidence };
    let (status, problems, is_stale) = match causes::weigh(&visitor.ctx, number, id, draft.clone(), version).await {
        Ok(Revised::Saved(because)) => return go(&routes::cause(number, because.cause)),
        Ok(Revised::Stale(_)) => (StatusCode::CONFLICT, Problems::default(), true),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, visitor.problems(error)?, false),
    };
    let (view, now, mut page) = form(&visitor, number, id).await?;
    if is_stale {
        page.theirs = Some(both(&visitor.ui, &view, &draft, &now.to_draft()));
    } else {
        page.version = version;
    }
    draft.necessity.as_str().clone_into(&mut page.necessity);
    draft.confidence.as_str().clone_into(&mut page.confidence);
    page.chosen = draft.evidence.iter().map(ToString::to_string).collect();
    page.problems = problems;
    show_as(status, &page)
}

/// Yours and theirs, as lines.
fn both(ui: &Ui, view: &View, yours: &BecauseDraft, theirs: &BecauseDraft) -> OtherLines {
    let lines = |draft: &BecauseDraft| {
        let mut lines =
            vec![ui.word("necessity", draft.necessity.as_str()), ui.word("confidence", draft.confidence.as_str())];
        lines.extend(draft.evidence.iter().filter_map(|id| view.ground.get(id)).map(|b| prose::excerpt(&b.text, 120)));
        lines
    };
    (lines(yours), lines(theirs))
}

pub(super) async fn unlink(
    visitor: Visitor,
    Path((number, id)): Path<(Number, BecauseId)>,
    Form(form): Form<AtVersion>,
) -> Answer {
    match causes::unlink(&visitor.ctx, number, id, form.version).await {
        Ok(gone) => go(&format!("{}?unlinked={id}", routes::cause(number, gone.cause))),
        Err(app::Error::Conflict) => {
            let (_, _, page) = self::form(&visitor, number, id).await?;
            show_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn relink(
    visitor: Visitor,
    Path((number, id)): Path<(Number, BecauseId)>,
    Form(Empty {}): Form<Empty>,
) -> Answer {
    match causes::relink(&visitor.ctx, number, id).await {
        Ok(because) => go(&routes::cause(number, because.cause)),
        Err(error) => rejected(&visitor, number, Effect::Impact, error).await,
    }
}

//! Tying a condition to a weakness, and untying it.

use std::collections::HashMap;

use app::causes::{self, Revised, View, WeaknessChoice};
use axum::{extract::Path, http::StatusCode};
use postmortem::{Cause, CauseId, Effect, Number, WeaknessId};
use serde::Deserialize;
use views::{
    pages::{ShownTie, TieForm},
    routes,
};

use super::{
    super::{Answer, go, show_as},
    Shown, act, page,
};
use crate::extract::{Form, Visitor};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    version: i64,
    then: Then,
    #[serde(default)]
    weakness: Option<WeaknessId>,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Then {
    Tie,
    Untie,
}

pub(super) async fn set(
    visitor: Visitor,
    Path((number, id)): Path<(Number, CauseId)>,
    Form(fields): Form<Fields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let before = causes::get(&visitor.ctx, number, id).await?;
    let choice = match (fields.then, fields.weakness) {
        (Then::Untie, _) => None,
        (Then::Tie, Some(weakness)) => Some(WeaknessChoice::Known(weakness)),
        (Then::Tie, None) => Some(WeaknessChoice::Named(fields.name.clone())),
    };
    match causes::set_weakness(&visitor.ctx, number, id, choice, fields.version).await {
        Ok(Revised::Saved(after)) => go(&at(number, &before, &after)),
        Ok(Revised::Stale(theirs)) => act::stale(&visitor, number, theirs, None).await,
        Err(error) => {
            let problems = visitor.problems(error)?;
            let with = Shown { problems, weakness: fields.name, ..Shown::default() };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visitor, number, Effect::Cause(id), with).await?)
        }
    }
}

/// Where a changed cause is shown; what it was tied to before is named, to tie it again.
pub(super) fn at(number: Number, before: &Cause, after: &Cause) -> String {
    match before.weakness.filter(|_| after.weakness.is_none()) {
        Some(untied) => format!("{}?untied={untied}#weakness", routes::cause(number, after.id)),
        None if before.weakness != after.weakness => format!("{}#weakness", routes::cause(number, after.id)),
        None => routes::cause(number, after.id),
    }
}

/// The tie of a condition as the page shows it.
pub(super) fn tied(view: &View, cause: &Cause) -> Option<ShownTie> {
    view.tied(cause).map(|(weakness, times)| ShownTie::new(weakness, times))
}

/// The how manieth time the weakness of each cause came up.
pub(super) fn nth(view: &View) -> HashMap<CauseId, usize> {
    let of = |cause: &Cause| view.tied(cause).map(|(_, times)| (cause.id, times.nth()));
    view.map.causes().iter().filter_map(of).collect()
}

/// What one needs to tie a cause.
pub(super) fn form(view: &View, cause: &Cause, typed: String, untied: Option<WeaknessId>) -> TieForm {
    TieForm {
        names: view.register.iter().map(|w| w.name.clone()).collect(),
        suggested: view.suggested(cause).into_iter().map(|w| (w.id, w.name.clone())).collect(),
        typed,
        untied: untied.and_then(|id| view.weakness(id)).map(|w| (w.id, w.name.clone())),
    }
}

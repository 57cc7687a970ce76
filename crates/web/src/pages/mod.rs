//! One file a room: who asked, which verb, which page.

pub(crate) mod account;
pub(crate) mod actions;
pub(crate) mod causes;
pub(crate) mod connections;
pub(crate) mod evidence;
pub(crate) mod exchange;
pub(crate) mod files;
pub(crate) mod home;
pub(crate) mod imports;
pub(crate) mod lessons;
pub(crate) mod library;
pub(crate) mod narrative;
pub(crate) mod people;
pub(crate) mod portfolio;
pub(crate) mod practices;
pub(crate) mod publication;
pub(crate) mod question_settings;
pub(crate) mod questions;
pub(crate) mod rail;
pub(crate) mod settings;
pub(crate) mod stewardship;
pub(crate) mod timeline;
pub(crate) mod weaknesses;
pub(crate) mod wording;
pub(crate) mod workbench;

use axum::response::{Html, IntoResponse, Redirect, Response};

use views::Page;

use crate::Failure;

/// What a handler returns.
pub(crate) type Answer = Result<Response, Failure>;

/// Renders a page.
pub(crate) fn show(page: &impl Page) -> Answer {
    Ok(Html(page.render()?).into_response())
}

/// Renders a page whose form was not taken.
pub(crate) fn show_rejected(page: &impl Page) -> Answer {
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Renders a page that shows both versions after a conflict.
pub(crate) fn show_conflict(page: &impl Page) -> Answer {
    Ok((axum::http::StatusCode::CONFLICT, Html(page.render()?)).into_response())
}

/// Renders a page or a part of one with a status.
pub(crate) fn show_as(status: axum::http::StatusCode, page: &impl Page) -> Answer {
    Ok((status, Html(page.render()?)).into_response())
}

/// Goes on to another page after something was done.
pub(crate) fn go(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}

/// Reads a list that people type apart by commas.
pub(crate) fn commas(text: &str) -> Vec<String> {
    text.split([',', '、', '，']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

//! What went wrong, and what one can do now.

use askama::Template;

use crate::Ui;

/// The page of an error. It says what happened and what next, and nothing of the inside.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// What every page knows.
    pub ui: Ui,
    /// The status of the response.
    pub status: u16,
    /// A key of the locales without its end: `<key>-title`, `<key>-text`.
    pub key: &'static str,
    /// A sentence to add, already in the viewer's language.
    pub hint: Option<String>,
    /// What the log calls this request.
    pub request: String,
}

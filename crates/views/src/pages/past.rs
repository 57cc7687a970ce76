//! What something said before, version by version, and the way to bring it back.

use askama::Template;

use super::{Rail, Version};
use crate::Ui;

/// What something said before.
#[derive(Template)]
#[template(path = "past.html")]
pub struct PastPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The key of the title.
    pub title: &'static str,
    /// The key of the name of the page that it belongs to, and where that is.
    pub back: (&'static str, String),
    /// Where it is removed at present: the key that says so, the key of the button, and where it comes back.
    pub removed: Option<(&'static str, &'static str, String)>,
    /// Its versions, the latest first.
    pub versions: Vec<Version>,
}

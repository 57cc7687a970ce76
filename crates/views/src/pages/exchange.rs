//! Bringing a postmortem in from a document.

use askama::Template;
use postmortem::Number;

use crate::{Problems, Ui, routes};

/// The form to bring a postmortem in.
#[derive(Template)]
#[template(path = "publication/import.html")]
pub struct ImportPostmortemPage {
    /// What every page knows.
    pub ui: Ui,
    /// What was not taken, line by line.
    pub problems: Problems,
    /// The postmortem that the document tells of and that is here already.
    pub known: Option<Number>,
}

//! The workbench: the list of work, and the form in which a postmortem is begun and changed.

use askama::Template;
use postmortem::{Group, Number, Occasion, Postmortem, Severity};

use super::PortfolioRow;
use crate::{Problems, Ui, routes};

/// The list of work.
#[derive(Template)]
#[template(path = "workbench/list.html")]
pub struct WorkbenchPage {
    /// What every page knows.
    pub ui: Ui,
    /// The work that the viewer may see.
    pub postmortems: Vec<Postmortem>,
    /// The scheme of severities.
    pub severities: Vec<Severity>,
    /// The actions that the viewer owns or is asked to own, not done yet.
    pub mine: Vec<PortfolioRow>,
    /// Whether archived ones are shown.
    pub with_archived: bool,
}

impl WorkbenchPage {
    fn severity(&self, code: &str) -> Option<&Severity> {
        self.severities.iter().find(|s| s.code == code)
    }
}

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostmortemForm {
    /// The title.
    pub title: String,
    /// The code of the severity.
    pub severity: String,
    /// The occasion.
    pub occasion: String,
    /// The zone.
    pub zone: String,
    /// Tags, apart by commas.
    pub tags: String,
    /// Services, apart by commas.
    pub services: String,
    /// Teams, apart by commas.
    pub teams: String,
    /// Departments, apart by commas.
    pub departments: String,
    /// The version that the form was made from.
    pub version: i64,
}

/// The form in which a postmortem is begun, or its fields are changed.
#[derive(Template)]
#[template(path = "workbench/form.html")]
pub struct PostmortemFormPage {
    /// What every page knows.
    pub ui: Ui,
    /// Which one is changed; none is begun.
    pub number: Option<Number>,
    /// The fields.
    pub form: PostmortemForm,
    /// The scheme of severities.
    pub severities: Vec<Severity>,
    /// The groups that can be named.
    pub groups: Vec<Group>,
    /// What was not taken.
    pub problems: Problems,
    /// The fields as someone else has changed them in between.
    pub theirs: Option<PostmortemForm>,
}

//! The register of weaknesses: the list, one weakness, merging, and what one said before.

use askama::Template;
use postmortem::{Occurrence, Severity, Weakness, WeaknessId};

use super::{PortfolioRow, Version};
use crate::{Problems, Ui, routes};

/// A weakness in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// The weakness.
    pub weakness: Weakness,
    /// In how many postmortems it came up.
    pub n_times: usize,
    /// Where it came up last.
    pub last: Option<Occurrence>,
    /// How many actions against it are open.
    pub n_open: i64,
}

/// What is asked of the register, as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchForm {
    /// The words that are looked for.
    pub text: String,
    /// The order, as a word.
    pub order: String,
}

/// The orders that the page offers, as words.
pub const REGISTER_ORDERS: [&str; 3] = ["times", "latest", "name"];

/// The register.
#[derive(Template)]
#[template(path = "weaknesses/list.html")]
pub struct RegisterPage {
    /// What every page knows.
    pub ui: Ui,
    /// The weaknesses.
    pub rows: Vec<RegisterRow>,
    /// What is asked for.
    pub form: SearchForm,
}

/// What stands in the form of a weakness.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeaknessForm {
    /// What it is called.
    pub name: String,
    /// What it is, in Markdown.
    pub description: String,
}

/// What someone else made of a weakness meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeaknessTheirs {
    /// Who.
    pub by: Option<String>,
    /// As it is now.
    pub current: WeaknessForm,
}

/// One weakness with all that is tied to it.
#[derive(Template)]
#[template(path = "weaknesses/one.html")]
pub struct WeaknessPage {
    /// What every page knows.
    pub ui: Ui,
    /// The weakness.
    pub weakness: Weakness,
    /// What it is, as safe HTML; empty where nobody said so.
    pub description: String,
    /// Since when it is in the register.
    pub since: jiff::Timestamp,
    /// Who named it first.
    pub by: Option<String>,
    /// Its conditions, the earliest incident first.
    pub occurrences: Vec<Occurrence>,
    /// In how many postmortems it came up.
    pub n_times: usize,
    /// What is done about it.
    pub actions: Vec<PortfolioRow>,
    /// The scheme of severities.
    pub severities: Vec<Severity>,
    /// What stands in its form.
    pub form: WeaknessForm,
    /// The version that the form was made from.
    pub version: i64,
    /// What someone else made of it meanwhile.
    pub theirs: Option<WeaknessTheirs>,
    /// What was not taken.
    pub problems: Problems,
    /// Whether another one was just merged into it.
    pub is_merged: bool,
}

impl WeaknessPage {
    fn severity(&self, code: &str) -> Option<&Severity> {
        self.severities.iter().find(|s| s.code == code)
    }

    fn is_form_open(&self) -> bool {
        self.theirs.is_some() || !self.problems.is_empty()
    }
}

/// Merging a weakness into another: choosing which, then confirming.
#[derive(Template)]
#[template(path = "weaknesses/merge.html")]
pub struct MergePage {
    /// What every page knows.
    pub ui: Ui,
    /// The one that goes.
    pub weakness: Weakness,
    /// What is tied to it, as far as the viewer may read it.
    pub occurrences: Vec<Occurrence>,
    /// Those that it could be merged into.
    pub others: Vec<(WeaknessId, String)>,
    /// The one that was chosen, to confirm.
    pub into: Option<Weakness>,
    /// Whether someone else changed the weakness meanwhile.
    pub is_stale: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl MergePage {
    /// Whether all members may read what only some know of as yet.
    fn opens(&self) -> bool {
        self.into.as_ref().is_some_and(|into| self.weakness.opened_at.is_some() != into.opened_at.is_some())
    }
}

/// What a weakness was called and said before.
#[derive(Template)]
#[template(path = "weaknesses/history.html")]
pub struct WeaknessHistoryPage {
    /// What every page knows.
    pub ui: Ui,
    /// The weakness.
    pub weakness: Weakness,
    /// Its versions, the latest first.
    pub versions: Vec<Version>,
}

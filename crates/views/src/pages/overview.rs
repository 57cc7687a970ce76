//! One postmortem at a glance, and the rail of its parts.

use askama::Template;
use postmortem::{Number, Postmortem, Severity};

use super::Beside;
use crate::{Ui, routes};

/// How far a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nothing yet.
    Empty,
    /// Begun.
    Half,
    /// Done, as far as a program can tell.
    Full,
}

/// One part in the rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RailPart {
    /// The word of the part, a key `part-<word>`.
    pub word: &'static str,
    /// Where it is.
    pub href: String,
    /// How far it is.
    pub progress: Progress,
    /// How much there is.
    pub count: Option<i64>,
}

/// The rail of the parts; stands beside every page of a postmortem.
#[derive(Debug, Clone)]
pub struct Rail {
    /// The postmortem.
    pub postmortem: Postmortem,
    /// Its severity.
    pub severity: Severity,
    /// Whether the viewer may edit it.
    pub is_editable: bool,
    /// Whether the viewer is answerable for it.
    pub is_owned: bool,
    /// The parts whose turn it is, in order.
    pub parts: Vec<RailPart>,
    /// The part that this page belongs to.
    pub current: &'static str,
    /// The open questions of this part, beside what they are about.
    pub asks: Beside,
}

impl Rail {
    /// The number of the postmortem.
    pub fn number(&self) -> Number {
        self.postmortem.number
    }
}

impl RailPart {
    /// The class of the dot.
    pub fn dot(&self) -> &'static str {
        match self.progress {
            Progress::Empty => "dot",
            Progress::Half => "dot dot-half",
            Progress::Full => "dot dot-full",
        }
    }

    /// Whether it is work that can be begun and done; keeping a postmortem is not.
    pub fn has_state(&self) -> bool {
        !matches!(self.word, "stewardship" | "trail")
    }

    /// The key of the state in words.
    pub fn state(&self) -> &'static str {
        match self.progress {
            Progress::Empty => "part-state-empty",
            Progress::Half => "part-state-half",
            Progress::Full => "part-state-full",
        }
    }
}

/// One postmortem at a glance.
#[derive(Template)]
#[template(path = "workbench/overview.html")]
pub struct OverviewPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The name of the owner.
    pub owner: String,
    /// The names of the editors.
    pub editors: Vec<String>,
}

impl OverviewPage {
    /// Whether it was only just begun, and the page says what comes next.
    fn is_bare(&self) -> bool {
        let is_begun = |p: &RailPart| p.has_state() && p.progress != Progress::Empty;
        self.rail.is_editable && !self.rail.parts.iter().any(is_begun)
    }
}

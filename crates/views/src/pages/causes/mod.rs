//! Causes: the walk back as an outline, one cause with all that can be done to it, and what ties it.

mod map;
mod rows;
#[cfg(test)]
mod tests;
mod tie;

use askama::Template;
use postmortem::{BecauseId, Cause, CauseClass, CauseId, Confidence, Measure, MeasureKind, Necessity, Number};

use super::{Ground, Rail, Version};
use crate::{Problems, Ui, routes};

pub use map::{cause_map, published_map};
pub use rows::{Addressing, CauseLine, cause_lines};
pub use tie::{ShownTie, ShownTime, TieForm};

/// What is typed into the form of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerForm {
    /// The line.
    pub text: String,
    /// The class, as a word.
    pub class: String,
    /// Whether it was needed, as a word.
    pub necessity: String,
    /// How sure, as a word.
    pub confidence: String,
    /// What shows it.
    pub evidence: Vec<Ground>,
}

impl Default for AnswerForm {
    fn default() -> Self {
        Self {
            text: String::new(),
            class: CauseClass::Condition.as_str().to_owned(),
            necessity: Necessity::Contributed.as_str().to_owned(),
            confidence: Confidence::Medium.as_str().to_owned(),
            evidence: Vec::new(),
        }
    }
}

/// One tie of a cause, to what it made possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownBecause {
    /// Its id.
    pub id: BecauseId,
    /// Its version.
    pub version: i64,
    /// The cause that became possible; nothing where it is the impact.
    pub effect: Option<(CauseId, String)>,
    /// Whether it was needed.
    pub necessity: Necessity,
    /// How sure.
    pub confidence: Confidence,
    /// What shows it.
    pub evidence: Vec<Ground>,
}

/// What someone else made of a cause meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCause {
    /// The cause as it is now.
    pub current: Cause,
    /// Whether it was removed.
    pub is_deleted: bool,
    /// Who changed it.
    pub by: Option<String>,
}

/// The cause that the viewer looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCause {
    /// The cause.
    pub cause: Cause,
    /// What it means, as safe HTML.
    pub meaning: Option<String>,
    /// How many steps it lies from the impact; nothing where it is loose.
    pub layer: Option<usize>,
    /// The weakness that it is tied to.
    pub tied: Option<ShownTie>,
    /// What it made possible.
    pub effects: Vec<ShownBecause>,
    /// What is done about it, or might be.
    pub actions: Vec<Addressing>,
    /// Whether it has answers.
    pub has_answers: bool,
    /// Who wrote it down.
    pub by: Option<String>,
    /// What stands in its form; the cause itself, or what was not taken.
    pub form: (String, String, String),
    /// The version that the form was made from.
    pub version: i64,
    /// What someone else made of it meanwhile.
    pub theirs: Option<OtherCause>,
}

/// A change that came before the impact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedChange {
    /// What the address of the form carries to take it.
    pub take: String,
    /// Where it is told.
    pub href: String,
    /// When.
    pub at: jiff::Timestamp,
    /// The beginning of its text.
    pub text: String,
    /// How many minutes before the impact.
    pub minutes_before: i64,
    /// The services that it names.
    pub services: Vec<String>,
    /// How many items of evidence mention it.
    pub n_mentions: usize,
}

/// What can be undone: the question, and where.
pub type Undo = (&'static str, String);

/// The page of causes: at the impact, or at one cause.
#[derive(Template)]
#[template(path = "causes/page.html")]
pub struct CausesPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The map as a drawing; nothing where there is nothing to draw, or too much.
    pub map: Option<String>,
    /// What is below the impact.
    pub tied: Vec<CauseLine>,
    /// What is tied to nothing, with what is below it.
    pub loose: Vec<CauseLine>,
    /// What entries tell of the impact.
    pub impact: Vec<String>,
    /// Every measure.
    pub measures: Vec<(MeasureKind, Measure)>,
    /// The cause that the viewer looks at; the impact where there is none.
    pub at: Option<ShownCause>,
    /// Causes that can answer here too.
    pub linkable: Vec<(CauseId, String)>,
    /// The answer that was just added: another may follow at once.
    pub added: Option<(CauseId, String)>,
    /// The form of an answer.
    pub form: AnswerForm,
    /// The changes before the impact; nothing while no impact start is marked.
    pub suggestions: Option<Vec<SuggestedChange>>,
    /// What one needs to tie the cause to a weakness; nothing where it cannot be.
    pub tie: Option<TieForm>,
    /// What was done just now and can be undone.
    pub undo: Option<Undo>,
    /// What was not taken.
    pub problems: Problems,
}

impl CausesPage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    /// The effect that an answer given here answers for, as the form carries it.
    fn effect(&self) -> String {
        self.at.as_ref().map_or_else(|| "impact".to_owned(), |at| at.cause.id.to_string())
    }

    /// Where the viewer is.
    fn here(&self) -> String {
        match &self.at {
            Some(at) => routes::cause(self.number(), at.cause.id),
            None => routes::causes(self.number()),
        }
    }

    fn is_at(&self, id: &CauseId) -> bool {
        self.at.as_ref().is_some_and(|at| at.cause.id == *id)
    }

    fn is_at_impact(&self) -> bool {
        self.at.is_none()
    }

    /// The measures that are known.
    fn known(&self) -> Vec<&(MeasureKind, Measure)> {
        self.measures.iter().filter(|m| matches!(m.1, Measure::Seconds(_))).collect()
    }

    /// Where Enter on a box leads to on the page of its cause: the form, or what one may read there.
    fn enter(&self) -> &'static str {
        if self.rail.is_editable { "#answer" } else { "#here" }
    }

    fn n_open(&self) -> usize {
        self.tied.iter().filter(|line| line.end == Some("open")).count()
    }
}

/// What someone else said of a because meanwhile, as lines.
pub type OtherLines = (Vec<String>, Vec<String>);

/// The form of one tie.
#[derive(Template)]
#[template(path = "causes/because.html")]
pub struct BecausePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which tie.
    pub id: BecauseId,
    /// The version that the form was made from.
    pub version: i64,
    /// What became possible; nothing where it is the impact.
    pub effect: Option<String>,
    /// What made it possible.
    pub cause: (CauseId, String),
    /// Whether it was needed, as a word.
    pub necessity: String,
    /// How sure, as a word.
    pub confidence: String,
    /// The evidence that is chosen.
    pub chosen: Vec<String>,
    /// The evidence to choose from.
    pub ground: Vec<Ground>,
    /// What was not taken.
    pub problems: Problems,
    /// Yours and theirs, where someone else was faster.
    pub theirs: Option<OtherLines>,
}

impl BecausePage {
    /// Whether an item is chosen, as the list of evidence asks.
    fn has(&self, _: &str, id: impl ToString) -> bool {
        self.chosen.contains(&id.to_string())
    }
}

/// What a cause said before.
#[derive(Template)]
#[template(path = "causes/history.html")]
pub struct CauseHistoryPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which cause.
    pub id: CauseId,
    /// Whether it is removed at present.
    pub is_deleted: bool,
    /// Its versions, the latest first.
    pub versions: Vec<Version>,
}

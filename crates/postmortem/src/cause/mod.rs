//! Causes: how the impact became possible, as a map of causes and what ties each to its effects.
//!
//! The root of the map is the impact; it is no cause. Nothing here knows who asks or where the map is kept.

mod map;
mod outline;
mod preceding;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{BecauseId, CauseId, EvidenceId, PersonId, WeaknessId},
    text::{InvalidLine, line},
    work::words,
};

pub use map::{CannotLink, CauseMap};
pub use outline::{End, EndState, Line};
pub use preceding::{Change, Preceding, preceding};

words! {
    /// What part a cause played.
    CauseClass {
        /// What set it off.
        Trigger = "trigger",
        /// How it worked.
        Mechanism = "mechanism",
        /// What lay dormant and made it possible.
        Condition = "condition",
        /// What made noticing or mending slow.
        Hindrance = "hindrance",
        /// What kept it from being worse.
        Mitigator = "mitigator",
    }
}

words! {
    /// Whether the effect needed the cause.
    Necessity {
        /// Without it, the effect would not have come.
        Necessary = "necessary",
        /// It made the effect likelier or larger.
        Contributed = "contributed",
    }
}

words! {
    /// How sure people are of a because.
    Confidence {
        /// Shown by evidence.
        High = "high",
        /// Likely.
        Medium = "medium",
        /// A guess so far.
        Low = "low",
    }
}

/// What a cause made possible: the impact, or another cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The impact, the root of the map.
    Impact,
    /// A cause that itself became possible.
    Cause(CauseId),
}

impl Effect {
    /// The cause that it is, if it is one.
    pub fn cause(self) -> Option<CauseId> {
        match self {
            Self::Impact => None,
            Self::Cause(id) => Some(id),
        }
    }
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its id.
    pub id: CauseId,
    /// What part it played.
    pub class: CauseClass,
    /// What it is, in one line.
    pub text: String,
    /// What that means, in Markdown; may be empty.
    pub meaning: String,
    /// Why the walk ends here, where someone said so.
    pub deep_enough: Option<String>,
    /// The weakness of the register that it is an instance of. Only a condition has one: see [`Cause::tied`].
    #[serde(default)]
    pub weakness: Option<WeaknessId>,
    /// When it was first written down.
    pub recorded_at: Timestamp,
    /// Who wrote it down; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// A cause as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseDraft {
    /// What part it played.
    pub class: CauseClass,
    /// What it is, in one line.
    pub text: String,
    /// What that means, in Markdown.
    pub meaning: String,
}

/// Why a cause was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCause {
    /// Its line was not taken.
    #[error("the cause {0}")]
    Text(InvalidLine),
    /// Its meaning is longer than so many bytes.
    #[error("what the cause means is longer than {0} bytes")]
    MeaningTooLong(usize),
    /// Its meaning holds a character that text cannot hold.
    #[error("what the cause means holds a control character")]
    Control,
    /// The reason for going no further was not taken.
    #[error("the reason {0}")]
    Reason(InvalidLine),
}

impl CauseDraft {
    /// The most characters of the line.
    pub const MAX_TEXT: usize = 200;
    /// The most bytes of the meaning.
    pub const MAX_MEANING: usize = 20_000;

    /// Brings every field into its one form, or tells what does not fit.
    pub fn checked(mut self) -> Result<Self, InvalidCause> {
        self.text = line(&self.text, Self::MAX_TEXT).map_err(InvalidCause::Text)?;
        self.meaning.replace("\r\n", "\n").trim().clone_into(&mut self.meaning);
        if self.meaning.len() > Self::MAX_MEANING {
            return Err(InvalidCause::MeaningTooLong(Self::MAX_MEANING));
        }
        if self.meaning.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(InvalidCause::Control);
        }
        Ok(self)
    }
}

impl Cause {
    /// The most characters of the reason for going no further.
    pub const MAX_REASON: usize = 500;

    /// Checks the reason for going no further: there has to be one.
    pub fn checked_reason(reason: &str) -> Result<String, InvalidCause> {
        line(reason, Self::MAX_REASON).map_err(InvalidCause::Reason)
    }

    /// Whether it can be tied to a weakness: what lies dormant recurs; what hinders or sets off is tied by the condition
    /// behind it.
    pub fn can_be_tied(&self) -> bool {
        self.class == CauseClass::Condition
    }

    /// The same, tied to a weakness. Nothing where its class cannot be.
    pub fn tied(self, weakness: WeaknessId) -> Option<Self> {
        self.can_be_tied().then_some(Self { weakness: Some(weakness), ..self })
    }

    /// The same, as a draft says it. What is no condition any more is tied to no weakness any more.
    #[must_use]
    pub fn revised(self, draft: CauseDraft) -> Self {
        let CauseDraft { class, text, meaning } = draft;
        let revised = Self { class, text, meaning, ..self };
        Self { weakness: revised.weakness.filter(|_| revised.can_be_tied()), ..revised }
    }

    /// The cause as a draft of itself, to change and hand back.
    pub fn to_draft(&self) -> CauseDraft {
        CauseDraft { class: self.class, text: self.text.clone(), meaning: self.meaning.clone() }
    }
}

/// The tie from an effect to what made it possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// Its id.
    pub id: BecauseId,
    /// What became possible.
    pub effect: Effect,
    /// What made it possible.
    pub cause: CauseId,
    /// Whether the effect needed it.
    pub necessity: Necessity,
    /// How sure people are.
    pub confidence: Confidence,
    /// What shows it.
    pub evidence: Vec<EvidenceId>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// What a person says of a because.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BecauseDraft {
    /// Whether the effect needed the cause.
    pub necessity: Necessity,
    /// How sure people are.
    pub confidence: Confidence,
    /// What shows it.
    pub evidence: Vec<EvidenceId>,
}

impl Default for BecauseDraft {
    /// The most careful claim: it contributed, likely, nothing shows it yet.
    fn default() -> Self {
        Self { necessity: Necessity::Contributed, confidence: Confidence::Medium, evidence: Vec::new() }
    }
}

impl Because {
    /// What is said of it, to change and hand back.
    pub fn to_draft(&self) -> BecauseDraft {
        BecauseDraft { necessity: self.necessity, confidence: self.confidence, evidence: self.evidence.clone() }
    }
}

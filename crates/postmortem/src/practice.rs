//! Practices: what went well once, written down for all. A register of the organisation; no postmortem owns one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{PersonId, PracticeId},
    text::{InvalidLine, InvalidProse, line, prose},
};

/// One practice of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// Its id.
    pub id: PracticeId,
    /// What it is called, in one line; no two are called alike.
    pub name: String,
    /// What is done, in Markdown.
    pub what: String,
    /// Why it worked, in Markdown.
    pub why: String,
    /// Under which conditions, in Markdown.
    pub conditions: String,
    /// Who answers for it; nobody once the account is gone.
    pub owner: Option<PersonId>,
    /// When it was first written down.
    pub recorded_at: Timestamp,
    /// Who wrote it down; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// Since when it is withdrawn: nobody is to adopt or cite it from then on.
    pub withdrawn_at: Option<Timestamp>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// A practice as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeDraft {
    /// What it is called.
    pub name: String,
    /// What is done.
    pub what: String,
    /// Why it worked.
    pub why: String,
    /// Under which conditions.
    pub conditions: String,
    /// Who answers for it.
    pub owner: PersonId,
}

/// Why a practice was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPractice {
    /// Its name was not taken.
    #[error("the name {0}")]
    Name(InvalidLine),
    /// What is done was not taken.
    #[error("what is done {0}")]
    What(InvalidProse),
    /// Why it worked was not taken.
    #[error("why it worked {0}")]
    Why(InvalidProse),
    /// The conditions were not taken.
    #[error("the conditions {0}")]
    Conditions(InvalidProse),
}

impl PracticeDraft {
    /// The most characters of its name.
    pub const MAX_NAME: usize = 120;
    /// The most bytes of each of its texts.
    pub const MAX_TEXT: usize = 10_000;

    /// Brings every field into its one form, or tells what does not fit. None may be empty: without why and conditions
    /// a practice is a recipe that nobody can judge.
    pub fn checked(self) -> Result<Self, InvalidPractice> {
        let text = |text: &str| prose(text, Self::MAX_TEXT);
        Ok(Self {
            name: line(&self.name, Self::MAX_NAME).map_err(InvalidPractice::Name)?,
            what: text(&self.what).map_err(InvalidPractice::What)?,
            why: text(&self.why).map_err(InvalidPractice::Why)?,
            conditions: text(&self.conditions).map_err(InvalidPractice::Conditions)?,
            owner: self.owner,
        })
    }
}

impl Practice {
    /// Whether it says what a draft says.
    pub fn is_as(&self, draft: &PracticeDraft) -> bool {
        (&self.name, &self.what, &self.why, &self.conditions, self.owner)
            == (&draft.name, &draft.what, &draft.why, &draft.conditions, Some(draft.owner))
    }

    /// The same with what a draft says.
    #[must_use]
    pub fn revised(self, draft: PracticeDraft) -> Self {
        let PracticeDraft { name, what, why, conditions, owner } = draft;
        Self { name, what, why, conditions, owner: Some(owner), ..self }
    }

    /// Whether it is withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> PracticeDraft {
        PracticeDraft {
            name: " Roll back first ".into(),
            what: "Roll back,\r\nthen look for the cause.\n".into(),
            why: "It was over in 4 minutes.".into(),
            conditions: "The change can be rolled back.".into(),
            owner: PersonId(uuid::Uuid::from_u128(1)),
        }
    }

    #[test]
    fn practices_have_one_form() {
        let checked = draft().checked().unwrap();
        assert_eq!(checked.name, "Roll back first");
        assert_eq!(checked.what, "Roll back,\nthen look for the cause.");
    }

    #[test]
    fn no_field_may_be_missing() {
        let empty = InvalidProse::Empty;
        let cases = [
            (PracticeDraft { name: " ".into(), ..draft() }, InvalidPractice::Name(InvalidLine::Empty)),
            (PracticeDraft { what: "\n".into(), ..draft() }, InvalidPractice::What(empty)),
            (PracticeDraft { why: String::new(), ..draft() }, InvalidPractice::Why(empty)),
            (PracticeDraft { conditions: " ".into(), ..draft() }, InvalidPractice::Conditions(empty)),
        ];
        for (written, why) in cases {
            assert_eq!(written.checked(), Err(why));
        }
    }
}

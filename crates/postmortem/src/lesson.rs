//! Lessons: what went well, what went wrong, where luck helped, and what luck ended in.

use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    id::{ActionId, CauseId, EntryId, LessonId, PersonId, PracticeId},
    text::{InvalidLine, InvalidProse, line, prose},
    work::words,
};

words! {
    /// Of what kind a lesson is.
    LessonKind {
        /// What went well: becomes a practice.
        WentWell = "went_well",
        /// What went wrong: shows a weakness.
        WentWrong = "went_wrong",
        /// Where luck helped: must end in something that holds without it.
        GotLucky = "got_lucky",
    }
}

/// A risk that people live with for the time being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// What makes it bearable.
    pub reason: String,
    /// When it is looked at again.
    pub review_on: Date,
}

/// What luck ended in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// Nothing yet.
    Open,
    /// An action that holds without it.
    Action(ActionId),
    /// A mitigator of the map of causes: it was no coincidence after all.
    Mitigator(CauseId),
    /// A risk that is accepted until a day.
    Accepted(Acceptance),
}

/// What a lesson tells; only luck ends in something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// What went well.
    WentWell,
    /// What went wrong.
    WentWrong,
    /// Where luck helped, and what it ended in.
    GotLucky(Luck),
}

impl Telling {
    /// Of what kind it is.
    pub fn kind(&self) -> LessonKind {
        match self {
            Self::WentWell => LessonKind::WentWell,
            Self::WentWrong => LessonKind::WentWrong,
            Self::GotLucky(_) => LessonKind::GotLucky,
        }
    }
}

/// One lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Its id.
    pub id: LessonId,
    /// What it tells.
    pub telling: Telling,
    /// Its Markdown.
    pub text: String,
    /// The entries that show it.
    pub entries: Vec<EntryId>,
    /// The practices that it cites: of a lesson that went well one that helped, of others one that would have applied.
    #[serde(default)]
    pub practices: Vec<PracticeId>,
    /// Its place among the lessons of its kind.
    pub position: i64,
    /// When it was first written down.
    pub recorded_at: Timestamp,
    /// Who wrote it down; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// A lesson as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonDraft {
    /// What it tells.
    pub telling: Telling,
    /// Its Markdown.
    pub text: String,
    /// The entries that show it.
    pub entries: Vec<EntryId>,
    /// The practices that it cites.
    pub practices: Vec<PracticeId>,
}

/// Why a lesson was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLesson {
    /// Its text was not taken.
    #[error("the lesson {0}")]
    Text(InvalidProse),
    /// The reason for accepting the risk was not taken.
    #[error("the reason {0}")]
    Reason(InvalidLine),
}

impl LessonDraft {
    /// The most bytes of its text.
    pub const MAX_TEXT: usize = 10_000;
    /// The most characters of the reason for accepting a risk.
    pub const MAX_REASON: usize = 500;

    /// Brings every field into its one form, or tells what does not fit.
    pub fn checked(mut self) -> Result<Self, InvalidLesson> {
        self.text = prose(&self.text, Self::MAX_TEXT).map_err(InvalidLesson::Text)?;
        if let Telling::GotLucky(Luck::Accepted(acceptance)) = &mut self.telling {
            acceptance.reason = line(&acceptance.reason, Self::MAX_REASON).map_err(InvalidLesson::Reason)?;
        }
        once(&mut self.entries);
        once(&mut self.practices);
        Ok(self)
    }
}

/// Keeps the first of what is named twice.
fn once<T: Copy + PartialEq>(ids: &mut Vec<T>) {
    let mut seen = Vec::with_capacity(ids.len());
    ids.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
}

impl Lesson {
    /// The lesson as a draft of itself, to change and hand back.
    pub fn to_draft(&self) -> LessonDraft {
        LessonDraft {
            telling: self.telling.clone(),
            text: self.text.clone(),
            entries: self.entries.clone(),
            practices: self.practices.clone(),
        }
    }

    /// Whether it may become a practice: only what went well.
    pub fn may_become_practice(&self) -> bool {
        self.telling == Telling::WentWell
    }

    /// Whether luck helped here and nothing follows from it yet.
    pub fn is_luck_open(&self) -> bool {
        self.telling == Telling::GotLucky(Luck::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(telling: Telling, text: &str) -> LessonDraft {
        LessonDraft { telling, text: text.into(), entries: vec![], practices: vec![] }
    }

    #[test]
    fn lessons_have_one_form() {
        let id = EntryId(uuid::Uuid::from_u128(7));
        let cited = PracticeId(uuid::Uuid::from_u128(8));
        let links =
            LessonDraft { entries: vec![id, id], practices: vec![cited, cited], ..draft(Telling::WentWell, "") };
        let written = LessonDraft { text: "  The alert\r\nwas quick \n".into(), ..links };
        let checked = written.checked().unwrap();
        assert_eq!(checked.practices, [cited]);
        assert_eq!((checked.text.as_str(), checked.entries), ("The alert\nwas quick", vec![id]));
        assert_eq!(draft(Telling::WentWrong, " \n ").checked(), Err(InvalidLesson::Text(InvalidProse::Empty)));
    }

    #[test]
    fn a_risk_is_accepted_with_a_reason_only() {
        let review_on = jiff::civil::date(2027, 3, 1);
        let accepted = |reason: &str| {
            let luck = Luck::Accepted(Acceptance { reason: reason.into(), review_on });
            draft(Telling::GotLucky(luck), "It was a quiet hour").checked()
        };
        assert_eq!(accepted("  "), Err(InvalidLesson::Reason(InvalidLine::Empty)));
        assert!(accepted("The peak is covered twice").is_ok());
    }
}

//! Ideas and actions: collected freely, committed to after a soak or declined with a reason, done, and judged by effect.
//!
//! What an action may hold follows from its state, so that none is done without a plan, or judged before it is done.

mod plan;
mod state;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    id::{ActionId, CauseId, PersonId},
    text::{InvalidLine, line},
    work::words,
};

pub use plan::{InvalidTracker, Plan, TrackerLink, default_due};
pub use state::{
    CannotMove, Commitment, Completion, Field, Hand, Judgement, Move, Ownership, Progress, Recurrence, Refusal, State,
};

words! {
    /// What an action is for.
    ActionKind {
        /// To find out more.
        Investigate = "investigate",
        /// So that it does not come about.
        Prevent = "prevent",
        /// So that it is noticed sooner.
        Detect = "detect",
        /// So that it hurts less, or is over sooner.
        Mitigate = "mitigate",
        /// To mend what it left behind.
        Repair = "repair",
    }
}

words! {
    /// How much an action depends on people remembering it.
    Strength {
        /// Removes the possibility.
        Strong = "strong",
        /// A machine or a second way helps.
        Medium = "medium",
        /// Holds as long as people remember.
        Weak = "weak",
    }
}

words! {
    /// Whether an action had its effect.
    Verdict {
        /// It had.
        Worked = "worked",
        /// In part.
        Partly = "partly",
        /// It had not.
        DidNot = "did_not",
        /// Nobody can tell yet.
        CannotTell = "cannot_tell",
    }
}

words! {
    /// Where an idea or action stands, in one word.
    ActionStatus {
        /// Collected; nobody has committed.
        Idea = "idea",
        /// Committed to, not begun.
        Open = "open",
        /// Begun.
        InProgress = "in_progress",
        /// Done; judged or not.
        Done = "done",
        /// We will not act.
        Declined = "declined",
    }
}

/// An idea, or the action that it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// What is to be done, in one line.
    pub text: String,
    /// Where it stands, with what belongs to that.
    pub state: State,
    /// The causes that it addresses.
    #[serde(default)]
    pub causes: Vec<CauseId>,
    /// When it was first written down; the soak counts from here.
    pub recorded_at: Timestamp,
    /// Who wrote it down; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

impl Action {
    /// The most characters of its line.
    pub const MAX_TEXT: usize = 300;

    /// Brings the line into its one form.
    pub fn checked_text(text: &str) -> Result<String, InvalidLine> {
        line(text, Self::MAX_TEXT)
    }

    /// Where it stands, in one word.
    pub fn status(&self) -> ActionStatus {
        self.state.status()
    }

    /// What was committed to, where somebody did.
    pub fn commitment(&self) -> Option<&Commitment> {
        match &self.state {
            State::Committed(commitment) => Some(commitment),
            State::Idea | State::Declined(_) => None,
        }
    }

    /// Who has to do with it: its owner, whoever is asked, or whoever declined it.
    pub fn owner(&self) -> Option<PersonId> {
        match &self.state {
            State::Idea => None,
            State::Declined(refusal) => refusal.owner,
            State::Committed(commitment) => commitment.ownership.person(),
        }
    }

    /// Whether somebody committed to it and it is not done yet.
    pub fn is_open(&self) -> bool {
        matches!(self.status(), ActionStatus::Open | ActionStatus::InProgress)
    }

    /// Whether it should have been done, or looked at again, before this day.
    pub fn is_overdue(&self, today: Date) -> bool {
        match &self.state {
            State::Idea => false,
            State::Declined(refusal) => refusal.review_on < today,
            State::Committed(c) => self.is_open() && c.plan.due_on.is_some_and(|due| due < today),
        }
    }
}

/// Severities up to this place in the scheme are severe.
pub(crate) const SEVERE: i64 = 2;

/// Whether all that was committed to after a severe incident is weak: RCA2 asks for one stronger action at least.
pub fn is_only_weak(actions: &[Action], severity: i64) -> bool {
    let mut strengths = actions.iter().filter_map(Action::commitment).map(|c| c.plan.strength).peekable();
    severity <= SEVERE && strengths.peek().is_some() && strengths.all(|s| s == Strength::Weak)
}

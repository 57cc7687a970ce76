//! Ideas and actions of a postmortem, and one of them with all that can be done to it.

use askama::Template;
use jiff::Timestamp;
use postmortem::{
    Action, ActionId, ActionKind, ActionStatus, CauseId, Commitment, Number, Ownership, Person, Refusal, State,
    Strength, Verdict, WeaknessId,
};

use super::{Rail, Theirs};
use crate::{Problems, Ui, routes};

/// An idea or action as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAction {
    /// The idea or action.
    pub action: Action,
    /// Who owns it, is asked to, or declined it.
    pub owner: Option<String>,
    /// The causes that it addresses.
    pub causes: Vec<(CauseId, String)>,
    /// Who wrote it down.
    pub by: Option<String>,
    /// Until when it soaks, where it still does.
    pub soaks_until: Option<Timestamp>,
    /// Whether it should have been done, or looked at again, by now.
    pub is_overdue: bool,
    /// Whether the viewer owns it or is asked to.
    pub is_mine: bool,
    /// What puts its verdict in question.
    pub reopened: Option<ShownRecurrence>,
}

/// An incident that came through a weakness which an action had addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRecurrence {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The weakness.
    pub weakness: (WeaknessId, String),
}

impl ShownAction {
    fn id(&self) -> ActionId {
        self.action.id
    }

    fn status(&self) -> ActionStatus {
        self.action.status()
    }

    fn is(&self, status: &str) -> bool {
        self.action.status().as_str() == status
    }

    fn commitment(&self) -> Option<&Commitment> {
        self.action.commitment()
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &self.action.state {
            State::Declined(refusal) => Some(refusal),
            State::Idea | State::Committed(_) => None,
        }
    }

    /// Whether the viewer is asked to take it on.
    fn is_asked(&self) -> bool {
        self.is_mine && self.commitment().is_some_and(|c| matches!(c.ownership, Ownership::Asked(_)))
    }

    fn has_accepted(&self) -> bool {
        self.commitment().is_some_and(|c| matches!(c.ownership, Ownership::Accepted(_)))
    }
}

/// The ideas and actions of a postmortem.
#[derive(Template)]
#[template(path = "actions/page.html")]
pub struct ActionsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// What was collected.
    pub ideas: Vec<ShownAction>,
    /// What somebody committed to.
    pub actions: Vec<ShownAction>,
    /// What will not be done.
    pub declined: Vec<ShownAction>,
    /// Whether all that was committed to after a severe incident is weak.
    pub is_only_weak: bool,
    /// What stands in the form of an idea.
    pub text: String,
    /// Whether one was just added, and the next may follow.
    pub is_adding: bool,
    /// Where one that was just removed comes back.
    pub undo: Option<String>,
    /// What was not taken.
    pub problems: Problems,
}

impl ActionsPage {
    fn number(&self) -> Number {
        self.rail.number()
    }
}

/// What stands in the forms of one idea or action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionForm {
    /// What is to be done.
    pub text: String,
    /// What it is for, as a word.
    pub kind: String,
    /// How strong it is, as a word.
    pub strength: String,
    /// Who takes it on.
    pub owner: String,
    /// When it is due.
    pub due_on: String,
    /// What is expected of it.
    pub expected: String,
    /// How one will see that it worked.
    pub measure: String,
    /// Where it is tracked.
    pub tracker: String,
    /// The causes that it addresses.
    pub causes: Vec<String>,
    /// Why the soak is skipped.
    pub skip: String,
    /// Why we will not act.
    pub reason: String,
    /// When that is looked at again.
    pub review_on: String,
    /// Whether it had its effect, as a word.
    pub verdict: String,
    /// What shows that.
    pub evidence: String,
}

impl ActionForm {
    fn addresses(&self, cause: &CauseId) -> bool {
        self.causes.contains(&cause.to_string())
    }

    fn is_owner(&self, person: &Person) -> bool {
        self.owner == person.id.to_string()
    }
}

/// One idea or action, with all that can be done to it.
#[derive(Template)]
#[template(path = "actions/one.html")]
pub struct ActionPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The idea or action.
    pub shown: ShownAction,
    /// The version that the form was made from.
    pub version: i64,
    /// What stands in its forms.
    pub form: ActionForm,
    /// The causes that it can address.
    pub causes: Vec<(CauseId, String)>,
    /// Who can take it on.
    pub members: Vec<Person>,
    /// Whether the part that declines it is open.
    pub is_declining: bool,
    /// Whether someone else moved it on meanwhile.
    pub is_stale: bool,
    /// What someone else made of it meanwhile.
    pub theirs: Option<Theirs>,
    /// What was not taken.
    pub problems: Problems,
}

impl ActionPage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    fn id(&self) -> ActionId {
        self.shown.id()
    }
}

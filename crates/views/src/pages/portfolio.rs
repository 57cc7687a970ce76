//! The actions of the whole house: a table that can be narrowed, ordered and taken along as a file.

use askama::Template;
use postmortem::{Action, ActionStatus, Group, Number, Severity, State, Strength, TrackerLink};

use super::ShownRecurrence;
use crate::{Ui, routes};

/// An action in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortfolioRow {
    /// The action.
    pub action: Action,
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// Its severity.
    pub severity: Option<Severity>,
    /// Who owns it or is asked to.
    pub owner: Option<String>,
    /// Whether that person has accepted.
    pub has_accepted: bool,
    /// The teams of that person.
    pub teams: Vec<String>,
    /// Whether it should have been done, or looked at again, by now.
    pub is_overdue: bool,
    /// What puts its verdict in question.
    pub reopened: Option<ShownRecurrence>,
}

impl PortfolioRow {
    pub(super) fn status(&self) -> ActionStatus {
        self.action.status()
    }

    pub(super) fn strength(&self) -> Option<Strength> {
        self.action.commitment().map(|c| c.plan.strength)
    }

    /// The day on which it is due, or looked at again.
    pub(super) fn day(&self) -> Option<String> {
        match &self.action.state {
            State::Committed(c) => c.plan.due_on.map(|day| day.to_string()),
            State::Declined(refusal) => Some(refusal.review_on.to_string()),
            State::Idea => None,
        }
    }

    fn tracker(&self) -> Option<&TrackerLink> {
        self.action.commitment().and_then(|c| c.plan.tracker.as_ref())
    }
}

/// What is asked for, as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortfolioForm {
    /// The state, as a word; all that somebody decided on where empty.
    pub status: String,
    /// The strength, as a word.
    pub strength: String,
    /// The team.
    pub team: String,
    /// `mine`, `none` or empty.
    pub owner: String,
    /// Whether only overdue ones are asked for.
    pub overdue: bool,
    /// Whether only those are asked for whose verdict is in question.
    pub reopened: bool,
    /// The order, as a word.
    pub order: String,
}

/// The orders that the page offers, as words.
pub const ORDERS: [&str; 4] = ["due", "severity", "strength", "postmortem"];

/// The actions of the whole house.
#[derive(Template)]
#[template(path = "actions/portfolio.html")]
pub struct PortfolioPage {
    /// What every page knows.
    pub ui: Ui,
    /// The actions.
    pub rows: Vec<PortfolioRow>,
    /// The teams that can be asked for.
    pub teams: Vec<Group>,
    /// What is asked for.
    pub form: PortfolioForm,
    /// The page before, and the one behind.
    pub around: (Option<String>, Option<String>),
    /// Where the same is a file.
    pub csv: String,
}

impl PortfolioPage {
    fn is_team(&self, group: &Group) -> bool {
        self.form.team == group.id.to_string()
    }
}

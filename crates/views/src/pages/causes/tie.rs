//! The weakness that a condition is tied to, and what one needs to tie it.

use postmortem::{CauseId, Number, Occurrence, Times, Weakness, WeaknessId};

/// A postmortem that shares a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTime {
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The condition in it; nothing where one reads what was published.
    pub cause: Option<CauseId>,
}

impl From<Occurrence> for ShownTime {
    fn from(o: Occurrence) -> Self {
        Self { number: o.number, title: o.title, cause: Some(o.cause) }
    }
}

/// The weakness that a condition is tied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTie {
    /// The weakness; nothing where one reads what was published.
    pub id: Option<WeaknessId>,
    /// What it is called.
    pub name: String,
    /// The how manieth time it came up.
    pub nth: usize,
    /// Where it came up before.
    pub earlier: Vec<ShownTime>,
    /// Where it came up after.
    pub later: Vec<ShownTime>,
}

impl ShownTie {
    /// The tie of a condition as those who work on it see it.
    pub fn new(weakness: &Weakness, times: Times) -> Self {
        let shown = |of: Vec<Occurrence>| of.into_iter().map(ShownTime::from).collect();
        Self {
            id: Some(weakness.id),
            name: weakness.name.clone(),
            nth: times.nth(),
            earlier: shown(times.earlier),
            later: shown(times.later),
        }
    }
}

/// What one needs to tie a condition to a weakness.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TieForm {
    /// The names of the register, to choose from.
    pub names: Vec<String>,
    /// The weaknesses that resemble the condition.
    pub suggested: Vec<(WeaknessId, String)>,
    /// What was typed and not taken.
    pub typed: String,
    /// What it was tied to until just now, to tie it again.
    pub untied: Option<(WeaknessId, String)>,
}

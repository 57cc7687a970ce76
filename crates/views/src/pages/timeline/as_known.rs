//! The bar of the as-known view: through whose eyes, at what time, and the way to the next moment and out.

use std::collections::HashSet;

use postmortem::EntryId;

/// A step of the replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When, in microseconds.
    pub at: i64,
    /// Its address.
    pub href: String,
}

/// The bar of the as-known view.
#[derive(Debug, Clone, Default)]
pub struct AsKnownBar {
    /// The time as the address has it.
    pub value: String,
    /// The time in microseconds.
    pub at: i64,
    /// The time as people say it, with its zone.
    pub shown: String,
    /// Through whose eyes, as the address has it; empty for everyone.
    pub who: String,
    /// Through whose eyes, by name.
    pub who_name: Option<String>,
    /// Whom one can choose: as the address has them, and by name.
    pub choices: Vec<(String, String)>,
    /// How many entries were known.
    pub n_known: usize,
    /// Of how many of them that is not sure.
    pub n_maybe: usize,
    /// The moment before.
    pub previous: Option<Step>,
    /// The next moment.
    pub next: Option<Step>,
    /// Every moment, in microseconds, for the slider.
    pub steps: String,
    /// Which of them was reached last; none before the first.
    pub reached: usize,
    /// How many there are.
    pub n_steps: usize,
    /// The entries that were not known.
    pub hidden: HashSet<EntryId>,
    /// The entries of which it is not sure.
    pub maybe: HashSet<EntryId>,
}

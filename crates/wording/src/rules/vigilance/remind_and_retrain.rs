//! Reminders and training of people as a remedy.
//!
//! RCA2, the weaker tier of actions.

use crate::rule::{Family, Rule};

/// The rule.
pub const REMIND_AND_RETRAIN: Rule = Rule::of(Family::Vigilance, "vigilance/remind-and-retrain", "remind-and-retrain");

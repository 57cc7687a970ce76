//! More care, attention or obedience as a remedy.
//!
//! RCA2, the weaker tier of actions.

use crate::rule::{Family, Rule};

/// The rule.
pub const BE_CAREFUL: Rule = Rule::of(Family::Vigilance, "vigilance/be-careful", "be-careful");

//! What people should have done.
//!
//! Dekker, *Field Guide*; RCA2, rule 2.

use crate::rule::{Family, Rule};

/// The rule.
pub const SHOULD_HAVE: Rule = Rule::of(Family::Normative, "normative/should-have", "should-have");

//! Work measured against a norm nobody names: not properly tested.
//!
//! RCA2, rule 2 of causation.

use crate::rule::{Family, Rule};

/// The rule.
pub const NOT_PROPERLY: Rule = Rule::of(Family::Normative, "normative/not-properly", "not-properly");

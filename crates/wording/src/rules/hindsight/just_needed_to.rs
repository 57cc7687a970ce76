//! What is called simple or easy after the fact.
//!
//! Fischhoff on hindsight bias.

use crate::rule::{Family, Rule};

/// The rule.
pub const JUST_NEEDED_TO: Rule = Rule::of(Family::Hindsight, "hindsight/just-needed-to", "just-needed-to");

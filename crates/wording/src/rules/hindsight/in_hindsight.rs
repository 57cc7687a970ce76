//! A look back that judges: in hindsight, looking back.
//!
//! Fischhoff on hindsight bias.

use crate::rule::{Family, Rule};

/// The rule.
pub const IN_HINDSIGHT: Rule = Rule::of(Family::Hindsight, "hindsight/in-hindsight", "in-hindsight");

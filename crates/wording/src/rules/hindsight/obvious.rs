//! What is called obvious, clear or inevitable after the fact.
//!
//! Fischhoff on hindsight bias; the bias table of PagerDuty.

use crate::rule::{Family, Rule};

/// The rule.
pub const OBVIOUS: Rule = Rule::of(Family::Hindsight, "hindsight/obvious", "obvious");

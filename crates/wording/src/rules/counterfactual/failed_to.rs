//! What people failed, forgot or neglected to do.
//!
//! Dekker, *Field Guide*; MS Learn.

use crate::rule::{Family, Rule};

/// The rule.
pub const FAILED_TO: Rule = Rule::of(Family::Counterfactual, "counterfactual/failed-to", "failed-to");

//! A condition that was not: if only, had they known.
//!
//! Dekker, *Field Guide*.

use crate::rule::{Family, Rule};

/// The rule.
pub const IF_ONLY: Rule = Rule::of(Family::Counterfactual, "counterfactual/if-only", "if-only");

//! What people could or would have done, or what could have been avoided.
//!
//! Dekker, *Field Guide*: counterfactuals describe a reality that did not happen.

use crate::rule::{Family, Rule};

/// The rule.
pub const COULD_HAVE: Rule = Rule::of(Family::Counterfactual, "counterfactual/could-have", "could-have");

//! All was well but for one thing.
//!
//! Allspaw; MS Learn, trap 4.

use crate::rule::{Family, Rule};

/// The rule.
pub const BUT_FOR: Rule = Rule::of(Family::SingleCause, "single_cause/but-for", "but-for");

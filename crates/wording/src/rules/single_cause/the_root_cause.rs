//! One cause that stands for all.
//!
//! Allspaw; MS Learn, trap 4.

use crate::rule::{Family, Rule};

/// The rule.
pub const THE_ROOT_CAUSE: Rule = Rule::of(Family::SingleCause, "single_cause/the-root-cause", "the-root-cause");

//! A time without a time.
//!
//! A duration that nobody can check teaches nobody.

use crate::rule::{Family, Rule};

/// The rule.
pub const WHEN: Rule =
    Rule::of(Family::Vague, "vague/when", "when").only(|place| !place.sentence.contains(|c: char| c.is_ascii_digit()));

//! An action without an end: improve monitoring, as soon as possible.
//!
//! Lunney et al., ;login: 2017: actionable, specific, bounded.

use crate::rule::{Family, Rule};

/// The rule.
pub const FUZZY_ACTION: Rule = Rule::of(Family::Vague, "vague/fuzzy-action", "fuzzy-action");

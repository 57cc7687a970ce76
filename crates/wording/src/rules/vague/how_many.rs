//! An impact without a number.
//!
//! Google, *SRE Workbook*: impact in numbers.

use crate::rule::{Family, Rule};

/// The rule.
pub const HOW_MANY: Rule = Rule::of(Family::Vague, "vague/how-many", "how-many").only(|place| !place.has_number());

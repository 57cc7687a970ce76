//! A question why people did or did not do something.
//!
//! Etsy, *Debriefing Facilitation Guide*; PagerDuty: how and what, not why and who.

use crate::rule::{Family, Rule};

/// The rule.
pub const WHY_DID_YOU: Rule = Rule::of(Family::AccusingQuestion, "accusing_question/why-did-you", "why-did-you");

//! A question who did it.
//!
//! PagerDuty: how and what, not why and who.

use postmortem::Locale;

use crate::rule::{Family, Rule};

/// The rule.
pub const WHO_DID_IT: Rule = Rule::of(Family::AccusingQuestion, "accusing_question/who-did-it", "who-did-it")
    .only(|place| place.language == Locale::Ko || place.sentence.trim_end().ends_with('?'));

//! A time without a time.
//!
//! A duration that nobody can check teaches nobody.

use crate::rule::{Family, Place, Rule};

/// How words begin that tell how long something took; a time of day in the sentence does not answer that.
const DURATIONS: &[&str] = &["for ", "took ", "in the near", "over the near", "한동안", "장시간", "오랫동안", "한참"];

/// The rule.
pub const WHEN: Rule = Rule::of(Family::Vague, "vague/when", "when").only(|place: &Place| {
    let part = &place.sentence[place.part.clone()];
    DURATIONS.iter().any(|it| part.starts_with(it)) || !place.sentence.contains(|c: char| c.is_ascii_digit())
});

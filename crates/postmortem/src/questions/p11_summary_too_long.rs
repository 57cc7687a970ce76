//! P11: the summary is too long to be one.

use super::{Asked, Place, Subject, Value};
use crate::narrative::Part;

/// A minute's reading: about so many words, or Korean syllables.
const WORDS: usize = 250;
const SYLLABLES: usize = 600;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(text) = subject.part(Part::Summary) else { return };
    let words = text.split_whitespace().count();
    let syllables = text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    if words > WORDS || syllables > SYLLABLES {
        asked.about(Place::Part(Part::Summary), [("words", Value::Count(words))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn pages_of_summary_are_asked_about() {
        assert_eq!(house_with(Code::P11, |s| s.narrative[0].1 = "word ".repeat(251)).len(), 1);
        assert_eq!(house_with(Code::P11, |s| s.narrative[0].1 = "가나다라마바사 ".repeat(90)).len(), 1);
    }

    #[test]
    fn a_minute_of_reading_is_not() {
        assert!(house_with(Code::P11, |s| s.narrative[0].1 = "word ".repeat(250)).is_empty());
    }
}

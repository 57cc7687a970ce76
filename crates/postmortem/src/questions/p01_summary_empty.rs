//! P01: the summary is empty.

use super::{Asked, Place, Subject};
use crate::narrative::Part;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if subject.part(Part::Summary).is_none() {
        asked.about(Place::Part(Part::Summary), []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Part;

    #[test]
    fn no_summary_or_a_blank_one_is_asked_about() {
        assert_eq!(house_with(Code::P01, |s| s.narrative.retain(|(p, _)| *p != Part::Summary)).len(), 1);
        assert_eq!(house_with(Code::P01, |s| s.narrative[0].1 = " \n".into()).len(), 1);
    }

    #[test]
    fn a_sentence_is_enough() {
        assert!(house_with(Code::P01, |s| s.narrative[0].1 = "Cards were declined.".into()).is_empty());
    }
}

//! C12: a cause answers for nothing.

use super::{Asked, Place, Subject, asked::begins};
use crate::cause::CauseMap;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for cause in subject.causes.iter().flat_map(CauseMap::loose) {
        asked.about(Place::Cause(cause.id), [("cause", begins(&cause.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn a_loose_cause_is_asked_about() {
        assert_eq!(house_with(Code::C12, |s| without_tie(s, MITIGATOR)).len(), 1);
    }

    #[test]
    fn causes_that_answer_for_something_are_not() {
        assert!(house_with(Code::C12, |_| ()).is_empty());
    }
}

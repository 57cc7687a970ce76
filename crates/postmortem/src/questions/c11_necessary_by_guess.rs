//! C11: a cause is said to be necessary, and that is a guess.

use super::{Asked, Place, Subject, asked::begins};
use crate::cause::{Confidence, Necessity};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(map) = &subject.causes else { return };
    for because in map.becauses() {
        if because.necessity == Necessity::Necessary && because.confidence == Confidence::Low {
            let text = map.cause(because.cause).map_or("", |c| c.text.as_str());
            asked.about(Place::Because(because.id), [("cause", begins(text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};
    use crate::{Confidence, Necessity};

    #[test]
    fn a_necessary_guess_is_asked_about() {
        let open = house_with(Code::C11, |s| {
            because(s, CONDITION, |b| (b.necessity, b.confidence) = (Necessity::Necessary, Confidence::Low));
        });
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_guess_that_contributed_is_not() {
        let open = house_with(Code::C11, |s| {
            because(s, CONDITION, |b| (b.necessity, b.confidence) = (Necessity::Contributed, Confidence::Low));
        });
        assert!(open.is_empty());
    }
}

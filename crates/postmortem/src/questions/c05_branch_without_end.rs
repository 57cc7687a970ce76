//! C05: a branch ends, and nobody said why it goes no further.

use super::{
    Asked, Code, Place, Subject,
    asked::begins,
    c02_ends_at_person::is_person,
    phrases::{OMISSION, PROCEDURE},
};
use crate::cause::EndState;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for end in subject.ends().into_iter().filter(|end| end.state == EndState::Open) {
        if !is_asked_closer(subject, asked, &end.cause.text) {
            asked.about(Place::Cause(end.cause.id), [("cause", begins(&end.cause.text))]);
        }
    }
}

/// Whether a question that says more is asked about the same end.
fn is_asked_closer(subject: &Subject, asked: &Asked<'_>, text: &str) -> bool {
    asked.is_asked(Code::C02) && is_person(subject, text)
        || asked.is_asked(Code::C03) && PROCEDURE.find(text).is_some()
        || asked.is_asked(Code::C04) && OMISSION.find(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Rules, questions, testing::*};

    #[test]
    fn an_open_end_is_asked_about() {
        assert_eq!(house_with(Code::C05, |s| cause(s, CONDITION, |c| c.deep_enough = None)).len(), 1);
    }

    #[test]
    fn an_end_with_a_reason_or_a_mitigator_is_not() {
        assert!(house_with(Code::C05, |_| ()).is_empty());
    }

    #[test]
    fn what_is_asked_closer_is_not_asked_again_unless_that_is_off() {
        let change = |s: &mut super::Subject| {
            cause(s, CONDITION, |c| (c.deep_enough, c.text) = (None, "Human error".into()));
        };
        assert!(house_with(Code::C05, change).is_empty());
        let mut subject = house();
        change(&mut subject);
        let mut rules = Rules::default();
        rules.levels.insert(Code::C02, None);
        let open = questions(&subject, now(), &rules);
        assert!(open.iter().any(|q| q.code == Code::C05));
    }
}

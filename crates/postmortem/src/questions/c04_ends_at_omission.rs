//! C04: a branch ends at something that nobody did.

use super::{Asked, Place, Subject, asked::begins, c02_ends_at_person::is_person, phrases::OMISSION};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for end in subject.ends() {
        let is_told_of_people = asked.is_asked(super::Code::C02) && is_person(subject, &end.cause.text);
        if OMISSION.find(&end.cause.text).is_some() && !is_told_of_people {
            asked.about(Place::Cause(end.cause.id), [("cause", begins(&end.cause.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    fn ends_at(text: &str) -> usize {
        house_with(Code::C04, |s| cause(s, CONDITION, |c| c.text = text.into())).len()
    }

    #[test]
    fn a_branch_that_ends_at_an_omission_is_asked_about() {
        for text in ["Nobody checked the pool", "변경을 공유하지 않음", "The support team was not informed"] {
            assert_eq!(ends_at(text), 1, "{text}");
        }
    }

    #[test]
    fn a_condition_or_a_cause_that_goes_on_is_not() {
        assert_eq!(ends_at("No alert covers the pool"), 0);
        assert!(house_with(Code::C04, |s| cause(s, TRIGGER, |c| c.text = "Nobody checked".into())).is_empty());
    }
}

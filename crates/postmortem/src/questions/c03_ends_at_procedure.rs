//! C03: a branch ends at a procedure that was not kept.

use super::{Asked, Level, Place, Subject, asked::begins, c02_ends_at_person::is_person, phrases::PROCEDURE};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for end in subject.ends() {
        let is_told_of_people = asked.is_asked(super::Code::C02) && is_person(subject, &end.cause.text);
        if PROCEDURE.find(&end.cause.text).is_some() && !is_told_of_people {
            asked.about(Place::Cause(end.cause.id), [("cause", begins(&end.cause.text))]);
        }
    }
    for cause in subject.told.iter().flat_map(|told| &told.causes).filter(|c| PROCEDURE.find(&c.text).is_some()) {
        asked.at_most(Level::Note, Place::Line(cause.line), [("cause", begins(&cause.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    fn ends_at(text: &str) -> usize {
        house_with(Code::C03, |s| cause(s, CONDITION, |c| c.text = text.into())).len()
    }

    #[test]
    fn a_branch_that_ends_at_a_deviation_is_asked_about() {
        for text in ["The rollout checklist was not followed", "배포 절차를 지키지 않음", "Deployed without approval"]
        {
            assert_eq!(ends_at(text), 1, "{text}");
        }
    }

    #[test]
    fn a_condition_is_not_and_a_person_is_asked_about_once() {
        assert_eq!(ends_at("The checklist names a tool that is gone"), 0);
        assert_eq!(ends_at("The engineer did not follow the checklist"), 0);
    }

    #[test]
    fn a_document_is_asked_too() {
        let told = |text: &str| document_with(Code::C03, |_, told| told.causes = vec![row(text)]).len();
        assert_eq!(told("The runbook was not followed."), 1);
        assert_eq!(told("The runbook named a host that was gone."), 0);
    }
}

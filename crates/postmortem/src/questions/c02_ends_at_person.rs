//! C02: a branch ends at a person, or at what a person did.

use super::{
    Asked, Level, Place, Subject,
    asked::begins,
    phrases::{PERSON, begins_with, names},
};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for end in subject.ends() {
        if is_person(subject, &end.cause.text) {
            asked.about(Place::Cause(end.cause.id), [("cause", begins(&end.cause.text))]);
        }
    }
    // a document may go on elsewhere
    for cause in subject.told.iter().flat_map(|told| &told.causes).filter(|c| PERSON.find(&c.text).is_some()) {
        asked.at_most(Level::Note, Place::Line(cause.line), [("cause", begins(&cause.text))]);
    }
}

/// Whether a cause is a person, an act of theirs, or a mistake.
pub(super) fn is_person(subject: &Subject, text: &str) -> bool {
    PERSON.find(text).is_some()
        || subject.names.iter().any(|name| names(text, name))
        || subject.roles.iter().any(|role| begins_with(text, role))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Level, testing::*};

    fn ends_at(text: &str) -> usize {
        house_with(Code::C02, |s| cause(s, CONDITION, |c| c.text = text.into())).len()
    }

    #[test]
    fn a_branch_that_ends_at_a_mistake_a_name_or_a_role_is_asked_about() {
        for text in
            ["Human error", "담당자 실수로 잘못 입력", "Ada Kim halved the pool", "The on-call engineer halved it"]
        {
            assert_eq!(ends_at(text), 1, "{text}");
        }
    }

    #[test]
    fn one_that_goes_on_or_ends_at_a_condition_is_not() {
        assert_eq!(ends_at("The pool is shared by all tenants"), 0);
        assert_eq!(ends_at("Pages reach the on-call engineer late"), 0);
        assert!(house_with(Code::C02, |s| cause(s, TRIGGER, |c| c.text = "Human error".into())).is_empty());
    }

    #[test]
    fn a_document_gets_a_note() {
        let open = document_with(Code::C02, |_, told| told.causes = vec![row("Human error in the rollout")]);
        assert_eq!(open.iter().map(|q| q.level).collect::<Vec<_>>(), [Level::Note]);
        assert!(document_with(Code::C02, |_, _| ()).is_empty());
    }
}

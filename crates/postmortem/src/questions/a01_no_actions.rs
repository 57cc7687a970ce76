//! A01: a document tells no actions.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_without = subject.told.as_ref().is_some_and(|told| told.actions.is_empty());
    if is_without && subject.is_incident() {
        asked.about(Place::Actions, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn a_document_without_actions_is_asked_about() {
        assert_eq!(document_with(Code::A01, |_, told| told.actions.clear()).len(), 1);
    }

    #[test]
    fn one_action_is_enough() {
        assert!(document_with(Code::A01, |_, _| ()).is_empty());
        assert!(house_with(Code::A01, |_| ()).is_empty());
    }
}

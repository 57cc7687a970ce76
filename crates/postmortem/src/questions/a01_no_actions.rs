//! A01: there are no actions.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_without = match (&subject.told, &subject.learned) {
        (Some(told), _) => told.actions.is_empty(),
        (None, Some(learned)) => learned.commitments().next().is_none(),
        (None, None) => false,
    };
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
    fn ideas_are_no_actions() {
        let open = house_with(Code::A01, |s| s.learned.as_mut().unwrap().actions[0].state = crate::State::Idea);
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn one_action_is_enough() {
        assert!(document_with(Code::A01, |_, _| ()).is_empty());
        assert!(house_with(Code::A01, |_| ()).is_empty());
    }
}

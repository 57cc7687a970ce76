//! A02: an action of a document names nobody.

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for action in subject.told.iter().flat_map(|told| &told.actions).filter(|a| !a.has_owner) {
        asked.about(Place::Line(action.line), [("action", begins(&action.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn each_such_action_is_asked_about() {
        let open = document_with(Code::A02, |_, told| told.actions[0].has_owner = false);
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_complete_action_is_not() {
        assert!(document_with(Code::A02, |_, _| ()).is_empty());
    }
}

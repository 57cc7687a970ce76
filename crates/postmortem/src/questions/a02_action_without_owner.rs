//! A02: nobody has accepted an action, or a document names nobody for it.

use super::{Asked, Learned, Place, Subject, asked::begins};
use crate::action::Ownership;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for action in subject.told.iter().flat_map(|told| &told.actions).filter(|a| !a.has_owner) {
        asked.about(Place::Line(action.line), [("action", begins(&action.text))]);
    }
    for (action, commitment) in subject.learned.iter().flat_map(Learned::commitments) {
        if action.is_open() && !matches!(commitment.ownership, Ownership::Accepted(_)) {
            asked.about(Place::Action(action.id), [("action", begins(&action.text))]);
        }
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
    fn one_who_was_asked_owns_nothing_yet() {
        let asked = crate::Ownership::Asked(crate::PersonId(uuid::Uuid::from_u128(2)));
        assert_eq!(house_with(Code::A02, |s| commitment(s).ownership = asked).len(), 1);
        assert_eq!(house_with(Code::A02, |s| commitment(s).ownership = crate::Ownership::Nobody).len(), 1);
    }

    #[test]
    fn a_complete_action_is_not() {
        assert!(house_with(Code::A02, |_| ()).is_empty());
        assert!(document_with(Code::A02, |_, _| ()).is_empty());
    }
}

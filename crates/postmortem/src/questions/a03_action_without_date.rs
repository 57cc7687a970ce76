//! A03: an action has no date.

use super::{Asked, Learned, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for action in subject.told.iter().flat_map(|told| &told.actions).filter(|a| !a.has_date) {
        asked.about(Place::Line(action.line), [("action", begins(&action.text))]);
    }
    for (action, commitment) in subject.learned.iter().flat_map(Learned::commitments) {
        if action.is_open() && commitment.plan.due_on.is_none() {
            asked.about(Place::Action(action.id), [("action", begins(&action.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn each_such_action_is_asked_about() {
        let open = document_with(Code::A03, |_, told| told.actions[0].has_date = false);
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn what_is_done_needs_no_date() {
        assert_eq!(house_with(Code::A03, |s| commitment(s).plan.due_on = None).len(), 1);
        let done = house_with(Code::A03, |s| {
            commitment(s).plan.due_on = None;
            commitment(s).progress = crate::Progress::Done(crate::Completion { at: now(), judgement: None });
        });
        assert!(done.is_empty());
    }

    #[test]
    fn a_complete_action_is_not() {
        assert!(house_with(Code::A03, |_| ()).is_empty());
        assert!(document_with(Code::A03, |_, _| ()).is_empty());
    }
}

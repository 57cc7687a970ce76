//! A06: an action addresses no cause of the map.

use super::{Asked, Learned, Place, Subject, asked::begins};
use crate::{action::ActionKind, cause::CauseMap};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if subject.causes.as_ref().is_none_or(CauseMap::is_empty) {
        return;
    }
    for (action, commitment) in subject.learned.iter().flat_map(Learned::commitments) {
        // what mends or looks further stands for itself
        let is_for_causes = !matches!(commitment.plan.kind, ActionKind::Repair | ActionKind::Investigate);
        if is_for_causes && action.causes.is_empty() {
            asked.about(Place::Action(action.id), [("action", begins(&action.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};
    use crate::ActionKind;

    #[test]
    fn an_action_on_no_cause_is_asked_about() {
        assert_eq!(house_with(Code::A06, |s| s.learned.as_mut().unwrap().actions[0].causes.clear()).len(), 1);
    }

    #[test]
    fn one_on_a_cause_one_that_repairs_or_one_without_a_map_is_not() {
        assert!(house_with(Code::A06, |_| ()).is_empty());
        let open = house_with(Code::A06, |s| {
            s.learned.as_mut().unwrap().actions[0].causes.clear();
            commitment(s).plan.kind = ActionKind::Repair;
        });
        assert!(open.is_empty());
        let open = house_with(Code::A06, |s| {
            s.learned.as_mut().unwrap().actions[0].causes.clear();
            s.causes = Some(crate::CauseMap::default());
        });
        assert!(open.is_empty());
    }
}

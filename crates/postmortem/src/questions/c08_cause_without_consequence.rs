//! C08: nothing follows from a condition or a hindrance: no action, no decision not to act.

use std::collections::HashSet;

use super::{Asked, Place, Subject, asked::begins};
use crate::{
    action::State,
    cause::{CauseClass, CauseMap, Effect},
    id::CauseId,
};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let (Some(map), Some(learned)) = (&subject.causes, &subject.learned) else { return };
    // an idea binds nobody; "we will not act" is accepted with a reason and a day to look again
    let settled = learned.actions.iter().filter(|a| !matches!(a.state, State::Idea));
    let addressed: HashSet<CauseId> = settled.flat_map(|a| a.causes.iter().copied()).collect();
    let mut covered = HashSet::new();
    for id in &addressed {
        effects(map, *id, &mut covered);
    }
    for cause in map.causes() {
        let calls_for_one = matches!(cause.class, CauseClass::Condition | CauseClass::Hindrance);
        let is_tied = map.effects(cause.id).next().is_some();
        if calls_for_one && is_tied && !covered.contains(&cause.id) {
            asked.about(Place::Cause(cause.id), [("cause", begins(&cause.text))]);
        }
    }
}

/// What a change at a cause reaches: the cause, and all that it made possible.
fn effects(map: &CauseMap, id: CauseId, covered: &mut HashSet<CauseId>) {
    if covered.insert(id) {
        for effect in map.effects(id).filter_map(|b| Effect::cause(b.effect)) {
            effects(map, effect, covered);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};
    use crate::{CauseClass, State};

    #[test]
    fn a_condition_from_which_nothing_follows_is_asked_about() {
        let open = house_with(Code::C08, |s| s.learned.as_mut().unwrap().actions[0].causes.truncate(1));
        assert_eq!(open.len(), 1);
        let open = house_with(Code::C08, |s| s.learned.as_mut().unwrap().actions[0].state = State::Idea);
        assert_eq!(open.len(), 2);
    }

    #[test]
    fn an_action_further_back_reaches_what_it_made_possible() {
        assert!(house_with(Code::C08, |s| cause(s, TRIGGER, |c| c.class = CauseClass::Condition)).is_empty());
    }

    #[test]
    fn not_acting_is_a_consequence_too() {
        let open = house_with(Code::C08, |s| {
            s.learned.as_mut().unwrap().actions[0].state = State::Declined(crate::Refusal {
                reason: "the pool goes away in spring".into(),
                owner: None,
                review_on: jiff::civil::date(2027, 3, 1),
            });
        });
        assert!(open.is_empty());
    }
}

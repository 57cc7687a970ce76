//! C06: after a severe incident the map is one chain.

use super::{Asked, Place, Subject, Value};
use crate::{
    action::SEVERE,
    cause::{CauseClass, CauseMap, Effect},
};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(map) = &subject.causes else { return };
    let is_severe = subject.severity.is_some_and(|place| place <= SEVERE);
    let mut effects = std::iter::once(Effect::Impact).chain(map.causes().iter().map(|c| Effect::Cause(c.id)));
    let n = map.answers(Effect::Impact).count();
    if is_severe && n > 0 && effects.all(|effect| answers(map, effect) <= 1) {
        asked.about(Place::Causes, [("causes", Value::Count(map.causes().len()))]);
    }
}

/// How many answers there are; what kept it from being worse is none.
fn answers(map: &CauseMap, effect: Effect) -> usize {
    let is_one = |id| map.cause(id).is_some_and(|c| c.class != CauseClass::Mitigator);
    map.answers(effect).filter(|because| is_one(because.cause)).count()
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn one_chain_is_asked_about() {
        assert_eq!(house_with(Code::C06, |s| without_cause(s, HINDRANCE)).len(), 1);
    }

    #[test]
    fn a_map_that_branches_or_a_light_incident_is_not() {
        assert!(house_with(Code::C06, |_| ()).is_empty());
        let open = house_with(Code::C06, |s| {
            without_cause(s, HINDRANCE);
            s.severity = Some(3);
        });
        assert!(open.is_empty());
        assert!(house_with(Code::C06, |s| s.causes = Some(crate::CauseMap::default())).is_empty());
    }
}

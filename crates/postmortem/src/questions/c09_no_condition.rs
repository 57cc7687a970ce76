//! C09: the map tells what set it off and how it went, and nothing that lay dormant.

use super::{Asked, Place, Subject, Value};
use crate::cause::{CauseClass, Effect};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(map) = subject.causes.as_ref().filter(|_| subject.is_incident()) else { return };
    let is_begun = map.answers(Effect::Impact).next().is_some();
    if is_begun && !map.causes().iter().any(|c| c.class == CauseClass::Condition) {
        asked.about(Place::Causes, [("causes", Value::Count(map.causes().len()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};
    use crate::CauseClass;

    #[test]
    fn triggers_alone_are_asked_about() {
        assert_eq!(house_with(Code::C09, |s| cause(s, CONDITION, |c| c.class = CauseClass::Mechanism)).len(), 1);
    }

    #[test]
    fn one_condition_is_enough_and_an_empty_map_is_asked_about_elsewhere() {
        assert!(house_with(Code::C09, |_| ()).is_empty());
        assert!(house_with(Code::C09, |s| s.causes = Some(crate::CauseMap::default())).is_empty());
    }
}

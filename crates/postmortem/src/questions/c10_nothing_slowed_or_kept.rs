//! C10: the map names nothing that slowed people down, or nothing that kept it from being worse.

use super::{Asked, Place, Subject, Value};
use crate::cause::{CauseClass, Effect};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(map) = subject.causes.as_ref().filter(|_| subject.is_incident()) else { return };
    if map.answers(Effect::Impact).next().is_none() {
        return;
    }
    let is_missing = |class: &CauseClass| !map.causes().iter().any(|c| c.class == *class);
    let missing: Vec<CauseClass> =
        [CauseClass::Hindrance, CauseClass::Mitigator].into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        asked.about(Place::Causes, [("classes", Value::Classes(missing))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Value, testing::*};
    use crate::CauseClass;

    #[test]
    fn what_is_missing_is_named() {
        let open = house_with(Code::C10, |s| without_cause(s, MITIGATOR));
        assert_eq!(open[0].data, [("classes", Value::Classes(vec![CauseClass::Mitigator]))]);
        let open = house_with(Code::C10, |s| {
            without_cause(s, MITIGATOR);
            without_cause(s, HINDRANCE);
        });
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_map_with_both_is_not_asked_about() {
        assert!(house_with(Code::C10, |_| ()).is_empty());
        assert!(house_with(Code::C10, |s| s.causes = Some(crate::CauseMap::default())).is_empty());
    }
}

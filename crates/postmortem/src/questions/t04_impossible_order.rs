//! T04: key moments stand in an order that can't be.

use super::{Asked, Place, Subject, Value};
use crate::entry::KeyMoment;

/// Which moment can't lie before which.
const ORDER: [(KeyMoment, KeyMoment); 5] = [
    (KeyMoment::ImpactStart, KeyMoment::Mitigated),
    (KeyMoment::ImpactStart, KeyMoment::Resolved),
    (KeyMoment::Detected, KeyMoment::Acknowledged),
    (KeyMoment::Detected, KeyMoment::Mitigated),
    (KeyMoment::Mitigated, KeyMoment::Resolved),
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (first, second) in ORDER {
        if let (Some(a), Some(b)) = (subject.key(first), subject.key(second))
            && b.occurred.at < a.occurred.at
        {
            asked.about(Place::Entry(b.id), [("first", Value::KeyMoment(first)), ("second", Value::KeyMoment(second))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn an_end_before_its_beginning_is_asked_about() {
        let open = house_with(Code::T04, |s| s.entries[6].occurred = at("14:01"));
        assert_eq!(open.len(), 2, "before impact start and before detection");
        assert_eq!(open[0].data.len(), 2);
    }

    #[test]
    fn moments_at_the_same_time_and_early_detection_are_fine() {
        assert!(house_with(Code::T04, |s| s.entries[7].occurred = s.entries[6].occurred.clone()).is_empty());
        assert!(house_with(Code::T04, |s| s.entries[2].occurred = at("14:01")).is_empty());
    }
}

//! T03: a key moment other than impact start is missing.

use super::{Asked, Place, Subject, Value};
use crate::entry::KeyMoment;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if !subject.is_incident() || subject.entries.is_empty() {
        return;
    }
    for moment in [KeyMoment::Detected, KeyMoment::Acknowledged, KeyMoment::Mitigated, KeyMoment::Resolved] {
        // a document rarely says who took it on, and one end of it is enough there
        let is_expected = subject.is_house()
            || moment == KeyMoment::Detected
            || (moment == KeyMoment::Resolved && subject.key(KeyMoment::Mitigated).is_none());
        if is_expected && subject.key(moment).is_none() {
            asked.about(Place::KeyMoment(moment), [("moment", Value::KeyMoment(moment))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::super::Place;
    use crate::KeyMoment;

    #[test]
    fn each_missing_moment_is_asked_about() {
        let open = house_with(Code::T03, |s| {
            s.entries[3].key_moment = None;
            s.entries[7].key_moment = None;
        });
        let places: Vec<Place> = open.iter().map(|q| q.place).collect();
        assert_eq!(places, [Place::KeyMoment(KeyMoment::Acknowledged), Place::KeyMoment(KeyMoment::Resolved)]);
    }

    #[test]
    fn a_document_needs_only_detection_and_one_end() {
        let open = document_with(Code::T03, |s, _| {
            s.entries[3].key_moment = None;
            s.entries[7].key_moment = None;
        });
        assert!(open.is_empty());
    }
}

//! T18: no change precedes impact.

use super::{Asked, Place, Subject};
use crate::entry::{Entry, EntryKind, KeyMoment};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(start) = subject.key(KeyMoment::ImpactStart).filter(|_| subject.is_house() && subject.is_incident())
    else {
        return;
    };
    let is_before = |e: &Entry| e.kind == EntryKind::Change && e.occurred.at <= start.occurred.at;
    if !subject.entries.iter().any(is_before) {
        asked.about(Place::Entry(start.id), []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::EntryKind;

    #[test]
    fn impact_without_a_change_before_it_is_asked_about() {
        assert_eq!(house_with(Code::T18, |s| s.entries[0].kind = EntryKind::Observation).len(), 1);
        assert_eq!(house_with(Code::T18, |s| s.entries[0].occurred = at("14:03")).len(), 1);
    }

    #[test]
    fn it_waits_for_impact_start() {
        let open = house_with(Code::T18, |s| {
            s.entries.remove(0);
            s.entries[0].key_moment = None;
        });
        assert!(open.is_empty());
    }
}

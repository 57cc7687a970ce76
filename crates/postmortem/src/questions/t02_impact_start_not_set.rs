//! T02: no entry marks when users began to feel it.

use super::{Asked, Level, Place, Subject};
use crate::entry::KeyMoment;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if !subject.is_incident() || subject.entries.is_empty() || subject.key(KeyMoment::ImpactStart).is_some() {
        return;
    }
    // in a document only words tell it, and words may be missed
    let level = if subject.is_house() { Level::Must } else { Level::Should };
    asked.at_most(level, Place::KeyMoment(KeyMoment::ImpactStart), []);
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::super::Level;

    #[test]
    fn impact_without_a_beginning_is_asked_about() {
        let open = house_with(Code::T02, |s| s.entries[1].key_moment = None);
        assert_eq!((open.len(), open[0].level), (1, Level::Must));
        assert_eq!(document_with(Code::T02, |s, _| s.entries[1].key_moment = None)[0].level, Level::Should);
    }

    #[test]
    fn it_is_not_asked_before_there_is_a_timeline() {
        assert!(house_with(Code::T02, |s| s.entries.clear()).is_empty());
        assert!(house_with(Code::T02, |_| ()).is_empty());
    }
}

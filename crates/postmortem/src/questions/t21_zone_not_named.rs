//! T21: a document's timeline names no zone.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_silent = subject.told.as_ref().is_some_and(|told| told.has_timeline && !told.names_zone);
    if is_silent && !subject.entries.is_empty() {
        asked.about(Place::Timeline, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn times_without_a_zone_are_asked_about() {
        assert_eq!(document_with(Code::T21, |_, told| told.names_zone = false).len(), 1);
    }

    #[test]
    fn a_named_zone_or_no_times_are_not() {
        let open = document_with(Code::T21, |s, told| {
            told.names_zone = false;
            s.entries.clear();
        });
        assert!(open.is_empty());
        assert!(house_with(Code::T21, |_| ()).is_empty());
    }
}

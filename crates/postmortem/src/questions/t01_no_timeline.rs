//! T01: no timeline is told.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let has_rows = subject.told.as_ref().is_some_and(|t| !t.unreadable.is_empty());
    if subject.is_incident() && subject.entries.is_empty() && !has_rows {
        asked.about(Place::Timeline, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Occasion;

    #[test]
    fn an_incident_without_entries_is_asked_about() {
        assert_eq!(house_with(Code::T01, |s| s.entries.clear()).len(), 1);
        assert_eq!(document_with(Code::T01, |s, _| s.entries.clear()).len(), 1);
    }

    #[test]
    fn a_drill_or_a_document_with_unread_rows_is_not() {
        let drill = house_with(Code::T01, |s| {
            s.entries.clear();
            s.occasion = Occasion::Drill;
        });
        let unread = document_with(Code::T01, |s, told| {
            s.entries.clear();
            told.unreadable.push(row("14:?? pods restart"));
        });
        assert!(drill.is_empty() && unread.is_empty());
    }
}

//! T19: a row of a document has no time that reads.

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for row in subject.told.iter().flat_map(|told| &told.unreadable) {
        asked.about(Place::Line(row.line), [("row", begins(&row.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn a_row_without_a_time_is_asked_about() {
        assert_eq!(document_with(Code::T19, |_, told| told.unreadable.push(row("14:?? pods restart"))).len(), 1);
    }

    #[test]
    fn rows_that_read_are_not() {
        assert!(document_with(Code::T19, |_, _| ()).is_empty());
    }
}

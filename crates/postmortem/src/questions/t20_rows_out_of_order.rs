//! T20: the rows of a document's timeline go backwards.

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for row in subject.told.iter().flat_map(|told| &told.backwards) {
        asked.about(Place::Line(row.line), [("row", begins(&row.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn a_row_before_the_one_above_is_asked_about() {
        assert_eq!(document_with(Code::T20, |_, told| told.backwards.push(row("13:59 rollback"))).len(), 1);
    }

    #[test]
    fn rows_in_order_are_not() {
        assert!(document_with(Code::T20, |_, _| ()).is_empty());
    }
}

//! T09: an entry rests on no evidence.

use super::{Asked, Place, Subject, Value, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if !subject.is_house() || subject.entries.is_empty() {
        return;
    }
    let bare: Vec<_> = subject.entries.iter().filter(|e| e.evidence.is_empty()).collect();
    if bare.len() > 1 && bare.len() == subject.entries.len() {
        asked.about(Place::Timeline, [("entries", Value::Count(bare.len()))]);
        return;
    }
    for entry in bare {
        asked.about(Place::Entry(entry.id), [("entries", Value::Count(1)), ("entry", begins(&entry.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::super::Place;

    #[test]
    fn each_bare_entry_is_asked_about_and_all_of_them_at_once() {
        let open = house_with(Code::T09, |s| s.entries[2].evidence.clear());
        assert_eq!(open.len(), 1);
        let open = house_with(Code::T09, |s| s.entries.iter_mut().for_each(|e| e.evidence.clear()));
        assert_eq!((open.len(), open[0].place), (1, Place::Timeline));
    }

    #[test]
    fn a_document_is_not_asked_for_evidence() {
        assert!(document_with(Code::T09, |s, _| s.entries.iter_mut().for_each(|e| e.evidence.clear())).is_empty());
        assert!(house_with(Code::T09, |_| ()).is_empty());
    }
}

//! T07: a decision that doesn't tell what was known.

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (entry, decision) in subject.decisions().filter(|_| subject.is_house()) {
        if decision.known.trim().is_empty() && decision.known_entries.is_empty() && decision.known_evidence.is_empty() {
            asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_is_missing_is_asked_about() {
        let open = house_with(Code::T07, |s| {
            let decision = s.entries[DECISION].decision.as_mut().unwrap();
            decision.known_entries.clear();
        });
        assert_eq!(open.len(), 1);
        assert_eq!(house_with(Code::T07, |s| s.entries[DECISION].decision = None).len(), 1);
    }

    #[test]
    fn what_is_told_in_another_way_is_not() {
        let open = house_with(Code::T07, |s| {
            let decision = s.entries[DECISION].decision.as_mut().unwrap();
            decision.known_entries.clear();
            decision.known = "the alert".into();
        });
        assert!(open.is_empty());
        assert!(document_with(Code::T07, |s, _| s.entries[DECISION].decision = None).is_empty());
    }
}

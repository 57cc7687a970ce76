//! T14: a decision without anyone who took it.

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (entry, decision) in subject.decisions().filter(|_| subject.is_house()) {
        if decision.deciders.is_empty() {
            asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_is_missing_is_asked_about() {
        let open = house_with(Code::T14, |s| {
            let decision = s.entries[DECISION].decision.as_mut().unwrap();
            decision.deciders.clear();
        });
        assert_eq!(open.len(), 1);
        assert_eq!(house_with(Code::T14, |s| s.entries[DECISION].decision = None).len(), 1);
    }

    #[test]
    fn what_is_told_in_another_way_is_not() {
        let open = house_with(Code::T14, |s| {
            let decision = s.entries[DECISION].decision.as_mut().unwrap();
            decision.faced.clear();
        });
        assert!(open.is_empty());
        assert!(document_with(Code::T14, |s, _| s.entries[DECISION].decision = None).is_empty());
    }
}

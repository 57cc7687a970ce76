//! P08: no service, team or department is named.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if subject.is_house() && subject.groups.is_empty() {
        asked.about(Place::Facts, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn nobody_named_is_asked_about() {
        assert_eq!(house_with(Code::P08, |s| s.groups.clear()).len(), 1);
    }

    #[test]
    fn one_service_is_enough_and_documents_are_not_asked() {
        assert!(house_with(Code::P08, |_| ()).is_empty());
        assert!(document_with(Code::P08, |s, _| s.groups.clear()).is_empty());
    }
}

//! L03: there are no lessons.

use super::{Asked, Place, Subject};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_without = match (&subject.told, &subject.learned) {
        (Some(told), _) => told.lessons.is_empty(),
        (None, Some(learned)) => learned.lessons.is_empty(),
        (None, None) => false,
    };
    if is_without && subject.is_incident() {
        asked.about(Place::Lessons, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Occasion;

    #[test]
    fn a_document_without_lessons_is_asked_about() {
        assert_eq!(house_with(Code::L03, |s| s.learned.as_mut().unwrap().lessons.clear()).len(), 1);
        assert_eq!(document_with(Code::L03, |_, told| told.lessons.clear()).len(), 1);
    }

    #[test]
    fn a_drill_and_the_house_are_not() {
        let drill = document_with(Code::L03, |s, told| {
            told.lessons.clear();
            s.occasion = Occasion::Drill;
        });
        assert!(drill.is_empty() && house_with(Code::L03, |_| ()).is_empty());
    }
}

//! L01: there are lessons, but nothing that went well.

use super::{Asked, Place, Subject, ToldLesson, ToldLessonKind};
use crate::lesson::Telling;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if let Some(learned) = &subject.learned
        && !learned.lessons.is_empty()
        && !learned.lessons.iter().any(|l| l.telling == Telling::WentWell)
    {
        asked.about(Place::Lessons, []);
    }
    let Some(told) = subject.told.as_ref().filter(|told| told.has_lessons) else { return };
    let is_sorted = told.lessons.iter().any(|l| l.kind != ToldLessonKind::Unsorted);
    let is_well = |l: &ToldLesson| l.kind == ToldLessonKind::WentWell;
    if is_sorted && !told.lessons.iter().any(is_well) {
        asked.about(Place::Lessons, []);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::questions::ToldLessonKind;

    #[test]
    fn only_what_went_wrong_is_asked_about() {
        let open = document_with(Code::L01, |_, told| told.lessons.retain(|l| l.kind != ToldLessonKind::WentWell));
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn the_house_sorts_its_lessons() {
        let open = house_with(Code::L01, |s| {
            s.learned.as_mut().unwrap().lessons.retain(|l| l.telling != crate::Telling::WentWell);
        });
        assert_eq!(open.len(), 1);
        assert!(house_with(Code::L01, |s| s.learned.as_mut().unwrap().lessons.clear()).is_empty());
        assert!(house_with(Code::L01, |_| ()).is_empty());
    }

    #[test]
    fn lessons_that_are_not_sorted_are_not() {
        let open = document_with(Code::L01, |_, told| {
            told.lessons.iter_mut().for_each(|l| l.kind = ToldLessonKind::Unsorted);
        });
        assert!(open.is_empty());
    }
}

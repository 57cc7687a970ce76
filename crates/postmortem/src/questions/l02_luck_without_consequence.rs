//! L02: a lesson tells of luck, and nothing follows from it.

use super::{Asked, Place, Subject, ToldLessonKind, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for lesson in subject.learned.iter().flat_map(|learned| &learned.lessons).filter(|l| l.is_luck_open()) {
        asked.about(Place::Lesson(lesson.id), [("lesson", begins(&lesson.text))]);
    }
    let Some(told) = &subject.told else { return };
    if told.actions.is_empty()
        && let Some(lesson) = told.lessons.iter().find(|l| l.kind == ToldLessonKind::GotLucky)
    {
        asked.about(Place::Line(lesson.line), [("lesson", begins(&lesson.text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::questions::ToldLessonKind;

    #[test]
    fn luck_without_any_action_is_asked_about() {
        assert_eq!(document_with(Code::L02, |_, told| told.actions.clear()).len(), 1);
    }

    #[test]
    fn each_luck_that_is_open_here_is_asked_about() {
        let open = house_with(Code::L02, |s| {
            s.learned.as_mut().unwrap().lessons[2].telling = crate::Telling::GotLucky(crate::Luck::Open);
        });
        assert_eq!(open.len(), 1);
        assert!(house_with(Code::L02, |_| ()).is_empty());
    }

    #[test]
    fn luck_with_actions_or_no_luck_is_not() {
        assert!(document_with(Code::L02, |_, _| ()).is_empty());
        let open = document_with(Code::L02, |_, told| {
            told.actions.clear();
            told.lessons.retain(|l| l.kind != ToldLessonKind::GotLucky);
        });
        assert!(open.is_empty());
    }
}

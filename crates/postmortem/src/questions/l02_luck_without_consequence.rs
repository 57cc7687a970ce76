//! L02: a document tells of luck, and nothing follows from it.

use super::{Asked, Place, Subject, ToldLessonKind, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
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
    fn luck_with_actions_or_no_luck_is_not() {
        assert!(document_with(Code::L02, |_, _| ()).is_empty());
        let open = document_with(Code::L02, |_, told| {
            told.actions.clear();
            told.lessons.retain(|l| l.kind != ToldLessonKind::GotLucky);
        });
        assert!(open.is_empty());
    }
}

//! P07: a name of someone who acted stands in a text for many.

use super::{Asked, Learned, Place, Subject, Value, phrases::names};
use crate::cause::CauseMap;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let mut about = |place, texts: &[&str]| {
        let stands = |name: &&String| texts.iter().any(|text| names(text, name));
        let found: Vec<String> = subject.names.iter().filter(stands).cloned().collect();
        if !found.is_empty() {
            asked.about(place, [("names", Value::Texts(found))]);
        }
    };
    for (part, text) in &subject.narrative {
        about(Place::Part(*part), &[text]);
    }
    about(Place::Facts, &[&subject.title]);
    for cause in subject.causes.iter().flat_map(CauseMap::causes) {
        about(Place::Cause(cause.id), &[&cause.text, &cause.meaning]);
    }
    for lesson in subject.learned.iter().flat_map(|learned| &learned.lessons) {
        about(Place::Lesson(lesson.id), &[&lesson.text]);
    }
    for (action, _) in subject.learned.iter().flat_map(Learned::commitments) {
        about(Place::Action(action.id), &[&action.text]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn a_full_name_is_asked_about() {
        assert_eq!(house_with(Code::P07, |s| s.narrative[5].1 = "Ada Kim rolled back.".into()).len(), 1);
        assert_eq!(house_with(Code::P07, |s| s.narrative[5].1 = "김하늘님이 되돌렸습니다.".into()).len(), 1);
        assert_eq!(house_with(Code::P07, |s| s.title = "Ada Kim's release".into()).len(), 1);
    }

    #[test]
    fn roles_and_parts_of_words_are_not() {
        for text in ["The on-call engineer, ada, rolled back.", "Canada Kimberley", "푸른김하늘"] {
            assert!(house_with(Code::P07, |s| s.narrative[5].1 = text.into()).is_empty(), "{text}");
        }
    }
}

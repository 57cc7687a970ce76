//! P10: the text still holds a placeholder.

use super::{Asked, Place, Subject, Value};

/// What templates and hasty writers leave behind.
const MARKS: [&str; 12] = [
    concat!("TO", "DO"),
    "TBD",
    concat!("FIX", "ME"),
    "XXX",
    "T.B.D.",
    "Lorem ipsum",
    "<insert",
    "[insert",
    "YYYY-MM-DD",
    "HH:mm",
    "추후 작성",
    "작성 예정",
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (part, text) in &subject.narrative {
        if let Some(mark) = mark(text) {
            asked.about(Place::Part(*part), [("written", Value::Text(mark.to_owned()))]);
        }
    }
    for entry in &subject.entries {
        if let Some(mark) = mark(&entry.text) {
            asked.about(Place::Entry(entry.id), [("written", Value::Text(mark.to_owned()))]);
        }
    }
}

fn mark(text: &str) -> Option<&'static str> {
    MARKS.into_iter().find(|mark| {
        text.match_indices(mark).any(|(at, _)| {
            let is_begun = !text[..at].ends_with(char::is_alphanumeric);
            let rest = &text[at + mark.len()..];
            is_begun && (!mark.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_a_template_left_is_asked_about() {
        for text in ["Impact: TBD", "Began at HH:mm.", "추후 작성합니다"] {
            assert_eq!(house_with(Code::P10, |s| s.narrative[4].1 = text.into()).len(), 1, "{text}");
        }
        assert_eq!(house_with(Code::P10, |s| s.entries[4].text = format!("{} ask support", super::MARKS[0])).len(), 1);
    }

    #[test]
    fn words_that_only_contain_one_are_not() {
        assert!(house_with(Code::P10, |s| s.narrative[4].1 = "The TODOs of MASTODON, xxx".into()).is_empty());
    }
}

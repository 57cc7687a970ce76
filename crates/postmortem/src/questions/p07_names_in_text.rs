//! P07: a name of someone who acted stands in a text for many.

use super::{Asked, Place, Subject, Value};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (part, text) in &subject.narrative {
        let found: Vec<String> = subject.names.iter().filter(|name| stands_in(text, name)).cloned().collect();
        if !found.is_empty() {
            asked.about(Place::Part(*part), [("names", Value::Texts(found))]);
        }
    }
    if let Some(name) = subject.names.iter().find(|name| stands_in(&subject.title, name)) {
        asked.about(Place::Facts, [("names", Value::Texts(vec![name.clone()]))]);
    }
}

/// Whether a full name stands in a text: Latin ones as whole words, Korean ones of three syllables with any ending.
/// A single word is too often something else.
fn stands_in(text: &str, name: &str) -> bool {
    let name = name.trim();
    let is_korean = name.chars().count() >= 3 && name.chars().all(|c| ('가'..='힣').contains(&c));
    if !is_korean && !name.contains(' ') {
        return false;
    }
    text.match_indices(name).any(|(at, _)| {
        let is_begun = !text[..at].ends_with(char::is_alphanumeric);
        let is_ended = is_korean || !text[at + name.len()..].starts_with(char::is_alphanumeric);
        is_begun && is_ended
    })
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

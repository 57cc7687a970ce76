//! P06: a date in the text reads two ways, or only on the day it was written.

use super::{Asked, Place, Subject, Value};
use crate::mentions;

/// Words that point to a day which later readers don't know.
const RELATIVE: [&str; 13] = [
    "yesterday",
    "today",
    "tomorrow",
    "last week",
    "this week",
    "this morning",
    "last night",
    "어제",
    "오늘",
    "내일",
    "지난주",
    "이번 주",
    "오늘 아침",
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (part, text) in &subject.narrative {
        let two_ways = mentions::days(text).into_iter().find(|d| d.date.is_none()).map(|d| text[d.at].to_owned());
        let relative = || RELATIVE.iter().find(|word| has_word(text, word)).map(|word| (*word).to_owned());
        if let Some(written) = two_ways.or_else(relative) {
            asked.about(Place::Part(*part), [("written", Value::Text(written))]);
        }
    }
}

/// Whether a word stands for itself; a Korean one may bear an ending, but begins a word.
fn has_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| {
        let is_begun = !text[..at].ends_with(char::is_alphanumeric);
        let rest = &text[at + word.len()..];
        let is_ended = !word.is_ascii() || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'');
        is_begun && is_ended
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_reads_two_ways_or_only_then_is_asked_about() {
        for text in ["On 03/04/2026 cards were declined.", "It began yesterday.", "어제부터 결제가 거절되었습니다."]
        {
            assert_eq!(house_with(Code::P06, |s| s.narrative[3].1 = text.into()).len(), 1, "{text}");
        }
    }

    #[test]
    fn clear_dates_and_longer_words_are_not() {
        for text in ["On 13/11/2026 it began.", "today's rule is another", "그제서야 알게 되었습니다"] {
            assert!(house_with(Code::P06, |s| s.narrative[3].1 = text.into()).is_empty(), "{text}");
        }
    }
}

//! Texts that are only words: most entries are one sentence without any mark, and need neither parser nor sanitiser.

/// What is longer is left to the parser.
const MAX_BYTES: usize = 10_000;

/// Whether Markdown and HTML see nothing in a text but its words: one line that begins with a letter, of letters,
/// digits, single spaces and signs that mean nothing there. In doubt, no.
pub(crate) fn is_only_words(text: &str) -> bool {
    text.len() <= MAX_BYTES
        && text.starts_with(char::is_alphabetic)
        && text.ends_with(|c: char| !c.is_whitespace())
        && text.chars().all(is_harmless)
        && !["  ", "//", "www."].iter().any(|mark| text.contains(mark))
}

fn is_harmless(c: char) -> bool {
    c.is_alphanumeric() || " ,.;:()'?!%/+#→–—…·".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Options, html, plain};

    #[test]
    fn a_sentence_is_only_words_and_what_is_marked_is_not() {
        for words in
            ["card-gateway", "see www.example.org", "http://a", "2. 첫째", "a *b*", "a_b_c", "x  y", "x\ny", ""]
        {
            assert!(!is_only_words(words), "{words}");
        }
        for words in ["Rolled back to 4.17.2 (PR #4812), 14:43", "결제가 다시 됩니다.", "Why? 50% → 3%"] {
            assert!(is_only_words(words), "{words}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_parser_would_have_said_the_same(text in "[a-zA-Z가-힣é][a-zA-Z0-9가-힣 ,.;:()'?!%/+#→–—…·wهあ𝒳]{0,40}") {
            if is_only_words(&text) {
                prop_assert_eq!(html::inline_by_parser(&text, &Options::default()), text.clone());
                prop_assert_eq!(plain::by_parser(&text), text);
            }
        }
    }
}

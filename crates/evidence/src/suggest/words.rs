//! Finds the marking words of both languages in a text. The words are data; the languages differ in their edges.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::Rule;

#[derive(Deserialize)]
struct List {
    words: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Deserialize)]
struct Language {
    negations: Vec<String>,
    #[serde(flatten)]
    rules: BTreeMap<String, List>,
}

struct Word {
    rule: Rule,
    is_korean: bool,
    except: Vec<String>,
}

struct Words {
    finder: AhoCorasick,
    marks: Vec<Word>,
    before: Vec<String>,
    after: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let read = |text: &str| toml::from_str::<Language>(text).expect("the word lists of this crate are valid");
    let (english, korean) = (read(include_str!("en.toml")), read(include_str!("ko.toml")));
    let (before, after) = (english.negations, korean.negations);
    let mut patterns = Vec::new();
    let mut words = Vec::new();
    for (rules, is_korean) in [(english.rules, false), (korean.rules, true)] {
        for (name, list) in rules {
            let rule: Rule = name.parse().expect("the word lists name rules of this crate");
            for word in list.words {
                let except = list.except.iter().filter(|e| e.starts_with(&word)).cloned().collect();
                words.push(Word { rule, is_korean, except });
                patterns.push(word);
            }
        }
    }
    let finder =
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&patterns);
    Words { finder: finder.expect("the word lists are small"), marks: words, before, after }
});

/// The rules whose words stand in the text, each with the first word found.
pub(super) fn find(text: &str) -> Vec<(Rule, &str)> {
    let lists = &*WORDS;
    let mut found: Vec<(Rule, &str)> = Vec::new();
    for hit in lists.finder.find_iter(text) {
        let word = &lists.marks[hit.pattern()];
        let (before, after) = (&text[..hit.start()], &text[hit.end()..]);
        let counts = if word.is_korean {
            counts_in_korean(word, before, &text[hit.start()..], after)
        } else {
            counts_in_english(before, after)
        };
        if counts && found.iter().all(|(rule, _)| *rule != word.rule) {
            found.push((word.rule, &text[hit.start()..hit.end()]));
        }
    }
    found
}

fn counts_in_english(before: &str, after: &str) -> bool {
    // Korean particles may follow an English word at once
    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if before.chars().next_back().is_some_and(is_inner) || after.chars().next().is_some_and(is_inner) {
        return false;
    }
    let sentence = before
        .rsplit(['.', '!', '?', '\n', ',', ';'])
        .next()
        .unwrap_or_default()
        .to_lowercase()
        .replace('\u{2019}', "'");
    let near: Vec<&str> = sentence.split_whitespace().rev().take(4).collect();
    let near = format!(" {} ", near.into_iter().rev().collect::<Vec<_>>().join(" "));
    !WORDS.before.iter().any(|no| near.contains(&format!(" {no} ")))
}

fn counts_in_korean(word: &Word, before: &str, from: &str, after: &str) -> bool {
    let is_hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    if before.chars().next_back().is_some_and(is_hangul) || word.except.iter().any(|e| from.starts_with(e.as_str())) {
        return false;
    }
    let near: String = after.chars().take(8).take_while(|c| !matches!(c, '.' | '!' | '?' | '\n' | ',')).collect();
    !WORDS.after.iter().any(|no| near.contains(no.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<&'static str> {
        find(text).into_iter().map(|(rule, _)| rule.as_str()).collect()
    }

    #[test]
    fn words_are_found_in_both_languages() {
        for (text, rule) in [
            ("Rolling back now", "rollback_word"),
            ("지금 롤백합니다", "rollback_word"),
            ("rollback을 시작할게요", "rollback_word"),
            ("deployed v2 to prod", "deploy_word"),
            ("배포가 끝났습니다", "deploy_word"),
            ("재배포했어요", "deploy_word"),
            ("쓰기 복구됐습니다", "recovery_word"),
            ("writes recovered at 14:02", "recovery_word"),
            ("SEV2 선언합니다", "declaration_word"),
            ("declaring a SEV2", "declaration_word"),
            ("장애 선언하겠습니다", "declaration_word"),
            ("we decided to wait", "decision_word"),
            ("그렇게 하기로 했습니다", "decision_word"),
            ("checkout is down", "detection_word"),
            ("결제 오류율이 42%예요", "detection_word"),
            ("paging the db team", "escalation_word"),
            ("온콜 호출했습니다", "escalation_word"),
            ("상태 페이지 업데이트했습니다", "status_page_word"),
        ] {
            assert!(rules(text).contains(&rule), "{text}: {:?}", rules(text));
        }
    }

    #[test]
    fn parts_of_other_words_and_negations_do_not_count() {
        for text in [
            "undeployed",
            "shippedx",
            "리눅스 배포판 추천해 주세요",
            "미해결 과제",
            "we are not rolling back",
            "no need to roll back",
            "아직 복구되지 않았습니다",
            "롤백하지 말아 주세요",
            "lunch?",
            "unresolved",
            "감복구",
            "I haven't deployed",
        ] {
            assert_eq!(rules(text), Vec::<&str>::new(), "{text}");
        }
    }
}

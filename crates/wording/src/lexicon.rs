//! The language data of all rules, read once: what to look for first, the patterns around it, the texts.
//!
//! Two steps: one pass over a document for triggers, then the patterns of the triggered rules around each.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use postmortem::Locale;
use regex::Regex;
use serde::Deserialize;

use crate::{
    rule::{Place, Rule},
    rules::{self, ALL},
};

/// What the data file of a family says on a rule in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Why what it finds hinders learning.
    pub reason: String,
    /// What to ask instead.
    pub question: String,
    /// Words without which no pattern matches.
    triggers: Vec<String>,
    /// Patterns; `{name}` is a list of words.
    find: Vec<String>,
    /// Patterns that count only beside other words of their sentence.
    #[serde(default)]
    beside: Vec<Beside>,
    /// Patterns that count only where the document writes what they find with a capital: names.
    #[serde(default)]
    named: Named,
    /// Patterns that take back a match they touch.
    #[serde(default)]
    except: Vec<String>,
    /// Patterns that take back every match of their sentence.
    #[serde(default)]
    unless: Vec<String>,
    /// Examples in which the rule finds something.
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are read by people and tests"))]
    finds: Vec<String>,
    /// Examples in which it must not.
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are read by people and tests"))]
    passes: Vec<String>,
}

/// Patterns that count only where their sentence bears other words too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    find: Vec<String>,
    needs: Vec<String>,
}

/// Patterns of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    find: Vec<String>,
    /// What is written with a capital as well but is nobody's name.
    not: Vec<String>,
}

type Lists = BTreeMap<String, Vec<String>>;

/// The patterns of a rule in one language.
#[derive(Debug)]
pub struct Patterns {
    /// The rule.
    pub rule: &'static Rule,
    /// Whose words these are.
    pub language: Locale,
    find: Vec<Find>,
    except: Option<Pattern>,
    unless: Option<Pattern>,
}

/// What is looked for, and on which condition.
#[derive(Debug)]
struct Find {
    pattern: Pattern,
    needs: Option<Pattern>,
    /// Looks for a name, if it is there: what is none.
    names: Option<Pattern>,
}

/// A pattern that is built when it is first needed.
#[derive(Debug)]
struct Pattern(String, OnceLock<Regex>);

impl Pattern {
    fn of(patterns: &[String], lists: &Lists, language: Locale) -> Option<Self> {
        let bound = |it: &String| match language {
            Locale::Ko => format!("(?:{})", expand(it, lists)),
            Locale::En if ["$", " ", "$)"].iter().any(|end| it.ends_with(end)) => {
                format!(r"(?-u:\b)(?:{})", expand(it, lists))
            }
            // a Korean particle may follow an English word at once, so only ASCII counts
            Locale::En => format!(r"(?-u:\b)(?:{})(?-u:\b)", expand(it, lists)),
        };
        let all: Vec<String> = patterns.iter().map(bound).collect();
        (!all.is_empty()).then(|| Self(all.join("|"), OnceLock::new()))
    }

    fn regex(&self) -> &Regex {
        self.1.get_or_init(|| Regex::new(&self.0).expect("the patterns of this crate are valid"))
    }
}

/// Puts the words of a list in the place of its name.
fn expand(pattern: &str, lists: &Lists) -> String {
    let mut out = pattern.to_owned();
    // lists may name lists
    for _ in 0..3 {
        for (name, words) in lists {
            out = out.replace(&format!("{{{name}}}"), &format!("(?:{})", words.join("|")));
        }
    }
    out
}

impl Patterns {
    fn of(rule: &'static Rule, language: Locale, data: &Texts, lists: &Lists) -> Self {
        let pattern = |all: &[String]| Pattern::of(all, lists, language);
        let mut find = Vec::new();
        let mut add = |all: &[String], needs: &[String], names: &[String]| {
            let (needs, names) = (pattern(needs), pattern(names));
            find.extend(pattern(all).map(|pattern| Find { pattern, needs, names }));
        };
        add(&data.find, &[], &[]);
        data.beside.iter().for_each(|it| add(&it.find, &it.needs, &[]));
        add(&data.named.find, &[], &data.named.not);
        Self { rule, language, find, except: pattern(&data.except), unless: pattern(&data.unless) }
    }

    /// Calls back with what the patterns match in a sentence, and lets the rule itself decide.
    pub fn each(&self, sentence: &Sentence, mut found: impl FnMut(Range<usize>)) {
        let mut excepted: Option<Vec<Range<usize>>> = None;
        for find in &self.find {
            let mut at = 0;
            while let Some(hit) = find.pattern.regex().find_at(sentence.words, at) {
                if excepted.is_none() {
                    if self.unless.as_ref().is_some_and(|it| it.regex().is_match(sentence.words)) {
                        return;
                    }
                    let all = self.except.iter().flat_map(|it| it.regex().find_iter(sentence.words));
                    excepted = Some(all.map(|it| it.range()).collect());
                }
                if self.counts(find, sentence, hit.range(), excepted.as_deref().unwrap_or_default()) {
                    found(hit.range());
                    at = hit.end();
                } else {
                    at = hit.start() + sentence.words[hit.start()..].chars().next().map_or(1, char::len_utf8);
                }
            }
        }
    }

    fn counts(&self, find: &Find, sentence: &Sentence, part: Range<usize>, excepted: &[Range<usize>]) -> bool {
        let is_within_a_word = self.language == Locale::Ko && sentence.words[..part.start].ends_with(is_hangul);
        let is_excepted = || excepted.iter().any(|it| it.start < part.end && part.start < it.end);
        let place = Place { language: self.language, sentence: sentence.words, part: part.clone() };
        !is_within_a_word
            && !is_excepted()
            && find.needs.as_ref().is_none_or(|it| it.regex().is_match(sentence.words))
            && find.names.as_ref().is_none_or(|not| {
                (sentence.is_capital)(part.start) && !not.regex().is_match(&sentence.words[part.clone()])
            })
            && (self.rule.keep)(&place)
    }
}

/// A sentence as patterns read it.
pub struct Sentence<'a> {
    /// The words, in lower case.
    pub words: &'a str,
    /// Whether the document writes the letter at a byte of the words as a capital.
    pub is_capital: &'a dyn Fn(usize) -> bool,
}

fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

/// All language data.
#[derive(Debug)]
pub struct Lexicon {
    /// Finds the triggers.
    pub finder: AhoCorasick,
    /// Which patterns each trigger calls, as bits.
    pub calls: Vec<u64>,
    /// The patterns.
    pub patterns: Vec<Patterns>,
    texts: Vec<[Texts; 2]>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(load);

/// The language data, read once.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The texts of a rule.
pub fn texts(rule: &Rule, locale: Locale) -> &'static Texts {
    let at = ALL.iter().position(|it| *it == rule).expect("a rule stands in the list");
    &lexicon().texts[at][locale as usize]
}

fn load() -> Lexicon {
    let lists = rules::LISTS.map(|text| toml::from_str::<Lists>(text).expect("the lists of this crate are valid"));
    let mut families: Vec<[BTreeMap<String, Texts>; 2]> = rules::DATA
        .iter()
        .map(|data| data.map(|text| toml::from_str(text).expect("the data of this crate are valid")))
        .collect();
    let mut triggers: BTreeMap<String, u64> = BTreeMap::new();
    let mut patterns = Vec::new();
    let mut texts = Vec::new();
    for rule in ALL {
        let both = Locale::ALL.map(|language| {
            let data = families[rule.family as usize][language as usize].remove(rule.name);
            let data = data.expect("every rule has its data in both languages");
            for trigger in &data.triggers {
                *triggers.entry(trigger.clone()).or_default() |= 1 << patterns.len();
            }
            patterns.push(Patterns::of(rule, language, &data, &lists[language as usize]));
            data
        });
        texts.push(both);
    }
    assert!(patterns.len() <= 64, "a trigger calls patterns by the bits of one number");
    let finder = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(triggers.keys())
        .expect("the triggers are few");
    Lexicon { finder, calls: triggers.into_values().collect(), patterns, texts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn every_example_does_what_it_says() {
        let mut wrong = Vec::new();
        for rule in ALL {
            for locale in Locale::ALL {
                let texts = texts(rule, locale);
                let has = |text: &str| check(text).findings.iter().any(|finding| finding.rule == *rule);
                wrong.extend(texts.finds.iter().filter(|it| !has(it)).map(|it| format!("{}: misses {it}", rule.id)));
                wrong.extend(texts.passes.iter().filter(|it| has(it)).map(|it| format!("{}: finds {it}", rule.id)));
                assert!(texts.finds.len() >= 3 && texts.passes.len() >= 2, "{} {locale:?}: too few examples", rule.id);
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_text_asks_and_never_accuses() {
        for rule in ALL {
            for locale in Locale::ALL {
                assert!(rule.question(locale).ends_with('?'), "{}", rule.id);
                assert!(rule.reason(locale).ends_with('.'), "{}", rule.id);
            }
        }
    }

    #[test]
    fn nothing_is_left_over_in_the_data() {
        for (family, data) in rules::DATA.iter().enumerate() {
            for text in data {
                let all: BTreeMap<String, Texts> = toml::from_str(text).unwrap();
                let n = ALL.iter().filter(|rule| rule.family as usize == family).count();
                assert_eq!(all.len(), n, "{:?}", all.keys());
            }
        }
    }

    /// A pattern that no trigger calls finds nothing, silently.
    #[test]
    fn triggers_call_whatever_the_patterns_find() {
        let labelled = [include_str!("../tests/labelled/en.tsv"), include_str!("../tests/labelled/ko.tsv")].concat();
        let examples = ALL.iter().flat_map(|rule| Locale::ALL.map(|it| texts(rule, it).finds.iter()));
        let mut sentences: Vec<String> = examples.flatten().map(|it| it.to_lowercase()).collect();
        sentences.extend(labelled.lines().filter_map(|line| Some(line.split_once('\t')?.1.to_lowercase())));
        let lexicon = lexicon();
        let mut silent = Vec::new();
        for sentence in &sentences {
            let calls =
                lexicon.finder.find_overlapping_iter(sentence).fold(0, |all, hit| all | lexicon.calls[hit.pattern()]);
            for (at, patterns) in lexicon.patterns.iter().enumerate() {
                let sentence = Sentence { words: sentence, is_capital: &|_| true };
                patterns.each(&sentence, |part| {
                    if calls & (1 << at) == 0 {
                        silent.push(format!("{}: {}", patterns.rule.id, &sentence.words[part]));
                    }
                });
            }
        }
        assert!(silent.is_empty(), "{}", silent.join("\n"));
    }
}

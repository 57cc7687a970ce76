//! The language data of all rules, read once: what to look for first, the patterns around it, the texts.
//!
//! Two steps: one pass over a document for triggers, then the patterns of the triggered groups around each.

use std::{collections::BTreeMap, sync::LazyLock};

use postmortem::Locale;
use serde::Deserialize;

use crate::{
    finder::Finder,
    patterns::{Group, Guard},
    rule::Rule,
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
    /// Words of which one has to stand in the sentence too; none where it is empty.
    #[serde(default)]
    with: Vec<String>,
    /// Patterns; `{name}` is a list of words.
    find: Vec<String>,
    /// More patterns, each lot with triggers of its own.
    #[serde(default)]
    also: Vec<Also>,
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

/// Patterns that are rarer than the rule's own, or count on a condition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    /// Words without which no pattern matches.
    triggers: Vec<String>,
    /// Words of which one has to stand in the sentence too; none where it is empty.
    #[serde(default)]
    with: Vec<String>,
    /// The patterns.
    pub find: Vec<String>,
    /// Patterns of which one has to match in the sentence too.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Looks for names, which the document writes with a capital: what is written so but is nobody's name.
    #[serde(default)]
    pub names_but: Vec<String>,
}

/// Lists of words that patterns name.
pub type Lists = BTreeMap<String, Vec<String>>;

/// Which groups of patterns a trigger calls, as bits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Calls {
    first: u128,
    with: u128,
}

impl Calls {
    /// What both call.
    pub fn and(self, other: Self) -> Self {
        Self { first: self.first | other.first, with: self.with | other.with }
    }

    /// The groups that are called, where they need no second word or it is there too.
    pub fn groups(self, lexicon: &Lexicon) -> impl Iterator<Item = usize> + use<> {
        let mut left = self.first & (self.with | lexicon.alone);
        std::iter::from_fn(move || {
            let at = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (at < 128).then_some(at)
        })
    }
}

/// All language data.
#[derive(Debug)]
pub struct Lexicon {
    /// Finds the triggers.
    pub finder: Finder,
    /// What each trigger calls.
    pub calls: Vec<Calls>,
    /// The groups of patterns.
    pub groups: Vec<Group>,
    /// The groups that need no second word.
    alone: u128,
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

#[derive(Default)]
struct Loading {
    triggers: BTreeMap<String, Calls>,
    groups: Vec<Group>,
    alone: u128,
}

impl Loading {
    fn add(&mut self, group: Group, triggers: &[String], with: &[String]) {
        let bit = 1u128 << self.groups.len();
        triggers.iter().for_each(|it| self.triggers.entry(it.clone()).or_default().first |= bit);
        with.iter().for_each(|it| self.triggers.entry(it.clone()).or_default().with |= bit);
        if with.is_empty() {
            self.alone |= bit;
        }
        self.groups.push(group);
    }
}

fn load() -> Lexicon {
    let lists = rules::LISTS.map(|text| toml::from_str::<Lists>(text).expect("the lists of this crate are valid"));
    let mut families: Vec<[BTreeMap<String, Texts>; 2]> = rules::DATA
        .iter()
        .map(|data| data.map(|text| toml::from_str(text).expect("the data of this crate are valid")))
        .collect();
    let mut loading = Loading::default();
    let mut texts = Vec::new();
    for rule in ALL {
        let both = Locale::ALL.map(|language| {
            let data = families[rule.family as usize][language as usize].remove(rule.name);
            let data = data.expect("every rule has its data in both languages");
            let lists = &lists[language as usize];
            let guard = Guard::of(rule, language, &data.except, &data.unless, lists);
            loading.add(Group::of(&guard, &data.find, lists), &data.triggers, &data.with);
            for it in &data.also {
                loading.add(Group::also(&guard, it, lists), &it.triggers, &it.with);
            }
            data
        });
        texts.push(both);
    }
    let Loading { triggers, groups, alone } = loading;
    assert!(groups.len() <= 128, "a trigger calls groups by the bits of one number");
    let finder = Finder::of(triggers.keys());
    Lexicon { finder, calls: triggers.into_values().collect(), groups, alone, texts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, patterns::Sentence};

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
            let mut calls = Calls::default();
            lexicon.finder.each(sentence, |_, trigger| calls = calls.and(lexicon.calls[trigger]));
            let called: Vec<usize> = calls.groups(lexicon).collect();
            for (at, group) in lexicon.groups.iter().enumerate() {
                let sentence = Sentence { words: sentence, is_capital: &|_| true };
                group.each(&sentence, |part| {
                    if !called.contains(&at) {
                        silent.push(format!("{}: {}", group.rule().id, &sentence.words[part]));
                    }
                });
            }
        }
        assert!(silent.is_empty(), "{}", silent.join("\n"));
    }
}

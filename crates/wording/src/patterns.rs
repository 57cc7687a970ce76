//! Patterns over a sentence: built when first needed, with what takes a match back.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use postmortem::Locale;
use regex::{Regex, RegexBuilder};

use crate::{
    lexicon::{Also, Lists},
    rule::{Place, Rule},
};

/// What the automaton of a pattern may hold; too little, and it is thrown away and built anew all the time.
const AUTOMATON: usize = 16 << 20;

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
        let build = || RegexBuilder::new(&self.0).dfa_size_limit(AUTOMATON).build();
        self.1.get_or_init(|| build().expect("the patterns of this crate are valid"))
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

/// Whose patterns these are, and what takes a match of any of them back.
#[derive(Debug)]
pub struct Guard {
    rule: &'static Rule,
    language: Locale,
    except: Option<Pattern>,
    unless: Option<Pattern>,
}

impl Guard {
    /// The guard of a rule in one language.
    pub fn of(rule: &'static Rule, language: Locale, except: &[String], unless: &[String], lists: &Lists) -> Arc<Self> {
        let pattern = |all: &[String]| Pattern::of(all, lists, language);
        Arc::new(Self { rule, language, except: pattern(except), unless: pattern(unless) })
    }

    fn excepted(&self, sentence: &str) -> Vec<Range<usize>> {
        let all = self.except.iter().flat_map(|it| it.regex().find_iter(sentence));
        all.map(|it| it.range()).collect()
    }
}

/// Patterns of a rule in one language that are called together.
#[derive(Debug)]
pub struct Group {
    guard: Arc<Guard>,
    find: Pattern,
    needs: Option<Pattern>,
    /// Looks for a name, if it is there: what is none.
    names_but: Option<Pattern>,
}

impl Group {
    /// Patterns that say all.
    pub fn of(guard: &Arc<Guard>, find: &[String], lists: &Lists) -> Self {
        let find = Pattern::of(find, lists, guard.language).expect("every group looks for something");
        Self { guard: Arc::clone(guard), find, needs: None, names_but: None }
    }

    /// Patterns on a condition.
    pub fn also(guard: &Arc<Guard>, also: &Also, lists: &Lists) -> Self {
        let pattern = |all: &[String]| Pattern::of(all, lists, guard.language);
        let (needs, names_but) = (pattern(&also.needs), pattern(&also.names_but));
        Self { needs, names_but, ..Self::of(guard, &also.find, lists) }
    }

    /// The rule.
    pub fn rule(&self) -> &'static Rule {
        self.guard.rule
    }

    /// Whose words these are.
    pub fn language(&self) -> Locale {
        self.guard.language
    }

    /// Calls back with what the patterns match in a sentence, and lets the rule itself decide.
    pub fn each(&self, sentence: &Sentence, mut found: impl FnMut(Range<usize>)) {
        let mut excepted: Option<Vec<Range<usize>>> = None;
        let mut at = 0;
        while let Some(hit) = self.find.regex().find_at(sentence.words, at) {
            if excepted.is_none() && self.is_off(sentence) {
                return;
            }
            let excepted = excepted.get_or_insert_with(|| self.guard.excepted(sentence.words));
            if self.counts(sentence, &hit.range(), excepted) {
                found(hit.range());
                at = hit.end();
            } else {
                at = hit.start() + sentence.words[hit.start()..].chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    /// Whether nothing in the sentence counts.
    fn is_off(&self, sentence: &Sentence) -> bool {
        self.needs.as_ref().is_some_and(|it| !it.regex().is_match(sentence.words))
            || self.guard.unless.as_ref().is_some_and(|it| it.regex().is_match(sentence.words))
    }

    fn counts(&self, sentence: &Sentence, part: &Range<usize>, excepted: &[Range<usize>]) -> bool {
        let is_within_a_word = self.language() == Locale::Ko && sentence.words[..part.start].ends_with(is_hangul);
        let is_excepted = || excepted.iter().any(|it| it.start < part.end && part.start < it.end);
        let is_name =
            |but: &Pattern| (sentence.is_capital)(part.start) && !but.regex().is_match(&sentence.words[part.clone()]);
        let place = Place { language: self.language(), sentence: sentence.words, part: part.clone() };
        !is_within_a_word && !is_excepted() && self.names_but.as_ref().is_none_or(is_name) && (self.rule().keep)(&place)
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

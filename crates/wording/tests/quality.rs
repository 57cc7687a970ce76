//! How well the rules find: precision and recall over the sentences labelled here, and what real corpora bring.
//!
//! Floors are what was reached; a change that finds worse fails. The documentation tells the same figures.

use std::{collections::BTreeMap, path::PathBuf};

use postmortem::Locale;
use wording::{Family, check};

const SENTENCES: [&str; 2] = [include_str!("labelled/en.tsv"), include_str!("labelled/ko.tsv")];

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

/// Counts by sentence and family: a family found in a sentence is right where the label names it.
fn count(locale: Locale, details: &mut Vec<String>) -> BTreeMap<&'static str, Count> {
    let mut counts: BTreeMap<&str, Count> = Family::ALL.map(|it| (it.as_str(), Count::default())).into();
    for line in SENTENCES[locale as usize].lines().filter(|line| !line.starts_with('#')) {
        let (label, sentence) = line.split_once('\t').unwrap_or_else(|| panic!("no label: {line}"));
        let wanted: Vec<&str> = label.split(',').filter(|it| *it != "-").collect();
        assert!(wanted.iter().all(|it| counts.contains_key(it)), "{line}");
        let found: Vec<&str> = check(sentence).findings.iter().map(|it| it.rule.family.as_str()).collect();
        for (family, count) in &mut counts {
            match (wanted.contains(family), found.contains(family)) {
                (true, true) => count.right += 1,
                (true, false) => count.missed += 1,
                (false, true) => count.wrong += 1,
                (false, false) => continue,
            }
            if wanted.contains(family) != found.contains(family) {
                details.push(format!("{} {family}: {line}", if found.contains(family) { "wrong" } else { "missed" }));
            }
        }
    }
    counts
}

#[test]
fn the_rules_find_what_was_labelled() {
    for locale in Locale::ALL {
        let mut details = Vec::new();
        let counts = count(locale, &mut details);
        let mut all = Count::default();
        for (family, count) in &counts {
            println!("{} {family}: {count:?}, {:.2} {:.2}", locale.as_str(), count.precision(), count.recall());
            all.right += count.right;
            all.wrong += count.wrong;
            all.missed += count.missed;
        }
        println!("{} all: {all:?}, precision {:.3}, recall {:.3}", locale.as_str(), all.precision(), all.recall());
        println!("{}", details.join("\n"));
        for (family, count) in counts {
            assert!(count.precision() >= 0.95 && count.recall() >= 0.85, "{} {family}: {count:?}", locale.as_str());
        }
        assert!(all.precision() >= 0.98 && all.recall() >= 0.9, "{}: {all:?}", locale.as_str());
    }
}

#[test]
fn each_set_is_large_enough_to_say_something() {
    for set in SENTENCES {
        let n = set.lines().filter(|line| !line.starts_with('#')).count();
        let n_clean = set.lines().filter(|line| line.starts_with("-\t")).count();
        assert!(n >= 200 && n_clean >= 60, "{n} sentences, {n_clean} clean ones");
    }
}

/// The real documents beside the project, if they are there.
fn corpus() -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/corpus.jsonl");
    std::fs::read_to_string(&file).ok()
}

#[test]
fn real_postmortems_are_read_without_a_stumble() {
    let Some(corpus) = corpus() else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let mut words = [0usize; 2];
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in corpus.lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        let (text, lang) = (document["text"].as_str().unwrap(), document["lang"].as_str().unwrap());
        let locale: Locale = lang.parse().unwrap();
        words[locale as usize] += text.split_whitespace().count();
        for finding in check(text).findings {
            *found.entry((locale.as_str(), finding.rule.id)).or_default() += 1;
            assert!(!text[finding.span.clone()].trim().is_empty(), "{}: {finding:?}", document["id"]);
        }
    }
    for locale in Locale::ALL {
        let n: usize = found.iter().filter(|((lang, _), _)| *lang == locale.as_str()).map(|(_, n)| n).sum();
        let words = words[locale as usize];
        println!(
            "{}: {n} findings in {words} words, {:.2} per 1,000",
            locale.as_str(),
            n as f64 * 1000.0 / words as f64
        );
        assert!(n > 0 && n * 1000 < words * 8, "{n} in {words} words: too noisy to be read");
    }
    println!("{found:#?}");
}

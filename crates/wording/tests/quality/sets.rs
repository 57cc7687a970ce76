//! The labelled sentences: written by us and shipped, and drawn from real documents that stand beside the project.

use std::{collections::HashMap, path::PathBuf};

use postmortem::Locale;
use sha2::{Digest, Sha256};
use wording::{Family, Finding, check};

const WRITTEN: [&str; 2] = [include_str!("../labelled/en.tsv"), include_str!("../labelled/ko.tsv")];
const REAL: [&str; 2] = [include_str!("../labelled/real-en.tsv"), include_str!("../labelled/real-ko.tsv")];

/// A labelled sentence, and what the rules find in it.
#[derive(Debug, Clone)]
pub struct Sentence {
    pub text: String,
    pub wanted: Vec<String>,
    pub found: Vec<String>,
    /// Not looked at while the rules were mended.
    pub is_held_out: bool,
}

fn families(label: &str) -> Vec<String> {
    let all: Vec<String> = label.split(',').filter(|it| *it != "-").map(str::to_owned).collect();
    assert!(all.iter().all(|it| Family::ALL.iter().any(|family| family.as_str() == it)), "{label}");
    all
}

fn found<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<String> {
    let mut all: Vec<String> = findings.into_iter().map(|it| it.rule.family.as_str().to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

fn lines(set: &'static str) -> impl Iterator<Item = &'static str> {
    set.lines().filter(|line| !line.starts_with('#'))
}

/// The sentences that we wrote.
pub fn written(locale: Locale) -> Vec<Sentence> {
    let read = |line: &'static str| {
        let (label, text) = line.split_once('\t').unwrap_or_else(|| panic!("no label: {line}"));
        let found = found(&check(text).findings);
        Sentence { text: text.to_owned(), wanted: families(label), found, is_held_out: false }
    };
    lines(WRITTEN[locale as usize]).map(read).collect()
}

/// A real document.
pub struct Document {
    pub locale: Locale,
    pub text: String,
    pub findings: Vec<Finding>,
}

/// The real documents, by their id.
pub type Documents = HashMap<String, Document>;

fn data(file: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    // a worktree stands one floor deeper
    let deeper = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data");
    [folder, deeper].iter().find_map(|it| std::fs::read_to_string(it.join(file)).ok())
}

/// Reads the real documents, if they are there.
pub fn documents() -> Option<Documents> {
    let mut documents = Documents::new();
    for line in data("corpus.jsonl")?.lines() {
        let document: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = document["text"].as_str().unwrap().to_owned();
        let locale = document["lang"].as_str().unwrap().parse().unwrap();
        let findings = check(&text).findings;
        documents.insert(document["id"].as_str().unwrap().to_owned(), Document { locale, text, findings });
    }
    Some(documents)
}

/// The sentences of real documents; each finding counts where it stands in its document.
pub fn real(locale: Locale, documents: &Documents) -> Option<Vec<Sentence>> {
    let mined = data("language/mined/candidates.tsv")?;
    let mined: Vec<&str> = mined.lines().collect();
    let read = |line: &'static str| {
        let row: Vec<&str> = line.split('\t').collect();
        let [id, byte, bytes, hash, _drawn, part, label] = row[..] else { panic!("not seven columns: {line}") };
        let (text, found) = if let Some(n) = id.strip_prefix("mined/") {
            let text = mined[n.parse::<usize>().unwrap()].rsplit('\t').next().unwrap();
            (text, found(&check(text).findings))
        } else {
            let document = &documents[id];
            let begin: usize = byte.parse().unwrap();
            let end = begin + bytes.parse::<usize>().unwrap();
            let is_here = |it: &&Finding| it.span.start < end && begin < it.span.end;
            (&document.text[begin..end], found(document.findings.iter().filter(is_here)))
        };
        let begins: String = Sha256::digest(text)[..8].iter().map(|it| format!("{it:02x}")).collect();
        assert_eq!(begins, hash, "another text stands there: {line}");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Sentence { text, wanted: families(label), found, is_held_out: part == "held" }
    };
    Some(lines(REAL[locale as usize]).map(read).collect())
}

/// How many sentences a language has: written by us, real, clean ones among those written.
pub fn sizes(locale: Locale) -> [usize; 3] {
    let written = WRITTEN[locale as usize];
    [
        lines(written).count(),
        lines(REAL[locale as usize]).count(),
        lines(written).filter(|it| it.starts_with("-\t")).count(),
    ]
}

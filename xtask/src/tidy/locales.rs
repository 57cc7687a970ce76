//! What is said in one language is said in the other.
//! Compares keys and variables; never the words themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Finding, Tree, has_extension};

const EN: &str = "crates/views/locales/en/";
const KO: &str = "crates/views/locales/ko/";

/// A message or an attribute of one: where it stands, and the variables that it uses.
struct Message<'a> {
    path: &'a str,
    line: usize,
    variables: BTreeSet<&'a str>,
}

type Messages<'a> = BTreeMap<String, Message<'a>>;

/// Checks the messages of both languages.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let en = read(tree, EN, &mut findings);
    let ko = read(tree, KO, &mut findings);
    for (here, there, language) in [(&en, &ko, "Korean"), (&ko, &en, "English")] {
        for (key, message) in here {
            if !there.contains_key(key) {
                findings.push(Finding::at(message.path, message.line, format!("{key} is missing in {language}")));
            }
        }
    }
    // Korean may leave a number or a name out; one that English does not know is a slip
    for (key, message) in &ko {
        let known = en.get(key).map(|it| &it.variables);
        for variable in message.variables.iter().filter(|it| known.is_some_and(|known| !known.contains(*it))) {
            findings.push(Finding::at(
                message.path,
                message.line,
                format!("{key} uses ${variable}, which English does not"),
            ));
        }
    }
    findings
}

fn read<'a>(tree: &'a Tree, folder: &str, findings: &mut Vec<Finding>) -> Messages<'a> {
    let mut messages = Messages::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.starts_with(folder) && has_extension(path, "ftl")) {
        let mut current = None;
        let mut message = String::new();
        for (at, line) in text.lines().enumerate() {
            if let Some(key) = key_of(line) {
                let key = if let Some(attribute) = key.strip_prefix('.') {
                    format!("{message}.{attribute}")
                } else {
                    key.clone_into(&mut message);
                    message.clone()
                };
                let new = Message { path, line: at + 1, variables: BTreeSet::new() };
                if messages.insert(key.clone(), new).is_some() {
                    findings.push(Finding::at(path, at + 1, format!("{key} is there twice")));
                }
                current = Some(key);
            }
            let is_comment = line.starts_with('#');
            if let Some(message) = current.as_ref().and_then(|key| messages.get_mut(key))
                && !is_comment
            {
                message.variables.extend(variables(line));
            }
        }
    }
    messages
}

/// Reads the key of a line that begins a message (`key =`) or, indented, an attribute (`.key =`).
fn key_of(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('=')?;
    let key = before.trim();
    let is_indented = before.starts_with(' ');
    let name = if is_indented { key.strip_prefix('.')? } else { key.strip_prefix('-').unwrap_or(key) };
    let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    is_name.then_some(key)
}

/// Lists the `$name`s inside braces.
fn variables(line: &str) -> impl Iterator<Item = &str> {
    line.split('{')
        .skip(1)
        .filter_map(|it| it.split(['}', '>']).next())
        .flat_map(|inside| inside.split('$').skip(1))
        .map(|rest| {
            let end =
                rest.find(|it: char| !(it.is_ascii_alphanumeric() || it == '-' || it == '_')).unwrap_or(rest.len());
            rest[..end].trim_end_matches('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(en: &str, ko: &str) -> Vec<String> {
        let tree =
            Tree::sample(&[("crates/views/locales/en/timeline.ftl", en), ("crates/views/locales/ko/timeline.ftl", ko)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_keys_pass() {
        let en = "# a comment = none\nentries = { $n ->\n    [one] One entry\n   *[other] { $n } entries\n }\n    .title = The entries\n-brand = inquest\n";
        let ko = "entries = 항목 { $n }개\n    .title = 항목\n-brand = inquest\n";
        assert_eq!(complaints(en, ko), Vec::<String>::new());
    }

    #[test]
    fn a_key_of_one_language_is_named() {
        assert_eq!(
            complaints("a = A\nb = B\n", "a = 가\n"),
            ["crates/views/locales/en/timeline.ftl:2: b is missing in Korean"]
        );
        assert_eq!(
            complaints("a = A\n", "a = 가\n    .title = 나\n"),
            ["crates/views/locales/ko/timeline.ftl:2: a.title is missing in English"]
        );
    }

    #[test]
    fn a_key_that_is_there_twice_is_named() {
        assert_eq!(complaints("a = A\na = B\n", "a = 가\n").len(), 1);
    }

    #[test]
    fn a_variable_that_english_does_not_know_is_named() {
        assert_eq!(
            complaints("a = By { $name }\n", "a = { $nmae }님이\n"),
            ["crates/views/locales/ko/timeline.ftl:1: a uses $nmae, which English does not"]
        );
    }
}

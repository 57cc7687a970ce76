//! How a source file looks: a head, a bearable length, nothing left lying about,
//! and no look at the environment from below the command line.

use crate::tree::{Finding, Tree, has_extension, is_material};

/// A file of code may have this many lines.
const LONGEST: usize = 700;

/// Longer all the same, with the reason in a comment. The list may only shrink.
const LONGER: &[&str] = &[];

/// Rooms that may read the environment.
const ENVIRONMENT: &[&str] = &["crates/cli/", "crates/testkit/", "xtask/"];

/// Spelled in halves, so that this file does not complain of itself.
const LEFT_BEHIND: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const MACROS: &[&str] = &[concat!("db", "g!("), concat!("to", "do!("), concat!("unimpl", "emented!(")];
const LOOKS: &[&str] = &[concat!("env::", "var"), concat!("env::", "set_var"), concat!("env::", "remove_var")];

/// Checks all sources.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        head(path, text, &mut findings);
        length(path, text, &mut findings);
        for (number, line) in numbered(text) {
            for word in MACROS.iter().filter(|word| has_macro(line, word)) {
                findings.push(Finding::at(path, number, format!("{word}…) was left")));
            }
            if !ENVIRONMENT.iter().any(|room| path.starts_with(room))
                && !path.ends_with("/build.rs")
                && LOOKS.iter().any(|look| line.contains(look))
            {
                findings.push(Finding::at(path, number, "reads the environment, which only cli may"));
            }
        }
    }
    for (path, text) in tree.texts().filter(|(path, _)| is_code(path)) {
        for (number, line) in numbered(text) {
            for word in LEFT_BEHIND.iter().filter(|word| has_word(line, word)) {
                findings.push(Finding::at(path, number, format!("{word} was left: do it, or file an issue")));
            }
        }
    }
    findings
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

fn is_code(path: &str) -> bool {
    !is_material(path)
        && ["rs", "ts", "js", "mjs", "css", "html", "sql", "sh", "py"].iter().any(|it| has_extension(path, it))
}

fn head(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("// SPDX-"));
    if !first.is_some_and(|line| line.starts_with("//!")) {
        findings.push(Finding::in_file(path, "does not begin with //! (what lives here, what must never)"));
    }
}

fn length(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let lines = text.lines().count();
    let excused = LONGER.contains(&path);
    if path.contains("/src/") && lines > LONGEST && !excused {
        findings.push(Finding::in_file(path, format!("has {lines} lines of at most {LONGEST}: split it")));
    }
    if excused && lines <= LONGEST {
        findings.push(Finding::in_file(path, "is short enough now: strike it from LONGER"));
    }
}

fn has_word(line: &str, word: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(is_part)
            && !line[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

fn has_macro(line: &str, word: &str) -> bool {
    // `todo!` must not be found in `my_todo!`
    line.match_indices(word)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(|it| it.is_alphanumeric() || it == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        check(&Tree::sample(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_clean_file_passes() {
        let text = "// SPDX-License-Identifier: Apache-2.0\n//! The head.\n\nfn todos() {}\n";
        assert_eq!(complaints("crates/app/src/entry.rs", text), Vec::<String>::new());
    }

    #[test]
    fn a_file_without_a_head_is_named() {
        assert_eq!(complaints("crates/app/src/a.rs", "use std;\n").len(), 1);
        assert_eq!(complaints("crates/app/tests/a.rs", "").len(), 1);
    }

    #[test]
    fn a_long_file_is_named() {
        let text = "//! Head.\n".repeat(LONGEST + 1);
        let said = complaints("crates/app/src/a.rs", &text);
        assert_eq!(said, ["crates/app/src/a.rs: has 701 lines of at most 700: split it"]);
        assert_eq!(complaints("crates/app/src/a.rs", &"//! Head.\n".repeat(LONGEST)).len(), 0);
    }

    #[test]
    fn what_was_left_behind_is_named() {
        for left in LEFT_BEHIND.iter().chain(MACROS) {
            let text = format!("//! Head.\n// {left} later\n");
            let said = complaints("crates/app/src/a.rs", &text);
            assert_eq!(said.len(), 1, "{left}");
            assert!(said[0].starts_with("crates/app/src/a.rs:2: "));
        }
        let note = format!("/* {} */", LEFT_BEHIND[0]);
        assert_eq!(complaints("islands/strip.ts", &note).len(), 1);
        assert_eq!(complaints("samples/chat/strip.ts", &note).len(), 0);
        assert_eq!(complaints("docs/use/a.md", &note).len(), 0);
    }

    #[test]
    fn only_the_command_line_reads_the_environment() {
        for look in LOOKS {
            let text = format!("//! Head.\nlet it = std::{look}(\"HOME\");\n");
            assert_eq!(complaints("crates/store/src/db.rs", &text).len(), 1);
            assert_eq!(complaints("crates/cli/src/main.rs", &text).len(), 0);
            assert_eq!(complaints("crates/testkit/src/db.rs", &text).len(), 0);
            assert_eq!(complaints("crates/web/build.rs", &text).len(), 0);
        }
    }
}

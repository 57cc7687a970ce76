//! A source of evidence is a folder that has all it needs: code, a page that explains it,
//! fixtures of its own, and a fuzz target.

use std::collections::BTreeSet;

use crate::tree::{Finding, Tree};

const SOURCES: &str = "crates/evidence/src/sources/";
const TARGETS: &str = "fuzz/fuzz_targets/";

/// Checks each folder of a source.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let names: BTreeSet<&str> =
        tree.under(SOURCES).filter_map(|path| path[SOURCES.len()..].split_once('/')).map(|(name, _)| name).collect();
    for name in names {
        let folder = format!("{SOURCES}{name}");
        for part in ["mod.rs", "README.md", "fixtures"] {
            if !tree.has(&format!("{folder}/{part}")) {
                findings.push(Finding::in_file(&folder, format!("has no {part}")));
            }
        }
        if !is_fuzzed(tree, name) {
            findings.push(Finding::in_file(&folder, format!("has no target that names it in {TARGETS}")));
        }
    }
    findings
}

fn is_fuzzed(tree: &Tree, name: &str) -> bool {
    let mut targets = tree.texts().filter(|(path, _)| path.starts_with(TARGETS)).peekable();
    // before the first target exists there is nothing to compare with
    targets.peek().is_none() || targets.any(|(path, text)| path.contains(name) || text.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[(&str, &str)] = &[
        ("crates/evidence/src/sources/mod.rs", ""),
        ("crates/evidence/src/sources/slack/mod.rs", ""),
        ("crates/evidence/src/sources/slack/README.md", ""),
        ("crates/evidence/src/sources/slack/fixtures/users.json", ""),
        ("fuzz/fuzz_targets/slack_export.rs", ""),
    ];

    fn complaints_without(part: &str) -> Vec<String> {
        let files: Vec<_> = WHOLE.iter().copied().filter(|(path, _)| !path.contains(part)).collect();
        check(&Tree::sample(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_folder_passes() {
        assert_eq!(complaints_without("nothing"), Vec::<String>::new());
    }

    #[test]
    fn a_missing_part_is_named() {
        for part in ["slack/mod.rs", "README.md", "fixtures"] {
            let said = complaints_without(part);
            assert_eq!(said.len(), 1, "{part}");
            assert!(said[0].starts_with("crates/evidence/src/sources/slack: has no "));
        }
    }

    #[test]
    fn a_source_that_is_not_fuzzed_is_named() {
        let mut files = WHOLE.to_vec();
        files[4] = ("fuzz/fuzz_targets/csv.rs", "fuzz_target!(|bytes| {});");
        assert_eq!(check(&Tree::sample(&files)).len(), 1);
    }
}

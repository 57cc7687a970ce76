//! Paths that our documents name exist: a map with wrong names is worse than none.
//! Looks at what stands in backticks; prose and blocks of code are left alone.

use crate::tree::{Finding, Tree, has_extension};

/// A name in backticks that begins with one of these is taken for a path of the repository.
const ROOTS: &[&str] = &[".ci", "bench", "crates", "docs", "e2e", "fuzz", "islands", "samples", "scripts", "xtask"];

/// Made by a build, so not among the files that git knows.
const MADE: &[&str] = &["crates/web/assets/dist", "e2e/out"];

/// Checks the documents at the root and below `docs/`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        if !has_extension(path, "md") || (path.contains('/') && !path.starts_with("docs/")) {
            continue;
        }
        let mut fenced = false;
        for (at, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                for named in line.split('`').skip(1).step_by(2) {
                    for missing in braces(named).iter().filter(|it| is_ours(it) && !is_there(tree, it)) {
                        findings.push(Finding::at(path, at + 1, format!("names {missing}, which is not there")));
                    }
                }
            }
        }
    }
    findings
}

fn is_ours(named: &str) -> bool {
    let is_plain = named.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-/".contains(&it));
    is_plain && named.split_once('/').is_some_and(|(root, _)| ROOTS.contains(&root))
}

fn is_there(tree: &Tree, named: &str) -> bool {
    tree.has(named) || MADE.iter().any(|made| named.starts_with(made))
}

/// Unfolds `a/{b,c}/d` into its paths.
fn braces(named: &str) -> Vec<String> {
    let unfolded = named.split_once('{').and_then(|(before, rest)| {
        let (inside, after) = rest.split_once('}')?;
        Some((before, inside, after))
    });
    match unfolded {
        None => vec![named.to_owned()],
        Some((before, inside, after)) => {
            inside.split(',').flat_map(|part| braces(&format!("{before}{}{after}", part.trim()))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::sample(&[
            (path, text),
            ("crates/store/migrations/sqlite/0001_a.sql", ""),
            ("crates/store/src/lib.rs", ""),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_exists_may_be_named() {
        let text =
            "`crates/store`, `crates/store/src/lib.rs`, `crates/web/assets/dist/app.js`, `app/entry`, `crates/<name>`";
        assert_eq!(complaints("ARCHITECTURE.md", text), Vec::<String>::new());
    }

    #[test]
    fn a_wrong_path_is_named() {
        assert_eq!(
            complaints("docs/develop/map.md", "\nSee `crates/shop/src`.\n"),
            ["docs/develop/map.md:2: names crates/shop/src, which is not there"]
        );
        assert_eq!(complaints("ARCHITECTURE.md", "`scripts/none.sh`").len(), 1);
    }

    #[test]
    fn braces_are_unfolded() {
        let text = "`crates/store/migrations/{sqlite,postgres}`";
        let said = complaints("ARCHITECTURE.md", text);
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("migrations/postgres"));
    }

    #[test]
    fn blocks_of_code_and_other_files_are_left_alone() {
        assert_eq!(complaints("ARCHITECTURE.md", "```\n`crates/none`\n```").len(), 0);
        assert_eq!(complaints("crates/a/README.md", "`crates/none`").len(), 0);
    }
}

//! The two migration trees go in step: the same names, numbered without a gap.
//! What the statements say is compared by the store's tests, on both databases.

use std::collections::BTreeSet;

use crate::tree::{Finding, Tree};

const SQLITE: &str = "crates/store/migrations/sqlite/";
const POSTGRES: &str = "crates/store/migrations/postgres/";

/// Checks the names in both trees.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sqlite = names(tree, SQLITE);
    let postgres = names(tree, POSTGRES);
    for (here, there, missing) in
        [(SQLITE, POSTGRES, sqlite.difference(&postgres)), (POSTGRES, SQLITE, postgres.difference(&sqlite))]
    {
        for name in missing {
            findings.push(Finding::in_file(&format!("{here}{name}"), format!("has no counterpart in {there}")));
        }
    }
    for (folder, names) in [(SQLITE, &sqlite), (POSTGRES, &postgres)] {
        for (at, name) in names.iter().enumerate() {
            if !is_well_named(name, at + 1) {
                findings.push(Finding::in_file(
                    &format!("{folder}{name}"),
                    format!("is not called {:04}_what.sql, the next number", at + 1),
                ));
            }
        }
    }
    findings
}

fn names<'a>(tree: &'a Tree, folder: &'a str) -> BTreeSet<&'a str> {
    tree.under(folder).map(|path| &path[folder.len()..]).collect()
}

fn is_well_named(name: &str, number: usize) -> bool {
    let what = name.strip_prefix(&format!("{number:04}_")).and_then(|rest| rest.strip_suffix(".sql"));
    what.is_some_and(|it| {
        !it.is_empty() && it.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(sqlite: &[&str], postgres: &[&str]) -> Vec<String> {
        let paths: Vec<String> = sqlite
            .iter()
            .map(|name| format!("{SQLITE}{name}"))
            .chain(postgres.iter().map(|name| format!("{POSTGRES}{name}")))
            .collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
        check(&Tree::sample(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn pairs_in_step_pass() {
        let names = ["0001_people.sql", "0002_entries.sql"];
        assert_eq!(complaints(&names, &names), Vec::<String>::new());
    }

    #[test]
    fn a_migration_of_one_database_is_named() {
        let said = complaints(&["0001_people.sql", "0002_entries.sql"], &["0001_people.sql"]);
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("0002_entries.sql: has no counterpart"));
    }

    #[test]
    fn a_gap_and_a_double_number_are_named() {
        let gap = ["0001_a.sql", "0003_b.sql"];
        assert_eq!(complaints(&gap, &gap).len(), 2);
        let double = ["0001_a.sql", "0001_b.sql"];
        assert_eq!(complaints(&double, &double).len(), 2);
        let odd = ["0001-People.sql"];
        assert_eq!(complaints(&odd, &odd).len(), 2);
    }
}

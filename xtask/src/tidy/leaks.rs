//! No file names a place on the machine where it was written.

use crate::tree::{Finding, Tree, is_material};

/// Spelled in halves, so that this file does not complain of itself.
const PLACES: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Use", "rs/")];

/// Checks all text but test material, where a log may say what it likes.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| !is_material(path)) {
        for (at, line) in text.lines().enumerate() {
            for place in PLACES.iter().filter(|place| names(line, place)) {
                findings.push(Finding::at(path, at + 1, format!("names a place of one machine: {place}")));
            }
        }
    }
    findings
}

/// Tells whether the place stands at the beginning of a path.
fn names(line: &str, place: &str) -> bool {
    line.match_indices(place)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(|it| it.is_alphanumeric() || "._-})>]".contains(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> usize {
        check(&Tree::sample(&[(path, text)])).len()
    }

    #[test]
    fn a_place_of_one_machine_is_named() {
        for place in PLACES {
            for text in
                [format!("see {place}shared"), format!("\"{place}x\""), format!("file:/{place}x"), (*place).to_owned()]
            {
                assert_eq!(complaints("docs/a.md", &text), 1, "{text}");
            }
        }
    }

    #[test]
    fn part_of_another_path_is_none() {
        let text = format!("https://example.org{}x and $DIR_{}", PLACES[0], PLACES[1]);
        assert_eq!(complaints("docs/a.md", &text), 0);
    }

    #[test]
    fn a_log_in_a_fixture_may_say_what_it_likes() {
        assert_eq!(complaints("samples/shop/api.log", PLACES[2]), 0);
    }
}

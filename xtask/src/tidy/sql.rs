//! The portable subset: one SQL text for both databases.
//! A guess by words, not a parser; the databases themselves have the last word in the store's tests.

use crate::literals::literals;
use crate::tree::{Finding, Tree};

/// A literal with one of these is taken for SQL.
const SQL: &[&str] =
    &["SELECT ", "SELECT\n", "INSERT INTO", "UPDATE ", "DELETE FROM", "WHERE ", "VALUES (", "ORDER BY"];

/// A fork that is meant says so in a comment above: `// dialect: why`.
const MEANT: &str = "// dialect:";

/// What one of the two databases does not take, in capitals, with what to write instead.
const FOREIGN: &[(&str, &str)] = &[
    ("NOW(", "pass the instant"),
    ("CURRENT_TIMESTAMP", "pass the instant"),
    ("DATETIME(", "pass the instant"),
    ("STRFTIME(", "do it in Rust"),
    ("DATE_TRUNC(", "do it in Rust"),
    ("ILIKE", "compare the folded column"),
    ("INTERVAL", "do it in Rust"),
    ("ANY(", "use the helper in dialect.rs"),
    ("UNNEST(", "use the helper in dialect.rs"),
    ("JSON_EACH(", "use the helper in dialect.rs"),
    ("JSONB", "keep it as TEXT"),
    ("JSON_EXTRACT(", "keep what is queried in a column of its own"),
    ("->", "keep what is queried in a column of its own"),
    ("INSERT OR ", "write ON CONFLICT"),
    ("REPLACE INTO", "write ON CONFLICT"),
    ("FOR UPDATE", "let the UPDATE do the arithmetic"),
    ("IFNULL(", "write COALESCE"),
    ("AUTOINCREMENT", "ids are UUIDs"),
    ("::", "write CAST(… AS …)"),
    ("?", "write $1"),
];

/// Checks the literals of the store outside its dialect module.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        if !path.starts_with("crates/store/src/") || path.contains("/dialect/") || path.ends_with("/dialect.rs") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for literal in literals(text) {
            if !SQL.iter().any(|word| literal.text.contains(word)) || is_meant(&lines, literal.line) {
                continue;
            }
            let bare = without_quotes(literal.text).to_uppercase();
            for (foreign, instead) in FOREIGN {
                if let Some(at) = find(&bare, foreign) {
                    let line = literal.line + bare[..at].matches('\n').count();
                    findings.push(Finding::at(path, line, format!("{foreign} is not portable: {instead}")));
                }
            }
        }
    }
    findings
}

/// Finds a word or a sign; a word only where it begins one.
fn find(sql: &str, foreign: &str) -> Option<usize> {
    let is_word = foreign.starts_with(|it: char| it.is_alphabetic());
    sql.match_indices(foreign).map(|(at, _)| at).find(|at| {
        let inside_a_name = sql[..*at].chars().next_back().is_some_and(|it| it.is_alphanumeric() || it == '_');
        let goes_on = sql[at + foreign.len()..].chars().next().is_some_and(|it| it.is_alphanumeric() || it == '_');
        let ends_in_a_letter = foreign.ends_with(|it: char| it.is_alphabetic());
        !is_word || !(inside_a_name || (ends_in_a_letter && goes_on))
    })
}

fn is_meant(lines: &[&str], line: usize) -> bool {
    // on the same line, or in the few above, where the call begins
    let from = line.saturating_sub(4);
    lines[from..line.min(lines.len())].iter().any(|it| it.contains(MEANT))
}

/// Blanks what stands between quotes in SQL: a question mark in there is text.
fn without_quotes(sql: &str) -> String {
    let mut inside = false;
    sql.chars()
        .map(|it| match it {
            '\'' => {
                inside = !inside;
                it
            }
            '\n' => it,
            _ if inside => ' ',
            _ => it,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        check(&Tree::sample(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    fn about(sql: &str) -> Vec<String> {
        complaints("crates/store/src/entry.rs", &format!("query(\"{sql}\")"))
    }

    #[test]
    fn the_portable_subset_passes() {
        assert_eq!(
            about(
                "INSERT INTO entries (id, text, known_at) VALUES ($1, CAST($2 AS TEXT), $3) ON CONFLICT (id) DO UPDATE SET text = excluded.text, n_anyone = 1 WHERE text <> 'now()?' RETURNING *"
            ),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_one_database_does_not_take_is_named() {
        for bad in [
            "SELECT now()",
            "SELECT id FROM a WHERE t ILIKE $1",
            "SELECT id::text FROM a",
            "SELECT id FROM a WHERE id = ANY($1)",
            "SELECT $1 + INTERVAL '1 day'",
            "SELECT id FROM a WHERE id = ?",
            "UPDATE a SET b = $1 WHERE c ->> 'd' = $2",
            "INSERT OR IGNORE INTO a VALUES ($1)",
            "select id from a WHERE b = ?1",
        ] {
            assert_eq!(about(bad).len(), 1, "{bad}");
        }
    }

    #[test]
    fn the_line_is_that_of_the_word() {
        let text = "fn f() {\n  q(\n    \"SELECT id\n     FROM a\n     WHERE b = ?\")\n}";
        assert_eq!(complaints("crates/store/src/a.rs", text), ["crates/store/src/a.rs:5: ? is not portable: write $1"]);
    }

    #[test]
    fn a_fork_stands_in_dialect_or_says_why() {
        let sql = "query(\"SELECT now()\")";
        assert_eq!(complaints("crates/store/src/dialect.rs", sql).len(), 0);
        let meant = format!("// dialect: only PostgreSQL gets here\n{sql}");
        assert_eq!(complaints("crates/store/src/a.rs", &meant).len(), 0);
        assert_eq!(complaints("crates/store/src/a.rs", sql).len(), 1);
    }

    #[test]
    fn text_that_is_no_sql_is_left_alone() {
        assert_eq!(about("what is it? a::b -> c now() select"), Vec::<String>::new());
    }
}

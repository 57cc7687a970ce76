//! Comma-separated values that a spreadsheet opens as text: no cell of somebody else's words becomes a formula.

/// Writes one row, ended as RFC 4180 asks.
pub fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// Writes one cell. What a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    let first = text.trim_start_matches(is_blank).chars().next();
    let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    let guard = if is_formula || text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    let text = format!("{guard}{text}");
    if text.contains(['"', ',', '\n', '\r', ';', '\t']) || text != text.trim() {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_come_as_text() {
        for odd in ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =HYPERLINK(\"https://x\")", "\n@x", "＝1"] {
            assert!(cell(odd).trim_start_matches('"').starts_with('\''), "{odd:?} became {}", cell(odd));
        }
        assert_eq!(row(["plain", "a, b", "say \"so\"", ""]), "plain,\"a, b\",\"say \"\"so\"\"\",\r\n");
        assert_eq!(cell("카나리 5 % → 50 %"), "카나리 5 % → 50 %");
    }

    /// Reads one row back, as RFC 4180 tells.
    fn read(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        let mut rest = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '"' if is_quoted && rest.peek() == Some(&'"') => {
                    rest.next();
                    cells.last_mut().unwrap().push('"');
                }
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                c => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn every_cell_reads_back_and_none_begins_a_formula(
            cells in proptest::collection::vec("[ =+@,;\"'\t\r\na가-]{0,6}", 1..6),
        ) {
            let written = row(cells.iter().map(String::as_str));
            let back = read(&written);
            prop_assert_eq!(back.len(), cells.len());
            for (now, was) in back.iter().zip(&cells) {
                let guarded = format!("'{was}");
                prop_assert!(now == was || *now == guarded, "{was:?} became {now:?}");
                prop_assert!(!now.trim_start().starts_with(['=', '+', '-', '@']), "{now:?}");
            }
        }
    }
}

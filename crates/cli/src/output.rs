//! Writing for people and for programs. A reader that went away is no error.

use std::io::{IsTerminal, Write};

/// Writes to standard output.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes lines with their columns aligned.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| width_of(c)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += cell;
            line += &" ".repeat(width - width_of(cell) + 2);
        }
        text += line.trim_end();
        text += "\n";
    }
    text
}

/// How many places a text takes on a terminal: Hangul, Han and Kana take two.
fn width_of(text: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}');
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Asks on the terminal; none where nobody is there to answer. Whatever is no clear yes is a no.
pub fn confirm(question: &str, is_json: bool) -> Option<bool> {
    if is_json || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    err(&format!("{question} [y/N] "));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// A line on the terminal that tells what is being done; none where nobody looks.
pub fn spinner(is_json: bool) -> indicatif::ProgressBar {
    if is_json || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new_spinner();
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

/// A bar on the terminal that tells how much is done; none where nobody looks.
pub fn bar(is_json: bool) -> indicatif::ProgressBar {
    if is_json || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left");
    let bar = indicatif::ProgressBar::new(0);
    bar.with_style(style.expect("the template is a constant"))
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_aligned_in_korean_too() {
        let rows = [
            vec!["a".to_owned(), "제목".to_owned(), "x".to_owned()],
            vec!["bb".to_owned(), "title".to_owned(), "y".to_owned()],
        ];
        assert_eq!(table(&rows), "a   제목   x\nbb  title  y\n");
    }
}

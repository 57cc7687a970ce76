//! Where a sentence begins in Markdown. Must never know what is written there.

/// Tells whether what follows `before` begins a sentence, a line of a list, a heading or a cell.
pub fn begins_after(before: &str) -> bool {
    // emphasis and quotes stand between a full stop and the word
    let before = before.trim_end_matches(['*', '_', '~', '“', '‘', '"', '\'', '(', '[']);
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    if is_marker(line) {
        let is_new_block =
            !line.trim().is_empty() || above.trim_end_matches([' ', '\r']).is_empty() || above.ends_with('\n');
        return is_new_block || ends_sentence(above);
    }
    let spaced = line.trim_end();
    spaced.ends_with('|') || (spaced.len() < line.len() && ends_sentence(spaced))
}

/// The sign of a heading, a quotation or a list, or nothing.
fn is_marker(line: &str) -> bool {
    let line = line.trim();
    let number = line.trim_end_matches(['.', ')']);
    line.chars().all(|c| matches!(c, '#' | '>' | '-' | '+' | '*' | ' '))
        || (number.len() < line.len() && number.chars().all(|c| c.is_ascii_digit()))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['*', '_', '”', '’', '"', '\'', ')']);
    let Some(body) = text.strip_suffix(['.', '!', '?', '…']) else { return false };
    // "e.g." and "i.e." go on
    !body.rsplit(char::is_whitespace).next().is_some_and(|word| word.contains('.') && word.len() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_a_sentence_begins() {
        for before in [
            "",
            "It ended. ",
            "It ended.** ",
            "It ended.\n",
            "a\n\n",
            "- ",
            "a\n- ",
            "1. ",
            "## ",
            "> ",
            "| ",
            "Why? **",
            "(It ended.) “",
        ] {
            assert!(begins_after(before), "{before:?}");
        }
        for before in
            ["then ", "at 14.", "then\n", "tools, e.g. ", "said: ", "**note** ", "v1.", "the call (", "- then "]
        {
            assert!(!begins_after(before), "{before:?}");
        }
    }
}

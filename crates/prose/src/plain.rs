//! The words of a Markdown text without its marks: for summaries, search, and the time that reading takes.

use comrak::{Arena, nodes::NodeValue};

use crate::{tree, words::is_only_words};

const HANGUL_PER_MINUTE: usize = 500;
const WORDS_PER_MINUTE: usize = 230;

/// Gives the words of a text, one line for each block.
pub fn plain(markdown: &str) -> String {
    if is_only_words(markdown) { markdown.to_owned() } else { by_parser(markdown) }
}

pub(crate) fn by_parser(markdown: &str) -> String {
    let arena = Arena::new();
    let Some(root) = tree::parse(&arena, markdown, &tree::dialect()) else { return markdown.to_owned() };
    let mut out = String::with_capacity(markdown.len());
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::CodeBlock(block) => {
                begin_line(&mut out);
                out.push_str(block.literal.trim_end());
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            NodeValue::TableCell if !out.is_empty() && !out.ends_with(['\n', ' ']) => out.push(' '),
            NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::TableRow(_)
            | NodeValue::FootnoteDefinition(_) => {
                begin_line(&mut out);
            }
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn begin_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Gives the first words of a text in one line, at most `n` characters, cut between words where one ends near.
pub fn excerpt(markdown: &str, n: usize) -> String {
    let line = if is_only_words(markdown) {
        markdown.to_owned()
    } else {
        by_parser(markdown).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if line.chars().count() <= n {
        return line;
    }
    let head: String = line.chars().take(n.saturating_sub(1)).collect();
    let cut = match head.rfind(' ') {
        Some(space) if space * 3 >= head.len() * 2 => &head[..space],
        _ => &head,
    };
    format!("{}…", cut.trim_end_matches([' ', ',', '.', ';', ':']))
}

/// Tells how many minutes reading takes, at least one for any text: Korean by characters, other languages by words.
pub fn reading_minutes(plain_text: &str) -> u32 {
    let is_syllable = |c: char| matches!(u32::from(c), 0xAC00..=0xD7A3 | 0x1100..=0x11FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF);
    let syllables = plain_text.chars().filter(|c| is_syllable(*c)).count();
    let words = plain_text
        .split(|c: char| c.is_whitespace() || is_syllable(c))
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .count();
    if syllables + words == 0 {
        return 0;
    }
    let parts = syllables * WORDS_PER_MINUTE + words * HANGUL_PER_MINUTE;
    u32::try_from(parts.div_ceil(WORDS_PER_MINUTE * HANGUL_PER_MINUTE)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let text = "# 제목\n\nWe *rolled* [back](https://x) `2.9`.\nThen\n\n- [x] one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n<b>raw</b>";
        assert_eq!(plain(text), "제목\nWe rolled back 2.9. Then\none\ntwo\na b\n1 2\ncode\nraw");
    }

    #[test]
    fn an_excerpt_is_cut_between_words() {
        assert_eq!(excerpt("Cards were declined for 47 minutes", 20), "Cards were declined…");
        assert_eq!(excerpt("short", 20), "short");
        assert_eq!(excerpt(&"가".repeat(30), 10), format!("{}…", "가".repeat(9)));
    }

    #[test]
    fn reading_time_knows_both_languages() {
        assert_eq!(reading_minutes(""), 0);
        assert_eq!(reading_minutes("one"), 1);
        assert_eq!(reading_minutes(&"word ".repeat(460)), 2);
        assert_eq!(reading_minutes(&"가나다라마 ".repeat(200)), 2);
        assert_eq!(reading_minutes(&"가나다라마 word ".repeat(230)), 4);
    }
}

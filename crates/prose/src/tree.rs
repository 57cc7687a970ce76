//! The syntax tree of a text, parsed one way everywhere and never deeper or longer than what can be shown.

use comrak::{Arena, Options, nodes::AstNode, options};

/// The longest text that is read as Markdown; what is longer is shown as it stands.
pub const MAX_BYTES: usize = 1_000_000;
/// The deepest nesting that is read as Markdown.
pub const MAX_DEPTH: usize = 64;

/// The parser's time grows with the square of the ampersands in a paragraph (0.59: 20 s for 100,000, unoptimised).
const MAX_AMPERSANDS: usize = 10_000;

/// The one dialect: CommonMark with tables, task lists, strikethrough, autolinks and footnotes; raw HTML is left out.
pub fn dialect() -> Options<'static> {
    Options {
        extension: options::Extension {
            strikethrough: true,
            table: true,
            autolink: true,
            tasklist: true,
            footnotes: true,
            cjk_friendly_emphasis: true,
            ..options::Extension::default()
        },
        ..Options::default()
    }
}

/// Parses a text, or gives nothing where it is too long or too deeply nested to be read as Markdown.
pub fn parse<'a>(arena: &'a Arena<'a>, text: &str, dialect: &Options) -> Option<&'a AstNode<'a>> {
    let n_ampersands = text.bytes().filter(|b| *b == b'&').count();
    if text.len() > MAX_BYTES || n_ampersands > MAX_AMPERSANDS || text.lines().any(is_bomb) {
        return None;
    }
    let root = comrak::parse_document(arena, text, dialect);
    is_shallow(root).then_some(root)
}

/// Finds lines whose markers alone would nest too deeply, before the parser spends time on them.
fn is_bomb(line: &str) -> bool {
    let markers = line.bytes().take_while(|b| b" \t>-*+0123456789.)".contains(b));
    markers.filter(|b| b">-*+.)".contains(b)).count() > MAX_DEPTH && !is_rule(line)
}

/// A long row of one character is a rule or an underline, not a nest.
fn is_rule(line: &str) -> bool {
    let mut marks = line.bytes().filter(|b| !b.is_ascii_whitespace());
    match marks.next() {
        Some(first @ (b'-' | b'*' | b'+' | b'.' | b')')) => {
            let spaced = line.trim().bytes().any(|b| b.is_ascii_whitespace());
            marks.all(|b| b == first) && (first != b'+' || !spaced)
        }
        _ => false,
    }
}

fn is_shallow<'a>(root: &'a AstNode<'a>) -> bool {
    let mut depth = 0usize;
    for edge in root.traverse() {
        match edge {
            comrak::arena_tree::NodeEdge::Start(_) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return false;
                }
            }
            comrak::arena_tree::NodeEdge::End(_) => depth -= 1,
        }
    }
    true
}

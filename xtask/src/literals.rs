//! The string literals of a Rust file, with the line where each begins.
//! Enough of the grammar to skip comments, characters and lifetimes; never a parser.

/// One literal: its text as written, escapes left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal<'a> {
    /// The line of the opening quote, counted from one.
    pub line: usize,
    /// What stands between the quotes.
    pub text: &'a str,
}

/// Lists the literals of a source text in order.
pub fn literals(source: &str) -> Vec<Literal<'_>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &source[at..];
        let (start, end, next) = match bytes[at] {
            b'/' if rest.starts_with("//") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with("/*") => {
                at += block_comment(rest);
                continue;
            }
            b'\'' => {
                at += quote(rest);
                continue;
            }
            b'r' if !follows_a_word(bytes, at) => {
                let Some((open, len)) = raw(rest) else {
                    at += 1;
                    continue;
                };
                (at + open, at + open + len, at + 2 * open + len - 1)
            }
            b'"' => {
                let len = quoted(&bytes[at + 1..]);
                (at + 1, at + 1 + len, at + len + 2)
            }
            _ => {
                // a step by bytes, to the next start of a character
                at += 1;
                while at < bytes.len() && !source.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
        };
        found.push(Literal { line: 1 + source[..start].matches('\n').count(), text: &source[start..end] });
        at = next.min(bytes.len());
    }
    found
}

fn follows_a_word(bytes: &[u8], at: usize) -> bool {
    // `br"…"` is a literal too, but holds no SQL
    at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric() || bytes[before] == b'_')
}

/// Measures a comment with comments inside.
fn block_comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut depth = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    while !rest.is_char_boundary(at.min(rest.len())) {
        at += 1;
    }
    at.min(rest.len())
}

/// Measures a character literal, or the tick of a lifetime.
fn quote(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            // the escaped character may itself be a quote
            let _ = chars.next();
            chars.find(|(_, it)| *it == '\'').map_or(rest.len(), |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Finds a raw literal: the length of its opening (`r#"`), and of its text.
fn raw(rest: &str) -> Option<(usize, usize)> {
    let hashes = rest[1..].bytes().take_while(|it| *it == b'#').count();
    let open = hashes + 2;
    if rest.as_bytes().get(hashes + 1) != Some(&b'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let len = rest[open..].find(&close).unwrap_or(rest.len() - open);
    Some((open, len))
}

/// Measures the text up to the quote that is not escaped.
fn quoted(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        literals(source).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn plain_escaped_and_raw_literals_are_found() {
        assert_eq!(texts(r##"f("a", "b\"c", r"d\", r#"e"f"#, "g")"##), ["a", r#"b\"c"#, r"d\", r#"e"f"#, "g"]);
    }

    #[test]
    fn comments_characters_and_lifetimes_are_not_literals() {
        let source = "// \"no\"\n/* \"no\" /* \"no\" */ */ let q = '\"'; let e = '\\''; fn f<'a>(x: &'a str) { g(\"yes\") } '한' \"둘\"";
        assert_eq!(texts(source), ["yes", "둘"]);
    }

    #[test]
    fn a_word_that_ends_in_r_is_no_raw_literal() {
        assert_eq!(texts("bar\"x\"; for r in r\"y\" {}"), ["x", "y"]);
    }

    #[test]
    fn the_line_is_that_of_the_opening_quote() {
        let found = literals("\n\"a\n b\"\n\"c\"");
        assert_eq!(found.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_text_that_never_ends_does_not_panic() {
        for source in ["\"abc", "r#\"abc", "/* abc", "'", "\"a\\", "'\\"] {
            let _ = literals(source);
        }
    }
}

//! Which parts of a document are not the writer's own words: code, quotations, comments, front matter.
//!
//! Reads Markdown line by line, only as far as that question needs. Never judges words.

use std::ops::Range;

use memchr::{memchr, memmem};

/// What of a document is left alone, and the comments in it.
#[derive(Debug, Default)]
pub struct Ground {
    ignored: Vec<Range<usize>>,
    /// Where each comment stands, with its marks.
    pub comments: Vec<Range<usize>>,
}

impl Ground {
    /// Looks through a document.
    pub fn of(text: &str) -> Self {
        let mut ground = Self { ignored: Vec::new(), comments: comments(text) };
        let mut walk = Walk::default();
        let mut at = 0;
        if let Some(end) = front_matter(text) {
            ground.ignored.push(0..end);
            at = end;
        }
        while at < text.len() {
            let end = memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1);
            if walk.leaves_alone(&text[at..end]) {
                match ground.ignored.last_mut() {
                    Some(last) if last.end == at => last.end = end,
                    _ => ground.ignored.push(at..end),
                }
            }
            at = end;
        }
        ground
    }

    /// The range left alone in which a position lies.
    pub fn ignored_at(&self, at: usize) -> Option<&Range<usize>> {
        let next = self.ignored.partition_point(|range| range.end <= at);
        self.ignored.get(next).filter(|range| range.start <= at)
    }
}

/// What is open while walking the lines.
#[derive(Debug, Default)]
struct Walk {
    fence: Option<(u8, usize)>,
    in_quote: bool,
    in_list: bool,
    is_after_blank: bool,
    in_indented: bool,
    has_begun: bool,
}

impl Walk {
    fn leaves_alone(&mut self, line: &str) -> bool {
        let body = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - body.len();
        let first = body.bytes().next().unwrap_or(b'\n');
        if let Some((mark, n)) = self.fence {
            let run = body.bytes().take_while(|b| *b == mark).count();
            if run >= n && body[run..].trim().is_empty() {
                self.fence = None;
            }
            return true;
        }
        if first == b'\n' || first == b'\r' {
            self.is_after_blank = true;
            self.in_quote = false;
            return self.in_indented;
        }
        let is_after_blank = std::mem::replace(&mut self.is_after_blank, false) || !self.has_begun;
        self.has_begun = true;
        let opened = after_markers(body);
        if let Some(fence) = fence(opened) {
            self.fence = Some(fence);
            (self.in_quote, self.in_indented) = (false, false);
            return true;
        }
        let is_item = opened.len() < body.len();
        if opened.starts_with('>') {
            self.in_quote = true;
            return true;
        }
        if self.in_quote {
            // a paragraph of a quotation goes on without its mark
            if !is_item && !first.is_ascii_punctuation() {
                return true;
            }
            self.in_quote = false;
        }
        let is_deep = indent >= 4 || line.starts_with('\t');
        if is_deep && !self.in_list && (is_after_blank || self.in_indented) {
            self.in_indented = true;
            return true;
        }
        self.in_indented = false;
        if is_item {
            self.in_list = true;
        } else if indent == 0 && is_after_blank {
            self.in_list = false;
        }
        false
    }
}

/// What follows the markers of list items at the beginning of a line.
pub fn after_markers(mut body: &str) -> &str {
    for _ in 0..4 {
        let bytes = body.as_bytes();
        let n = match bytes.first() {
            Some(b'-' | b'*' | b'+') => 1,
            Some(b'0'..=b'9') => {
                let digits = bytes.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
                match bytes.get(digits) {
                    Some(b'.' | b')') => digits + 1,
                    _ => return body,
                }
            }
            _ => return body,
        };
        if !matches!(bytes.get(n), Some(b' ' | b'\t')) {
            return body;
        }
        body = body[n..].trim_start_matches([' ', '\t']);
    }
    body
}

fn fence(body: &str) -> Option<(u8, usize)> {
    let mark = *body.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let n = body.bytes().take_while(|b| *b == mark).count();
    (n >= 3 && (mark == b'~' || !body[n..].contains('`'))).then_some((mark, n))
}

/// Where the front matter ends, if the document begins with one.
fn front_matter(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let mut at = text.len() - rest.len();
    for line in rest.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "---" {
            return Some(at);
        }
    }
    None
}

fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = memmem::find(&text.as_bytes()[at..], b"<!--").map(|n| at + n) {
        let Some(end) = memmem::find(&text.as_bytes()[begin..], b"-->").map(|n| begin + n + 3) else { break };
        found.push(begin..end);
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        let ground = Ground::of(text);
        text.char_indices().filter(|(at, _)| ground.ignored_at(*at).is_none()).map(|(_, c)| c).collect()
    }

    #[test]
    fn code_and_quotations_are_left_alone() {
        for (text, rest) in [
            ("a\n```\nb\n```\nc\n", "a\nc\n"),
            ("a\n~~~ sh\nb\n```\n~~~\nc", "a\nc"),
            ("- a\n  ```\n  b\n  ```\n- c", "- a\n- c"),
            ("> a\nlazy\n\nb", "\nb"),
            ("- > a\n- b", "- b"),
            ("a\n\n    code\n\n    more\nb", "a\n\nb"),
            ("- a\n\n    still the item\n", "- a\n\n    still the item\n"),
            ("a\n    same paragraph", "a\n    same paragraph"),
            ("---\nsummary: x\n---\na", "a"),
            ("```\nnever closed", ""),
        ] {
            assert_eq!(left(text), rest, "{text:?}");
        }
    }
}

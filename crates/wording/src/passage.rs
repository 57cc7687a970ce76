//! A block of text as rules read it: in lower case, on one line, without marks, code, link targets and quotations,
//! with the way back to each place in the document.

use std::ops::Range;

/// Longer than this, what stands in quotation marks is no quotation: a mark was forgotten.
const LONGEST_QUOTATION: usize = 600;

/// A block as rules read it.
#[derive(Debug, Default)]
pub struct Passage {
    /// The words.
    pub words: String,
    /// Where parts of the words come from, in order.
    runs: Vec<Run>,
}

/// A part of the words from one place in the document.
#[derive(Debug)]
struct Run {
    /// Where it begins in the words.
    begin: u32,
    /// Where it begins in the document.
    place: u32,
    /// So many bytes of the document it stands for as a whole; none where they are the same, byte for byte.
    whole: Option<u32>,
}

impl Passage {
    /// Reads a block of the document, over what was read before.
    pub fn read(&mut self, text: &str, block: Range<usize>) {
        self.words.clear();
        self.runs.clear();
        Reader { text: &text[block.clone()], offset: block.start, at: 0, passage: self }.run();
    }

    /// Where a part of the words stands in the document.
    pub fn place(&self, part: Range<usize>) -> Range<usize> {
        let last = self.run_at(part.end - 1);
        let n = last.whole.map_or(part.end - last.begin as usize, |whole| whole as usize);
        self.place_of(part.start)..last.place as usize + n
    }

    /// Where the character that begins at a byte of the words begins in the document.
    pub fn place_of(&self, at: usize) -> usize {
        let run = self.run_at(at);
        run.place as usize + if run.whole.is_some() { 0 } else { at - run.begin as usize }
    }

    fn run_at(&self, at: usize) -> &Run {
        &self.runs[self.runs.partition_point(|run| run.begin as usize <= at) - 1]
    }

    /// Each sentence.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let begin = at;
            if begin >= self.words.len() {
                return None;
            }
            at = sentence_end(&self.words, begin);
            Some(begin..at)
        })
    }
}

fn sentence_end(words: &str, begin: usize) -> usize {
    let bytes = words.as_bytes();
    let mut at = begin;
    while at < bytes.len() {
        match bytes[at] {
            b'|' => return at + 1,
            b'.' | b'!' | b'?' if bytes.get(at + 1).is_none_or(|next| *next == b' ') => {
                let is_short = words[begin..at].ends_with("e.g") || words[begin..at].ends_with("i.e");
                if !is_short {
                    return (at + 2).min(bytes.len());
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    at: usize,
    passage: &'a mut Passage,
}

impl Reader<'_> {
    fn run(mut self) {
        loop {
            self.plain();
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else { return };
            let n = c.len_utf8();
            match c {
                '`' => self.code(rest),
                '<' => match markup(rest) {
                    Some(n) => self.at += n,
                    None => self.push(c, n),
                },
                ']' => self.at += 1 + target(&rest[1..]),
                'h' if is_address(rest) => self.swallow(rest.find(|c: char| c.is_whitespace() || c == ')')),
                '[' | '*' | '#' => self.at += 1,
                '_' if self.is_mark(rest) => self.at += 1,
                '~' if rest.starts_with("~~") => self.at += 2,
                '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => self.at += 1,
                '"' | '\u{201c}' | '\u{2018}' | '「' | '『' => self.quotation(c, rest),
                '\'' | '\u{2019}' if self.is_have(&rest[n..]) => self.have(n),
                '\u{2019}' => self.push_as('\'', n),
                c if c.is_whitespace() => {
                    if self.passage.words.ends_with(' ') || self.passage.words.is_empty() {
                        self.at += n;
                    } else {
                        self.push_as(' ', n);
                    }
                }
                c => self.push(c, n),
            }
        }
    }

    /// Takes over what means nothing but itself.
    fn plain(&mut self) {
        let n = plain(&self.text.as_bytes()[self.at..]);
        if n > 0 {
            let begin = self.passage.words.len();
            self.run_of(None);
            self.passage.words.push_str(&self.text[self.at..self.at + n]);
            self.passage.words[begin..].make_ascii_lowercase();
            self.at += n;
        }
    }

    /// Notes where the words come from that are about to be written.
    fn run_of(&mut self, whole: Option<usize>) {
        let (begin, place) = (self.passage.words.len() as u32, (self.offset + self.at) as u32);
        let goes_on = |run: &Run| run.whole.is_none() && run.place + (begin - run.begin) == place;
        if whole.is_some() || !self.passage.runs.last().is_some_and(goes_on) {
            self.passage.runs.push(Run { begin, place, whole: whole.map(|n| n as u32) });
        }
    }

    fn push(&mut self, c: char, n: usize) {
        self.push_as(c.to_ascii_lowercase(), n);
    }

    fn push_as(&mut self, c: char, n: usize) {
        self.run_of((c.len_utf8() != n).then_some(n));
        self.passage.words.push(c);
        self.at += n;
    }

    /// Whether an apostrophe makes a short "have": should've.
    fn is_have(&self, rest: &str) -> bool {
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_have = rest.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("ve")) && ends(&rest[2..]);
        is_have && self.passage.words.ends_with(|c: char| c.is_ascii_alphabetic())
    }

    /// Writes the short "have" out, so that patterns know one spelling.
    fn have(&mut self, n: usize) {
        self.run_of(Some(n + 2));
        self.passage.words.push_str(" have");
        self.at += n + 2;
    }

    /// Leaves out what is not the writer's words, with a sign in its place so that nothing grows together.
    fn swallow(&mut self, n: Option<usize>) {
        self.push_as('`', n.unwrap_or(self.text.len() - self.at));
    }

    fn code(&mut self, rest: &str) {
        let run = rest.bytes().take_while(|b| *b == b'`').count();
        let mut at = run;
        while let Some(n) = rest[at..].find('`') {
            let begin = at + n;
            let closing = rest[begin..].bytes().take_while(|b| *b == b'`').count();
            at = begin + closing;
            if closing == run {
                return self.swallow(Some(at));
            }
        }
        self.push_as('`', run);
    }

    fn quotation(&mut self, open: char, rest: &str) {
        let n = open.len_utf8();
        let is_inner = self.passage.words.ends_with(|c: char| c.is_ascii_alphanumeric());
        let close = match open {
            '\u{201c}' => '\u{201d}',
            '\u{2018}' => '\u{2019}',
            '「' => '」',
            '『' => '』',
            same => same,
        };
        let ends = |at: usize| {
            // an apostrophe stands between letters
            close != '\u{2019}' || !rest[n + at + close.len_utf8()..].starts_with(|c: char| c.is_ascii_alphabetic())
        };
        let near = &rest[n..rest.floor_char_boundary(n + LONGEST_QUOTATION)];
        let end = near.match_indices(close).map(|(at, _)| at).find(|at| ends(*at));
        match end {
            Some(end) if !is_inner => self.swallow(Some(n + end + close.len_utf8())),
            _ => self.push_as('"', n),
        }
    }

    /// Whether an underscore is emphasis, not part of a name.
    fn is_mark(&self, rest: &str) -> bool {
        let is_word = |c: char| c.is_ascii_alphanumeric();
        !(self.passage.words.ends_with(is_word) && rest[1..].starts_with(is_word))
    }
}

/// How many bytes mean nothing but themselves: letters, single spaces within, marks that Markdown does not use.
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'h' if bytes.get(at + 1) == Some(&b't') => return at,
            byte if byte.is_ascii_alphanumeric() || b".,:;!?()/-|+=%".contains(byte) => 1,
            b' ' if at > 0 && bytes[at - 1] != b' ' => 1,
            // U+A000 to U+DFFF, Hangul among them
            0xea..=0xed => 3,
            _ => return at,
        };
    }
    at
}

/// How long the comment, tag or address in angle brackets is that begins here.
fn markup(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|n| n + 3);
    }
    let next = *rest.as_bytes().get(1)?;
    if !next.is_ascii_alphabetic() && next != b'/' {
        return None;
    }
    rest.find(['>', '\n']).filter(|n| rest.as_bytes()[*n] == b'>').map(|n| n + 1)
}

/// How long the target of a link is that begins here.
fn target(rest: &str) -> usize {
    let closing = match rest.as_bytes().first() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        Some(b':') if rest[1..].trim_start().starts_with("http") => '\n',
        _ => return 0,
    };
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' if closing == ')' => depth += 1,
            c if c == closing => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            '\n' => return 0,
            _ => {}
        }
    }
    if closing == '\n' { rest.len() } else { 0 }
}

fn is_address(rest: &str) -> bool {
    rest.starts_with("https://") || rest.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut passage = Passage::default();
        passage.read(text, 0..text.len());
        passage.words
    }

    #[test]
    fn only_the_writers_words_are_read() {
        for (text, read) in [
            ("We *should*  **not**\nhave", "we should not have"),
            ("run `rm -rf` now", "run ` now"),
            ("see [the log](https://x/(y)) there", "see the log there"),
            ("a <!-- no --> b <br/> c <https://x>", "a b c "),
            ("at https://x.y/obviously here", "at ` here"),
            ("he said \u{201c}we should have\u{201d} twice", "he said ` twice"),
            ("it\u{2019}s my_var and _this_", "it's my_var and this"),
            ("We should've; they\u{2019}ve not've", "we should have; they have not have"),
            ("5\" disk", "5\" disk"),
            ("a < b", "a < b"),
        ] {
            assert_eq!(words(text), read, "{text:?}");
        }
    }

    #[test]
    fn places_lead_back() {
        let text = "가 **나다** \u{2019}라";
        let mut passage = Passage::default();
        passage.read(text, 0..text.len());
        let at = passage.words.find("나다").unwrap();
        assert_eq!(&text[passage.place(at..at + 6)], "나다");
        let at = passage.words.find('\'').unwrap();
        assert_eq!(&text[passage.place(at..at + 1)], "\u{2019}");
    }

    #[test]
    fn sentences_end_where_they_end() {
        let text = "One, e.g. this. Two 2.9? | cell | 셋입니다. 넷";
        let mut passage = Passage::default();
        passage.read(text, 0..text.len());
        let all: Vec<&str> = passage.sentences().map(|s| passage.words[s].trim()).collect();
        assert_eq!(all, ["one, e.g. this.", "two 2.9?", "|", "cell |", "셋입니다.", "넷"]);
    }
}

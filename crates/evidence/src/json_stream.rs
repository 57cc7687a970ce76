//! Takes the elements of a large JSON text one by one, as exact slices, in bounded memory.
//! It finds ends and bounds depth and size; meaning is left to serde_json, which never sees a deep text.

use std::io::Read;

use memchr::{memchr_iter, memchr2};

use crate::archive::read_error;
use crate::reason::Rejected;
use crate::reasons;
use crate::run::Place;
use crate::told::Size;

/// Depth of nesting at most.
pub(crate) const MAX_DEPTH: u32 = 64;
/// Bytes of one element at most.
pub(crate) const MAX_ELEMENT: usize = 4 << 20;
const CHUNK: usize = 256 << 10;

reasons! {
    /// What is wrong with a JSON text as a whole.
    JsonFlaw, "import-json", {
        /// Nested deeper than the limit.
        #[error("nested deeper than {limit} levels")]
        TooDeep {
            /// The limit.
            limit: u32,
        } => "too-deep",
        /// One element is larger than the limit.
        #[error("one element is larger than {limit} bytes")]
        TooLarge {
            /// The limit.
            limit: Size,
        } => "too-large",
        /// It ends in the middle.
        #[error("it ends in the middle of an element")]
        Truncated => "truncated",
        /// Not an array where one is needed.
        #[error("a list of elements was expected")]
        NotAnArray => "not-an-array",
        /// A character where none may stand.
        #[error("unexpected character `{sign}`")]
        Unexpected {
            /// The character.
            sign: char,
        } => "unexpected",
        /// A brace closes a bracket or the like.
        #[error("a bracket is closed by the wrong sign")]
        Mismatched => "mismatched",
    }
}

/// One element and where it begins.
pub(crate) struct Element<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) line: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing seen yet.
    Start,
    /// Inside the outer array, before the first element.
    First,
    /// Inside the outer array, after an element.
    Between,
    /// After a comma.
    AfterComma,
    /// Values stand one after another without an array.
    Loose,
    Done,
}

/// Reads the elements of an array, or values one after another where that is allowed.
pub(crate) struct Elements<R> {
    reader: R,
    buf: Vec<u8>,
    pos: usize,
    end: usize,
    is_eof: bool,
    state: State,
    allow_loose: bool,
    line: u64,
    bytes_done: u64,
    file: String,
}

impl<R: Read> Elements<R> {
    /// Reads a text that must be one array.
    pub(crate) fn array(file: &str, reader: R) -> Self {
        Self::new(file, reader, false)
    }

    /// Reads an array, one value, or many values one after another (JSON Lines).
    pub(crate) fn any(file: &str, reader: R) -> Self {
        Self::new(file, reader, true)
    }

    fn new(file: &str, reader: R, allow_loose: bool) -> Self {
        Self {
            reader,
            buf: vec![0; CHUNK],
            pos: 0,
            end: 0,
            is_eof: false,
            state: State::Start,
            allow_loose,
            line: 1,
            bytes_done: 0,
            file: file.to_owned(),
        }
    }

    /// Bytes read from the source so far.
    pub(crate) fn bytes_done(&self) -> u64 {
        self.bytes_done
    }

    fn flaw(&self, flaw: JsonFlaw) -> Rejected {
        Rejected::Json { place: Place::line(self.file.clone(), self.line), flaw }
    }

    /// Makes room and reads on; what stands before `pos` is forgotten.
    fn fill(&mut self) -> Result<(), Rejected> {
        if self.is_eof {
            return Ok(());
        }
        if self.pos > 0 {
            self.buf.copy_within(self.pos..self.end, 0);
            self.end -= self.pos;
            self.pos = 0;
        }
        if self.end == self.buf.len() {
            if self.end > MAX_ELEMENT {
                return Err(self.flaw(JsonFlaw::TooLarge { limit: Size(MAX_ELEMENT as u64) }));
            }
            self.buf.resize((self.buf.len() * 2).min(MAX_ELEMENT + CHUNK), 0);
        }
        loop {
            match self.reader.read(&mut self.buf[self.end..]) {
                Ok(0) => {
                    self.is_eof = true;
                    return Ok(());
                }
                Ok(n) => {
                    self.end += n;
                    self.bytes_done += n as u64;
                    return Ok(());
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(read_error(&self.file, e)),
            }
        }
    }

    /// The next byte that is no white space, left in place.
    fn peek(&mut self) -> Result<Option<u8>, Rejected> {
        loop {
            while self.pos < self.end {
                match self.buf[self.pos] {
                    b'\n' => self.line += 1,
                    b' ' | b'\t' | b'\r' => {}
                    byte => return Ok(Some(byte)),
                }
                self.pos += 1;
            }
            if self.is_eof {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn start(&mut self) -> Result<(), Rejected> {
        while self.end < 3 && !self.is_eof {
            self.fill()?;
        }
        if self.buf[..self.end].starts_with(b"\xef\xbb\xbf") {
            self.pos = 3;
        }
        self.state = match self.peek()? {
            Some(b'[') => {
                self.pos += 1;
                State::First
            }
            None if self.allow_loose => State::Done,
            Some(b'{') if self.allow_loose => State::Loose,
            Some(byte) if !matches!(byte, b'{' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                return Err(self.flaw(JsonFlaw::Unexpected { sign: shown(byte) }));
            }
            _ => return Err(self.flaw(JsonFlaw::NotAnArray)),
        };
        Ok(())
    }

    /// The next element, or none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'_>>, Rejected> {
        if self.state == State::Start {
            self.start()?;
        }
        loop {
            if self.state == State::Done {
                return Ok(None);
            }
            let byte = self.peek()?;
            match (self.state, byte) {
                (State::First | State::Between, Some(b']')) => {
                    self.pos += 1;
                    // several arrays may follow one another where loose values are allowed
                    match self.peek()? {
                        None => self.state = State::Done,
                        Some(b'[') if self.allow_loose => {
                            self.pos += 1;
                            self.state = State::First;
                        }
                        Some(b'{') if self.allow_loose => self.state = State::Loose,
                        Some(other) => return Err(self.flaw(JsonFlaw::Unexpected { sign: shown(other) })),
                    }
                }
                (State::Between, Some(b',')) => {
                    self.pos += 1;
                    self.state = State::AfterComma;
                }
                (
                    State::First | State::AfterComma,
                    Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'),
                ) => {
                    self.state = State::Between;
                    return self.element().map(Some);
                }
                (State::Loose, Some(b'{')) => return self.element().map(Some),
                (State::Loose, Some(b'[')) => {
                    self.pos += 1;
                    self.state = State::First;
                }
                (State::Loose, None) => self.state = State::Done,
                (_, Some(other)) => return Err(self.flaw(JsonFlaw::Unexpected { sign: shown(other) })),
                (_, None) => return Err(self.flaw(JsonFlaw::Truncated)),
            }
        }
    }

    fn element(&mut self) -> Result<Element<'_>, Rejected> {
        let mut scan = Scan::default();
        let len = loop {
            match scan.advance(&self.buf[self.pos..self.end]) {
                Ok(Some(len)) => break len,
                Ok(None) => {}
                Err(flaw) => return Err(self.flaw(flaw)),
            }
            if scan.at > MAX_ELEMENT {
                return Err(self.flaw(JsonFlaw::TooLarge { limit: Size(MAX_ELEMENT as u64) }));
            }
            if self.is_eof {
                return Err(self.flaw(JsonFlaw::Truncated));
            }
            self.fill()?;
        };
        if len > MAX_ELEMENT {
            return Err(self.flaw(JsonFlaw::TooLarge { limit: Size(MAX_ELEMENT as u64) }));
        }
        let raw = &self.buf[self.pos..self.pos + len];
        let line = self.line;
        self.line += memchr_iter(b'\n', raw).count() as u64;
        self.pos += len;
        Ok(Element { raw, line })
    }
}

fn shown(byte: u8) -> char {
    if byte.is_ascii_graphic() { byte as char } else { '\u{fffd}' }
}

/// Bytes that matter outside of strings.
const IS_SIGN: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'{' as usize] = true;
    table[b'}' as usize] = true;
    table[b'[' as usize] = true;
    table[b']' as usize] = true;
    table
};

/// Where a scan for the end of an element stands; it goes on after more bytes came.
#[derive(Default)]
struct Scan {
    at: usize,
    depth: u32,
    /// One bit a level: set for a brace.
    braces: u64,
    in_string: bool,
}

impl Scan {
    /// The length of the element once its end is seen.
    fn advance(&mut self, bytes: &[u8]) -> Result<Option<usize>, JsonFlaw> {
        loop {
            if self.in_string {
                let Some(rest) = bytes.get(self.at..) else {
                    return Ok(None);
                };
                let Some(found) = memchr2(b'"', b'\\', rest) else {
                    self.at = bytes.len();
                    return Ok(None);
                };
                if rest[found] == b'\\' {
                    // may point beyond the end: then the escaped byte is still to come
                    self.at += found + 2;
                    continue;
                }
                self.at += found + 1;
                self.in_string = false;
                if self.depth == 0 {
                    return Ok(Some(self.at));
                }
            }
            if self.depth == 0 && self.at == 0 && !matches!(bytes.first(), Some(b'{' | b'[' | b'"')) {
                return Ok(scalar_end(bytes));
            }
            let Some(rest) = bytes.get(self.at..) else {
                return Ok(None);
            };
            let Some(found) = rest.iter().position(|b| IS_SIGN[*b as usize]) else {
                self.at = bytes.len();
                return Ok(None);
            };
            self.at += found + 1;
            match rest[found] {
                b'"' => self.in_string = true,
                open @ (b'{' | b'[') => {
                    if self.depth == MAX_DEPTH {
                        return Err(JsonFlaw::TooDeep { limit: MAX_DEPTH });
                    }
                    self.braces = self.braces << 1 | u64::from(open == b'{');
                    self.depth += 1;
                }
                close => {
                    if self.depth == 0 || (self.braces & 1 == 1) != (close == b'}') {
                        return Err(JsonFlaw::Mismatched);
                    }
                    self.braces >>= 1;
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Ok(Some(self.at));
                    }
                }
            }
        }
    }
}

/// The end of a number or word, if a sign after it is there already.
fn scalar_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| matches!(b, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time, so that every boundary is met.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(text: &[u8], step: usize, loose: bool) -> Result<Vec<(String, u64)>, Rejected> {
        let mut elements = Elements::new("x.json", Drip(text, step), loose);
        let mut out = Vec::new();
        while let Some(e) = elements.next()? {
            out.push((String::from_utf8_lossy(e.raw).into_owned(), e.line));
        }
        Ok(out)
    }

    fn flaw(text: &[u8]) -> (JsonFlaw, u64) {
        match all(text, 7, false) {
            Err(Rejected::Json { place, flaw }) => (flaw, place.line.unwrap()),
            other => panic!("expected a flaw, got {other:?}"),
        }
    }

    #[test]
    fn elements_are_exact_slices_whatever_the_chunks() {
        let text = b"\xef\xbb\xbf [\n {\"a\": \"}]\\\"\\\\\"},\n\n [1,[2]] , 17,null ,\"s\\\"x\"\n]\n";
        let expected = vec![
            ("{\"a\": \"}]\\\"\\\\\"}".to_owned(), 2),
            ("[1,[2]]".to_owned(), 4),
            ("17".to_owned(), 4),
            ("null".to_owned(), 4),
            ("\"s\\\"x\"".to_owned(), 4),
        ];
        for step in 1..40 {
            assert_eq!(all(text, step, false).unwrap(), expected, "step {step}");
        }
    }

    #[test]
    fn loose_values_and_lines_are_read_where_allowed() {
        assert_eq!(all(b"{}\n{\"a\":1}\n", 1, true).unwrap().len(), 2);
        assert_eq!(all(b"{\n}", 3, true).unwrap(), vec![("{\n}".to_owned(), 1)]);
        assert_eq!(all(b"[{}][{}]{}", 3, true).unwrap().len(), 3);
        assert_eq!(all(b"", 3, true).unwrap().len(), 0);
    }

    #[test]
    fn a_million_levels_are_an_error_and_no_crash() {
        let deep = [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat();
        assert_eq!(flaw(&deep).0, JsonFlaw::TooDeep { limit: MAX_DEPTH });
        let braces = [b"[".to_vec(), b"{\"a\":".repeat(1_000_000)].concat();
        assert_eq!(flaw(&braces).0, JsonFlaw::TooDeep { limit: MAX_DEPTH });
    }

    #[test]
    fn the_limit_itself_is_still_read() {
        let depth = MAX_DEPTH as usize;
        let text = [b"[".repeat(depth + 1), b"]".repeat(depth + 1)].concat();
        assert_eq!(all(&text, 9, false).unwrap().len(), 1);
    }

    #[test]
    fn flaws_name_their_line() {
        assert_eq!(flaw(b"[\n{},\n{\"a\":"), (JsonFlaw::Truncated, 3));
        assert_eq!(flaw(b"[\n{]"), (JsonFlaw::Mismatched, 2));
        assert_eq!(flaw(b"[{}\n{}]"), (JsonFlaw::Unexpected { sign: '{' }, 2));
        assert_eq!(flaw(b"[{},]"), (JsonFlaw::Unexpected { sign: ']' }, 1));
        assert_eq!(flaw(b"{}"), (JsonFlaw::NotAnArray, 1));
        assert_eq!(flaw(b"[{}] x"), (JsonFlaw::Unexpected { sign: 'x' }, 1));
        assert_eq!(flaw(b"<html>"), (JsonFlaw::Unexpected { sign: '<' }, 1));
        assert_eq!(flaw(b""), (JsonFlaw::NotAnArray, 1));
        assert_eq!(flaw(b"[12"), (JsonFlaw::Truncated, 1));
    }

    #[test]
    fn a_huge_element_is_refused_without_holding_it() {
        let text = [b"[\"".to_vec(), vec![b'a'; MAX_ELEMENT * 3]].concat();
        let mut elements = Elements::array("x.json", &text[..]);
        assert!(matches!(elements.next(), Err(Rejected::Json { flaw: JsonFlaw::TooLarge { .. }, .. })));
        assert!(elements.buf.len() <= MAX_ELEMENT + CHUNK);
    }
}

//! Rows of a CSV file; the delimiter is told from its head.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read;
use std::rc::Rc;

use memchr::memchr2_iter;

use super::{Row, RowResult, Rows};
use crate::archive::read_error;
use crate::reason::{RefuseReason, Rejected};
use crate::run::Place;

pub(super) struct CsvRows<R> {
    reader: csv::Reader<Ends<R>>,
    lines: Lines,
    columns: Vec<String>,
    record: csv::ByteRecord,
    delimiter: u8,
    file: String,
}

/// Where lines end, told by the bytes that pass: the reader's own count lags behind at `\r\n` and empty lines.
struct Ends<R> {
    reader: R,
    at: u64,
    seen: Rc<RefCell<VecDeque<(u64, bool)>>>,
}

impl<R: Read> Read for Ends<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.reader.read(buf)?;
        let at = self.at;
        self.seen.borrow_mut().extend(memchr2_iter(b'\n', b'\r', &buf[..n]).map(|i| (at + i as u64, buf[i] == b'\n')));
        self.at += n as u64;
        Ok(n)
    }
}

/// Counts lines up to where a row begins, and forgets them.
#[derive(Default)]
struct Lines {
    passed: u64,
    ends: Rc<RefCell<VecDeque<(u64, bool)>>>,
}

impl Lines {
    fn at(&mut self, mut byte: u64) -> u64 {
        let mut ends = self.ends.borrow_mut();
        while let Some((at, is_end)) = ends.front().copied().filter(|(at, _)| *at <= byte) {
            // a row never begins with an end of line: what stands there belongs to the rows before
            byte += u64::from(at == byte);
            self.passed += u64::from(is_end);
            ends.pop_front();
        }
        self.passed + 1
    }
}

impl<R: Read> CsvRows<R> {
    pub(super) fn open(file: &str, head: &[u8], reader: R) -> Result<Self, Rejected> {
        let delimiter = delimiter_of(head);
        let lines = Lines::default();
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(Ends {
            reader,
            at: 0,
            seen: Rc::clone(&lines.ends),
        });
        let header = reader.byte_headers().map_err(|e| rejected(file, e))?.clone();
        let mut columns = Vec::new();
        for cell in &header {
            let name = std::str::from_utf8(cell).map_err(|_| Rejected::Encoding { place: Place::line(file, 1) })?;
            columns.push(name.trim_start_matches('\u{feff}').trim().to_owned());
        }
        Ok(Self { reader, lines, columns, record: csv::ByteRecord::new(), delimiter, file: file.to_owned() })
    }
}

fn rejected(file: &str, error: csv::Error) -> Rejected {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => read_error(file, source),
        _ => Rejected::Encoding { place: Place::line(file, line) },
    }
}

impl<R: Read> Rows for CsvRows<R> {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<RowResult>, Rejected> {
        loop {
            if !self.reader.read_byte_record(&mut self.record).map_err(|e| rejected(&self.file, e))? {
                return Ok(None);
            }
            if self.record.iter().all(|c| c.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            let line = self.lines.at(self.record.position().map_or(0, csv::Position::byte));
            let Ok(cells) =
                self.record.iter().map(|c| std::str::from_utf8(c).map(str::to_owned)).collect::<Result<Vec<_>, _>>()
            else {
                return Ok(Some(Err((line, RefuseReason::RowEncoding))));
            };
            if cells.len() > self.columns.len() {
                let reason = RefuseReason::TooManyCells { cells: cells.len(), columns: self.columns.len() };
                return Ok(Some(Err((line, reason))));
            }
            let raw = written(&self.record, self.delimiter);
            return Ok(Some(Ok(Row { line, cells, raw })));
        }
    }

    fn bytes_done(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// The row as CSV again: the same cells in the same order.
fn written(record: &csv::ByteRecord, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let written = writer.write_byte_record(record).is_ok();
    let mut raw = if written { writer.into_inner().unwrap_or_default() } else { Vec::new() };
    if raw.last() == Some(&b'\n') {
        raw.pop();
    }
    raw
}

/// The sign that parts the first lines into the same number of cells, and into most.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut best = (0, b',');
    for delimiter in [b',', b'\t', b';', b'|'] {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(head);
        let counts: Vec<usize> = reader.byte_records().take(6).map_while(Result::ok).map(|r| r.len()).collect();
        let Some(first) = counts.first().copied().filter(|n| *n > 1) else {
            continue;
        };
        let score = counts.iter().filter(|n| **n == first).count() * 100 + first;
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

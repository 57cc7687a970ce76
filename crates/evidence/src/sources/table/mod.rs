//! CSV and JSON Lines with a mapping of columns. Rows that cannot be read are refused by line, the rest is taken.

mod csv_rows;
mod json_rows;
mod mapping;

use std::collections::HashMap;
use std::io::Read;

use crate::input::Input;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::{RefuseReason, Rejected};
use crate::run::{Options, Place, Run, Stop};
use crate::scrub::{scrub_bytes, scrub_text};
use crate::time::TimeReader;
pub use mapping::Mapping;

const MAX_CELL: usize = 1 << 20;

/// What a table holds, so that the mapping can be confirmed before the import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The columns in the order of the file.
    pub columns: Vec<String>,
    /// What could be told from the names of the columns.
    pub guess: Mapping,
    /// The first rows, in the order of `columns`.
    pub sample: Vec<Vec<String>>,
}

/// One row on its way.
struct Row {
    line: u64,
    cells: Vec<String>,
    raw: Vec<u8>,
}

/// A row, or the line and reason why there is none.
type RowResult = Result<Row, (u64, RefuseReason)>;

trait Rows {
    fn columns(&self) -> &[String];
    fn next(&mut self) -> Result<Option<RowResult>, Rejected>;
    fn bytes_done(&self) -> u64;
}

fn open(input: Input, options: &Options) -> Result<(String, Box<dyn Rows>), Rejected> {
    let Input::File { name, reader } = input else {
        return Err(Rejected::wrong_input(SourceKind::Table));
    };
    let mut reader = reader.take(options.limits.entry_bytes);
    let mut head = vec![0; 64 << 10];
    let mut n = 0;
    while n < head.len() {
        match reader.read(&mut head[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(e) => return Err(Rejected::unreadable(name, &e)),
        }
    }
    head.truncate(n);
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0) {
        return Err(Rejected::Encoding { place: Place::line(name, 1) });
    }
    let first = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).iter().find(|b| !b.is_ascii_whitespace()).copied();
    let whole = std::io::Cursor::new(head.clone()).chain(reader);
    let rows: Box<dyn Rows> = if matches!(first, Some(b'{' | b'[')) {
        Box::new(json_rows::JsonRows::open(&name, &head, whole))
    } else {
        Box::new(csv_rows::CsvRows::open(&name, &head, whole)?)
    };
    Ok((name, rows))
}

/// Looks at the head of a table: its columns, what they seem to be, and some rows.
pub fn inspect(input: Input, options: &Options) -> Result<Overview, Rejected> {
    let (_, mut rows) = open(input, options)?;
    let columns = rows.columns().to_vec();
    let mut sample = Vec::new();
    while sample.len() < 10
        && let Some(row) = rows.next()?
    {
        sample.extend(row.ok().map(|row| row.cells.iter().map(|cell| scrub_text(cell).into_owned()).collect()));
    }
    let guess = Mapping::guess(&columns);
    Ok(Overview { columns, guess, sample })
}

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let (file, mut rows) = open(input, options)?;
    let columns = rows.columns().to_vec();
    let mapping = options.mapping.clone().unwrap_or_else(|| Mapping::guess(&columns));
    let at = mapping.resolve(&file, &columns)?;
    let times = TimeReader { zone: options.zone.clone(), month_first: options.month_first };
    let mut seen: HashMap<[u8; 16], u32> = HashMap::new();
    let mut shown = 0;
    while let Some(row) = rows.next()? {
        match row.and_then(|row| {
            item(&row, &at, &columns, &file, &times, &mut seen).map_err(|e| (row.line, e)).map(|i| (i, row.line))
        }) {
            Ok((item, line)) => run.item_within(options, item, Place::line(file.clone(), line))?,
            Err((line, reason)) => run.refuse(Place::line(file.clone(), line), reason)?,
        }
        if rows.bytes_done() - shown > 1 << 20 {
            shown = rows.bytes_done();
            run.progress(&file, shown, None)?;
        }
    }
    let done = rows.bytes_done();
    run.progress(&file, done, Some(done))
}

fn item(
    row: &Row,
    at: &mapping::Columns,
    columns: &[String],
    file: &str,
    times: &TimeReader,
    seen: &mut HashMap<[u8; 16], u32>,
) -> Result<Box<Item>, RefuseReason> {
    let cell =
        |column: Option<usize>| column.and_then(|c| row.cells.get(c)).map(|c| c.trim()).filter(|c| !c.is_empty());
    if row.cells.iter().any(|c| c.len() > MAX_CELL) {
        return Err(RefuseReason::CellTooLarge { mib: MAX_CELL >> 20 });
    }
    let moment = times.read(cell(Some(at.time)).unwrap_or_default())?;
    let text = cell(Some(at.text)).ok_or(RefuseReason::NoText)?;
    let key = match cell(at.id) {
        Some(id) => id.to_owned(),
        None => content_key(&row.cells, seen),
    };
    let clean = scrub_text(text);
    let raw = scrub_bytes(&row.raw);
    let is_scrubbed = clean != text || *raw != row.raw[..];
    let used = [Some(at.time), Some(at.text), at.who, at.link, at.id];
    let details = columns
        .iter()
        .enumerate()
        .filter(|(n, _)| !used.contains(&Some(*n)))
        .filter_map(|(n, name)| Some((name.clone(), scrub_text(cell(Some(n))?).into_owned())))
        .take(20)
        .collect();
    let raw = raw.into_owned();
    Ok(Box::new(Item {
        source: SourceKind::Table,
        key,
        revision: Revision::Original,
        kind: ItemKind::Row,
        author: cell(at.who).map(|who| Author { handle: scrub_text(who).into_owned(), name: None, is_bot: false }),
        occurred: moment.at,
        zone: moment.zone,
        place: Some(file.to_owned()),
        thread: None,
        text: clean.into_owned(),
        link: cell(at.link)
            .filter(|l| l.starts_with("https://") || l.starts_with("http://"))
            .map(|l| scrub_text(l).into_owned()),
        details,
        hash: sha256(&raw),
        raw,
        is_scrubbed,
    }))
}

/// The content of the row, and which of several equal rows it is.
fn content_key(cells: &[String], seen: &mut HashMap<[u8; 16], u32>) -> String {
    let joined: String = cells.iter().flat_map(|c| [c.trim(), "\u{1f}"]).collect();
    let hash = sha256(joined.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    // beyond this many rows equal ones are taken for one; memory stays bounded
    let n = seen.get(&id).map_or(1, |n| n + 1);
    if n > 1 || seen.len() < 1_000_000 {
        seen.insert(id, n);
    }
    let hex = hex::encode(id);
    if n == 1 { hex } else { format!("{hex}/{n}") }
}

#[cfg(test)]
mod tests;

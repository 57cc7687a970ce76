//! The guard at the zip: every entry is judged before one is read, and real bytes are counted while inflating.
//! Nothing is ever written to disk.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read, Seek};

use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;
use zip::read::{ArchiveOffset, Config, ZipReadOptions};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use crate::input::ReadSeek;
use crate::reason::Rejected;
use crate::reasons;
use crate::told::Size;

/// Bounds for archives and folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Entries at most.
    pub n_entries: usize,
    /// Inflated bytes of all entries together at most.
    pub total_bytes: u64,
    /// Inflated bytes of one entry at most.
    pub entry_bytes: u64,
    /// Inflated to compressed size at most, beyond `ratio_free_bytes`.
    pub ratio: u64,
    /// Inflated bytes of an entry for which the ratio does not count.
    pub ratio_free_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            n_entries: 100_000,
            total_bytes: 10 << 30,
            entry_bytes: 512 << 20,
            ratio: 200,
            ratio_free_bytes: 1 << 20,
        }
    }
}

reasons! {
    /// What is wrong with an archive or a folder.
    ArchiveFlaw, "import-archive", {
        /// It is no zip, or a damaged one.
        #[error("no readable zip archive ({reason})")]
        Damaged {
            /// What the reader said.
            reason: String,
        } => "damaged",
        /// More entries than the limit.
        #[error("{n} entries, more than the limit of {limit}")]
        TooManyEntries {
            /// How many.
            n: usize,
            /// The limit.
            limit: usize,
        } => "too-many-entries",
        /// All entries together inflate beyond the limit.
        #[error("inflates to more than {limit} bytes")]
        TooLarge {
            /// The limit.
            limit: Size,
        } => "too-large",
        /// One entry inflates beyond the limit.
        #[error("the entry inflates to more than {limit} bytes")]
        EntryTooLarge {
            /// The limit.
            limit: Size,
        } => "entry-too-large",
        /// An entry inflates out of proportion.
        #[error("the entry inflates more than {limit} times")]
        Ratio {
            /// The limit.
            limit: u64,
        } => "ratio",
        /// An archive inside the archive.
        #[error("the entry is itself an archive; unpack it and import its parts")]
        Nested => "nested",
        /// A symbolic link.
        #[error("the entry is a symbolic link")]
        Symlink => "symlink",
        /// A device, pipe or the like.
        #[error("the entry is no plain file")]
        Special => "special",
        /// An encrypted entry.
        #[error("the entry is encrypted; unpack the archive with its password and import the folder")]
        Encrypted => "encrypted",
        /// A compression that is not read.
        #[error("the entry is compressed in a way that is not read; use deflate")]
        Compression => "compression",
        /// Entries that share bytes.
        #[error("entries overlap")]
        Overlap => "overlap",
        /// Bytes before the archive.
        #[error("other data stands before the archive")]
        Prefixed => "prefixed",
        /// A name from the root of a file system.
        #[error("the name is absolute")]
        Absolute => "absolute",
        /// A name with `..` or an empty part.
        #[error("the name leaves its folder")]
        Traversal => "traversal",
        /// A name with a drive letter or a stream.
        #[error("the name has a drive letter or a colon")]
        Drive => "drive",
        /// A name with a backslash.
        #[error("the name has a backslash")]
        Backslash => "backslash",
        /// A name with NUL, a control character or a change of writing direction.
        #[error("the name has a hidden character")]
        HiddenCharacter => "hidden-character",
        /// A name that is not UTF-8.
        #[error("the name is not UTF-8")]
        NameEncoding => "name-encoding",
        /// A name of more than 1,024 bytes or 32 folders.
        #[error("the name is too long or too deep")]
        NameTooLong => "name-too-long",
        /// Two entries of one name.
        #[error("the name stands twice")]
        DuplicateName => "duplicate-name",
        /// Two names that differ in case only.
        #[error("two names differ in case only")]
        CaseDuplicate => "case-duplicate",
    }
}

const ARCHIVE_ENDINGS: &[&str] =
    &[".zip", ".jar", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".lz4", ".cab", ".iso"];

const ARCHIVE_MAGIC: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
];

/// Whether bytes begin as an archive does.
pub(crate) fn is_archive(head: &[u8]) -> bool {
    ARCHIVE_MAGIC.iter().any(|magic| head.starts_with(magic))
}

/// Judges the name of an entry.
pub(crate) fn check_name(raw: &[u8]) -> Result<&str, ArchiveFlaw> {
    let name = std::str::from_utf8(raw).map_err(|_| ArchiveFlaw::NameEncoding)?;
    if name.chars().any(|c| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    }) {
        return Err(ArchiveFlaw::HiddenCharacter);
    }
    if name.len() > 1024 || name.matches('/').count() > 32 {
        return Err(ArchiveFlaw::NameTooLong);
    }
    if name.starts_with('/') || name.starts_with("\\\\") {
        return Err(ArchiveFlaw::Absolute);
    }
    if name.contains(':') {
        return Err(ArchiveFlaw::Drive);
    }
    if name.contains('\\') {
        return Err(ArchiveFlaw::Backslash);
    }
    if name.trim_end_matches('/').split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(ArchiveFlaw::Traversal);
    }
    let lower = name.to_ascii_lowercase();
    if ARCHIVE_ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return Err(ArchiveFlaw::Nested);
    }
    Ok(name)
}

/// A file of the archive that passed the guard.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: u64,
    index: usize,
}

/// A zip archive whose every entry was judged.
pub(crate) struct Archive {
    zip: ZipArchive<BufReader<Box<dyn ReadSeek + Send>>>,
    limits: Limits,
    inflated: u64,
    /// The files, sorted by name.
    pub(crate) entries: Vec<Entry>,
}

fn refused(entry: Option<&str>, flaw: ArchiveFlaw) -> Rejected {
    match entry {
        Some(entry) => Rejected::Entry { entry: entry.to_owned(), flaw },
        None => Rejected::Archive { flaw },
    }
}

fn flaw_of(error: &ZipError) -> ArchiveFlaw {
    ArchiveFlaw::Damaged { reason: error.to_string() }
}

impl Archive {
    pub(crate) fn open(reader: Box<dyn ReadSeek + Send>, limits: &Limits) -> Result<Self, Rejected> {
        let damaged = |e: ZipError| refused(None, flaw_of(&e));
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let config = || Config { archive_offset: ArchiveOffset::Detect };
        // counted before the directory is held in memory
        let n = ZipIterable::try_new(&mut reader, config()).map_err(damaged)?.len();
        if n > limits.n_entries {
            return Err(refused(None, ArchiveFlaw::TooManyEntries { n, limit: limits.n_entries }));
        }
        let mut zip = ZipArchive::with_config(config(), reader).map_err(damaged)?;
        if zip.offset() != 0 {
            return Err(refused(None, ArchiveFlaw::Prefixed));
        }
        if zip.has_duplicate_names() {
            return Err(refused(None, ArchiveFlaw::DuplicateName));
        }
        let entries = judge(&zip, limits)?;
        if zip.has_overlapping_entries().map_err(|e| refused(None, flaw_of(&e)))? {
            return Err(refused(None, ArchiveFlaw::Overlap));
        }
        Ok(Self { zip, limits: limits.clone(), inflated: 0, entries })
    }

    /// Opens the file at this place of `entries`; reading it counts against the limits.
    pub(crate) fn reader(&mut self, at: usize) -> Result<impl Read + '_, Rejected> {
        let entry = &self.entries[at];
        let options = ZipReadOptions::new().enforce_header_consistency(true);
        let file = self
            .zip
            .by_index_with_options(entry.index, options)
            .map_err(|e| refused(Some(&entry.name), flaw_of(&e)))?;
        let compressed = file.compressed_size();
        Ok(Counted {
            inner: file,
            compressed,
            done: 0,
            total: &mut self.inflated,
            limits: &self.limits,
            is_begun: false,
        })
    }
}

fn judge<R: Read + Seek>(zip: &ZipArchive<R>, limits: &Limits) -> Result<Vec<Entry>, Rejected> {
    let metadata = zip.metadata();
    let mut folded: HashMap<String, String> = HashMap::with_capacity(zip.len());
    let mut folders = HashSet::new();
    let mut entries = Vec::with_capacity(zip.len());
    let mut total = 0u64;
    for index in 0..zip.len() {
        let entry = metadata.entry(index).map_err(|e| refused(None, flaw_of(&e)))?;
        let shown = || String::from_utf8_lossy(entry.name_raw()).replace(char::is_control, "\u{fffd}");
        let fail = |flaw| Rejected::Entry { entry: shown(), flaw };
        let name = check_name(entry.name_raw()).map_err(fail)?;
        if entry.encrypted() {
            return Err(fail(ArchiveFlaw::Encrypted));
        }
        match entry.unix_mode().map_or(0, |mode| mode & 0o170_000) {
            0 | 0o100_000 | 0o040_000 => {}
            0o120_000 => return Err(fail(ArchiveFlaw::Symlink)),
            _ => return Err(fail(ArchiveFlaw::Special)),
        }
        if !matches!(entry.compression(), zip::CompressionMethod::Stored | zip::CompressionMethod::Deflated) {
            return Err(fail(ArchiveFlaw::Compression));
        }
        let trimmed = name.trim_end_matches('/');
        let key: String = trimmed.nfc().flat_map(char::to_lowercase).collect();
        if let Some(other) = folded.insert(key, trimmed.to_owned()) {
            let flaw = if other == trimmed { ArchiveFlaw::DuplicateName } else { ArchiveFlaw::CaseDuplicate };
            return Err(fail(flaw));
        }
        if name.ends_with('/') {
            continue;
        }
        for (at, _) in trimmed.match_indices('/') {
            folders.insert(trimmed[..at].to_owned());
        }
        let size = entry.size();
        if size > limits.entry_bytes {
            return Err(fail(ArchiveFlaw::EntryTooLarge { limit: Size(limits.entry_bytes) }));
        }
        if size > limits.ratio_free_bytes && size / limits.ratio > entry.compressed_size() {
            return Err(fail(ArchiveFlaw::Ratio { limit: limits.ratio }));
        }
        total = total.saturating_add(size);
        if total > limits.total_bytes {
            return Err(fail(ArchiveFlaw::TooLarge { limit: Size(limits.total_bytes) }));
        }
        entries.push(Entry { name: trimmed.to_owned(), size, index });
    }
    if let Some(entry) = entries.iter().find(|e| folders.contains(&e.name)) {
        return Err(refused(Some(&entry.name), ArchiveFlaw::DuplicateName));
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Carries a flaw through the `Read` interface.
#[derive(Debug)]
struct FlawError(ArchiveFlaw);

impl std::fmt::Display for FlawError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for FlawError {}

/// Turns an error met while reading into a refusal of that file.
pub(crate) fn read_error(file: &str, error: std::io::Error) -> Rejected {
    let flaw = error.get_ref().and_then(|e| e.downcast_ref::<FlawError>()).map(|e| e.0.clone());
    match (flaw, error.kind()) {
        (Some(flaw), _) => refused(Some(file), flaw),
        (
            None,
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidInput,
        ) => refused(Some(file), ArchiveFlaw::Damaged { reason: error.to_string() }),
        (None, _) => Rejected::unreadable(file, &error),
    }
}

struct Counted<'a, R> {
    inner: R,
    compressed: u64,
    done: u64,
    total: &'a mut u64,
    limits: &'a Limits,
    is_begun: bool,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        let fail = |flaw| Err(std::io::Error::other(FlawError(flaw)));
        if !self.is_begun && n > 0 {
            self.is_begun = true;
            if is_archive(&buf[..n]) {
                return fail(ArchiveFlaw::Nested);
            }
        }
        self.done += n as u64;
        *self.total += n as u64;
        if self.done > self.limits.entry_bytes {
            return fail(ArchiveFlaw::EntryTooLarge { limit: Size(self.limits.entry_bytes) });
        }
        if *self.total > self.limits.total_bytes {
            return fail(ArchiveFlaw::TooLarge { limit: Size(self.limits.total_bytes) });
        }
        if self.done > self.limits.ratio_free_bytes && self.done / self.limits.ratio > self.compressed {
            return fail(ArchiveFlaw::Ratio { limit: self.limits.ratio });
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests;

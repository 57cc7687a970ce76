//! The bundle: one zip of `postmortem.md`, `evidence.jsonl` and `files/<sha256>`.
//!
//! Nothing is ever extracted to a path; entries are read by their allowed names, and every limit counts real bytes.

use std::{
    collections::HashSet,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::{ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::Author;

const MARKDOWN: &str = "postmortem.md";
const EVIDENCE: &str = "evidence.jsonl";
const FILES: &str = "files/";
const RATIO_FREE: u64 = 1 << 20;
/// What an entry of ours takes at most in the archive's directory, which is read whole before it can be counted.
const DIRECTORY_BYTES_EACH: u64 = 160;

/// One item of evidence as the bundle carries it: a line of `evidence.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceLine {
    /// The hash of the raw content.
    pub sha256: String,
    /// The sort of source.
    pub source: String,
    /// The id within the source.
    pub key: String,
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone that it was given in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// Where it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Where it is found in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What it is, such as `message`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The key of the item that began the thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// Whether a program made it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_bot: bool,
    /// Whether secrets were replaced in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_scrubbed: bool,
    /// Small further facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<(String, String)>,
    /// Its words.
    pub text: String,
    /// The raw content, as it was stored; empty where it is no text and lies among the files.
    pub raw: String,
}

impl EvidenceLine {
    /// Tells whether the raw content is the one that the hash was taken of.
    pub fn is_intact(&self) -> bool {
        hex::encode(Sha256::digest(self.raw.as_bytes())) == self.sha256
    }
}

/// What a bundle may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Entries.
    pub entries: usize,
    /// Bytes of one entry, inflated.
    pub entry_bytes: u64,
    /// Bytes of all entries, inflated.
    pub total_bytes: u64,
    /// Bytes of the Markdown document.
    pub markdown_bytes: u64,
    /// Bytes of one line of evidence.
    pub line_bytes: u64,
    /// Inflated bytes for each compressed one, counted after the first MiB.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 100_000,
            entry_bytes: 512 << 20,
            total_bytes: 10 << 30,
            markdown_bytes: 32 << 20,
            line_bytes: 4 << 20,
            ratio: 200,
        }
    }
}

/// Why a bundle was not taken.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It is no zip.
    #[error("the file is no readable zip archive")]
    Zip(#[source] ZipError),
    /// Reading or writing stopped.
    #[error("reading or writing stopped")]
    Io(#[from] io::Error),
    /// It has too many entries.
    #[error("the archive has {0} entries, more than allowed")]
    Entries(usize),
    /// An entry has a name that no bundle has.
    #[error("the archive holds {0:?}, which no bundle holds")]
    Name(String),
    /// Two entries bear one name, or share bytes.
    #[error("entries of the archive overlap or bear one name")]
    Overlap,
    /// An entry is encrypted, a link or a folder.
    #[error("{0:?} is encrypted, a link or a folder")]
    Special(String),
    /// An entry is larger than allowed.
    #[error("{0:?} is larger than allowed once inflated")]
    TooLarge(String),
    /// An entry is missing.
    #[error("the archive holds no {0:?}")]
    Missing(String),
    /// The bytes are not those that the name promises.
    #[error("the bytes of {0:?} are not those that its name promises")]
    Hash(String),
    /// The document is no text.
    #[error("{0:?} is no UTF-8 text")]
    Text(String),
    /// A line of evidence does not read.
    #[error("line {line} of evidence.jsonl does not read")]
    Line {
        /// The line, from 1.
        line: usize,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

impl From<ZipError> for BundleError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => Self::Io(error),
            other => Self::Zip(other),
        }
    }
}

/// Writes a bundle. The same content gives the same bytes.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    files: HashSet<String>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins with the document.
    pub fn begin(to: W, markdown: &str) -> Result<Self, BundleError> {
        let mut zip = ZipWriter::new(to);
        zip.start_file(MARKDOWN, options())?;
        zip.write_all(markdown.as_bytes())?;
        Ok(Self { zip, files: HashSet::new() })
    }

    /// Adds the evidence, once, before the files.
    pub fn evidence(&mut self, lines: impl IntoIterator<Item = EvidenceLine>) -> Result<(), BundleError> {
        self.zip.start_file(EVIDENCE, options())?;
        for line in lines {
            serde_json::to_writer(&mut self.zip, &line).map_err(io::Error::from)?;
            self.zip.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Adds a file under the hash of its bytes; a hash that is there already is passed over.
    pub fn file(&mut self, hash: &str, bytes: &mut dyn Read) -> Result<(), BundleError> {
        if !is_hash(hash) {
            return Err(BundleError::Name(hash.to_owned()));
        }
        if !self.files.insert(hash.to_owned()) {
            return Ok(());
        }
        self.zip.start_file(format!("{FILES}{hash}"), options())?;
        let mut hashed = Hashing { to: &mut self.zip, hasher: Sha256::new() };
        io::copy(bytes, &mut hashed)?;
        if hex::encode(hashed.hasher.finalize()) == hash { Ok(()) } else { Err(BundleError::Hash(hash.to_owned())) }
    }

    /// Ends the archive.
    pub fn finish(self) -> Result<W, BundleError> {
        Ok(self.zip.finish()?)
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::DEFAULT)
        .unix_permissions(0o644)
}

/// A bundle that passed every check that needs no inflating.
pub struct Bundle<R> {
    archive: ZipArchive<Metered<R>>,
    limits: Limits,
    inflated: u64,
    files: Vec<String>,
}

impl<R: Read + Seek> Bundle<R> {
    /// Opens a bundle and checks its directory.
    pub fn open(from: R, limits: Limits) -> Result<Self, BundleError> {
        let left = Arc::new(AtomicU64::new(limits.entries as u64 * DIRECTORY_BYTES_EACH + (1 << 20)));
        let opened = ZipArchive::new(Metered { from, left: Arc::clone(&left) });
        if left.swap(u64::MAX, Ordering::Relaxed) == 0 {
            return Err(BundleError::TooLarge("the directory".to_owned()));
        }
        let mut archive = opened?;
        if archive.len() > limits.entries {
            return Err(BundleError::Entries(archive.len()));
        }
        if archive.has_duplicate_names() || archive.has_overlapping_files()? {
            return Err(BundleError::Overlap);
        }
        let mut files = Vec::new();
        let mut total = 0u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if let Some(hash) = name.strip_prefix(FILES).filter(|h| is_hash(h)) {
                files.push(hash.to_owned());
            } else if name != MARKDOWN && name != EVIDENCE {
                return Err(BundleError::Name(name.chars().take(100).collect()));
            }
            if entry.encrypted() || entry.is_symlink() || entry.is_dir() {
                return Err(BundleError::Special(name));
            }
            total = total.saturating_add(entry.size());
            if entry.size() > limits.entry_bytes || total > limits.total_bytes {
                return Err(BundleError::TooLarge(name));
            }
        }
        Ok(Self { archive, limits, inflated: 0, files })
    }

    /// The hashes of the files within.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Reads the document.
    pub fn markdown(&mut self) -> Result<String, BundleError> {
        let limit = self.limits.markdown_bytes;
        let mut bytes = Vec::new();
        self.entry(MARKDOWN, limit, &mut |reader| reader.read_to_end(&mut bytes).map(|_| ()).map_err(Into::into))?;
        String::from_utf8(bytes).map_err(|_| BundleError::Text(MARKDOWN.to_owned()))
    }

    /// Reads the evidence line by line; a bundle without any is fine.
    pub fn evidence(&mut self, sink: &mut dyn FnMut(EvidenceLine)) -> Result<(), BundleError> {
        if self.archive.index_for_name(EVIDENCE).is_none() {
            return Ok(());
        }
        let Limits { entry_bytes, line_bytes, .. } = self.limits;
        self.entry(EVIDENCE, entry_bytes, &mut |reader| {
            let mut reader = BufReader::new(reader);
            let mut text = Vec::new();
            for line in 1.. {
                text.clear();
                let n = (&mut reader).take(line_bytes + 1).read_until(b'\n', &mut text)?;
                if n == 0 {
                    break;
                }
                if n as u64 > line_bytes {
                    return Err(BundleError::TooLarge(format!("{EVIDENCE}:{line}")));
                }
                if !text.trim_ascii().is_empty() {
                    sink(serde_json::from_slice(&text).map_err(|source| BundleError::Line { line, source })?);
                }
            }
            Ok(())
        })
    }

    /// Copies a file's bytes out; refuses bytes that are not those of the hash. Keep the copy only after `Ok`.
    pub fn copy_file(&mut self, hash: &str, to: &mut dyn Write) -> Result<u64, BundleError> {
        let name = format!("{FILES}{hash}");
        let limit = self.limits.entry_bytes;
        let mut hashed = Hashing { to, hasher: Sha256::new() };
        let mut length = 0;
        self.entry(&name, limit, &mut |reader| {
            length = io::copy(reader, &mut hashed)?;
            Ok(())
        })?;
        if hex::encode(hashed.hasher.finalize()) == hash { Ok(length) } else { Err(BundleError::Hash(name)) }
    }

    /// Inflates one entry under all limits.
    fn entry(
        &mut self,
        name: &str,
        limit: u64,
        read: &mut dyn FnMut(&mut dyn Read) -> Result<(), BundleError>,
    ) -> Result<(), BundleError> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Err(BundleError::Missing(name.to_owned()));
        };
        let entry = self.archive.by_index(index)?;
        let by_ratio = entry.compressed_size().saturating_mul(self.limits.ratio).saturating_add(RATIO_FREE);
        let left = limit.min(by_ratio).min(self.limits.total_bytes.saturating_sub(self.inflated));
        let mut counted = Counted { from: entry, left, is_over: false, read: 0 };
        let outcome = read(&mut counted);
        self.inflated += counted.read;
        if counted.is_over { Err(BundleError::TooLarge(name.to_owned())) } else { outcome }
    }
}

/// Counts what really comes out, whatever the headers say.
struct Counted<R> {
    from: R,
    left: u64,
    read: u64,
    is_over: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.read += n as u64;
        if self.read > self.left {
            self.is_over = true;
            return Err(io::Error::other("larger than allowed"));
        }
        Ok(n)
    }
}

/// Stops a read of the archive that takes more bytes than are left.
struct Metered<R> {
    from: R,
    left: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        let left = self.left.load(Ordering::Relaxed);
        if left == u64::MAX {
            return Ok(n);
        }
        self.left.store(left.saturating_sub(n as u64), Ordering::Relaxed);
        if n as u64 >= left { Err(io::Error::other("larger than allowed")) } else { Ok(n) }
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.from.seek(to)
    }
}

struct Hashing<W> {
    to: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

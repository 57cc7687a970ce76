//! What a person hands in: an archive, a folder or one file; and the one way to walk its files.
//! Symbolic links are never followed.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::archive::{Archive, ArchiveFlaw, Limits, read_error};
use crate::reason::Rejected;
use crate::told::Size;

/// A reader that can seek.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// What an import reads.
pub enum Input {
    /// A zip archive.
    Zip(Box<dyn ReadSeek + Send>),
    /// A folder; for git, the repository.
    Folder(PathBuf),
    /// A single file.
    File {
        /// Its name, for reports.
        name: String,
        /// Its bytes.
        reader: Box<dyn Read + Send>,
    },
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Zip(_) => f.write_str("Zip"),
            Self::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            Self::File { name, .. } => f.debug_tuple("File").field(name).finish(),
        }
    }
}

impl Input {
    /// Opens a path and tells a folder, a zip archive (by its first bytes) and any other file apart.
    pub fn open(path: &Path) -> Result<Self, Rejected> {
        let unreadable = |e| Rejected::unreadable(path.display().to_string(), &e);
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let file = fs::File::open(path).map_err(unreadable)?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self::detect(name, file)
    }

    /// Tells a zip archive from any other file by its first bytes.
    pub fn detect(name: impl Into<String>, mut reader: impl ReadSeek + Send + 'static) -> Result<Self, Rejected> {
        let name = name.into();
        let mut head = [0; 4];
        let mut n = 0;
        let seen = loop {
            match reader.read(&mut head[n..]) {
                Ok(0) => break Ok(()),
                Ok(more) => n += more,
                Err(e) => break Err(e),
            }
        };
        seen.and_then(|()| reader.seek(SeekFrom::Start(0))).map_err(|e| Rejected::unreadable(name.clone(), &e))?;
        if matches!(&head[..n], b"PK\x03\x04" | b"PK\x05\x06") {
            Ok(Self::Zip(Box::new(reader)))
        } else {
            Ok(Self::File { name, reader: Box::new(reader) })
        }
    }

    /// A file from bytes in memory, such as the body of a webhook.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::File { name: name.into(), reader: Box::new(std::io::Cursor::new(bytes)) }
    }
}

/// The name and bytes of an input that is one file.
pub(crate) type SingleFile = (String, Box<dyn Read + Send>);

/// The files of an archive or a folder, sorted by name.
pub(crate) enum Tree {
    Zip(Archive),
    Folder { root: PathBuf, files: Vec<(String, u64)>, limits: Limits },
}

impl Tree {
    /// Opens an archive or a folder; gives a single file back.
    pub(crate) fn open(input: Input, limits: &Limits) -> Result<Result<Self, SingleFile>, Rejected> {
        match input {
            Input::Zip(reader) => Ok(Ok(Self::Zip(Archive::open(reader, limits)?))),
            Input::Folder(root) => {
                let mut files = Vec::new();
                walk(&root, "", limits, &mut files, 0)?;
                files.sort();
                Ok(Ok(Self::Folder { root, files, limits: limits.clone() }))
            }
            Input::File { name, reader } => Ok(Err((name, reader))),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Zip(archive) => archive.entries.len(),
            Self::Folder { files, .. } => files.len(),
        }
    }

    pub(crate) fn name(&self, at: usize) -> &str {
        match self {
            Self::Zip(archive) => &archive.entries[at].name,
            Self::Folder { files, .. } => &files[at].0,
        }
    }

    pub(crate) fn size(&self, at: usize) -> u64 {
        match self {
            Self::Zip(archive) => archive.entries[at].size,
            Self::Folder { files, .. } => files[at].1,
        }
    }

    pub(crate) fn reader(&mut self, at: usize) -> Result<Box<dyn Read + '_>, Rejected> {
        match self {
            Self::Zip(archive) => Ok(Box::new(archive.reader(at)?)),
            Self::Folder { root, files, limits } => {
                let name = &files[at].0;
                let file = fs::File::open(root.join(name)).map_err(|e| read_error(name, e))?;
                Ok(Box::new(file.take(limits.entry_bytes)))
            }
        }
    }
}

fn walk(
    root: &Path,
    below: &str,
    limits: &Limits,
    files: &mut Vec<(String, u64)>,
    depth: usize,
) -> Result<(), Rejected> {
    let folder = root.join(below);
    let unreadable = |e| Rejected::unreadable(folder.display().to_string(), &e);
    let refused = |name: &str, flaw| Rejected::Entry { entry: name.to_owned(), flaw };
    if depth > 32 {
        return Err(refused(below, ArchiveFlaw::NameTooLong));
    }
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(part) = entry.file_name().into_string() else {
            return Err(refused(below, ArchiveFlaw::NameEncoding));
        };
        let name = if below.is_empty() { part } else { format!("{below}/{part}") };
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_symlink() {
            return Err(refused(&name, ArchiveFlaw::Symlink));
        }
        if kind.is_dir() {
            walk(root, &name, limits, files, depth + 1)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_err(unreadable)?.len();
            if size > limits.entry_bytes {
                return Err(refused(&name, ArchiveFlaw::EntryTooLarge { limit: Size(limits.entry_bytes) }));
            }
            files.push((name, size));
            if files.len() > limits.n_entries {
                return Err(refused(below, ArchiveFlaw::TooManyEntries { n: files.len(), limit: limits.n_entries }));
            }
        }
    }
    Ok(())
}

//! Backups: everything that is kept, in one file, for either database. Sessions and open invitations stay out.
//!
//! A backup is a zip file that ends in the SHA-256 of all its other bytes: whatever is damaged is refused before
//! anything is replaced. A restore goes into an empty place only, and is there as a whole or not at all.

mod archive;
mod restore;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use postmortem::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Ctx, error};
use archive::Packer;

pub use archive::Archive;
pub use restore::{Target, restore};

/// The layout of the archive that this program writes and reads.
const FORMAT: u32 = 1;

/// Why a backup was not written or read in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// As for any other verb.
    #[error(transparent)]
    App(#[from] error::Error),
    /// The database said no.
    #[error(transparent)]
    Store(#[from] store::backup::Error),
    /// A file could not be read or written.
    #[error("{}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no backup, or not the one that was written.
    #[error("the backup is damaged or not whole: {0}")]
    Damaged(String),
    /// The backup was made by another version.
    #[error("the backup has {what} {found}, this program reads {known}")]
    Version {
        /// What differs.
        what: &'static str,
        /// What the backup says.
        found: i64,
        /// What this program knows.
        known: i64,
    },
    /// Something is there already, and nothing is ever replaced.
    #[error("{0} is there already")]
    Occupied(String),
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the archive.
    pub format: u32,
    /// The schema of the database.
    pub schema: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether the key is in it: without it, secrets of connected webhooks have to be entered again.
    pub has_key: bool,
    /// The parts.
    pub parts: Vec<Part>,
}

/// One part of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name: `tables/<table>.jsonl`, `files/<name>` or `secret.key`.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many rows, where it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Manifest {
    /// How many rows all tables have together.
    pub fn rows(&self) -> u64 {
        self.parts.iter().filter_map(|p| p.rows).sum()
    }

    /// How many files it holds.
    pub fn files(&self) -> usize {
        self.parts.iter().filter(|p| p.name.starts_with("files/")).count()
    }
}

/// Told the name of each part as it is begun.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Writes a backup into a new file, as the house stands at this moment, and reads it again to be sure.
pub async fn write(ctx: &Ctx, file: &Path, with_key: bool, progress: Progress<'_>) -> Result<Manifest, Error> {
    ctx.need(Role::Administrator)?;
    if file.exists() {
        return Err(Error::Occupied(file.display().to_string()));
    }
    let house = &ctx.house;
    let mut packer = Packer::new(file)?;
    let mut tx = store::backup::snapshot(&house.db).await?;
    for table in store::backup::tables() {
        progress(table);
        packer.begin(&format!("tables/{table}.jsonl"), true)?;
        let rows = store::backup::dump(&mut tx, table, &mut packer).await?;
        packer.end(Some(rows));
    }
    tx.rollback().await?;
    // files after the rows that name them: a file without a row does no harm, a row without its file would
    let folder = house.options.data.join("files");
    for name in files_in(&folder)? {
        progress(&name);
        packer.begin(&format!("files/{name}"), false)?;
        let path = folder.join(&name);
        let mut from = std::fs::File::open(&path).map_err(Error::io(&path))?;
        io::copy(&mut from, &mut packer).map_err(Error::io(&path))?;
        packer.end(None);
    }
    if with_key {
        let path = house.options.data.join("secret.key");
        let key = std::fs::read(&path).map_err(Error::io(&path))?;
        packer.begin("secret.key", false)?;
        packer.write_all(&key).map_err(Error::io(file))?;
        packer.end(None);
    }
    let schema = house.db.schema().await?.found;
    progress("manifest.json");
    let manifest = packer.finish(schema, ctx.now(), with_key)?;
    audit(ctx, &manifest).await?;
    Ok(manifest)
}

async fn audit(ctx: &Ctx, manifest: &Manifest) -> Result<(), Error> {
    let mut tx = ctx.house.db.write().await?;
    let detail = json!({ "rows": manifest.rows(), "files": manifest.files(), "has_key": manifest.has_key });
    ctx.audit(&mut tx, None, "house.backup", detail).await?;
    Ok(tx.commit().await?)
}

/// The files below a folder, by their paths within it, in order.
fn files_in(folder: &Path) -> Result<Vec<String>, Error> {
    let (mut found, mut left) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = left.pop() {
        let entries = match std::fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::io(&next)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io(&next))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(Error::io(&next))?);
            if kind.is_dir() {
                left.push(path);
            } else if kind.is_file() {
                let within = path.strip_prefix(folder).ok().and_then(Path::to_str).filter(|n| is_plain(n));
                // a file on its way bears a name that nothing refers to yet
                found.extend(within.map(str::to_owned));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a name leads nowhere but below its folder: letters, digits, `-`, `_`, and dots within.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.split('/').all(|step| !step.is_empty() && !step.starts_with('.') && step.chars().all(plain))
}

#[cfg(test)]
mod tests;

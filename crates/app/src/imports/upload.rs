//! Uploads on their way: written beside, made durable, then named. They wait in a folder of their own.

use std::path::PathBuf;

use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::House;
use crate::{Error, FieldError, Result};

/// An upload being received. Dropped half-way, it leaves nothing.
#[derive(Debug)]
pub struct Receiving {
    id: Uuid,
    part: PathBuf,
    whole: PathBuf,
    file: tokio::fs::File,
    n_bytes: u64,
    max: u64,
    is_whole: bool,
}

fn folder(house: &crate::House) -> PathBuf {
    house.options.data.join("uploads")
}

/// Where an upload lies.
pub(super) fn path(house: &crate::House, id: Uuid) -> PathBuf {
    folder(house).join(id.to_string())
}

impl Receiving {
    pub(super) async fn begin(house: &House) -> Result<Self> {
        let id = house.id();
        let whole = path(house, id);
        let part = whole.with_extension("part");
        let file = tokio::fs::File::create_new(&part).await?;
        Ok(Self { id, part, whole, file, n_bytes: 0, max: house.options.max_upload, is_whole: false })
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.n_bytes += bytes.len() as u64;
        if self.n_bytes > self.max {
            return Err(FieldError::new("file", "upload-too-large").with("limit", (self.max >> 20).to_string()).into());
        }
        Ok(self.file.write_all(bytes).await?)
    }

    /// Makes the upload durable and gives its name.
    pub async fn finish(mut self) -> Result<Uuid> {
        if self.n_bytes == 0 {
            return Err(Error::field("file", "empty"));
        }
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.part, &self.whole).await?;
        self.is_whole = true;
        if let Some(folder) = self.whole.parent().map(PathBuf::from) {
            tokio::task::spawn_blocking(move || std::fs::File::open(folder)?.sync_all()).await??;
        }
        Ok(self.id)
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        if !self.is_whole && std::fs::remove_file(&self.part).is_err() {
            tracing::debug!(upload.id = %self.id, "an upload that broke off was not removed; the sweep will");
        }
    }
}

/// Removes an upload that is needed no more.
pub(super) async fn remove(house: &crate::House, name: &str) {
    if let Err(error) = tokio::fs::remove_file(folder(house).join(name)).await
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, upload.id = name, "an upload was not removed; the sweep will try again");
    }
}

/// When an upload was begun, in seconds: its name is an id of the house, by the clock of the house.
fn begun_at(entry: &std::fs::DirEntry) -> std::io::Result<i64> {
    let name = entry.file_name();
    let id = name.to_str().and_then(|name| name.split('.').next()).and_then(|id| id.parse::<Uuid>().ok());
    if let Some(made) = id.and_then(|id| id.get_timestamp()) {
        return Ok(i64::try_from(made.to_unix().0).unwrap_or(i64::MAX));
    }
    let changed = jiff::Timestamp::try_from(entry.metadata()?.modified()?).map_err(std::io::Error::other)?;
    Ok(changed.as_second())
}

/// Removes uploads that no import needs and that are older than a day.
pub(super) async fn sweep(house: &House, needed: Vec<String>) -> Result<()> {
    let (folder, now) = (folder(house), house.now());
    tokio::task::spawn_blocking(move || {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let is_old = now.as_second() - begun_at(&entry)? > 24 * 60 * 60;
            let is_needed = entry.file_name().to_str().is_some_and(|name| needed.iter().any(|n| n == name));
            if is_old && !is_needed {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    })
    .await?
}

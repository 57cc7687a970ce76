//! What nobody needs any more goes: the ids of old deliveries, the bytes of files that were removed.

use std::{path::PathBuf, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use crate::{House, Result};

/// Nobody delivers the same thing again after so long.
const DELIVERIES: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Bytes that no file names are kept for so long: they may have been written for a file that is being added.
const BYTES: SignedDuration = SignedDuration::from_hours(24);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Ids of deliveries.
    pub n_deliveries: u64,
    /// Files in the folder of the house.
    pub n_files: u64,
}

/// Removes what nobody needs any more.
pub async fn sweep(house: &Arc<House>) -> Result<Swept> {
    let before = house.now().checked_sub(DELIVERIES).unwrap_or(Timestamp::MIN);
    let mut tx = house.db.write().await?;
    let n_deliveries = store::connection::forget_deliveries(&mut tx, before).await?;
    tx.commit().await?;
    let mut n_files = 0;
    for (hash, path) in old_files(house).await? {
        let mut tx = house.db.read().await?;
        let is_kept = store::file::is_kept(&mut tx, &hash).await?;
        tx.rollback().await?;
        if !is_kept {
            tokio::fs::remove_file(&path).await?;
            n_files += 1;
        }
    }
    Ok(Swept { n_deliveries, n_files })
}

/// What was written long ago, by the name that it lies under.
async fn old_files(house: &Arc<House>) -> Result<Vec<(String, PathBuf)>> {
    let (folder, now) = (house.options.data.join("files"), house.now());
    tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        for shelf in std::fs::read_dir(folder)? {
            let shelf = shelf?.path();
            if !shelf.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(shelf)? {
                let file = file?;
                let written = Timestamp::try_from(file.metadata()?.modified()?).unwrap_or(now);
                if now.duration_since(written) > BYTES {
                    found.push((file.file_name().to_string_lossy().into_owned(), file.path()));
                }
            }
        }
        Ok(found)
    })
    .await?
}

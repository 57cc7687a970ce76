//! Reading a backup into an empty place.

use std::{
    fs::{self, File},
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde_json::json;
use store::{Db, Options, Tx, audit::Who};

use super::{
    Archive, Error, Manifest, Progress,
    archive::{Sum, sync_folder},
};

/// Where a backup goes.
#[derive(Debug, Clone)]
pub struct Target {
    /// The data folder, for files and the key.
    pub data: PathBuf,
    /// The database.
    pub database: Options,
}

/// Reads a backup into an empty place. Until everything was checked again there, the place stays as it was.
pub async fn restore(file: &Path, target: &Target, now: Timestamp, progress: Progress<'_>) -> Result<Manifest, Error> {
    progress("checking");
    let mut archive = Archive::open(file)?;
    check_place(&archive.manifest, target)?;
    crate::house::make_private(&target.data)?;
    let unpacked = target.data.join("files.restoring");
    remove_folder(&unpacked)?;
    let done = match &target.database {
        Options::Sqlite(database) => into_file(&mut archive, target, database, &unpacked, now, progress).await,
        Options::Postgres { .. } => {
            let db = Db::open(&target.database).await?;
            let done = into_server(&mut archive, target, &db, &unpacked, now, progress).await;
            db.close().await;
            done
        }
    };
    if done.is_err() {
        remove_folder(&unpacked)?;
    }
    done.map(|()| archive.manifest)
}

fn check_place(manifest: &Manifest, target: &Target) -> Result<(), Error> {
    let occupied = |path: PathBuf| Err(Error::Occupied(path.display().to_string()));
    if let Options::Sqlite(file) = &target.database {
        for end in ["", "-wal", "-shm"] {
            let path = beside(file, end);
            if path.exists() {
                return occupied(path);
            }
        }
    }
    let files = target.data.join("files");
    if !super::files_in(&files)?.is_empty() {
        return occupied(files);
    }
    let key = target.data.join("secret.key");
    if manifest.has_key && key.exists() {
        return occupied(key);
    }
    Ok(())
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder)(error)),
        _ => Ok(()),
    }
}

/// Makes a new database file beside its place, and gives it its name when all is in it.
async fn into_file(
    archive: &mut Archive,
    target: &Target,
    file: &Path,
    unpacked: &Path,
    now: Timestamp,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let temp = beside(file, ".restoring");
    let remove = || ["", "-wal", "-shm"].map(|end| fs::remove_file(beside(&temp, end)).ok());
    remove();
    let done = async {
        let db = Db::open(&Options::Sqlite(temp.clone())).await?;
        db.migrate().await?;
        let loaded = load(archive, &db, now, progress).await;
        let kept = match loaded {
            Ok(tx) => tx.commit().await.map_err(Error::from),
            Err(error) => Err(error),
        };
        db.close().await;
        kept?;
        unpack(archive, target, unpacked, progress)?;
        File::open(&temp).and_then(|f| f.sync_all()).map_err(Error::io(&temp))?;
        fs::rename(&temp, file).map_err(Error::io(file))?;
        sync_folder(file).map_err(Error::io(file))
    }
    .await;
    if done.is_err() {
        remove();
    }
    done
}

/// Fills an empty database on a server in one transaction.
async fn into_server(
    archive: &mut Archive,
    target: &Target,
    db: &Db,
    unpacked: &Path,
    now: Timestamp,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let before = db.migrate().await?;
    let tx = load(archive, db, now, progress).await;
    tracing::debug!(schema.found = before.found, "loaded");
    let tx = tx?;
    unpack(archive, target, unpacked, progress)?;
    Ok(tx.commit().await?)
}

/// Reads all tables in, checks that they read back as they were, and notes the restore in the trail.
async fn load(archive: &mut Archive, db: &Db, now: Timestamp, progress: Progress<'_>) -> Result<Tx, Error> {
    let manifest = archive.manifest.clone();
    let known = db.schema().await?.known;
    if manifest.schema != known {
        return Err(Error::Version { what: "schema", found: manifest.schema, known });
    }
    let mut tx = store::backup::begin_load(db).await?;
    if !store::backup::is_empty(&mut tx).await? {
        return Err(Error::Occupied("the content of the database".to_owned()));
    }
    store::backup::clear_seeds(&mut tx).await?;
    for table in store::backup::tables() {
        progress(table);
        let name = name_of(table);
        let mut lines = BufReader::new(archive.part(&name)?);
        store::backup::load(&mut tx, table, &mut lines).await?;
    }
    for table in store::backup::tables() {
        progress(&format!("checking {table}"));
        let mut sum = Sum::default();
        store::backup::dump(&mut tx, table, &mut sum).await?;
        let part = manifest.parts.iter().find(|p| p.name == name_of(table));
        if part.is_none_or(|p| p.sha256 != sum.hex()) {
            return Err(Error::Damaged(format!("{table} did not arrive as it was")));
        }
    }
    if let Some(seq) = store::audit::verify(&mut tx).await? {
        return Err(Error::Damaged(format!("the trail does not hold together at row {seq}")));
    }
    let detail = json!({ "made_at": manifest.made_at, "rows": manifest.rows(), "files": manifest.files() });
    store::audit::append(&mut tx, now, Who::Operator, None, "house.restore", &detail).await?;
    Ok(tx)
}

fn name_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

/// Writes files and key out beside their places, then moves them there.
fn unpack(archive: &mut Archive, target: &Target, unpacked: &Path, progress: Progress<'_>) -> Result<(), Error> {
    fs::create_dir_all(unpacked).map_err(Error::io(unpacked))?;
    for part in archive.manifest.parts.clone() {
        let Some(within) = part.name.strip_prefix("files/") else { continue };
        progress(&part.name);
        let path = unpacked.join(within);
        write_out(archive, &part.name, &path)?;
    }
    let files = target.data.join("files");
    // an empty folder may stand there already
    remove_folder(&files)?;
    fs::rename(unpacked, &files).map_err(Error::io(&files))?;
    if archive.manifest.has_key {
        let (temp, key) = (target.data.join("secret.key.restoring"), target.data.join("secret.key"));
        fs::remove_file(&temp).ok();
        write_out(archive, "secret.key", &temp)?;
        fs::rename(&temp, &key).map_err(Error::io(&key))?;
    }
    sync_folder(&files).map_err(Error::io(&files))
}

fn write_out(archive: &mut Archive, part: &str, path: &Path) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(path).map_err(Error::io(path))?;
    io::copy(&mut archive.part(part)?, &mut out).map_err(Error::io(path))?;
    out.sync_all().map_err(Error::io(path))?;
    sync_folder(path).map_err(Error::io(path))
}

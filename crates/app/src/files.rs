//! Files: their bytes in a folder under their hash, each also an item of evidence. Pictures are shown drawn anew.

use std::path::PathBuf;

use evidence::note::{self, MediaType, NoteOptions};
use postmortem::{EvidenceId, FileId, Moment, Number};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::evidence::Target;
pub use store::file::File;

use crate::{Ctx, Error, FieldError, House, Result, access, imports, suggestions};

/// Files of one postmortem at most.
pub(crate) const MOST: i64 = 200;

/// A file or a pasted text as a person hands it in.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its name, for display only.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When what it shows happened; now, where nothing is said.
    pub occurred: Option<Moment>,
    /// What is to be seen.
    pub caption: String,
}

/// A file that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The evidence that it is.
    pub evidence: EvidenceId,
    /// The file.
    pub file: File,
}

/// Adds a file as evidence. The same file at the same time is the same evidence.
pub async fn add(ctx: &Ctx, number: Number, new: NewFile) -> Result<Added> {
    if new.bytes.len() as u64 > ctx.house.options.max_file {
        let limit = (ctx.house.options.max_file >> 20).to_string();
        return Err(FieldError::new("file", "file-too-large").with("limit", limit).into());
    }
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    tx.rollback().await?;
    let occurred = new.occurred.unwrap_or_else(|| Moment::new(ctx.now(), ctx.zone()));
    let author = ctx.person().map(|person| evidence::Author {
        handle: person.login.to_string(),
        name: Some(person.name.clone()),
        is_bot: false,
    });
    let options =
        NoteOptions { occurred: occurred.at, zone: Some(occurred.zone.to_string()), caption: new.caption, author };
    let (item, shown) = tokio::task::spawn_blocking(move || read(&new.name, new.bytes, &options)).await??;
    let file = File {
        id: FileId(ctx.id()),
        postmortem: postmortem.id,
        evidence: None,
        hash: hex::encode(item.hash),
        shown_hash: shown.as_ref().map(|bytes| hex::encode(Sha256::digest(bytes))),
        name: item.detail("file").unwrap_or("file").to_owned(),
        media_type: item.detail("file_type").unwrap_or_default().to_owned(),
        size: item.raw.len() as i64,
        created_at: ctx.now(),
        created_by: ctx.person_id(),
    };
    // bytes first, then the row that names them: a row never names what is not there
    if let (Some(hash), Some(bytes)) = (&file.shown_hash, shown) {
        write_blob(&ctx.house, hash, bytes).await?;
    }
    let mut item = imports::to_new(item, EvidenceId(ctx.id()));
    write_blob(&ctx.house, &file.hash, std::mem::take(&mut item.raw)).await?;
    keep(ctx, number, item, file).await
}

async fn keep(ctx: &Ctx, number: Number, item: store::evidence::NewEvidence, file: File) -> Result<Added> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    if store::file::count(&mut tx, postmortem.id).await? >= MOST {
        return Err(FieldError::new("file", "too-many-files").with("limit", MOST.to_string()).into());
    }
    let source = evidence::SourceKind::Note.as_str();
    let target = Target { postmortem: postmortem.id, import: None, source: source.to_owned() };
    let key = item.key.clone();
    store::evidence::insert(&mut tx, &target, vec![item], &mut || ctx.id()).await?;
    let kept = store::evidence::find_by_key(&mut tx, postmortem.id, source, &key).await?.ok_or(Error::NotFound)?;
    store::file::insert(&mut tx, &File { evidence: Some(kept.id), ..file.clone() }).await?;
    let file = store::file::find(&mut tx, postmortem.id, &file.hash).await?.ok_or(Error::NotFound)?;
    store::evidence::recount(&mut tx, postmortem.id).await?;
    store::postmortem::touch(&mut tx, postmortem.id, ctx.now()).await?;
    let detail = json!({ "evidence": kept.id, "name": file.name, "hash": file.hash });
    ctx.audit(&mut tx, Some(postmortem.id), "file.add", detail).await?;
    tx.commit().await?;
    suggestions::refresh(&ctx.house, postmortem.id, source).await?;
    Ok(Added { evidence: kept.id, file })
}

/// The item, and the picture drawn anew where it is one.
fn read(name: &str, bytes: Vec<u8>, options: &NoteOptions) -> Result<(evidence::Item, Option<Vec<u8>>)> {
    let shown = if MediaType::of(&bytes).is_image() {
        match note::reencode(&bytes) {
            Ok((bytes, _)) => Some(bytes),
            Err(note::NoImage::TooLarge { .. }) => return Err(Error::field("file", "image-too-large")),
            // what cannot be decoded is kept for download only
            Err(_) => None,
        }
    } else {
        None
    };
    let item = note::item(name, bytes, options).map_err(|rejected| imports::refused(&rejected))?;
    Ok((item, shown))
}

/// A file as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The type under which it is served.
    pub media_type: &'static str,
    /// Its name, for display and for saving.
    pub name: String,
    /// Whether it may be shown in place; otherwise it is for download only.
    pub is_inline: bool,
}

/// Opens a file by its hash: a picture drawn anew to all who may read, the original to editors, for download.
pub async fn open(ctx: &Ctx, number: Number, hash: &str) -> Result<Opened> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let file = store::file::find(&mut tx, postmortem.id, hash).await?.ok_or(Error::NotFound)?;
    tx.rollback().await?;
    let is_inline = file.shown_hash.as_deref() == Some(hash);
    if !is_inline && !postmortem.is_editable {
        return Err(Error::Denied("needs-editor"));
    }
    let bytes = read_blob(&ctx.house, hash).await?;
    let media_type = if is_inline { MediaType::of(&bytes).as_str() } else { MediaType::Opaque.as_str() };
    Ok(Opened { bytes, media_type, name: file.name, is_inline })
}

/// Lists the files of a postmortem, the first added first.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Vec<File>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::file::list(&mut tx, postmortem.id).await?)
}

fn blob_path(house: &House, hash: &str) -> Result<PathBuf> {
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_hash {
        return Err(Error::NotFound);
    }
    Ok(house.options.data.join("files").join(&hash[..2]).join(hash))
}

/// Keeps bytes under their hash: written beside, made durable, then named.
pub(crate) async fn write_blob(house: &House, hash: &str, bytes: Vec<u8>) -> Result<()> {
    let path = blob_path(house, hash)?;
    let part = path.with_extension(format!("{}.part", house.id()));
    let now = std::time::SystemTime::from(house.now());
    tokio::task::spawn_blocking(move || {
        if path.exists() {
            // the sweep leaves alone what was written a short while ago
            std::fs::File::options().append(true).open(&path)?.set_modified(now)?;
            return Ok(());
        }
        let folder = path.parent().ok_or_else(|| Error::internal("a path without a folder"))?;
        std::fs::create_dir_all(folder)?;
        let mut out = std::fs::File::create_new(&part)?;
        std::io::Write::write_all(&mut out, &bytes)?;
        out.sync_all()?;
        std::fs::rename(&part, &path)?;
        std::fs::File::open(folder)?.sync_all()?;
        // the folder itself may be new
        if let Some(above) = folder.parent() {
            std::fs::File::open(above)?.sync_all()?;
        }
        Ok(())
    })
    .await?
}

/// Reads bytes by their hash, and checks them against it.
pub(crate) async fn read_blob(house: &House, hash: &str) -> Result<Vec<u8>> {
    let path = blob_path(house, hash)?;
    let bytes = tokio::fs::read(&path).await?;
    if hex::encode(Sha256::digest(&bytes)) != hash {
        return Err(Error::internal(format!("the file {hash} is damaged")));
    }
    Ok(bytes)
}

//! Evidence and files of a bundle. The archive is read beside the transaction that takes its content in.

use postmortem::{EvidenceId, FileId, PostmortemId};
use publish::bundle::{Bundle, BundleError, EvidenceLine};
use sha2::{Digest, Sha256};
use store::{
    Tx,
    evidence::{NewEvidence, Target, Word},
    file::File,
};
use tokio::sync::mpsc;

use super::{content, refusal};
use crate::{Ctx, Error, FieldError, Result, files};

/// Lines that are taken in at once.
const LINES: usize = 500;

/// What the archive holds, in its order.
enum Piece {
    Lines(Vec<EvidenceLine>),
    File(String, Vec<u8>),
}

pub(super) async fn take_in(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, bundle: Bundle<std::fs::File>) -> Result<()> {
    let (pieces, mut receiver) = mpsc::channel(4);
    let max_file = ctx.house.options.max_file;
    let reader = tokio::task::spawn_blocking(move || read(bundle, &pieces, max_file));
    // items whose original is no text: it comes later, among the files
    let mut open: Vec<EvidenceLine> = Vec::new();
    while let Some(piece) = receiver.recv().await {
        match piece {
            Piece::Lines(lines) => {
                let mut ready = Vec::with_capacity(lines.len());
                for line in lines {
                    if line.is_intact() {
                        let raw = line.raw.clone().into_bytes();
                        ready.push((line, raw));
                    } else if line.raw.is_empty() {
                        open.push(line);
                    } else {
                        return Err(refusal::bundle(&BundleError::Hash(line.sha256)));
                    }
                }
                insert(ctx, tx, id, ready).await?;
            }
            Piece::File(hash, bytes) => {
                let (here, others) = open.into_iter().partition(|line: &EvidenceLine| line.sha256 == hash);
                open = others;
                let is_file = |line: &EvidenceLine| line.source == ::evidence::SourceKind::Note.as_str();
                let keeps_file = here.iter().any(is_file);
                // the original of a file lies among the files, that of anything else with its item
                let with_raw = |line: EvidenceLine| {
                    let raw = if is_file(&line) { Vec::new() } else { bytes.clone() };
                    (line, raw)
                };
                insert(ctx, tx, id, here.into_iter().map(with_raw).collect()).await?;
                if keeps_file {
                    keep_file(ctx, tx, id, &hash, bytes).await?;
                }
            }
        }
    }
    reader.await?.map_err(|e| refusal::bundle(&e))?;
    match open.pop() {
        Some(line) => Err(refusal::bundle(&BundleError::Missing(format!("files/{}", line.sha256)))),
        None => Ok(()),
    }
}

fn read(
    mut bundle: Bundle<std::fs::File>,
    pieces: &mpsc::Sender<Piece>,
    max_file: u64,
) -> std::result::Result<(), BundleError> {
    let mut lines = Vec::with_capacity(LINES);
    // where the taker gave up it tells why itself, and the rest is read for nothing
    let mut is_listening = true;
    bundle.evidence(&mut |line| {
        lines.push(line);
        if lines.len() >= LINES && is_listening {
            is_listening = pieces.blocking_send(Piece::Lines(std::mem::take(&mut lines))).is_ok();
        }
        if !is_listening {
            lines.clear();
        }
    })?;
    if is_listening && pieces.blocking_send(Piece::Lines(lines)).is_err() {
        return Ok(());
    }
    for hash in bundle.files().to_vec() {
        let mut bytes = Vec::new();
        bundle.copy_file(&hash, &mut bytes)?;
        if bytes.len() as u64 > max_file {
            return Err(BundleError::TooLarge(format!("files/{hash}")));
        }
        if pieces.blocking_send(Piece::File(hash, bytes)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes items in, each under its own source.
async fn insert(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, lines: Vec<(EvidenceLine, Vec<u8>)>) -> Result<()> {
    let mut by_source: Vec<(String, Vec<NewEvidence>)> = Vec::new();
    for (line, raw) in lines {
        let source = line.source.clone();
        let item = item(ctx, line, raw)?;
        match by_source.iter_mut().find(|(other, _)| *other == source) {
            Some((_, items)) => items.push(item),
            None => by_source.push((source, vec![item])),
        }
    }
    for (source, items) in by_source {
        let target = Target { postmortem: id, import: None, source };
        store::evidence::insert(tx, &target, items, &mut || ctx.id()).await?;
    }
    Ok(())
}

fn item(ctx: &Ctx, line: EvidenceLine, raw: Vec<u8>) -> Result<NewEvidence> {
    let (handle, author) = line.author.map_or((None, None), |a| (Some(without_nul(a.handle)), a.name.map(without_nul)));
    let details: Vec<(String, String)> =
        line.details.into_iter().map(|(name, value)| (without_nul(name), without_nul(value))).collect();
    Ok(NewEvidence {
        id: EvidenceId(ctx.id()),
        word: Word::Original,
        kind: content::kind(&line.source, &line.kind),
        handle,
        author,
        is_bot: line.is_bot,
        occurred: line.occurred,
        zone: line.zone.map(without_nul),
        place: line.place.map(without_nul),
        thread: line.thread.map(without_nul),
        text: without_nul(line.text),
        link: line.link.filter(|link| link.starts_with("https://") || link.starts_with("http://")).map(without_nul),
        details: serde_json::to_string(&details).map_err(Error::internal)?,
        hash: content::hash(&line.sha256)?,
        is_scrubbed: line.is_scrubbed,
        raw,
        key: content::bounded(&line.key, 1_000, &line.source)?,
    })
}

/// One of the databases takes no NUL in a text.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// Keeps a file with the picture drawn anew where it is one; its name is told by the item that it is.
async fn keep_file(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, hash: &str, bytes: Vec<u8>) -> Result<()> {
    let raw = content::hash(hash)?;
    let Some(evidence) = store::evidence::find_by_hash(tx, id, &raw).await? else {
        // no item says what it is: nothing refers to it
        return Ok(());
    };
    if store::file::count(tx, id).await? >= files::MOST {
        return Err(FieldError::new("document", "too-many-files").with("limit", files::MOST.to_string()).into());
    }
    let fact = |name: &str| evidence.details.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let media_type = ::evidence::note::MediaType::of(&bytes);
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (bytes, shown) = tokio::task::spawn_blocking(move || {
        let shown = if media_type.is_image() { ::evidence::note::reencode(&bytes).ok() } else { None };
        (bytes, shown.map(|(shown, _)| shown))
    })
    .await?;
    let shown_hash = match shown {
        Some(shown) => {
            let hash = hex::encode(Sha256::digest(&shown));
            files::write_blob(&ctx.house, &hash, shown).await?;
            Some(hash)
        }
        None => None,
    };
    files::write_blob(&ctx.house, hash, bytes).await?;
    let file = File {
        id: FileId(ctx.id()),
        postmortem: id,
        evidence: Some(evidence.id),
        hash: hash.to_owned(),
        shown_hash,
        name: fact("file").unwrap_or_else(|| "file".to_owned()),
        media_type: media_type.as_str().to_owned(),
        size,
        created_at: ctx.now(),
        created_by: ctx.person_id(),
    };
    Ok(store::file::insert(tx, &file).await?)
}

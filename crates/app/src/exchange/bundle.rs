//! Writing a bundle: evidence is read page by page while the archive is written beside, so that memory stays bounded.

use std::{
    collections::HashSet,
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};

use jiff::Timestamp;
use postmortem::{EvidenceId, PostmortemId};
use publish::{
    Author, Full,
    bundle::{BundleError, EvidenceLine, Writer},
};
use store::evidence::{Evidence, Filter, Page};
use tokio::sync::mpsc;

use crate::{Ctx, Error, House, Result, files};

/// Items of evidence that are read at once.
const PAGE: i64 = 500;

/// A written bundle; gone from the disk once dropped.
#[derive(Debug)]
pub struct Archive {
    file: std::fs::File,
    /// Its length in bytes.
    pub length: u64,
}

impl Archive {
    /// Gives the open file, at its beginning.
    pub fn into_file(self) -> std::fs::File {
        self.file
    }
}

impl Read for Archive {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

/// What goes into the archive, in the order in which it has to.
enum Piece {
    Evidence(Box<EvidenceLine>),
    File(String, Vec<u8>),
}

/// Writes the bundle of a postmortem whose door was passed.
pub(super) async fn write(ctx: &Ctx, full: &Full, markdown: String) -> Result<Archive> {
    let file = tempfile::tempfile_in(ctx.house.options.data.join("uploads"))?;
    let (pieces, receiver) = mpsc::channel(64);
    let writer = tokio::task::spawn_blocking(move || written(file, &markdown, receiver));
    let read = read(&ctx.house, full, &pieces).await;
    drop(pieces);
    let archive = writer.await?.map_err(Error::internal)?;
    read?;
    Ok(archive)
}

fn written(
    file: std::fs::File,
    markdown: &str,
    mut pieces: mpsc::Receiver<Piece>,
) -> std::result::Result<Archive, BundleError> {
    let mut writer = Writer::begin(file, markdown)?;
    let mut first_file = None;
    let lines = std::iter::from_fn(|| match pieces.blocking_recv()? {
        Piece::Evidence(line) => Some(*line),
        Piece::File(hash, bytes) => {
            first_file = Some((hash, bytes));
            None
        }
    });
    writer.evidence(lines)?;
    let mut next = first_file;
    while let Some((hash, bytes)) = next {
        writer.file(&hash, &mut bytes.as_slice())?;
        next = match pieces.blocking_recv() {
            Some(Piece::File(hash, bytes)) => Some((hash, bytes)),
            _ => None,
        };
    }
    let mut file = writer.finish()?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Archive { file, length })
}

async fn read(house: &Arc<House>, full: &Full, pieces: &mpsc::Sender<Piece>) -> Result<()> {
    let id = full.postmortem.id;
    let mut after: Option<(Timestamp, EvidenceId)> = None;
    let mut seen = HashSet::new();
    let kept: HashSet<&str> = full.files.iter().map(|f| f.hash.as_str()).collect();
    // originals that are no text go in as files
    let mut binary: Vec<EvidenceId> = Vec::new();
    loop {
        let mut tx = house.db.read().await?;
        let part = after.map_or(Page::Offset(0, PAGE), |key| Page::After(key, PAGE));
        let page = store::evidence::list(&mut tx, id, &Filter::default(), part).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.occurred, last.id));
        for item in page {
            seen.insert(item.id);
            send(&mut tx, id, item, &kept, pieces, &mut binary).await?;
        }
    }
    let mut tx = house.db.read().await?;
    let cited: Vec<EvidenceId> = full.evidence.iter().map(|e| e.id).filter(|id| !seen.contains(id)).collect();
    for item in store::evidence::by_ids(&mut tx, id, &cited).await? {
        send(&mut tx, id, item, &kept, pieces, &mut binary).await?;
    }
    for item in binary {
        let (hash, raw) = {
            let item = store::evidence::get(&mut tx, id, item).await?;
            (hex::encode(&item.hash), store::evidence::raw(&mut tx, id, item.id).await?)
        };
        hand_over(pieces, Piece::File(hash, raw)).await?;
    }
    tx.rollback().await?;
    for file in &full.files {
        let bytes = files::read_blob(house, &file.hash).await?;
        hand_over(pieces, Piece::File(file.hash.clone(), bytes)).await?;
    }
    Ok(())
}

async fn send(
    tx: &mut store::Tx,
    postmortem: PostmortemId,
    item: Evidence,
    kept: &HashSet<&str>,
    pieces: &mpsc::Sender<Piece>,
    binary: &mut Vec<EvidenceId>,
) -> Result<()> {
    let hash = hex::encode(&item.hash);
    if super::is_absent(&item) {
        return Ok(());
    }
    let raw = if kept.contains(hash.as_str()) {
        // its original is a file, and goes in as one
        String::new()
    } else {
        let raw = store::evidence::raw(tx, postmortem, item.id).await?;
        String::from_utf8(raw).unwrap_or_else(|_| {
            binary.push(item.id);
            String::new()
        })
    };
    let line = EvidenceLine {
        sha256: hash,
        source: item.source,
        key: item.key,
        occurred: item.occurred,
        zone: item.zone,
        author: item.handle.map(|handle| Author { handle, name: item.author }),
        place: item.place,
        link: item.link,
        kind: item.kind,
        thread: item.thread,
        is_bot: item.is_bot,
        is_scrubbed: item.is_scrubbed,
        details: item.details,
        text: item.text,
        raw,
    };
    hand_over(pieces, Piece::Evidence(Box::new(line))).await
}

async fn hand_over(pieces: &mpsc::Sender<Piece>, piece: Piece) -> Result<()> {
    // the writer stops listening only after an error of its own, which is the one that is told
    if pieces.send(piece).await.is_err() {
        tracing::debug!("the bundle's writer stopped early");
    }
    Ok(())
}

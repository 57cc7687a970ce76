//! Between a parser, which blocks, and the database: batches over a bounded channel.

use std::ops::ControlFlow;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use evidence::{Event, Item, Revision};
use postmortem::EvidenceId;
use store::evidence::{NewEvidence, Packed, Word, pack};
use store::import::Progress;
use tokio::sync::mpsc;

use super::report::{Lines, without_nul};
use crate::{House, suggestions::Finder};

/// Items on their way to the database.
pub(super) enum Batch {
    /// Of a source of which the postmortem has nothing yet.
    Fresh(Packed),
    /// Of which some may be there.
    Again(Vec<NewEvidence>),
}

/// How far the parser is; read by whoever tells it.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    bytes_done: AtomicI64,
    bytes_total: AtomicI64,
    n_skipped: AtomicI64,
    n_refused: AtomicI64,
    /// Set when the parser should stop.
    pub is_stopped: AtomicBool,
}

impl Gauge {
    pub fn progress(&self) -> Progress {
        let total = self.bytes_total.load(Ordering::Relaxed);
        Progress {
            bytes_done: self.bytes_done.load(Ordering::Relaxed),
            bytes_total: (total > 0).then_some(total),
            n_skipped: self.n_skipped.load(Ordering::Relaxed),
            n_refused: self.n_refused.load(Ordering::Relaxed),
        }
    }
}

/// Items in one batch, and so in one transaction.
const ITEMS: usize = 8000;
/// Bytes in one batch at most, so that large items do not pile up.
const BYTES: usize = 8 << 20;

/// Gathers what a parser finds.
pub(super) struct Sink {
    pub house: Arc<House>,
    pub batches: mpsc::Sender<Batch>,
    pub gauge: Arc<Gauge>,
    pub lines: Lines,
    /// Looks for suggestions as the items pass, where all are new.
    pub finder: Option<Finder>,
    items: Vec<NewEvidence>,
    n_bytes: usize,
}

impl Sink {
    pub fn new(house: Arc<House>, batches: mpsc::Sender<Batch>, gauge: Arc<Gauge>, is_fresh: bool) -> Self {
        let finder = is_fresh.then(Finder::default);
        Self { house, batches, gauge, lines: Lines::default(), finder, items: Vec::new(), n_bytes: 0 }
    }

    /// Takes what the parser found next.
    pub fn take(&mut self, event: Event) -> ControlFlow<()> {
        if self.gauge.is_stopped.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        match event {
            Event::Item(item, _) => {
                self.n_bytes += item.raw.len() + item.text.len();
                let id = EvidenceId(self.house.id());
                if let Some(finder) = &mut self.finder {
                    finder.feed(&item, id);
                }
                self.items.push(to_new(*item, id));
                if self.items.len() >= ITEMS || self.n_bytes >= BYTES {
                    return self.send();
                }
            }
            Event::Note(note) => {
                let n = match note {
                    evidence::Note::Skipped { .. } => &self.gauge.n_skipped,
                    evidence::Note::Refused { .. } => &self.gauge.n_refused,
                };
                n.fetch_add(1, Ordering::Relaxed);
                self.lines.add(note);
            }
            Event::Progress { bytes_done, bytes_total, .. } => {
                let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
                self.gauge.bytes_done.store(whole(bytes_done), Ordering::Relaxed);
                self.gauge.bytes_total.store(bytes_total.map_or(0, whole), Ordering::Relaxed);
            }
        }
        ControlFlow::Continue(())
    }

    /// Sends what was gathered. Nobody listens any more when the run was given up.
    pub fn send(&mut self) -> ControlFlow<()> {
        if self.items.is_empty() {
            return ControlFlow::Continue(());
        }
        let items = std::mem::replace(&mut self.items, Vec::with_capacity(ITEMS));
        self.n_bytes = 0;
        let batch = if self.finder.is_some() {
            Batch::Fresh(pack(items, &mut || self.house.id()))
        } else {
            Batch::Again(items)
        };
        match self.batches.blocking_send(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// An item as the store wants it.
pub(crate) fn to_new(item: Item, id: EvidenceId) -> NewEvidence {
    let (handle, author, is_bot) = match item.author {
        Some(author) => (Some(without_nul(author.handle)), author.name.map(without_nul), author.is_bot),
        None => (None, None, false),
    };
    let details = if item.details.is_empty() {
        "[]".to_owned()
    } else {
        // JSON writes NUL as \u0000, which a text column takes
        serde_json::to_string(&item.details).unwrap_or_else(|_| "[]".to_owned())
    };
    NewEvidence {
        id,
        key: without_nul(item.key),
        word: match item.revision {
            Revision::Original => Word::Original,
            Revision::Edit => Word::Edit,
            Revision::Deletion => Word::Deletion,
        },
        kind: item.kind.as_str(),
        handle,
        author,
        is_bot,
        occurred: item.occurred,
        zone: item.zone.map(without_nul),
        place: item.place.map(without_nul),
        thread: item.thread.map(without_nul),
        text: without_nul(item.text),
        link: item.link.map(without_nul),
        details,
        hash: item.hash,
        is_scrubbed: item.is_scrubbed,
        raw: item.raw,
    }
}

//! Running one import: claim, stream, commit batch by batch, and end it in one of three ways.
//!
//! Killed at any point it is taken up again from its upload: what is there is known again by key and hash.

use std::path::PathBuf;
use std::sync::{Arc, atomic::Ordering};
use std::time::Duration;

use evidence::{Input, Rejected, SourceKind, Summary};
use jiff::{SignedDuration, Timestamp};
use postmortem::ImportId;
use serde_json::json;
use store::{
    audit::Who,
    evidence::{Counts, Inserted, Target},
    import::{End, Import, Lease, State},
};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    BrokenOff, Failure, House, ImportOptions, Report,
    pulse::Pulse,
    report::{Lines, told, without_nul},
    sink::{Batch, Gauge, Sink},
    undo::undo,
    upload,
    why::written,
};
use crate::{
    Error, Result,
    suggestions::{self, Finder},
};

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes read, inflated.
    pub bytes_done: i64,
    /// Bytes to read, where the input tells.
    pub bytes_total: Option<i64>,
    /// Items looked at.
    pub n_items: u64,
}

/// A runner without a beat for so long is taken for dead.
const SILENCE: SignedDuration = SignedDuration::from_secs(15);
/// An import that breaks off is begun so often, then it has failed.
const MOST_TRIES: i64 = 5;
/// So often it is begun where the process ended in the middle: it may be what ends it.
const MOST_BEGINNINGS: i64 = 20;
const BEAT: Duration = Duration::from_secs(1);
/// Batches between the parser and the database.
const IN_FLIGHT: usize = 2;

fn stale(now: Timestamp) -> Timestamp {
    now.checked_sub(SILENCE).unwrap_or(now)
}

/// The imports that wait for a runner, or whose runner is gone.
pub async fn due(house: &House) -> Result<Vec<ImportId>> {
    let mut tx = house.db.read().await?;
    Ok(store::import::due(&mut tx, stale(house.now())).await?)
}

/// Cleans up: imports of the command line whose process is gone are taken back, and uploads that nobody needs removed.
pub async fn sweep(house: &House) -> Result<()> {
    let mut tx = house.db.read().await?;
    let orphaned = store::import::orphaned(&mut tx, stale(house.now())).await?;
    let needed = store::import::uploads(&mut tx).await?;
    tx.rollback().await?;
    for id in orphaned {
        let mut tx = house.db.write().await?;
        let import = store::import::get(&mut tx, id).await?;
        let is_claimed = store::import::claim(&mut tx, &import, house.id(), house.now(), stale(house.now())).await?;
        tx.commit().await?;
        if is_claimed.is_some() {
            fail(house, &import, BrokenOff::ProcessEnded).await?;
        }
    }
    upload::sweep(house, needed).await
}

/// Gives an import back whose run was broken off in good order, so that the next runner need not wait for silence.
pub async fn release(house: &House, id: ImportId) -> Result<()> {
    let mut tx = house.db.write().await?;
    store::import::release(&mut tx, id).await?;
    Ok(tx.commit().await?)
}

/// Runs an import that waits or was given up. `None` if somebody else has it.
pub async fn run(house: &House, id: ImportId, on_progress: &(dyn Fn(&Step) + Send + Sync)) -> Result<Option<State>> {
    match run_from(house, id, None, on_progress).await {
        Err(error) => broke_off(house, id, error, MOST_TRIES).await,
        ended => ended,
    }
}

/// Ends an import that broke off `most` times, and says what it broke off on. Before that it is resumed.
pub(super) async fn broke_off(house: &House, id: ImportId, error: Error, most: i64) -> Result<Option<State>> {
    let mut tx = house.db.read().await?;
    let tries = store::import::tries(&mut tx, id).await?;
    let import = store::import::get(&mut tx, id).await?;
    tx.rollback().await?;
    if tries < most || import.state != State::Running {
        return Err(error);
    }
    tracing::error!(%error, import.id = %id, tries, "an import broke off too often");
    fail(house, &import, BrokenOff::CameAgain { reason: told(&error) }).await
}

/// Takes back what an import brought, and ends it.
async fn fail(house: &House, import: &Import, why: BrokenOff) -> Result<Option<State>> {
    let _pulse = Pulse::begin(house, import.id);
    undo(house, import.postmortem, import.id).await?;
    suggestions::refresh(house, import.postmortem, &import.source).await?;
    end(house, import, State::Failed, None, Some(why.into()), None).await
}

/// Where a run stands.
pub(super) struct Running<'a> {
    house: &'a House,
    import: Import,
    runner: Uuid,
    n_tries: i64,
    target: Target,
    /// What is counted while all is new; `None` once that is not so.
    pub(super) counts: Option<Counts>,
    inserted: Inserted,
}

pub(super) async fn run_from(
    house: &House,
    id: ImportId,
    path: Option<PathBuf>,
    on_progress: &(dyn Fn(&Step) + Send + Sync),
) -> Result<Option<State>> {
    let Some(mut running) = claim(house, id).await? else { return Ok(None) };
    if running.n_tries > MOST_BEGINNINGS {
        return fail(house, &running.import, BrokenOff::ProcessEndedOften { times: MOST_BEGINNINGS }).await;
    }
    let source: SourceKind = running.import.source.parse().map_err(Error::internal)?;
    let options: ImportOptions = serde_json::from_str(&running.import.options).map_err(Error::internal)?;
    let name = running.import.name.clone();
    let path = match (path, &running.import.upload) {
        (Some(path), _) => Ok(path),
        (None, Some(upload)) => Ok(house.options.data.join("uploads").join(upload)),
        (None, None) => Err(Error::internal("an import without an input")),
    }?;
    let (sender, batches) = mpsc::channel(IN_FLIGHT);
    let gauge = Arc::new(Gauge::default());
    let mut sink = Sink::new(house.clone(), sender, gauge.clone(), running.counts.is_some());
    let reader = tokio::task::spawn_blocking(move || {
        let read = open(path, name).and_then(|input| {
            let summary = evidence::read(source, input, &options.to_options(), &mut |event| sink.take(event))?;
            // whatever is left; if nobody listens the run is over anyway
            let _ = sink.send();
            Ok(summary)
        });
        (read, sink.lines, sink.finder)
    });
    let lease = running.write(batches, &gauge, on_progress).await;
    gauge.is_stopped.store(true, Ordering::Relaxed);
    let (read, lines, finder) = reader.await?;
    match lease? {
        Lease::Lost => Ok(None),
        Lease::CancelAsked => running.take_back(State::Cancelled, None, lines).await,
        Lease::Held => match read {
            Ok(summary) => running.complete(&summary, lines, finder).await,
            Err(rejected) => running.take_back(State::Failed, Some(rejected.into()), lines).await,
        },
    }
}

/// An upload lies under a name of ours; reports should bear the one it was handed in with.
fn open(path: PathBuf, name: String) -> std::result::Result<Input, Rejected> {
    if path.is_dir() {
        return Ok(Input::Folder(path));
    }
    let file = std::fs::File::open(path).map_err(|e| Rejected::unreadable(name.clone(), &e))?;
    Input::detect(name, file)
}

pub(super) async fn claim(house: &House, id: ImportId) -> Result<Option<Running<'_>>> {
    let (runner, now) = (house.id(), house.now());
    let mut tx = house.db.write().await?;
    let import = store::import::get(&mut tx, id).await?;
    let Some(was_begun) = store::import::claim(&mut tx, &import, runner, now, stale(now)).await? else {
        return Ok(None);
    };
    let n_tries = store::import::tries(&mut tx, id).await?;
    let has_some = store::evidence::has_source(&mut tx, import.postmortem, &import.source).await?;
    tx.commit().await?;
    let target = Target { postmortem: import.postmortem, import: Some(id), source: import.source.clone() };
    let counts = (!was_begun && !has_some).then(Counts::default);
    Ok(Some(Running { house, import, runner, n_tries, target, counts, inserted: Inserted::default() }))
}

impl Running<'_> {
    /// Writes batch by batch until the parser is done, and beats each second.
    async fn write(
        &mut self,
        mut batches: mpsc::Receiver<Batch>,
        gauge: &Gauge,
        on_progress: &(dyn Fn(&Step) + Send + Sync),
    ) -> Result<Lease> {
        let mut pulse = tokio::time::interval(BEAT);
        let mut n_items = 0;
        loop {
            tokio::select! {
                biased;
                _ = pulse.tick() => {
                    let progress = gauge.progress();
                    let mut tx = self.house.db.write().await?;
                    let (id, now) = (self.import.id, self.house.now());
                    let lease = store::import::beat(&mut tx, id, self.runner, &progress, now).await?;
                    tx.commit().await?;
                    if lease != Lease::Held {
                        return Ok(lease);
                    }
                    on_progress(&Step {
                        bytes_done: progress.bytes_done,
                        bytes_total: progress.bytes_total,
                        n_items,
                    });
                }
                batch = batches.recv() => {
                    let Some(batch) = batch else { return Ok(Lease::Held) };
                    n_items += match &batch {
                        Batch::Fresh(packed) => packed.len() as u64,
                        Batch::Again(items) => items.len() as u64,
                    };
                    if !self.put(batch).await? {
                        return Ok(Lease::Lost);
                    }
                }
            }
        }
    }

    /// Writes one batch, and counts it in the same transaction. Whether the lease is still held.
    pub(super) async fn put(&mut self, batch: Batch) -> Result<bool> {
        let mut tx = self.house.db.write().await?;
        let inserted = match batch {
            Batch::Fresh(packed) => {
                let inserted = store::evidence::insert_fresh(&mut tx, &self.target, &packed).await?;
                if inserted.n_new != packed.len() as u64 {
                    self.counts = None;
                }
                if let Some(counts) = &mut self.counts {
                    packed.items().iter().for_each(|item| counts.add(&self.target.source, item));
                }
                inserted
            }
            Batch::Again(items) => {
                store::evidence::insert(&mut tx, &self.target, items, &mut || self.house.id()).await?
            }
        };
        if !store::import::add_taken(&mut tx, self.import.id, self.runner, &inserted).await? {
            return Ok(false);
        }
        tx.commit().await?;
        self.inserted += inserted;
        Ok(true)
    }

    pub(super) async fn complete(
        self,
        summary: &Summary,
        lines: Lines,
        finder: Option<Finder>,
    ) -> Result<Option<State>> {
        let house = self.house;
        let _pulse = Pulse::begin(house, self.import.id);
        let mut tx = house.db.write().await?;
        match &self.counts {
            Some(counts) => store::evidence::apply_counts(&mut tx, self.import.postmortem, counts).await?,
            None => store::evidence::recount(&mut tx, self.import.postmortem).await?,
        }
        let n_taken = store::import::get(&mut tx, self.import.id).await?.n_taken;
        tx.commit().await?;
        let (postmortem, source) = (self.import.postmortem, self.import.source.as_str());
        match finder {
            Some(finder) if self.counts.is_some() && finder.is_sure() => {
                suggestions::keep(house, postmortem, source, finder).await?;
            }
            _ => suggestions::refresh(house, postmortem, source).await?,
        }
        let report = Report::new(summary, u64::try_from(n_taken).unwrap_or(0));
        let report = serde_json::to_string(&report).map_err(Error::internal)?;
        end(house, &self.import, State::Done, Some(report), None, Some((self.runner, lines, summary))).await
    }

    async fn take_back(self, state: State, error: Option<Failure>, lines: Lines) -> Result<Option<State>> {
        let _pulse = Pulse::begin(self.house, self.import.id);
        undo(self.house, self.import.postmortem, self.import.id).await?;
        suggestions::refresh(self.house, self.import.postmortem, &self.import.source).await?;
        let summary = Summary::default();
        end(self.house, &self.import, state, None, error, Some((self.runner, lines, &summary))).await
    }
}

/// Ends an import, with its trail, and removes its upload.
async fn end(
    house: &House,
    import: &Import,
    state: State,
    report: Option<String>,
    error: Option<Failure>,
    run: Option<(Uuid, Lines, &Summary)>,
) -> Result<Option<State>> {
    let mut tx = house.db.write().await?;
    if let Some((runner, lines, summary)) = run {
        let before = store::import::get(&mut tx, import.id).await?;
        let progress = store::import::Progress {
            bytes_done: before.bytes_total.unwrap_or(before.bytes_done),
            bytes_total: before.bytes_total,
            n_skipped: summary.n_skipped() as i64,
            n_refused: summary.refused as i64,
        };
        // whoever took it over ends it
        if store::import::beat(&mut tx, import.id, runner, &progress, house.now()).await? == Lease::Lost {
            return Ok(None);
        }
        store::import::set_findings(&mut tx, import.id, &lines.kept).await?;
    }
    let detail = json!({ "import": import.id, "name": import.name, "state": state.as_str(), "error": error.as_ref().map(|error| without_nul(error.to_string())) });
    let error = error.as_ref().map(written);
    store::import::finish(&mut tx, import.id, &End { state, report, error, at: house.now() }).await?;
    let verb = "import.end";
    store::audit::append(&mut tx, house.now(), Who::Program, Some(import.postmortem), verb, &detail).await?;
    tx.commit().await?;
    if let Some(upload) = &import.upload {
        upload::remove(house, upload).await;
    }
    Ok(Some(state))
}

//! All that the page of the timeline shows, read in one transaction.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use postmortem::{Actor, Entry, EvidenceId, Gap, Measure, MeasureKind, Person, gaps_during_impact, measures};
use store::{
    Tx,
    entry::{Brief, Count},
};

use crate::{Result, access::Readable};

/// A silence of so many minutes during impact is pointed out.
pub const GAP_MINUTES: i64 = 10;

/// The stretch of time that the viewer chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

/// The stretch of time that the overview shows, in equal steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// The width of one step, in microseconds.
    pub step: i64,
}

impl Span {
    /// How many steps the overview has.
    pub const STEPS: i64 = 170;

    /// From one instant to another with a margin on either side; a single instant gets half an hour around it.
    fn around(from: Timestamp, to: Timestamp) -> Self {
        let margin = (to.duration_since(from) / 20).max(SignedDuration::from_mins(5));
        let margin = if from == to { SignedDuration::from_mins(30) } else { margin };
        let from = from.checked_sub(margin).unwrap_or(Timestamp::MIN);
        let to = to.checked_add(margin).unwrap_or(Timestamp::MAX);
        Self::exactly(from, to)
    }

    fn exactly(from: Timestamp, to: Timestamp) -> Self {
        let width = to.as_microsecond().saturating_sub(from.as_microsecond());
        Self { from, to, step: (width / Self::STEPS + 1).max(1) }
    }
}

/// All that the page of the timeline shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// The entries, within the window if there is one.
    pub entries: Vec<Entry>,
    /// How many entries there are in all.
    pub n_entries: usize,
    /// The entries that mark key moments, within the window or not.
    pub moments: Vec<Entry>,
    /// The window.
    pub window: Option<Window>,
    /// Every measure.
    pub measures: Vec<(MeasureKind, Measure)>,
    /// The silences during impact.
    pub gaps: Vec<Gap>,
    /// The actors.
    pub actors: Vec<Actor>,
    /// The evidence that the entries rest on.
    pub ground: HashMap<EvidenceId, Brief>,
    /// The stretch that the overview shows; nothing where there is no entry.
    pub span: Option<Span>,
    /// How much evidence lies in each step of the span, by kind.
    pub counts: Vec<Count>,
    /// The people who recorded.
    pub people: Vec<Person>,
}

/// Reads the timeline of a postmortem whose door was passed.
pub(super) async fn build(tx: &mut Tx, postmortem: Readable, window: Option<Window>) -> Result<View> {
    let all = store::entry::list(tx, postmortem.id).await?;
    let span = match window {
        Some(Window { from, to }) => (!all.is_empty()).then(|| Span::exactly(from, to)),
        None => bounds(&all).map(|(from, to)| Span::around(from, to)),
    };
    let counts = match span {
        Some(Span { from, to, step }) => store::entry::count_by_time(tx, postmortem.id, from, to, step).await?,
        None => Vec::new(),
    };
    let ground = store::entry::list_ground(tx, postmortem.id).await?;
    let actors = store::actor::list(tx, postmortem.id).await?;
    let people = super::people(tx, all.iter().filter_map(|e| e.recorded_by)).await?;
    let measures = measures(&all);
    let gaps = gaps_during_impact(&all, SignedDuration::from_mins(GAP_MINUTES));
    let moments = all.iter().filter(|e| e.key_moment.is_some()).cloned().collect();
    let n_entries = all.len();
    let within = |entry: &Entry| window.is_none_or(|w| touches(entry, w));
    Ok(View {
        postmortem,
        entries: all.into_iter().filter(within).collect(),
        n_entries,
        moments,
        window,
        measures,
        gaps,
        actors,
        ground: ground.into_iter().map(|b| (b.id, b)).collect(),
        span,
        counts,
        people,
    })
}

fn touches(entry: &Entry, window: Window) -> bool {
    let end = entry.ended.as_ref().map_or(entry.occurred.at, |e| e.at);
    entry.occurred.at <= window.to && end >= window.from
}

/// From the first beginning to the last end.
fn bounds(entries: &[Entry]) -> Option<(Timestamp, Timestamp)> {
    let from = entries.iter().map(|e| e.occurred.at).min()?;
    let to = entries.iter().map(|e| e.ended.as_ref().map_or(e.occurred.at, |end| end.at)).max()?;
    Some((from, to.max(from)))
}

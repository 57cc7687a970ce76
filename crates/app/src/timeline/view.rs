//! All that the page of the timeline shows, read in one transaction.

use std::{collections::HashMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use postmortem::{
    Actor, Cited, Entry, EntryId, EvidenceId, Gap, HandOver, Measure, MeasureKind, Person, PostmortemId,
    gaps_during_impact, hand_overs, hindsight, measures,
};
use store::{Stamp, Tx, entry::Brief};

use super::Span;
use crate::{Ctx, Result, access::Readable};

/// Word that took so many minutes from one team to the next is pointed out.
pub const HAND_OVER_MINUTES: i64 = 10;

/// The stretch of time that the viewer chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

/// How much evidence of a kind lies in one step of the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What it is.
    pub kind: String,
    /// Where the step begins, in microseconds.
    pub at: i64,
    /// Where it ends.
    pub until: i64,
    /// How much.
    pub n: i64,
}

/// How many steps the overview has, and how many either side of it.
const STEPS: (i64, i64) = (170, 40);

/// All that the page of the timeline shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// The window.
    pub window: Option<Window>,
    /// What stands in it.
    pub timeline: Arc<Timeline>,
}

/// The timeline of a postmortem with all that is told beside it, for whoever may read it.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The entries, within the window if there is one.
    pub entries: Vec<Entry>,
    /// How many entries there are in all.
    pub n_entries: usize,
    /// The entries that mark key moments, within the window or not.
    pub moments: Vec<Entry>,
    /// Every measure.
    pub measures: Vec<(MeasureKind, Measure)>,
    /// A silence of so long during impact is pointed out; the organisation chose how long.
    pub gap: SignedDuration,
    /// The silences during impact.
    pub gaps: Vec<Gap>,
    /// Where word took long from one team, or person, to the next.
    pub hand_overs: Vec<HandOver>,
    /// What decisions cite although none of their deciders had learned of it.
    pub hindsight: HashMap<EntryId, Vec<Cited>>,
    /// The actors, each with the team that is written or that of the person.
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

/// How many timelines are remembered at most: one of 500 entries takes about 300 KB.
pub(crate) const REMEMBERED: usize = 32;

/// Reads the timeline of a postmortem whose door was passed. A whole one is remembered until anything changes: its
/// page asks for it again with every entry that somebody turns to.
pub(super) async fn build(
    tx: &mut Tx,
    ctx: &Ctx,
    postmortem: Readable,
    (window, stamp): (Option<Window>, Stamp),
) -> Result<View> {
    let timeline = match (window, ctx.house.timelines.get(stamp, &postmortem.id)) {
        (Some(_), _) => Arc::new(read(tx, postmortem.id, window).await?),
        (None, Some(known)) => known,
        (None, None) => {
            let whole = Arc::new(read(tx, postmortem.id, None).await?);
            ctx.house.timelines.keep(stamp, postmortem.id, whole)
        }
    };
    Ok(View { postmortem, window, timeline })
}

async fn read(tx: &mut Tx, postmortem: PostmortemId, window: Option<Window>) -> Result<Timeline> {
    let all = store::entry::list(tx, postmortem).await?;
    let span = match window {
        Some(window) => (!all.is_empty()).then(|| Span::exactly(window)),
        None => Span::of(&all),
    };
    let mut counts = Vec::new();
    if let Some(Span { from, to, first, last }) = span {
        for (from, to, steps) in [(first, from, STEPS.1), (from, to, STEPS.0), (to, last, STEPS.1)] {
            count(tx, postmortem, (from, to), steps, &mut counts).await?;
        }
    }
    let ground = ground(tx, postmortem, &all).await?;
    let mut actors = store::actor::list(tx, postmortem).await?;
    let mut teams = store::actor::list_teams(tx, postmortem).await?;
    for actor in actors.iter_mut().filter(|a| a.team.is_none()) {
        actor.team = teams.remove(&actor.id);
    }
    let people = super::people(tx, all.iter().filter_map(|e| e.recorded_by)).await?;
    let gap = store::question::rules(tx).await?.0.gap;
    let measures = measures(&all);
    let gaps = gaps_during_impact(&all, gap);
    let hand_overs = hand_overs(&all, &actors, SignedDuration::from_mins(HAND_OVER_MINUTES));
    let hindsight = cited_in_hindsight(&all);
    let moments = all.iter().filter(|e| e.key_moment.is_some()).cloned().collect();
    let n_entries = all.len();
    let within = |entry: &Entry| window.is_none_or(|w| touches(entry, w));
    let entries = all.into_iter().filter(within).collect();
    Ok(Timeline {
        entries,
        n_entries,
        moments,
        measures,
        gap,
        gaps,
        hand_overs,
        hindsight,
        actors,
        ground,
        span,
        counts,
        people,
    })
}

fn cited_in_hindsight(all: &[Entry]) -> HashMap<EntryId, Vec<Cited>> {
    let of = |entry: &Entry| Some((entry.id, hindsight(entry, entry.decision.as_ref()?, all)));
    all.iter().filter_map(of).filter(|(_, cited)| !cited.is_empty()).collect()
}

/// What entries rest on, and what decisions knew.
async fn ground(tx: &mut Tx, postmortem: PostmortemId, all: &[Entry]) -> Result<HashMap<EvidenceId, Brief>> {
    let rests_on = store::entry::list_ground(tx, postmortem).await?;
    let mut ground: HashMap<EvidenceId, Brief> = rests_on.into_iter().map(|b| (b.id, b)).collect();
    let known = all.iter().filter_map(|e| e.decision.as_ref()).flat_map(|d| &d.known_evidence);
    let missing: Vec<EvidenceId> = known.filter(|id| !ground.contains_key(id)).copied().collect();
    for brief in store::entry::list_ground_of(tx, postmortem, &missing).await? {
        ground.insert(brief.id, brief);
    }
    Ok(ground)
}

fn touches(entry: &Entry, window: Window) -> bool {
    let end = entry.ended.as_ref().map_or(entry.occurred.at, |e| e.at);
    entry.occurred.at <= window.to && end >= window.from
}

/// Counts the evidence of a stretch in equal steps.
async fn count(
    tx: &mut Tx,
    postmortem: PostmortemId,
    (from, to): (Timestamp, Timestamp),
    steps: i64,
    counts: &mut Vec<Count>,
) -> Result<()> {
    if to <= from {
        return Ok(());
    }
    let begin = from.as_microsecond();
    let step = (to.as_microsecond().saturating_sub(begin) / steps + 1).max(1);
    for found in store::entry::count_by_time(tx, postmortem, from, to, step).await? {
        let at = begin.saturating_add(found.stretch.saturating_mul(step));
        counts.push(Count { kind: found.kind, at, until: at.saturating_add(step), n: found.n });
    }
    Ok(())
}

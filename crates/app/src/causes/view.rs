//! All that the page of causes shows, read in one transaction.

use std::collections::HashMap;

use postmortem::{
    Cause, CauseId, CauseMap, Entry, EntryKind, EvidenceId, KeyMoment, Measure, MeasureKind, Person, measures,
};
use store::{Tx, cause::Past, entry::Brief};

use crate::{Result, access::Readable, timeline};

/// All that the page of causes shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// The map.
    pub map: CauseMap,
    /// The entries that tell of the impact.
    pub impact: Vec<Entry>,
    /// Every measure.
    pub measures: Vec<(MeasureKind, Measure)>,
    /// The evidence that entries and ties rest on.
    pub ground: HashMap<EvidenceId, Brief>,
    /// The people who wrote causes down.
    pub people: Vec<Person>,
}

/// Reads the map of a postmortem whose door was passed.
pub(super) async fn build(tx: &mut Tx, postmortem: Readable) -> Result<View> {
    let map = super::map(tx, postmortem.id).await?;
    let entries = store::entry::list(tx, postmortem.id).await?;
    let measures = measures(&entries);
    let mut ground: HashMap<EvidenceId, Brief> =
        store::entry::list_ground(tx, postmortem.id).await?.into_iter().map(|b| (b.id, b)).collect();
    let named = map.becauses().iter().flat_map(|b| &b.evidence);
    let missing: Vec<EvidenceId> = named.filter(|id| !ground.contains_key(id)).copied().collect();
    for brief in store::entry::list_ground_of(tx, postmortem.id, &missing).await? {
        ground.insert(brief.id, brief);
    }
    let people = timeline::people(tx, map.causes().iter().filter_map(|c| c.recorded_by)).await?;
    let is_impact = |e: &Entry| e.kind == EntryKind::Impact || e.key_moment == Some(KeyMoment::ImpactStart);
    let impact = entries.into_iter().filter(is_impact).collect();
    Ok(View { postmortem, map, impact, measures, ground, people })
}

/// What a cause said, version by version, with the people who wrote it.
#[derive(Debug, Clone)]
pub struct History {
    /// The postmortem.
    pub postmortem: Readable,
    /// Every version, the latest first.
    pub past: Vec<Past<Cause>>,
    /// Whether it is removed at present.
    pub is_deleted: bool,
    /// The people who wrote.
    pub people: Vec<Person>,
}

/// Reads what a cause said before.
pub(super) async fn history(tx: &mut Tx, postmortem: Readable, id: CauseId) -> Result<History> {
    let kept = store::cause::get(tx, postmortem.id, id).await?;
    let past = store::cause::list_past_cause(tx, postmortem.id, id).await?;
    let people = timeline::people(tx, past.iter().filter_map(|p| p.written_by)).await?;
    Ok(History { postmortem, past, is_deleted: kept.deleted_at.is_some(), people })
}

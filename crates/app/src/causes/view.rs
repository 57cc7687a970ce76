//! All that the page of causes shows, read in one transaction.

use std::collections::HashMap;

use postmortem::{
    Action, Cause, CauseId, CauseMap, Entry, EntryKind, EvidenceId, KeyMoment, Measure, MeasureKind, Occurrence,
    Person, Times, Weakness, WeaknessId, measures, similar, times,
};
use store::{Tx, cause::Past, entry::Brief, weakness::Scope};

use crate::{
    Ctx, Result,
    access::{self, Readable},
    timeline,
};

/// The most weaknesses that are suggested for a condition.
const SUGGESTED: usize = 4;

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
    /// The people who wrote causes down, and those who own what is done about them.
    pub people: Vec<Person>,
    /// Ideas and actions, which hang on causes.
    pub actions: Vec<Action>,
    /// The weaknesses of the register that the viewer may know of, by name.
    pub register: Vec<Weakness>,
    /// What else is tied to the weaknesses of this map, as far as the viewer may read it.
    pub occurrences: Vec<Occurrence>,
}

impl View {
    /// A weakness of the register.
    pub fn weakness(&self, id: WeaknessId) -> Option<&Weakness> {
        self.register.iter().find(|w| w.id == id)
    }

    /// The weakness that a cause is tied to, and how often it had come up by then.
    pub fn tied(&self, cause: &Cause) -> Option<(&Weakness, Times)> {
        let weakness = self.weakness(cause.weakness?)?;
        Some((weakness, times(&self.occurrences, weakness.id, self.postmortem.id)))
    }

    /// The weaknesses that resemble what a cause says, the most alike first.
    pub fn suggested(&self, cause: &Cause) -> Vec<&Weakness> {
        let names = self.register.iter().map(|w| (w, w.name.as_str()));
        similar(&format!("{} {}", cause.text, cause.meaning), names, SUGGESTED)
    }
}

/// Reads the map of a postmortem whose door was passed.
pub(super) async fn build(tx: &mut Tx, ctx: &Ctx, postmortem: Readable) -> Result<View> {
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
    let actions = store::action::list(tx, postmortem.id).await?;
    let wrote = map.causes().iter().filter_map(|c| c.recorded_by);
    let people = timeline::people(tx, wrote.chain(actions.iter().filter_map(Action::owner))).await?;
    let is_impact = |e: &Entry| e.kind == EntryKind::Impact || e.key_moment == Some(KeyMoment::ImpactStart);
    let impact = entries.into_iter().filter(is_impact).collect();
    let whose = access::whose(ctx)?;
    let register = store::weakness::list(tx, whose).await?;
    let occurrences = store::weakness::list_occurrences(tx, whose, Scope::TiedIn(postmortem.id)).await?;
    Ok(View { postmortem, map, impact, measures, ground, people, actions, register, occurrences })
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
    /// The weaknesses that it was tied to, as far as the viewer may know of them.
    pub weaknesses: Vec<Weakness>,
}

/// Reads what a cause said before.
pub(super) async fn history(tx: &mut Tx, ctx: &Ctx, postmortem: Readable, id: CauseId) -> Result<History> {
    let kept = store::cause::get(tx, postmortem.id, id).await?;
    let past = store::cause::list_past_cause(tx, postmortem.id, id).await?;
    let people = timeline::people(tx, past.iter().filter_map(|p| p.written_by)).await?;
    let mut named: Vec<WeaknessId> = past.iter().filter_map(|p| p.it.weakness).collect();
    named.sort_unstable();
    named.dedup();
    let mut weaknesses = Vec::with_capacity(named.len());
    for weakness in named {
        weaknesses.extend(store::weakness::find(tx, access::whose(ctx)?, weakness).await?);
    }
    Ok(History { postmortem, past, is_deleted: kept.deleted_at.is_some(), people, weaknesses })
}

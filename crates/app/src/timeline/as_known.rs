//! The timeline as it was known at a time, by anyone or by some: what they had not learned of is taken away here, so
//! that no page can show it.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use postmortem::{
    Decision, Entry, EntryId, EntryKind, Eyes, Sureness, gaps_during_impact, hand_overs, learned, measures, steps,
};

use super::view::{HAND_OVER_MINUTES, Timeline, View};

/// A view of the timeline as it was known.
#[derive(Debug, Clone)]
pub struct AsKnown {
    /// The view, without what was not known.
    pub view: View,
    /// The entries of which nothing is left but their time.
    pub hidden: HashSet<EntryId>,
    /// The entries of which it is not sure that they were known.
    pub maybe: HashSet<EntryId>,
    /// The moments at which something was learned.
    pub steps: Vec<Timestamp>,
}

impl View {
    /// What was known at a time through these eyes. The view must be of the whole timeline, without a window.
    pub fn as_known(self, at: Timestamp, eyes: &Eyes) -> AsKnown {
        // what is remembered stays whole for others
        let mut told = Timeline::clone(&self.timeline);
        let steps = steps(&told.entries, eyes);
        let (mut hidden, mut maybe) = (HashSet::new(), HashSet::new());
        for entry in &told.entries {
            match learned(entry, eyes) {
                Some((since, Sureness::Sure)) if since <= at => {}
                Some((since, Sureness::May)) if since <= at => drop(maybe.insert(entry.id)),
                _ => drop(hidden.insert(entry.id)),
            }
        }
        told.ground.retain(|_, brief| brief.occurred_at <= at);
        let known: Vec<Entry> = told.entries.iter().filter(|e| !hidden.contains(&e.id)).map(|e| then(e, at)).collect();
        told.measures = measures(&known);
        told.gaps = gaps_during_impact(&known, told.gap);
        told.hand_overs = hand_overs(&known, &told.actors, jiff::SignedDuration::from_mins(HAND_OVER_MINUTES));
        told.moments = known.iter().filter(|e| e.key_moment.is_some()).cloned().collect();
        told.counts.retain(|count| count.until <= at.as_microsecond());
        // what is asked about in hindsight has no place here
        told.hindsight.clear();
        for entry in &mut told.entries {
            *entry = if hidden.contains(&entry.id) { emptied(entry) } else { then(entry, at) };
            if let Some(decision) = &mut entry.decision {
                decision.known_entries.retain(|id| !hidden.contains(id));
                decision.known_evidence.retain(|id| told.ground.contains_key(id));
            }
        }
        let view = View { timeline: Arc::new(told), ..self };
        AsKnown { view, hidden, maybe, steps }
    }
}

/// An entry without what came later: its end, who learned of it afterwards, what came of a decision.
fn then(entry: &Entry, at: Timestamp) -> Entry {
    let mut entry = entry.clone();
    entry.ended = entry.ended.filter(|end| end.at <= at);
    entry.knowledge.retain(|k| k.learned.at <= at);
    entry.decision = entry.decision.map(|d| Decision { actual: String::new(), ..d });
    entry
}

/// Nothing but the time.
fn emptied(entry: &Entry) -> Entry {
    Entry {
        kind: EntryKind::Observation,
        text: String::new(),
        ended: None,
        recorded_by: None,
        key_moment: None,
        actors: Vec::new(),
        evidence: Vec::new(),
        knowledge: Vec::new(),
        decision: None,
        is_machine_written: false,
        ..entry.clone()
    }
}

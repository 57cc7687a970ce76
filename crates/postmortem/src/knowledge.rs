//! Knowledge: who learned of an entry, when, by which channel, how surely; and what follows from it.
//!
//! Where nothing is written down nothing is concluded about a person. What the traces of an incident make evident is
//! proposed, never written: people take it over.

use std::{collections::HashMap, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    entry::{Decision, Entry},
    id::{ActorId, EntryId, EvidenceId},
    moment::Moment,
    work::words,
};

words! {
    /// How surely someone learned of an entry.
    Sureness {
        /// It is evident, or they said so.
        Sure = "sure",
        /// They were where it was told; whether they read it is not known.
        May = "may",
    }
}

/// Who learned of an entry, when, by which channel and how surely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Who learned of it: a person, or a team that acts as one.
    pub actor: ActorId,
    /// When.
    pub learned: Moment,
    /// By which channel, such as `#inc-041` or `phone call`; empty where nobody said.
    #[serde(default)]
    pub channel: String,
    /// How surely.
    #[serde(default = "sure")]
    pub sureness: Sureness,
}

fn sure() -> Sureness {
    Sureness::Sure
}

impl Knowledge {
    /// Sure knowledge by a channel that nobody named.
    pub fn sure(actor: ActorId, learned: Moment) -> Self {
        Self { actor, learned, channel: String::new(), sureness: Sureness::Sure }
    }
}

/// What someone did with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// They wrote it.
    Wrote,
    /// They reacted to it.
    Reacted,
}

/// Who did something with a message, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The handle of who did it.
    pub handle: String,
    /// Their name, as far as the source tells it.
    pub name: String,
    /// What they did.
    pub act: Act,
    /// When the message was written.
    pub at: Timestamp,
    /// Where, such as a channel.
    pub place: Option<String>,
    /// Whether the entry rests on the message.
    pub is_linked: bool,
}

/// Knowledge that the traces make evident, or likely, for a person to take over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The handle of who knew.
    pub handle: String,
    /// Their name, as far as the source tells it.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
    /// By which channel.
    pub channel: String,
    /// How surely.
    pub sureness: Sureness,
}

/// Whoever wrote in a channel so long before or after a message was there.
pub const THERE: SignedDuration = SignedDuration::from_mins(15);

/// Finds who knew of an entry that occurred then: whoever wrote or reacted to a message that it rests on, for sure;
/// whoever wrote in the same channel around that time may have. Each once, in the order of time.
pub fn proposals(occurred: Timestamp, traces: &[Trace]) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = Vec::new();
    for linked in traces.iter().filter(|t| t.is_linked) {
        add(&mut found, linked, linked.at.max(occurred), Sureness::Sure);
        for other in traces.iter().filter(|t| !t.is_linked && t.act == Act::Wrote) {
            let was_there = linked.place.is_some() && other.place == linked.place;
            if was_there && other.at.duration_since(linked.at).abs() <= THERE {
                // whoever wrote earlier may have read on; whoever wrote later had come by then
                add(&mut found, other, other.at.max(linked.at).max(occurred), Sureness::May);
            }
        }
    }
    found.sort_by(|a, b| (a.at, &a.handle).cmp(&(b.at, &b.handle)));
    found
}

/// Sure knowledge outweighs likely knowledge; of two as sure the earlier one counts.
fn add(found: &mut Vec<Proposal>, trace: &Trace, at: Timestamp, sureness: Sureness) {
    let new = || Proposal {
        handle: trace.handle.clone(),
        name: trace.name.clone(),
        at,
        channel: trace.place.clone().unwrap_or_default(),
        sureness,
    };
    match found.iter_mut().find(|p| p.handle == trace.handle) {
        Some(there) if (sureness, at) < (there.sureness, there.at) => *there = new(),
        Some(_) => {}
        None => found.push(new()),
    }
}

/// Through whose eyes a timeline is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eyes {
    /// All who were there: what anyone knew.
    Anyone,
    /// One person, or the members of one team.
    Of(Vec<ActorId>),
}

/// When an entry was learned of, and how surely.
///
/// For anyone an entry counts as known from when it occurred, unless it is written down who surely learned of it, and
/// that all of them did so later. For a person or a team only what is written down counts, and what they did or
/// decided themselves.
pub fn learned(entry: &Entry, eyes: &Eyes) -> Option<(Timestamp, Sureness)> {
    let is_seen = |actor: &ActorId| match eyes {
        Eyes::Anyone => true,
        Eyes::Of(actors) => actors.contains(actor),
    };
    let at_once = (entry.occurred.at, Sureness::Sure);
    // whoever took part knew at once, unless it is written down otherwise
    let mut took_part = entry.actors.iter().chain(entry.decision.iter().flat_map(|d| &d.deciders));
    if took_part.any(|a| is_seen(a) && !entry.knowledge.iter().any(|k| k.actor == *a)) {
        return Some(at_once);
    }
    if *eyes == Eyes::Anyone && !entry.knowledge.iter().any(|k| k.sureness == Sureness::Sure) {
        return Some(at_once);
    }
    let facts = entry.knowledge.iter().filter(|k| is_seen(&k.actor));
    // nobody knows of a thing before it occurs
    facts.map(|k| (k.learned.at.max(entry.occurred.at), k.sureness)).min()
}

/// The moments at which something was learned, in the order of time: the steps of a replay.
pub fn steps(entries: &[Entry], eyes: &Eyes) -> Vec<Timestamp> {
    let mut at: Vec<Timestamp> = entries.iter().filter_map(|e| learned(e, eyes)).map(|(at, _)| at).collect();
    at.sort_unstable();
    at.dedup();
    at
}

/// One party of a hand-over: a team, or a person without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// A team, by name.
    Team(String),
    /// A person whose team is not known.
    Actor(ActorId),
}

/// The party of an actor.
pub fn party(actor: &Actor) -> Party {
    actor.team.clone().map_or(Party::Actor(actor.id), Party::Team)
}

/// One party learned of an entry so long after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The entry.
    pub entry: EntryId,
    /// Who learned of it before.
    pub before: Party,
    /// Who learned of it next.
    pub after: Party,
    /// How much later.
    pub lasts: SignedDuration,
}

/// Finds where word took at least so long from one party to the next. Only what is sure counts.
pub fn hand_overs(entries: &[Entry], actors: &[Actor], at_least: SignedDuration) -> Vec<HandOver> {
    let parties: HashMap<ActorId, Party> = actors.iter().map(|a| (a.id, party(a))).collect();
    let mut found = Vec::new();
    for entry in entries {
        let mut firsts: Vec<(Timestamp, &Party)> = Vec::new();
        for known in entry.knowledge.iter().filter(|k| k.sureness == Sureness::Sure) {
            let Some(party) = parties.get(&known.actor) else { continue };
            match firsts.iter_mut().find(|f| f.1 == party) {
                Some(there) => there.0 = there.0.min(known.learned.at),
                None => firsts.push((known.learned.at, party)),
            }
        }
        firsts.sort_unstable();
        for pair in firsts.windows(2) {
            let lasts = pair[1].0.duration_since(pair[0].0);
            if lasts >= at_least {
                let (before, after) = (pair[0].1.clone(), pair[1].1.clone());
                found.push(HandOver { entry: entry.id, before, after, lasts });
            }
        }
    }
    found
}

/// What a decision cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cited {
    /// An entry.
    Entry(EntryId),
    /// Evidence.
    Evidence(EvidenceId),
}

/// Finds what a decision cites although none of its deciders had learned of it by then, as far as it is written down.
///
/// Evidence is written down where an entry rests on it. What nobody at all is said to have learned of stays out: there
/// the facts are missing, not the knowledge.
pub fn hindsight(taken: &Entry, decision: &Decision, entries: &[Entry]) -> Vec<Cited> {
    let is_later = |entry: &Entry| !is_known(entry, taken, decision);
    let of_entries = entries.iter().filter(|e| e.id != taken.id && decision.known_entries.contains(&e.id));
    let mut found: Vec<Cited> = of_entries.filter(|e| is_later(e)).map(|e| Cited::Entry(e.id)).collect();
    for item in &decision.known_evidence {
        let mut rest_on = entries.iter().filter(|e| e.id != taken.id && e.evidence.contains(item)).peekable();
        if rest_on.peek().is_some() && rest_on.all(is_later) {
            found.push(Cited::Evidence(*item));
        }
    }
    found
}

/// Whether one of the deciders knew of an entry when the decision was taken, as far as it is written down.
fn is_known(entry: &Entry, taken: &Entry, decision: &Decision) -> bool {
    if entry.occurred.at > taken.occurred.at {
        return false;
    }
    if decision.deciders.is_empty() || entry.knowledge.is_empty() {
        return true;
    }
    learned(entry, &Eyes::Of(decision.deciders.clone())).is_some_and(|(at, _)| at <= taken.occurred.at)
}

#[cfg(test)]
#[path = "knowledge/tests.rs"]
mod tests;

//! The list: entries with all that is shown beside them, day marks, and gaps pointed out.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{
    Actor, ActorId, Decision, Entry, EntryId, EvidenceId, Gap, KeyMoment, Knowledge, Moment, PersonId, Sureness, Zone,
};

/// An item of evidence in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// Its id.
    pub id: EvidenceId,
    /// The kind of source.
    pub source: String,
    /// What it is.
    pub kind: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The beginning of its text.
    pub text: String,
}

impl Ground {
    /// What a chip says: where it came from, or who wrote it.
    pub fn chip(&self) -> String {
        self.place.clone().or_else(|| self.author.clone()).unwrap_or_else(|| self.source.clone())
    }

    /// The beginning of its text, short.
    pub fn excerpt(&self) -> String {
        self.text.chars().take(120).collect()
    }
}

/// A decision with names in place of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownDecision {
    /// The decision.
    pub decision: Decision,
    /// Who decided.
    pub deciders: Vec<String>,
    /// The entries that were known: id and beginning of the text.
    pub known_entries: Vec<(EntryId, String)>,
    /// The evidence that was known.
    pub known_evidence: Vec<Ground>,
}

/// Who learned of an entry, when, by which channel and how surely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub who: String,
    /// When.
    pub learned: Moment,
    /// By which channel.
    pub channel: String,
    /// Whether that is sure.
    pub is_sure: bool,
}

/// One entry with all that is shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The entry.
    pub entry: Entry,
    /// Its text as safe HTML.
    pub html: String,
    /// Whether that is more than one paragraph.
    pub is_long: bool,
    /// Who acted.
    pub actors: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<Ground>,
    /// Who learned of it.
    pub knowledge: Vec<Known>,
    /// Its background.
    pub decision: Option<ShownDecision>,
    /// The time in the zone that it was given in, where that differs.
    pub given: Option<String>,
    /// The next entry, to merge with: id and version.
    pub next: Option<(EntryId, i64)>,
    /// Who recorded it.
    pub recorded_by: Option<String>,
}

impl Item {
    pub(super) fn starts_impact(&self) -> bool {
        self.entry.key_moment == Some(KeyMoment::ImpactStart)
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A new day.
    Day(Timestamp),
    /// An entry.
    Entry(Box<Item>),
    /// A silence of so many seconds, behind one entry and before another.
    Gap(i64, EntryId, EntryId),
}

struct Sources<'a> {
    names: HashMap<ActorId, &'a str>,
    texts: HashMap<EntryId, &'a str>,
    ground: &'a HashMap<EvidenceId, Ground>,
    people: &'a HashMap<PersonId, String>,
    zone: &'a Zone,
}

/// Puts the list together.
pub fn rows(
    entries: &[Entry],
    gaps: &[Gap],
    actors: &[Actor],
    ground: &HashMap<EvidenceId, Ground>,
    people: &HashMap<PersonId, String>,
    zone: &Zone,
) -> Vec<Row> {
    let names = actors.iter().map(|a| (a.id, a.name.as_str())).collect();
    let texts = entries.iter().map(|e| (e.id, e.text.as_str())).collect();
    let sources = Sources { names, texts, ground, people, zone };
    let mut rows = Vec::with_capacity(entries.len() + 8);
    let mut day = None;
    for (at, entry) in entries.iter().enumerate() {
        let today = entry.occurred.at.to_zoned(zone.rules()).date();
        if day != Some(today) {
            day = Some(today);
            rows.push(Row::Day(entry.occurred.at));
        }
        let next = entries.get(at + 1).map(|e| (e.id, e.version));
        rows.push(Row::Entry(Box::new(item(entry, next, &sources))));
        let silences = gaps.iter().filter(|g| g.after == entry.id && next.is_some_and(|n| n.0 == g.before));
        rows.extend(silences.map(|g| Row::Gap(g.lasts.as_secs(), g.after, g.before)));
    }
    rows
}

fn item(entry: &Entry, next: Option<(EntryId, i64)>, sources: &Sources<'_>) -> Item {
    let name = |id: &ActorId| sources.names.get(id).map(|n| (*n).to_owned());
    let prefix = format!("e{}-", entry.id);
    let options = prose::Options { id_prefix: &prefix, heading_level: 4, ..prose::Options::default() };
    let html = prose::inline_html(&entry.text, &options).as_str().to_owned();
    let decision = entry.decision.as_ref().map(|decision| ShownDecision {
        deciders: decision.deciders.iter().filter_map(name).collect(),
        known_entries: decision
            .known_entries
            .iter()
            .filter_map(|id| sources.texts.get(id).map(|text| (*id, prose::excerpt(text, 80))))
            .collect(),
        known_evidence: decision.known_evidence.iter().filter_map(|id| sources.ground.get(id).cloned()).collect(),
        decision: decision.clone(),
    });
    Item {
        is_long: html.starts_with('<') && html.contains("</p>"),
        html,
        actors: entry.actors.iter().filter_map(name).collect(),
        evidence: entry.evidence.iter().filter_map(|id| sources.ground.get(id).cloned()).collect(),
        knowledge: entry.knowledge.iter().filter_map(|k| Some(known(k, name(&k.actor)?))).collect(),
        decision,
        given: given(&entry.occurred, sources.zone),
        next,
        recorded_by: entry.recorded_by.and_then(|id| sources.people.get(&id).cloned()),
        entry: entry.clone(),
    }
}

fn known(fact: &Knowledge, who: String) -> Known {
    Known {
        who,
        learned: fact.learned.clone(),
        channel: fact.channel.clone(),
        is_sure: fact.sureness == Sureness::Sure,
    }
}

/// The time as it was given, where another clock was in force there.
fn given(moment: &Moment, zone: &Zone) -> Option<String> {
    let (there, here) = (moment.zone.rules(), zone.rules());
    if there.to_offset(moment.at) == here.to_offset(moment.at) {
        return None;
    }
    let zoned = moment.at.to_zoned(there);
    let same_day = zoned.date() == moment.at.to_zoned(here).date();
    let format = if same_day { "%H:%M" } else { "%m-%d %H:%M" };
    Some(format!("{} {}", zoned.strftime(format), moment.zone.abbreviation(moment.at)))
}

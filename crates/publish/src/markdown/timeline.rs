//! The timeline of a document: a heading each with its time, the text, and the data below it, out and back in.

use std::{collections::HashMap, fmt::Write, str::FromStr};

use jiff::Timestamp;
use postmortem::{Entry, EntryKind, KeyMoment, Knowledge, Locale, Moment, Opt, Precision, Sureness, Zone};
use serde::Deserialize;

use super::{
    ENTRY_FENCE, EvidenceKey, Imported, guarded,
    read::{Places, Problem, Reader},
    write::Index,
    yaml::{Yaml, scalar},
};
use crate::words;

/// An entry of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedEntry {
    /// What it tells of.
    pub kind: EntryKind,
    /// Its text.
    pub text: String,
    /// When it happened.
    pub occurred: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
    /// The key moment that it marks.
    pub key_moment: Option<KeyMoment>,
    /// Who acted, by place in `Imported::actors`.
    pub actors: Vec<usize>,
    /// What it rests on.
    pub evidence: Vec<EvidenceKey>,
    /// Who learned of it when.
    pub knowledge: Vec<ImportedKnowledge>,
    /// Its background, where it is a decision.
    pub decision: Option<ImportedDecision>,
    /// Whether a machine wrote its text.
    pub is_machine_written: bool,
}

/// Who learned of an entry, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedKnowledge {
    /// Who, by place in `Imported::actors`.
    pub actor: usize,
    /// When.
    pub learned: Moment,
    /// By which channel.
    pub channel: String,
    /// How surely.
    pub sureness: Sureness,
}

/// The background of a decision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedDecision {
    /// What was faced.
    pub faced: String,
    /// What was known, in words.
    pub known: String,
    /// What was known, by place in `Imported::entries`.
    pub known_entries: Vec<usize>,
    /// What was known, as evidence.
    pub known_evidence: Vec<EvidenceKey>,
    /// The options.
    pub options: Vec<Opt>,
    /// Who decided, by place in `Imported::actors`.
    pub deciders: Vec<usize>,
    /// The reason.
    pub reason: String,
    /// What was expected.
    pub expected: String,
    /// What came of it.
    pub actual: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    kind: String,
    occurred: String,
    ended: Option<String>,
    recorded: Option<String>,
    key_moment: Option<String>,
    #[serde(default)]
    machine_written: bool,
    #[serde(default)]
    actors: Vec<String>,
    #[serde(default)]
    learned: Vec<Learned>,
    #[serde(default)]
    evidence: Vec<EvidenceKey>,
    decision: Option<DecisionBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Learned {
    who: String,
    at: String,
    #[serde(default)]
    channel: String,
    sureness: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionBlock {
    text: String,
    #[serde(default)]
    chosen: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DecisionBlock {
    faced: String,
    known: String,
    known_entries: Vec<u32>,
    known_evidence: Vec<EvidenceKey>,
    options: Vec<OptionBlock>,
    deciders: Vec<String>,
    reason: String,
    expected: String,
    actual: String,
}

/// Writes the entries, each below a heading with its number.
pub(super) fn write(out: &mut String, entries: &[Entry], index: &Index<'_>, locale: Locale) {
    if !entries.is_empty() {
        let _ = writeln!(out, "\n## {}", words::words(locale).timeline);
    }
    for (number, entry) in (1..).zip(entries) {
        let _ = write!(
            out,
            "\n### {number}. {}\n\n{}\n\n{ENTRY_FENCE}\n{}```\n",
            title(entry, locale),
            guarded(&entry.text),
            block(entry, index)
        );
    }
}

fn title(entry: &Entry, locale: Locale) -> String {
    let occurred = &entry.occurred;
    let mut title = format!(
        "{} {} · {}",
        occurred.to_input(),
        occurred.zone.abbreviation(occurred.at),
        words::kind(locale, entry.kind)
    );
    if let Some(moment) = entry.key_moment {
        let _ = write!(title, " · {}", words::key_moment(locale, moment));
    }
    title
}

fn learned(known: &Knowledge, who: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![("who", scalar(who)), ("at", clock(&known.learned))];
    if !known.channel.is_empty() {
        fields.push(("channel", scalar(&known.channel)));
    }
    if known.sureness != Sureness::Sure {
        fields.push(("sureness", scalar(known.sureness.as_str())));
    }
    fields
}

fn block(entry: &Entry, index: &Index<'_>) -> String {
    let mut yaml = Yaml::default();
    yaml.text(0, "kind", entry.kind.as_str());
    yaml.line(0, &format!("occurred: {}", clock(&entry.occurred)));
    if let Some(ended) = &entry.ended {
        yaml.line(0, &format!("ended: {}", clock(ended)));
    }
    yaml.line(0, &format!("recorded: {}", entry.recorded_at));
    if let Some(moment) = entry.key_moment {
        yaml.text(0, "key_moment", moment.as_str());
    }
    if entry.is_machine_written {
        yaml.line(0, "machine_written: true");
    }
    yaml.list(0, "actors", index.handles(&entry.actors));
    let facts: Vec<_> = entry.knowledge.iter().filter_map(|k| Some(learned(k, index.handle(k.actor)?))).collect();
    yaml.items(0, "learned", &facts);
    yaml.items(0, "evidence", &index.evidence(&entry.evidence));
    let Some(decision) = &entry.decision else { return yaml.finish() };
    let mut inner = Yaml::default();
    inner.filled(2, "faced", &decision.faced);
    inner.filled(2, "known", &decision.known);
    let known: Vec<String> =
        decision.known_entries.iter().filter_map(|id| index.entry(*id)).map(|n| n.to_string()).collect();
    if !known.is_empty() {
        inner.line(2, &format!("known_entries: [{}]", known.join(", ")));
    }
    inner.items(2, "known_evidence", &index.evidence(&decision.known_evidence));
    let options: Vec<_> = decision
        .options
        .iter()
        .map(|option| {
            let mut fields = vec![("text", scalar(&option.text))];
            if option.is_chosen {
                fields.push(("chosen", "true".to_owned()));
            }
            fields
        })
        .collect();
    inner.items(2, "options", &options);
    inner.list(2, "deciders", index.handles(&decision.deciders));
    inner.filled(2, "reason", &decision.reason);
    inner.filled(2, "expected", &decision.expected);
    inner.filled(2, "actual", &decision.actual);
    let inner = inner.finish();
    let mut out = yaml.finish();
    out.push_str(if inner.is_empty() { "decision: {}\n" } else { "decision:\n" });
    out + &inner
}

/// Writes a moment exactly: on the clock of its zone, with offset, zone and precision.
fn clock(moment: &Moment) -> String {
    let offset = moment.zone.rules().to_offset(moment.at);
    let at = if offset.seconds() % 60 == 0 {
        moment.at.display_with_offset(offset).to_string()
    } else {
        moment.at.to_string()
    };
    let precision = moment.precision;
    let precision = if precision == Precision::Second { String::new() } else { format!(" {}", precision.as_str()) };
    format!("{at} {}{precision}", moment.zone)
}

/// An entry that was read, before its handles and numbers are places.
pub(super) struct Draft {
    line: usize,
    number: u32,
    block: Block,
    text: String,
}

/// Reads an entry's text and data; gives the line behind it.
pub(super) fn read(
    reader: &mut Reader<'_>,
    at: usize,
    (number, rest): (u32, &str),
    zone: &Zone,
) -> (usize, Option<Draft>) {
    let (next, read) = reader.block::<Block>(at, ENTRY_FENCE);
    if let Some((block, _)) = &read
        && let Ok(occurred) = moment(&block.occurred, zone)
        && !rest.starts_with(&occurred.to_input())
    {
        reader.refuse(at, Problem::OtherTime(occurred.to_input()));
    }
    (next, read.map(|(block, text)| Draft { line: at, number, block, text }))
}

/// Puts places in the lists where the document has handles and numbers; gives the places of the numbers.
pub(super) fn settle(reader: &mut Reader<'_>, imported: &mut Imported, drafts: Vec<Draft>) -> Places<u32> {
    let handles: Places<String> = imported.actors.iter().enumerate().map(|(n, a)| (a.handle.clone(), n)).collect();
    let mut numbers: Places<u32> = HashMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        if numbers.insert(draft.number, place).is_some() {
            reader.refuse(draft.line, Problem::Duplicate(format!("the entry {}", draft.number)));
        }
    }
    for draft in drafts {
        let entry = entry(reader, draft, &imported.zone, &handles, &numbers);
        imported.entries.extend(entry);
    }
    numbers
}

fn entry(
    reader: &mut Reader<'_>,
    draft: Draft,
    zone: &Zone,
    handles: &Places<String>,
    numbers: &Places<u32>,
) -> Option<ImportedEntry> {
    let Draft { line, block, text, .. } = draft;
    let kind = reader.value("kind", line, EntryKind::from_str(&block.kind));
    let occurred = reader.value("occurred", line, moment(&block.occurred, zone));
    let ended = block.ended.map(|text| reader.value("ended", line, moment(&text, zone)));
    let recorded_at = block.recorded.map(|text| reader.value("recorded", line, text.parse::<Timestamp>()));
    let key_moment = block.key_moment.map(|text| reader.value("key_moment", line, KeyMoment::from_str(&text)));
    let actors = reader.places(line, &block.actors, handles);
    let knowledge = knowledge(reader, line, &block.learned, zone, handles);
    let decision = block.decision.map(|d| decision(reader, line, d, handles, numbers));
    Some(ImportedEntry {
        kind: kind?,
        text,
        occurred: occurred?,
        ended: ended.flatten(),
        recorded_at: recorded_at.flatten(),
        key_moment: key_moment.flatten(),
        actors,
        evidence: block.evidence,
        knowledge,
        decision,
        is_machine_written: block.machine_written,
    })
}

fn knowledge(
    reader: &mut Reader<'_>,
    line: usize,
    blocks: &[Learned],
    zone: &Zone,
    handles: &Places<String>,
) -> Vec<ImportedKnowledge> {
    let mut knowledge = Vec::new();
    for learned in blocks {
        let actor = reader.places(line, std::slice::from_ref(&learned.who), handles);
        let at = reader.value("at", line, moment(&learned.at, zone));
        let sureness = learned.sureness.as_deref().map_or(Ok(Sureness::Sure), Sureness::from_str);
        let sureness = reader.value("sureness", line, sureness);
        let (Some(actor), Some(learned_at), Some(sureness)) = (actor.first(), at, sureness) else { continue };
        let channel = learned.channel.clone();
        knowledge.push(ImportedKnowledge { actor: *actor, learned: learned_at, channel, sureness });
    }
    knowledge
}

fn decision(
    reader: &mut Reader<'_>,
    line: usize,
    d: DecisionBlock,
    handles: &Places<String>,
    numbers: &Places<u32>,
) -> ImportedDecision {
    let deciders = reader.places(line, &d.deciders, handles);
    let known_entries = reader.places(line, &d.known_entries, numbers);
    let options = d.options.into_iter().map(|o| Opt { text: o.text, is_chosen: o.chosen }).collect();
    ImportedDecision {
        faced: d.faced,
        known: d.known,
        known_entries,
        known_evidence: d.known_evidence,
        options,
        deciders,
        reason: d.reason,
        expected: d.expected,
        actual: d.actual,
    }
}

/// Reads `2026-11-13T14:17:00+09:00 Asia/Seoul minute`; a time without offset is on the clock of the document's zone.
fn moment(text: &str, zone: &Zone) -> Result<Moment, String> {
    let mut words = text.split_whitespace();
    let exact = words.next().and_then(|at| at.parse::<Timestamp>().ok()).zip(words.next());
    if let Some((at, zone)) = exact
        && let Ok(zone) = zone.parse()
    {
        let precision = words
            .next()
            .map_or(Ok(Precision::Second), str::parse)
            .map_err(|e: postmortem::InvalidMoment| e.to_string())?;
        return Ok(Moment { at, precision, zone });
    }
    Moment::parse(text, zone).map_err(|e| e.to_string())
}

//! In: a Markdown document back into what people wrote. Every refusal names its line and a way out.

use std::{collections::HashMap, str::FromStr};

use jiff::Timestamp;
use postmortem::{EntryKind, KeyMoment, Locale, Moment, Number, Occasion, Opt, Part, Precision, Sureness, Zone};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    ACTION_FENCE, CAUSE_FENCE, ENTRY_FENCE, FENCES, LESSON_FENCE, Section, VERSION,
    blocks::{ActionBlock, ImportedAction, ImportedLesson, LessonBlock},
    causes::{self, ImportedCauses},
    entry_heading, heading, section, unguarded,
};

/// What a document held.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The number that it had where it came from.
    pub number: Option<Number>,
    /// The title.
    pub title: String,
    /// The code of the severity.
    pub severity: String,
    /// What the severity was called there.
    pub severity_name: Option<String>,
    /// What gave occasion to it.
    pub occasion: Occasion,
    /// The zone of its timeline.
    pub zone: Zone,
    /// The language of its headings.
    pub locale: Locale,
    /// Services, by name.
    pub services: Vec<String>,
    /// Teams, by name.
    pub teams: Vec<String>,
    /// Departments, by name.
    pub departments: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Who acted.
    pub actors: Vec<ImportedActor>,
    /// The written parts.
    pub narrative: Vec<(Part, String)>,
    /// The timeline.
    pub entries: Vec<ImportedEntry>,
    /// How the impact became possible.
    pub causes: ImportedCauses,
    /// Lessons.
    pub lessons: Vec<ImportedLesson>,
    /// Ideas and actions.
    pub actions: Vec<ImportedAction>,
}

/// An actor of the document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedActor {
    /// The handle; other places name the actor by it.
    pub handle: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The role.
    pub role: Option<String>,
    /// The team.
    pub team: Option<String>,
}

/// A link to evidence that survives the way into another installation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceKey {
    /// The hash of the raw content.
    #[serde(rename = "sha256")]
    pub hash: String,
    /// The sort of source.
    pub source: String,
    /// The id within the source.
    pub key: String,
}

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

/// Why a document was not taken, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}; {}", problem.way_out())]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What does not read.
    pub problem: Problem,
}

/// What does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The document does not begin with front matter.
    #[error("the document has no front matter")]
    NoFrontMatter,
    /// The front matter has no end.
    #[error("the front matter has no end")]
    OpenFrontMatter,
    /// The format is of another version.
    #[error("the document is of version {0} of the format")]
    Version(u32),
    /// The YAML does not read.
    #[error("the data does not read: {0}")]
    Yaml(String),
    /// A value is none of those that the field may have.
    #[error("{field}: {reason}")]
    Value {
        /// The field.
        field: &'static str,
        /// Why it was not taken.
        reason: String,
    },
    /// Text stands where none belongs.
    #[error("text stands outside of a section")]
    StrayText,
    /// The first heading is not the title.
    #[error("the heading is not the title {0:?}")]
    OtherTitle(String),
    /// A section stands twice.
    #[error("the section {0:?} stands twice")]
    Twice(String),
    /// The heading of a cause is not what its data say.
    #[error("the heading is not the cause {0:?}")]
    OtherCause(String),
    /// The causes make no map: one would lead to itself, or answers twice.
    #[error("the causes make no map: {0}")]
    NoMap(String),
    /// An entry stands outside of the timeline.
    #[error("an entry stands outside of the timeline")]
    StrayEntry,
    /// An entry or a cause has no data below its text.
    #[error("the entry or cause has no data block")]
    NoBlock,
    /// A data block has no end.
    #[error("the data block has no end")]
    OpenBlock,
    /// The time in the heading is not the time in the data.
    #[error("the heading does not begin with the time of the entry, {0}")]
    OtherTime(String),
    /// Two entries or two actors bear one name.
    #[error("{0} is there twice")]
    Duplicate(String),
    /// A handle or a number stands for nothing.
    #[error("{0} stands for nothing in this document")]
    Unknown(String),
}

impl Problem {
    /// What helps.
    pub fn way_out(&self) -> String {
        match self {
            Self::NoFrontMatter => {
                "begin with a line ---, then title, severity, occasion and zone, then --- again".into()
            }
            Self::OpenFrontMatter => "close it with a line ---".into(),
            Self::Version(_) => format!("this program reads version {VERSION}; export it again or upgrade"),
            Self::Yaml(_) => "correct the line, or put the value into double quotes".into(),
            Self::Value { .. } => "correct the value".into(),
            Self::StrayText => "move it below a heading such as ## Summary, or above the data of an entry".into(),
            Self::OtherTitle(_) => "change title in the front matter and the heading alike".into(),
            Self::OtherCause(_) => "change text in the data and the heading alike".into(),
            Self::NoMap(_) => "take one of the answers away".into(),
            Self::Twice(_) => "join both, or put a backslash before the heading that belongs to a text".into(),
            Self::StrayEntry => "put ## Timeline before it, or a backslash before the heading".into(),
            Self::NoBlock => {
                format!("add {ENTRY_FENCE} with kind and occurred, or {CAUSE_FENCE} with class, below its text")
            }
            Self::OpenBlock => "close it with a line ```".into(),
            Self::OtherTime(_) => "change occurred and the heading alike".into(),
            Self::Duplicate(_) => "give each its own".into(),
            Self::Unknown(_) => "add it, or take the mention away".into(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    inquest: u32,
    number: Option<String>,
    title: String,
    severity: String,
    severity_name: Option<String>,
    occasion: String,
    zone: String,
    language: Option<String>,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    teams: Vec<String>,
    #[serde(default)]
    departments: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    actors: Vec<ImportedActor>,
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

/// Reads a document.
pub fn parse(document: &str) -> Result<Imported, Vec<ParseError>> {
    let document = document.strip_prefix('\u{feff}').unwrap_or(document);
    // A document whose very first line ends so went through an editor that changes every line's end.
    let unix;
    let document = if document.starts_with("---\r\n") {
        unix = document.replace("\r\n", "\n");
        &unix
    } else {
        document
    };
    Reader::new(document).read()
}

/// A piece of the document between marks, with the line on which it begins.
pub(super) struct Reader<'d> {
    pub(super) lines: Vec<&'d str>,
    errors: Vec<ParseError>,
}

impl<'d> Reader<'d> {
    fn new(document: &'d str) -> Self {
        Self { lines: document.split_inclusive('\n').collect(), errors: Vec::new() }
    }

    pub(super) fn refuse(&mut self, line: usize, problem: Problem) {
        self.errors.push(ParseError { line: line + 1, problem });
    }

    fn read(mut self) -> Result<Imported, Vec<ParseError>> {
        let Some((mut imported, body)) = self.head() else { return Err(self.errors) };
        self.body(&mut imported, body);
        if self.errors.is_empty() { Ok(imported) } else { Err(self.errors) }
    }

    fn head(&mut self) -> Option<(Imported, usize)> {
        if self.lines.first().is_none_or(|line| line.trim_end() != "---") {
            self.refuse(0, Problem::NoFrontMatter);
            return None;
        }
        let Some(end) = (1..self.lines.len()).find(|n| self.lines[*n].trim_end() == "---") else {
            self.refuse(0, Problem::OpenFrontMatter);
            return None;
        };
        let head: Head = self.yaml(1, end)?;
        if head.inquest != VERSION {
            self.refuse(1, Problem::Version(head.inquest));
            return None;
        }
        let number = head.number.map(|n| self.value("number", 1, n.parse::<Number>()));
        let occasion = self.value("occasion", 1, Occasion::from_str(&head.occasion));
        let zone = self.value("zone", 1, Zone::from_str(&head.zone));
        let locale = self.value("language", 1, head.language.as_deref().unwrap_or("en").parse::<Locale>());
        for (n, actor) in head.actors.iter().enumerate() {
            if head.actors[..n].iter().any(|other| other.handle == actor.handle) {
                self.refuse(1, Problem::Duplicate(format!("the actor {:?}", actor.handle)));
            }
        }
        let imported = Imported {
            number: number.flatten(),
            title: head.title,
            severity: head.severity,
            severity_name: head.severity_name,
            occasion: occasion?,
            zone: zone?,
            locale: locale?,
            services: head.services,
            teams: head.teams,
            departments: head.departments,
            tags: head.tags,
            actors: head.actors,
            narrative: Vec::new(),
            entries: Vec::new(),
            causes: ImportedCauses::default(),
            lessons: Vec::new(),
            actions: Vec::new(),
        };
        Some((imported, end + 1))
    }

    /// Reads lines as YAML; a refusal names the line within the document.
    pub(super) fn yaml<T: DeserializeOwned>(&mut self, from: usize, to: usize) -> Option<T> {
        let text = self.lines[from..to].concat();
        match serde_saphyr::from_str(&text) {
            Ok(read) => Some(read),
            Err(error) => {
                let line = error.location().map_or(0, |l| usize::try_from(l.line()).unwrap_or(1).saturating_sub(1));
                let message = error.without_snippet().to_string();
                let first = message.lines().next().unwrap_or_default().to_owned();
                self.refuse(from + line.min(to - from), Problem::Yaml(first));
                None
            }
        }
    }

    /// Takes a value, or refuses it on the line of its field.
    pub(super) fn value<T, E: ToString>(&mut self, field: &'static str, from: usize, read: Result<T, E>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                let at = self.lines[from..].iter().position(|l| l.trim_start().starts_with(field)).unwrap_or(0);
                self.refuse(from + at, Problem::Value { field, reason: error.to_string() });
                None
            }
        }
    }

    fn body(&mut self, imported: &mut Imported, from: usize) {
        let mut at = from;
        let mut has_causes = false;
        let mut within: Option<Section> = None;
        let mut drafts: Vec<(usize, u32, Block, String)> = Vec::new();
        let mut lessons: Vec<(usize, LessonBlock, String)> = Vec::new();
        let mut actions: Vec<(usize, u32, ActionBlock)> = Vec::new();
        while at < self.lines.len() {
            let line = self.lines[at];
            match section(line) {
                Some(Section::Part(part)) => {
                    within = None;
                    let end = self.next_mark(at + 1);
                    let text = unguarded(body_text(&self.lines[at + 1..end].concat(), end == self.lines.len()));
                    if imported.narrative.iter().any(|(p, _)| *p == part) {
                        self.refuse(at, Problem::Twice(line.trim().to_owned()));
                    }
                    imported.narrative.push((part, text));
                    at = end;
                    continue;
                }
                Some(Section::Causes) => {
                    within = None;
                    if std::mem::replace(&mut has_causes, true) {
                        self.refuse(at, Problem::Twice(line.trim().to_owned()));
                    }
                    at = causes::read(self, at + 1, imported);
                    continue;
                }
                Some(list) => {
                    within = Some(list);
                    at += 1;
                    continue;
                }
                None => {}
            }
            if let Some((number, rest)) = entry_heading(line) {
                at = match within {
                    Some(Section::Lessons) => {
                        let (next, lesson) = self.block(at, LESSON_FENCE);
                        lessons.extend(lesson.map(|(block, text)| (at, block, text)));
                        next
                    }
                    Some(Section::Actions) => {
                        let (next, action) = self.block(at, ACTION_FENCE);
                        actions.extend(action.map(|(block, _)| (at, number, block)));
                        next
                    }
                    _ => {
                        if within.is_none() {
                            self.refuse(at, Problem::StrayEntry);
                        }
                        let (next, draft) = self.entry(at, rest, imported);
                        drafts.extend(draft.map(|(block, text)| (at, number, block, text)));
                        next
                    }
                };
                continue;
            }
            if FENCES.contains(&line.trim_end()) {
                self.refuse(at, Problem::StrayEntry);
            } else if let Some(title) =
                line.strip_prefix("# ").filter(|_| imported.narrative.is_empty() && within.is_none())
            {
                if title.trim() != heading(&imported.title) {
                    self.refuse(at, Problem::OtherTitle(imported.title.clone()));
                }
            } else if !matches!(line.trim(), "" | "#") {
                self.refuse(at, Problem::StrayText);
            }
            at += 1;
        }
        let numbers = self.resolve(imported, drafts);
        self.learned(imported, lessons, actions, &numbers);
    }

    /// Puts places in lessons where the document has numbers, and reads the states of actions.
    fn learned(
        &mut self,
        imported: &mut Imported,
        lessons: Vec<(usize, LessonBlock, String)>,
        actions: Vec<(usize, u32, ActionBlock)>,
        entries: &HashMap<u32, usize>,
    ) {
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        for (line, number, block) in actions {
            if numbers.insert(number, imported.actions.len()).is_some() {
                self.refuse(line, Problem::Duplicate(format!("the action {number}")));
            }
            let state = self.value("status", line, block.state());
            let ActionBlock { text, owner, accepted, recorded, .. } = block;
            let owner = owner.map(|login| (login, accepted == Some(true)));
            imported.actions.extend(state.map(|state| ImportedAction { text, state, owner, recorded_at: recorded }));
        }
        for (line, block, text) in lessons {
            let telling = self.value("kind", line, block.telling());
            let shown = self.places(line, &block.entries, entries);
            let action = self.places(line, block.action.as_slice(), &numbers).first().copied();
            imported.lessons.extend(telling.map(|telling| ImportedLesson {
                telling,
                action,
                text,
                entries: shown,
                recorded_at: block.recorded,
            }));
        }
    }

    /// Reads the text and the data below a heading; gives the line behind it.
    fn block<T: DeserializeOwned>(&mut self, at: usize, fence: &str) -> (usize, Option<(T, String)>) {
        let begin = self.next_mark(at + 1);
        if self.lines.get(begin).is_none_or(|line| line.trim_end() != fence) {
            self.refuse(at, Problem::NoBlock);
            return (begin, None);
        }
        let text = unguarded(body_text(&self.lines[at + 1..begin].concat(), false));
        let Some(end) = (begin + 1..self.lines.len()).find(|n| self.lines[*n].trim_end() == "```") else {
            self.refuse(begin, Problem::OpenBlock);
            return (self.lines.len(), None);
        };
        (end + 1, self.yaml(begin + 1, end).map(|block| (block, text)))
    }

    pub(super) fn next_mark(&self, from: usize) -> usize {
        (from..self.lines.len()).find(|n| super::is_mark(self.lines[*n])).unwrap_or(self.lines.len())
    }

    /// Reads an entry's text and data; gives the line behind it.
    fn entry(&mut self, at: usize, rest: &str, imported: &Imported) -> (usize, Option<(Block, String)>) {
        let (next, read) = self.block::<Block>(at, ENTRY_FENCE);
        if let Some((block, _)) = &read
            && let Ok(occurred) = moment(&block.occurred, &imported.zone)
            && !rest.starts_with(&occurred.to_input())
        {
            self.refuse(at, Problem::OtherTime(occurred.to_input()));
        }
        (next, read)
    }

    /// Puts places in the lists where the document has handles and numbers.
    fn resolve(&mut self, imported: &mut Imported, drafts: Vec<(usize, u32, Block, String)>) -> HashMap<u32, usize> {
        let handles: HashMap<String, usize> =
            imported.actors.iter().enumerate().map(|(n, a)| (a.handle.clone(), n)).collect();
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        for (place, (line, number, ..)) in drafts.iter().enumerate() {
            if numbers.insert(*number, place).is_some() {
                self.refuse(*line, Problem::Duplicate(format!("the entry {number}")));
            }
        }
        for (line, _, block, text) in drafts {
            let entry = self.settle(line, block, text, &imported.zone, &handles, &numbers);
            imported.entries.extend(entry);
        }
        numbers
    }

    fn settle(
        &mut self,
        line: usize,
        block: Block,
        text: String,
        zone: &Zone,
        handles: &HashMap<String, usize>,
        numbers: &HashMap<u32, usize>,
    ) -> Option<ImportedEntry> {
        let kind = self.value("kind", line, EntryKind::from_str(&block.kind));
        let occurred = self.value("occurred", line, moment(&block.occurred, zone));
        let ended = block.ended.map(|text| self.value("ended", line, moment(&text, zone)));
        let recorded_at = block.recorded.map(|text| self.value("recorded", line, text.parse::<Timestamp>()));
        let key_moment = block.key_moment.map(|text| self.value("key_moment", line, KeyMoment::from_str(&text)));
        let actors = self.places(line, &block.actors, handles);
        let mut knowledge = Vec::new();
        for learned in &block.learned {
            let actor = self.places(line, std::slice::from_ref(&learned.who), handles);
            let at = self.value("at", line, moment(&learned.at, zone));
            let sureness = learned.sureness.as_deref().map_or(Ok(Sureness::Sure), Sureness::from_str);
            let sureness = self.value("sureness", line, sureness);
            let (Some(actor), Some(learned_at), Some(sureness)) = (actor.first(), at, sureness) else { continue };
            let channel = learned.channel.clone();
            knowledge.push(ImportedKnowledge { actor: *actor, learned: learned_at, channel, sureness });
        }
        let decision = block.decision.map(|d| {
            let deciders = self.places(line, &d.deciders, handles);
            let known_entries = self.places(line, &d.known_entries, numbers);
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
        });
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

    fn places<K>(&mut self, line: usize, keys: &[K], places: &HashMap<K, usize>) -> Vec<usize>
    where
        K: std::hash::Hash + Eq + std::fmt::Debug,
    {
        let mut found = Vec::new();
        for key in keys {
            match places.get(key) {
                Some(place) => found.push(*place),
                None => self.refuse(line, Problem::Unknown(format!("{key:?}"))),
            }
        }
        found
    }
}

/// Takes the blank lines around a text away: one above, one below, no more.
pub(super) fn body_text(lines: &str, is_last: bool) -> &str {
    let text = lines.strip_prefix('\n').unwrap_or(lines);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if is_last { text } else { text.strip_suffix('\n').unwrap_or(text) }
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

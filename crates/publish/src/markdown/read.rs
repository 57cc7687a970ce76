//! In: a Markdown document back into what people wrote. Every refusal names its line and a way out.

use std::{collections::HashMap, str::FromStr};

use postmortem::{Locale, Number, Occasion, Part, Zone};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    CAUSE_FENCE, ENTRY_FENCE, FENCES, Section, VERSION,
    actions::{self, ImportedAction},
    causes::{self, ImportedCauses},
    entry_heading, heading,
    lessons::{self, ImportedLesson},
    section,
    timeline::{self, ImportedEntry},
    unguarded,
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

/// Where something stands in its list, by what the document calls it.
pub(super) type Places<K> = HashMap<K, usize>;

/// What was read of the lists, before what names another is a place.
#[derive(Default)]
struct Drafts {
    entries: Vec<timeline::Draft>,
    lessons: Vec<lessons::Draft>,
    actions: Vec<actions::Draft>,
    has_causes: bool,
}

/// The document, line by line, with what does not read in it.
pub(super) struct Reader<'d> {
    pub(super) lines: Vec<&'d str>,
    /// The places of the causes, by number.
    pub(super) causes: Places<u32>,
    errors: Vec<ParseError>,
}

impl<'d> Reader<'d> {
    fn new(document: &'d str) -> Self {
        Self { lines: document.split_inclusive('\n').collect(), causes: Places::new(), errors: Vec::new() }
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
        let mut within: Option<Section> = None;
        let mut drafts = Drafts::default();
        while let Some(line) = self.lines.get(at).copied() {
            if let Some(next) = section(line) {
                (at, within) = self.section(imported, at, next, &mut drafts);
            } else if let Some((number, rest)) = entry_heading(line) {
                at = self.item(imported, at, (number, rest), within, &mut drafts);
            } else {
                let is_above = imported.narrative.is_empty() && within.is_none();
                self.between(imported, at, is_above);
                at += 1;
            }
        }
        let entries = timeline::settle(self, imported, drafts.entries);
        let causes = std::mem::take(&mut self.causes);
        let actions = actions::settle(self, imported, drafts.actions, &causes);
        let numbers = lessons::Numbers { entries: &entries, actions: &actions, causes: &causes };
        lessons::settle(self, imported, drafts.lessons, numbers);
    }

    /// Reads what follows the heading of a section; gives the line behind it, and the list in which that stands.
    fn section(
        &mut self,
        imported: &mut Imported,
        at: usize,
        section: Section,
        drafts: &mut Drafts,
    ) -> (usize, Option<Section>) {
        let title = || self.lines[at].trim().to_owned();
        match section {
            Section::Part(part) => {
                let end = self.next_mark(at + 1);
                let text = unguarded(body_text(&self.lines[at + 1..end].concat(), end == self.lines.len()));
                if imported.narrative.iter().any(|(p, _)| *p == part) {
                    self.refuse(at, Problem::Twice(title()));
                }
                imported.narrative.push((part, text));
                (end, None)
            }
            Section::Causes => {
                if std::mem::replace(&mut drafts.has_causes, true) {
                    self.refuse(at, Problem::Twice(title()));
                }
                (causes::read(self, at + 1, imported), None)
            }
            list => (at + 1, Some(list)),
        }
    }

    /// Reads an item of a list; gives the line behind it.
    fn item(
        &mut self,
        imported: &Imported,
        at: usize,
        (number, rest): (u32, &str),
        within: Option<Section>,
        drafts: &mut Drafts,
    ) -> usize {
        match within {
            Some(Section::Lessons) => {
                let (next, draft) = lessons::read(self, at);
                drafts.lessons.extend(draft);
                next
            }
            Some(Section::Actions) => {
                let (next, draft) = actions::read(self, at, number);
                drafts.actions.extend(draft);
                next
            }
            _ => {
                if within.is_none() {
                    self.refuse(at, Problem::StrayEntry);
                }
                let (next, draft) = timeline::read(self, at, (number, rest), &imported.zone);
                drafts.entries.extend(draft);
                next
            }
        }
    }

    /// Looks at a line that is no mark: the title above all else, and otherwise nothing but blanks.
    fn between(&mut self, imported: &Imported, at: usize, is_above: bool) {
        let line = self.lines[at];
        if FENCES.contains(&line.trim_end()) {
            self.refuse(at, Problem::StrayEntry);
        } else if let Some(title) = line.strip_prefix("# ").filter(|_| is_above) {
            if title.trim() != heading(&imported.title) {
                self.refuse(at, Problem::OtherTitle(imported.title.clone()));
            }
        } else if !matches!(line.trim(), "" | "#") {
            self.refuse(at, Problem::StrayText);
        }
    }

    /// Reads the text and the data below a heading; gives the line behind it.
    pub(super) fn block<T: DeserializeOwned>(&mut self, at: usize, fence: &str) -> (usize, Option<(T, String)>) {
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

    /// Puts places where keys stand; one that stands for nothing is refused.
    pub(super) fn places<K>(&mut self, line: usize, keys: &[K], places: &Places<K>) -> Vec<usize>
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

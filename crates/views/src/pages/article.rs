//! The text of a publication as it is read: the facts, the narrative, the timeline with its decisions.
//!
//! All markup of written text comes out of the sanitiser of `prose`; everything else is escaped by the template.

use askama::Template;
use jiff::Timestamp;
use postmortem::{EntryKind, KeyMoment, MeasureKind, Zone};
use prose::{Options, ReferenceKind};
use publish::{Publication, PublishedCauses, PublishedEntry};

use super::causes::{CauseLine, ShownTie, ShownTime, cause_lines, published_map};
use crate::{Ui, routes};

/// Finds the address of a file by its hash.
pub type FileAddress<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The text of a publication, ready to be read.
#[derive(Template)]
#[template(path = "library/article.html")]
pub struct Article {
    ui: Ui,
    zone: Zone,
    measures: Vec<Fact>,
    parts: Vec<Part>,
    entries: Vec<Told>,
    causes: Vec<ToldCause>,
    map: Option<String>,
    /// Lessons and actions, behind the timeline.
    learned: Vec<Part>,
    has_roles: bool,
}

struct Fact {
    name: String,
    value: String,
    is_known: bool,
}

struct Part {
    id: &'static str,
    html: String,
}

struct Told {
    /// The day, where it is another than that of the entry before.
    day: Option<String>,
    at: Timestamp,
    time: String,
    until: Option<String>,
    kind: EntryKind,
    mark: Option<KeyMoment>,
    html: String,
    actors: String,
    learned: Vec<String>,
    evidence: Vec<String>,
    decision: Option<Background>,
    is_machine_written: bool,
}

/// A line of the outline of causes.
struct ToldCause {
    line: CauseLine,
    /// The number by which other lines refer to it.
    number: usize,
    /// What it means, as markup.
    html: String,
    evidence: Vec<String>,
}

struct Background {
    deciders: String,
    /// The key of what is told, and the text as markup.
    told: Vec<(&'static str, String)>,
    options: Vec<(String, bool)>,
}

impl Article {
    /// Prepares a publication; `file` gives the address of a file that it shows.
    pub fn new(ui: &Ui, publication: &Publication, file: FileAddress<'_>) -> Self {
        let resolve = |kind, hash: &str| if kind == ReferenceKind::File { file(hash) } else { None };
        let parts = publication.narrative.iter().map(|part| {
            let id = part.part.as_str();
            let prefix = format!("{id}-");
            let options = Options { heading_level: 3, id_prefix: &prefix, resolve: &resolve };
            Part { id, html: prose::html(&part.text, &options).into_string() }
        });
        let learned = [
            ("lessons", publish::markdown::lessons(publication, ui.locale)),
            ("actions", publish::markdown::actions(publication, ui.locale)),
        ];
        let learned = learned.into_iter().filter(|(_, text)| !text.is_empty()).map(|(id, text)| {
            let prefix = format!("{id}-");
            // their kinds are headings of the third level in the Markdown, and here they are too
            let options = Options { heading_level: 1, id_prefix: &prefix, resolve: &resolve };
            Part { id, html: prose::html(&text, &options).into_string() }
        });
        let learned = learned.collect();
        let mut before = None;
        let entries = publication.entries.iter().enumerate().map(|(n, entry)| {
            let prefix = format!("entry-{n}-");
            let options = Options { heading_level: 4, id_prefix: &prefix, resolve: &resolve };
            let date = entry.occurred.in_zone(&publication.zone).date();
            let is_new = before.replace(date) != Some(date);
            moment(ui, &publication.zone, entry, is_new, &options)
        });
        Self {
            parts: parts.collect(),
            entries: entries.collect(),
            map: published_map(ui, &publication.causes, &publication.title),
            causes: causes(ui, &publication.causes, &resolve),
            learned,
            measures: publication.measures.iter().map(|m| fact(ui, m.kind, &m.value)).collect(),
            zone: publication.zone.clone(),
            has_roles: publication.names == publish::Names::AsRoles,
            ui: ui.clone(),
        }
    }

    /// The headings of the text: the id, and the key of its name.
    pub fn contents(&self) -> Vec<(&'static str, String)> {
        let mut contents: Vec<_> =
            self.parts.iter().map(|part| (part.id, self.ui.word("reading-part", part.id))).collect();
        if !self.entries.is_empty() {
            contents.push(("timeline", self.ui.t("reading-timeline")));
        }
        if !self.causes.is_empty() {
            contents.push(("causes", self.ui.t("reading-causes")));
        }
        contents.extend(self.learned.iter().map(|part| (part.id, self.ui.word("part", part.id))));
        contents
    }
}

fn fact(ui: &Ui, kind: MeasureKind, value: &postmortem::Measure) -> Fact {
    let is_known = matches!(value, postmortem::Measure::Seconds(_));
    Fact { name: ui.word("measure", kind.as_str()), value: ui.measure(value), is_known }
}

fn moment(ui: &Ui, zone: &Zone, entry: &PublishedEntry, is_new_day: bool, options: &Options<'_>) -> Told {
    let learned = entry.knowledge.iter().map(|k| format!("{} {}", k.who, ui.moment(&k.learned, zone)));
    Told {
        day: is_new_day.then(|| ui.day(&entry.occurred.at, zone)),
        at: entry.occurred.at,
        time: ui.moment(&entry.occurred, zone),
        until: entry.ended.as_ref().map(|end| ui.at_in(&end.at, zone)),
        kind: entry.kind,
        mark: entry.key_moment,
        html: prose::html(&entry.text, options).into_string(),
        actors: entry.actors.join(", "),
        learned: learned.collect(),
        evidence: sources(ui, &entry.evidence),
        decision: entry.decision.as_ref().map(|d| background(d, options)),
        is_machine_written: entry.is_machine_written,
    }
}

fn sources(ui: &Ui, evidence: &[publish::PublishedEvidence]) -> Vec<String> {
    evidence.iter().map(|e| format!("{} × {}", ui.word("reading-source", &e.source), e.count)).collect()
}

fn causes(
    ui: &Ui,
    published: &PublishedCauses,
    resolve: &dyn Fn(ReferenceKind, &str) -> Option<String>,
) -> Vec<ToldCause> {
    let map = published.map();
    let outline = map.outline().0;
    let told = |(line, shown): (&postmortem::Line<'_>, CauseLine)| {
        let number = publish::place_of(line.cause.id) + 1;
        let prefix = format!("cause-{number}-");
        let options = Options { heading_level: 4, id_prefix: &prefix, resolve };
        let meaning = if line.is_again { "" } else { line.cause.meaning.trim() };
        ToldCause {
            number,
            html: if meaning.is_empty() { String::new() } else { prose::html(meaning, &options).into_string() },
            evidence: line.because.map(|b| sources(ui, published.evidence(b))).unwrap_or_default(),
            line: shown,
        }
    };
    let tied = |cause: &postmortem::Cause| {
        published.weakness(cause.id).map(|w| ShownTie {
            id: None,
            name: w.name.clone(),
            nth: w.nth(),
            earlier: w.earlier.iter().map(|n| ShownTime { number: *n, title: String::new(), cause: None }).collect(),
            later: Vec::new(),
        })
    };
    outline.iter().zip(cause_lines(&map, &outline, &tied)).map(told).collect()
}

fn background(decision: &publish::PublishedDecision, options: &Options<'_>) -> Background {
    let shown = |text: &str| prose::inline_html(text, options).into_string();
    let told = [
        ("reading-decision-faced", &decision.faced),
        ("reading-decision-known", &decision.known),
        ("reading-decision-reason", &decision.reason),
        ("reading-decision-expected", &decision.expected),
        ("reading-decision-actual", &decision.actual),
    ];
    Background {
        deciders: decision.deciders.join(", "),
        told: told.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(key, t)| (key, shown(t))).collect(),
        options: decision.options.iter().map(|o| (shown(&o.text), o.is_chosen)).collect(),
    }
}

/// The letter that stands for a kind.
fn letter(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Impact => "!",
        EntryKind::Alert => "A",
        EntryKind::Change => "C",
        EntryKind::Observation => "O",
        EntryKind::Hypothesis => "?",
        EntryKind::Communication => "T",
        EntryKind::Decision => "◆",
        EntryKind::Response => "R",
    }
}

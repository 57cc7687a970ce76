//! The frozen text for an audience, and the one way to make it: by naming each thing that may go out.

use std::collections::{BTreeMap, HashMap};

use postmortem::{
    ActorId, Entry, EntryKind, EvidenceId, KeyMoment, Locale, Measure, MeasureKind, Moment, Number, Occasion, Opt,
    Part, Sureness, Zone, measures,
};
use serde::{Deserialize, Serialize};

use crate::{
    Full, PublishedAction, PublishedCauses, PublishedLesson, causes,
    names::{Doubt, Replacement, Scrubber, roles},
};

/// The version of the published form, kept in every one.
pub const SCHEMA: u32 = 1;

/// How people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// By their role in the incident.
    AsRoles,
    /// By their names.
    Shown,
}

/// What an audience reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The version of this form.
    pub schema: u32,
    /// The language of labels in the texts.
    pub locale: Locale,
    /// How people are shown.
    pub names: Names,
    /// The number for people.
    pub number: Number,
    /// The title.
    pub title: String,
    /// The severity, as it was called then.
    pub severity: PublishedSeverity,
    /// What gave occasion to it.
    pub occasion: Occasion,
    /// The zone in which the timeline is told.
    pub zone: Zone,
    /// Services, by name.
    pub services: Vec<String>,
    /// Teams, by name.
    pub teams: Vec<String>,
    /// Departments, by name.
    pub departments: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The measures.
    pub measures: Vec<PublishedMeasure>,
    /// The written parts that say something, in reading order.
    pub narrative: Vec<PublishedPart>,
    /// The timeline.
    pub entries: Vec<PublishedEntry>,
    /// How the impact became possible.
    #[serde(default)]
    pub causes: PublishedCauses,
    /// Lessons, in their order; none in what was published before there were any.
    #[serde(default)]
    pub lessons: Vec<PublishedLesson>,
    /// What somebody committed to or declined; ideas stay inside.
    #[serde(default)]
    pub actions: Vec<PublishedAction>,
    /// The files that the texts show or link.
    pub files: Vec<PublishedFile>,
}

/// A severity with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedSeverity {
    /// The code.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedMeasure {
    /// What is measured.
    pub kind: MeasureKind,
    /// What it says.
    pub value: Measure,
}

/// A written part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPart {
    /// Which.
    pub part: Part,
    /// Its Markdown.
    pub text: String,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedEntry {
    /// What it tells of.
    pub kind: EntryKind,
    /// Its Markdown.
    pub text: String,
    /// When it happened.
    pub occurred: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
    /// The key moment that it marks.
    pub key_moment: Option<KeyMoment>,
    /// Who acted, as they are shown.
    pub actors: Vec<String>,
    /// Who learned of it when.
    pub knowledge: Vec<PublishedKnowledge>,
    /// How much evidence it rests on, by the sort of source; the evidence itself stays inside.
    pub evidence: Vec<PublishedEvidence>,
    /// Its background, where it is a decision.
    pub decision: Option<PublishedDecision>,
    /// Whether a machine wrote the text and no person has rewritten it.
    pub is_machine_written: bool,
}

/// Who learned of an entry, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedKnowledge {
    /// Who, as they are shown.
    pub who: String,
    /// When.
    pub learned: Moment,
    /// By which channel.
    #[serde(default)]
    pub channel: String,
    /// How surely.
    #[serde(default = "sure")]
    pub sureness: Sureness,
}

fn sure() -> Sureness {
    Sureness::Sure
}

/// How many items of one sort of source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedEvidence {
    /// The sort of source, such as `slack`.
    pub source: String,
    /// How many.
    pub count: usize,
}

/// The background of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDecision {
    /// What was faced.
    pub faced: String,
    /// What was known, in words.
    pub known: String,
    /// What was known, by place in `Publication::entries`.
    pub known_entries: Vec<usize>,
    /// The options.
    pub options: Vec<Opt>,
    /// Who decided, as they are shown.
    pub deciders: Vec<String>,
    /// The reason.
    pub reason: String,
    /// What was expected.
    pub expected: String,
    /// What came of it.
    pub actual: String,
}

/// A file that a text shows; under its hash, as its name may tell on someone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFile {
    /// The hash of its bytes.
    pub hash: String,
    /// What it holds.
    pub media_type: String,
}

/// A publication with what its preview has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projected {
    /// What goes out.
    pub publication: Publication,
    /// What was replaced on the way.
    pub replacements: Vec<Replacement>,
    /// What may be a name and was left.
    pub doubts: Vec<Doubt>,
}

/// Makes the publication. `role_order` holds the actors shuffled anew for each document: letters follow it, so that
/// they tell nothing about who came first.
pub fn project(full: &Full, names: Names, role_order: &[ActorId], locale: Locale) -> Projected {
    let labels = match names {
        Names::AsRoles => roles(full, role_order, locale),
        Names::Shown => full.actors.iter().map(|a| (a.id, a.name.clone())).collect(),
    };
    let scrubber = (names == Names::AsRoles).then(|| Scrubber::new(full, &labels, locale));
    let mut work = Work { full, locale, labels, scrubber, replacements: Vec::new(), doubts: Vec::new() };
    let publication = work.publication(names, locale);
    Projected { publication, replacements: work.replacements, doubts: work.doubts }
}

pub(crate) struct Work<'f> {
    pub full: &'f Full,
    pub locale: Locale,
    pub labels: HashMap<ActorId, String>,
    pub scrubber: Option<Scrubber>,
    replacements: Vec<Replacement>,
    doubts: Vec<Doubt>,
}

impl Work<'_> {
    pub fn text(&mut self, place: &str, text: &str) -> String {
        match &self.scrubber {
            Some(scrubber) => scrubber.scrub(text, place, &mut self.replacements, &mut self.doubts),
            None => crate::links::without_comments(text),
        }
    }

    fn texts(&mut self, place: &str, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(place, text)).collect()
    }

    /// Each label once, so that two actors without a role of their own do not repeat one.
    fn people(&self, ids: &[ActorId]) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        for label in ids.iter().filter_map(|id| self.labels.get(id)) {
            if !shown.contains(label) {
                shown.push(label.clone());
            }
        }
        shown
    }

    fn publication(&mut self, names: Names, locale: Locale) -> Publication {
        let full = self.full;
        let p = &full.postmortem;
        let title = self.text("title", &p.title);
        let narrative: Vec<_> = Part::ALL
            .into_iter()
            .flat_map(|part| full.narrative.iter().filter(move |(other, _)| *other == part))
            .map(|(part, text)| PublishedPart { part: *part, text: self.text(part.as_str(), text) })
            .filter(|part| !part.text.trim().is_empty())
            .collect();
        let entries: Vec<_> = (1..).zip(&full.entries).map(|(n, entry)| self.entry(n, entry)).collect();
        let sources = |ids: &[EvidenceId]| sources(full, ids);
        let causes = causes::projected(full, &mut |place, text| self.text(place, text), &sources);
        let actions = self.actions();
        let lessons = self.lessons();
        let files = self.files(&narrative, &entries, &causes, &lessons);
        Publication {
            schema: SCHEMA,
            locale,
            names,
            number: p.number,
            title,
            severity: PublishedSeverity { code: p.severity.clone(), name: full.severity.name.clone() },
            occasion: p.occasion,
            zone: p.zone.clone(),
            services: self.texts("services", &p.services),
            teams: self.texts("teams", &p.teams),
            departments: self.texts("departments", &p.departments),
            tags: self.texts("tags", &p.tags),
            measures: measures(&full.entries)
                .into_iter()
                .map(|(kind, value)| PublishedMeasure { kind, value })
                .collect(),
            narrative,
            entries,
            causes,
            lessons,
            actions,
            files,
        }
    }

    fn entry(&mut self, number: usize, entry: &Entry) -> PublishedEntry {
        let place = format!("entry {number}");
        let text = self.text(&place, &entry.text);
        let decision = entry.decision.as_ref().map(|d| {
            let known: Vec<usize> = d
                .known_entries
                .iter()
                .filter_map(|id| self.full.entries.iter().position(|other| other.id == *id))
                .collect();
            let options = d.options.iter().map(|option| Opt {
                text: self.text(&format!("{place} options"), &option.text),
                is_chosen: option.is_chosen,
            });
            let options = options.collect();
            PublishedDecision {
                faced: self.text(&format!("{place} faced"), &d.faced),
                known: self.text(&format!("{place} known"), &d.known),
                known_entries: known,
                options,
                deciders: self.people(&d.deciders),
                reason: self.text(&format!("{place} reason"), &d.reason),
                expected: self.text(&format!("{place} expected"), &d.expected),
                actual: self.text(&format!("{place} actual"), &d.actual),
            }
        });
        let mut knowledge = Vec::with_capacity(entry.knowledge.len());
        for k in &entry.knowledge {
            let Some(who) = self.labels.get(&k.actor).cloned() else { continue };
            let channel = self.text(&format!("{place} channel"), &k.channel);
            knowledge.push(PublishedKnowledge { who, learned: k.learned.clone(), channel, sureness: k.sureness });
        }
        PublishedEntry {
            kind: entry.kind,
            text,
            occurred: entry.occurred.clone(),
            ended: entry.ended.clone(),
            key_moment: entry.key_moment,
            actors: self.people(&entry.actors),
            knowledge,
            evidence: sources(self.full, &entry.evidence),
            decision,
            is_machine_written: entry.is_machine_written,
        }
    }

    /// The files that what goes out refers to; any other file stays inside.
    fn files(
        &self,
        narrative: &[PublishedPart],
        entries: &[PublishedEntry],
        causes: &PublishedCauses,
        lessons: &[PublishedLesson],
    ) -> Vec<PublishedFile> {
        let mut found: Vec<PublishedFile> = Vec::new();
        let texts = narrative.iter().map(|part| &part.text).chain(entries.iter().map(|entry| &entry.text));
        let texts = texts.chain(causes.causes.iter().map(|cause| &cause.meaning));
        let texts = texts.chain(lessons.iter().map(|lesson| &lesson.text));
        for reference in texts.flat_map(|text| prose::references(text)) {
            let file = self.full.files.iter().find(|file| file.hash == reference.hash);
            if let Some(file) = file.filter(|_| reference.kind == prose::ReferenceKind::File)
                && !found.iter().any(|other| other.hash == file.hash)
            {
                found.push(PublishedFile { hash: file.hash.clone(), media_type: file.media_type.clone() });
            }
        }
        found
    }
}

/// Counts items of evidence by the sort of source.
fn sources(full: &Full, ids: &[EvidenceId]) -> Vec<PublishedEvidence> {
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for evidence in ids.iter().filter_map(|id| full.evidence.iter().find(|e| e.id == *id)) {
        *sources.entry(&evidence.source).or_default() += 1;
    }
    let sources = sources.into_iter();
    sources.map(|(source, count)| PublishedEvidence { source: source.to_owned(), count }).collect()
}

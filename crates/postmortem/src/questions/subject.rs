//! What is asked about: one postmortem as far as it is told, here or in a document that others wrote.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Place;

use crate::{
    action::{Action, Commitment},
    cause::{CauseMap, End, EndState},
    entry::{Decision, Entry, KeyMoment},
    lesson::Lesson,
    narrative::Part,
    work::{Occasion, Status, words},
};

/// Where the postmortem is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Here: entries are linked to evidence and key moments are set by people.
    House,
    /// In a document: entries are rows of text, and only words tell the key moments.
    Document,
}

/// One postmortem as far as it is told.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Where it is told.
    pub origin: Origin,
    /// Its title.
    pub title: String,
    /// What gave occasion to it.
    pub occasion: Occasion,
    /// Where it stands in its life, where that is known.
    pub status: Option<Status>,
    /// The place of its severity in the scheme, the worst is 1.
    pub severity: Option<i64>,
    /// Services, teams and departments, by name.
    pub groups: Vec<String>,
    /// The written parts, as plain text.
    pub narrative: Vec<(Part, String)>,
    /// The timeline, in its order.
    pub entries: Vec<Entry>,
    /// Names of those who acted.
    pub names: Vec<String>,
    /// The roles of those who acted.
    pub roles: Vec<String>,
    /// How the impact became possible, where it is told here.
    pub causes: Option<CauseMap>,
    /// Lessons, ideas and actions, where it is told here.
    pub learned: Option<Learned>,
    /// What only a document tells.
    pub told: Option<Told>,
    /// Where its wording hinders learning, as whoever reads words found it.
    pub wording: Vec<Worded>,
}

words! {
    /// In which way wording hinders learning. The names are those of the families of the linter.
    WordingFamily {
        /// A person stands as the cause.
        Blame = "blame",
        /// What did not happen is told in place of what did.
        Counterfactual = "counterfactual",
        /// A norm judges what was done.
        Normative = "normative",
        /// What is known now colours what was known then.
        Hindsight = "hindsight",
        /// The remedy is that people take more care.
        Vigilance = "vigilance",
        /// One cause stands for all.
        SingleCause = "single_cause",
        /// A question that accuses.
        AccusingQuestion = "accusing_question",
        /// Too little said to learn from it.
        Vague = "vague",
    }
}

/// A place whose wording hinders learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// In which way.
    pub family: WordingFamily,
    /// The rule that found it, such as `blame/person-as-cause`.
    pub rule: String,
    /// Where.
    pub place: Place,
    /// The words.
    pub words: String,
}

/// What was learned, and what is done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// Lessons, in their order.
    pub lessons: Vec<Lesson>,
    /// Ideas and actions.
    pub actions: Vec<Action>,
}

impl Learned {
    /// What somebody committed to.
    pub fn commitments(&self) -> impl Iterator<Item = (&Action, &Commitment)> {
        self.actions.iter().filter_map(|action| action.commitment().map(|c| (action, c)))
    }
}

/// What a document tells beyond narrative and entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Whether it has a section for the timeline.
    pub has_timeline: bool,
    /// Rows of the timeline whose time does not read.
    pub unreadable: Vec<ToldRow>,
    /// Rows of the timeline that are earlier than the row above.
    pub backwards: Vec<ToldRow>,
    /// Whether a zone is named in the timeline.
    pub names_zone: bool,
    /// Whether the days of the timeline are known; without them all rows stand on one day that is none.
    pub names_day: bool,
    /// Whether it has a section for causes.
    pub has_causes: bool,
    /// Causes, as far as they stand apart.
    pub causes: Vec<ToldRow>,
    /// Whether it has a section for lessons.
    pub has_lessons: bool,
    /// Lessons.
    pub lessons: Vec<ToldLesson>,
    /// Whether it has a section for actions.
    pub has_actions: bool,
    /// Actions.
    pub actions: Vec<ToldAction>,
}

/// A row of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// How a lesson is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldLessonKind {
    /// What went well.
    WentWell,
    /// What went wrong.
    WentWrong,
    /// Where luck helped.
    GotLucky,
    /// The document does not sort them.
    Unsorted,
}

/// A lesson of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldLesson {
    /// How it is told.
    pub kind: ToldLessonKind,
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// An action of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldAction {
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Whether someone is named.
    pub has_owner: bool,
    /// Whether a date is named, or that it is done.
    pub has_date: bool,
}

impl Subject {
    /// Whether it is told here.
    pub fn is_house(&self) -> bool {
        self.origin == Origin::House
    }

    /// Whether it tells of an incident; the two light occasions need three fields only.
    pub fn is_incident(&self) -> bool {
        self.occasion == Occasion::Incident
    }

    /// A part of the narrative that says something.
    pub fn part(&self, part: Part) -> Option<&str> {
        let says_something = |text: &str| text.chars().any(char::is_alphanumeric);
        self.narrative.iter().find(|(p, text)| *p == part && says_something(text)).map(|(_, text)| text.as_str())
    }

    /// The entry that marks a key moment.
    pub fn key(&self, moment: KeyMoment) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key_moment == Some(moment))
    }

    /// The decisions with their background; empty where none was written.
    pub fn decisions(&self) -> impl Iterator<Item = (&Entry, Decision)> {
        let is_decision = |e: &&Entry| e.kind == crate::entry::EntryKind::Decision;
        self.entries.iter().filter(is_decision).map(|e| (e, e.decision.clone().unwrap_or_default()))
    }

    /// Where the branches of the map end, but for what kept it from being worse.
    pub fn ends(&self) -> Vec<End<'_>> {
        let mut ends = self.causes.as_ref().map(CauseMap::ends).unwrap_or_default();
        ends.retain(|end| end.state != EndState::Mitigator);
        ends
    }

    /// From impact start to mitigation, or to resolution, where both are set.
    pub fn impact(&self) -> Option<(Timestamp, Timestamp)> {
        let start = self.key(KeyMoment::ImpactStart)?;
        let end = self.key(KeyMoment::Mitigated).or_else(|| self.key(KeyMoment::Resolved))?;
        (start.occurred.at <= end.occurred.at).then_some((start.occurred.at, end.occurred.at))
    }
}

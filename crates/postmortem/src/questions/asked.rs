//! A question that is open: its code, its place, the data for its sentence.

use std::{collections::HashSet, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Code, Level, Rules, Subject, WordingFamily};
use crate::{
    cause::CauseClass,
    entry::KeyMoment,
    id::{ActionId, BecauseId, CauseId, EntryId, LessonId},
    measure::MeasureKind,
    narrative::Part,
    work::words,
};

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The postmortem as a whole.
    Whole,
    /// Its title, severity, services, teams.
    Facts,
    /// The timeline as a whole.
    Timeline,
    /// One entry.
    Entry(EntryId),
    /// The time between two entries.
    Between(EntryId, EntryId),
    /// A key moment that no entry marks.
    KeyMoment(KeyMoment),
    /// A part of the narrative.
    Part(Part),
    /// The map of causes as a whole.
    Causes,
    /// One cause.
    Cause(CauseId),
    /// What ties a cause to an effect.
    Because(BecauseId),
    /// The lessons as a whole.
    Lessons,
    /// One lesson.
    Lesson(LessonId),
    /// The actions as a whole.
    Actions,
    /// One idea or action.
    Action(ActionId),
    /// A line of a document, from 1.
    Line(usize),
}

/// A piece of the data for a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Words of the postmortem.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// How many.
    Count(usize),
    /// How long, in seconds.
    Seconds(i64),
    /// A key moment.
    KeyMoment(KeyMoment),
    /// A part of the narrative.
    Part(Part),
    /// Measures.
    Measures(Vec<MeasureKind>),
    /// Classes of causes.
    Classes(Vec<CauseClass>),
}

/// Something still open in a postmortem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its stable code.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// What it is about.
    pub place: Place,
    /// The data for its sentence, by name.
    pub data: Vec<(&'static str, Value)>,
}

impl Question {
    /// A text that stays the same while the same thing is open, whatever else changes in the postmortem.
    pub fn key(&self) -> String {
        let place = match self.place {
            Place::Whole => "whole".to_owned(),
            Place::Facts => "facts".to_owned(),
            Place::Timeline => "timeline".to_owned(),
            Place::Entry(id) => format!("entry {id}"),
            Place::Between(after, before) => format!("between {after} {before}"),
            Place::KeyMoment(moment) => format!("key_moment {}", moment.as_str()),
            Place::Part(part) => format!("part {}", part.as_str()),
            Place::Causes => "causes".to_owned(),
            Place::Cause(id) => format!("cause {id}"),
            Place::Because(id) => format!("because {id}"),
            Place::Lessons => "lessons".to_owned(),
            Place::Lesson(id) => format!("lesson {id}"),
            Place::Actions => "actions".to_owned(),
            Place::Action(id) => format!("action {id}"),
            Place::Line(line) => format!("line {line}"),
        };
        // what is quoted tells apart what one place holds twice
        let quoted = self.data.iter().find(|(name, _)| *name == QUOTED);
        match quoted {
            Some((_, Value::Text(words))) => format!("{} {place}: {words}", self.code.as_str()),
            _ => format!("{} {place}", self.code.as_str()),
        }
    }

    /// The room of the postmortem in which it is settled.
    pub fn room(&self) -> Room {
        match self.place {
            Place::Whole | Place::Facts => Room::Facts,
            Place::Timeline | Place::Entry(_) | Place::Between(..) | Place::KeyMoment(_) | Place::Line(_) => {
                Room::Timeline
            }
            Place::Part(_) => Room::Narrative,
            Place::Causes | Place::Cause(_) | Place::Because(_) => Room::Causes,
            Place::Lessons | Place::Lesson(_) => Room::Lessons,
            Place::Actions | Place::Action(_) => Room::Actions,
        }
    }
}

/// The name under which data quotes the words that a question is about.
pub(super) const QUOTED: &str = "written";

words! {
    /// The room of a postmortem in which a question is settled.
    Room {
        /// Title, severity, services, teams.
        Facts = "facts",
        /// The timeline.
        Timeline = "timeline",
        /// Causes.
        Causes = "causes",
        /// Lessons.
        Lessons = "lessons",
        /// Actions.
        Actions = "actions",
        /// The narrative.
        Narrative = "narrative",
    }
}

/// Takes what one question finds.
#[derive(Debug)]
pub struct Asked<'a> {
    pub(super) code: Code,
    pub(super) level: Level,
    /// The present.
    pub now: Timestamp,
    /// What the organisation chose.
    pub rules: &'a Rules,
    pub(super) open: &'a mut Vec<Question>,
}

impl Asked<'_> {
    /// Whether another question is asked at all.
    pub(super) fn is_asked(&self, code: Code) -> bool {
        self.rules.level(code).is_some()
    }

    /// Asks about a place.
    pub(super) fn about(&mut self, place: Place, data: impl IntoIterator<Item = (&'static str, Value)>) {
        let level = self.level;
        self.at_most(level, place, data);
    }

    /// Asks about each place that wording of a family was found in; the same words at a place once.
    pub(super) fn about_words(&mut self, subject: &Subject, family: WordingFamily) {
        let mut seen = HashSet::new();
        for found in subject.wording.iter().filter(|found| found.family == family) {
            if seen.insert((found.place, found.words.as_str())) {
                let rule = Value::Text(found.rule.clone());
                self.about(found.place, [(QUOTED, begins(&found.words)), ("rule", rule)]);
            }
        }
    }

    /// Asks with no more weight than `level`: where the program can only guess from words.
    pub(super) fn at_most(
        &mut self,
        level: Level,
        place: Place,
        data: impl IntoIterator<Item = (&'static str, Value)>,
    ) {
        let data = data.into_iter().collect();
        self.open.push(Question { code: self.code, level: self.level.max(level), place, data });
    }
}

/// The first words of a text, to name it in a sentence.
pub(super) fn begins(text: &str) -> Value {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let words: String = line.trim().chars().take(60).collect();
    Value::Text(if line.trim().chars().count() > 60 { format!("{}…", words.trim_end()) } else { words })
}

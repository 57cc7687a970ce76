//! The lessons of a document: a heading each, the text, and below it the data that tells what luck ended in, which
//! practices it cites and which one it became, out and back in.

use std::fmt::Write;

use jiff::{Timestamp, civil::Date};
use postmortem::{Acceptance, ActionId, CauseId, Lesson, LessonKind, Locale, Luck, Telling};
use serde::{Deserialize, Serialize};

use super::{
    Imported, LESSON_FENCE, guarded,
    read::{Places, Reader},
    write::Index,
    yaml,
};
use crate::{Full, words};

/// A lesson of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedLesson {
    /// What it tells.
    pub telling: ImportedTelling,
    /// Its Markdown.
    pub text: String,
    /// The entries that show it, by place in `Imported::entries`.
    pub entries: Vec<usize>,
    /// The practices that it cites, by name.
    pub practices: Vec<String>,
    /// The practice that it became there, by name.
    pub became: Option<String>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
}

/// What a lesson of a document tells; only luck ends in something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedTelling {
    /// What went well.
    WentWell,
    /// What went wrong.
    WentWrong,
    /// Where luck helped, and what it ended in.
    GotLucky(ImportedLuck),
}

/// What luck ended in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedLuck {
    /// Nothing yet.
    Open,
    /// An action, by place in `Imported::actions`.
    Action(usize),
    /// A mitigator, by place in `ImportedCauses::causes`.
    Mitigator(usize),
    /// A risk that is accepted until a day.
    Accepted(Acceptance),
}

impl ImportedTelling {
    /// Of what kind it is.
    pub fn kind(&self) -> LessonKind {
        match self {
            Self::WentWell => LessonKind::WentWell,
            Self::WentWrong => LessonKind::WentWrong,
            Self::GotLucky(_) => LessonKind::GotLucky,
        }
    }

    /// The same where the actions and causes of the document have these ids. What has none leaves luck open.
    pub fn told(&self, actions: &[ActionId], causes: &[CauseId]) -> Telling {
        let luck = match self {
            Self::WentWell => return Telling::WentWell,
            Self::WentWrong => return Telling::WentWrong,
            Self::GotLucky(luck) => luck,
        };
        Telling::GotLucky(match luck {
            ImportedLuck::Open => Luck::Open,
            ImportedLuck::Action(at) => actions.get(*at).map_or(Luck::Open, |id| Luck::Action(*id)),
            ImportedLuck::Mitigator(at) => causes.get(*at).map_or(Luck::Open, |id| Luck::Mitigator(*id)),
            ImportedLuck::Accepted(acceptance) => Luck::Accepted(acceptance.clone()),
        })
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LessonBlock {
    kind: Option<LessonKind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entries: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mitigator: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_on: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    practices: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    became: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Timestamp>,
}

/// Writes the lessons, each below a heading with its number.
pub(super) fn write(out: &mut String, full: &Full, index: &Index<'_>, locale: Locale) {
    if !full.lessons.is_empty() {
        let _ = writeln!(out, "\n## {}", words::words(locale).lessons);
    }
    for (n, lesson) in (1..).zip(&full.lessons) {
        let title = words::lesson_kind(locale, lesson.telling.kind());
        let (text, block) = (guarded(&lesson.text), yaml::mapping(&block(lesson, full, index)));
        let _ = write!(out, "\n### {n}. {title}\n\n{text}\n\n{LESSON_FENCE}\n{block}```\n");
    }
}

fn block(lesson: &Lesson, full: &Full, index: &Index<'_>) -> LessonBlock {
    let mut block = LessonBlock {
        kind: Some(lesson.telling.kind()),
        entries: lesson.entries.iter().filter_map(|id| index.entry(*id)).collect(),
        practices: full.cited(lesson).map(|p| p.name.clone()).collect(),
        became: full.became(lesson.id).map(|p| p.name.clone()),
        recorded: Some(lesson.recorded_at),
        ..LessonBlock::default()
    };
    match &lesson.telling {
        Telling::WentWell | Telling::WentWrong | Telling::GotLucky(Luck::Open) => {}
        Telling::GotLucky(Luck::Action(id)) => block.action = index.action(*id),
        Telling::GotLucky(Luck::Mitigator(id)) => block.mitigator = index.cause(*id),
        Telling::GotLucky(Luck::Accepted(a)) => {
            (block.reason, block.review_on) = (Some(a.reason.clone()), Some(a.review_on));
        }
    }
    block
}

/// A lesson that was read, before its numbers are places.
pub(super) struct Draft {
    line: usize,
    block: LessonBlock,
    text: String,
}

/// Reads a lesson's text and data; gives the line behind it.
pub(super) fn read(reader: &mut Reader<'_>, at: usize) -> (usize, Option<Draft>) {
    let (next, read) = reader.block(at, LESSON_FENCE);
    (next, read.map(|(block, text)| Draft { line: at, block, text }))
}

/// The places that the numbers of a document stand for.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'n> {
    pub entries: &'n Places<u32>,
    pub actions: &'n Places<u32>,
    pub causes: &'n Places<u32>,
}

/// Puts places where the document has numbers.
pub(super) fn settle(reader: &mut Reader<'_>, imported: &mut Imported, drafts: Vec<Draft>, numbers: Numbers<'_>) {
    for Draft { line, block, text } in drafts {
        let telling = telling(reader, line, &block, numbers);
        let entries = reader.places(line, &block.entries, numbers.entries);
        let LessonBlock { practices, became, recorded, .. } = block;
        imported.lessons.extend(telling.map(|telling| ImportedLesson {
            telling,
            text,
            entries,
            practices,
            became,
            recorded_at: recorded,
        }));
    }
}

fn telling(reader: &mut Reader<'_>, line: usize, block: &LessonBlock, numbers: Numbers<'_>) -> Option<ImportedTelling> {
    let action = reader.places(line, block.action.as_slice(), numbers.actions).first().copied();
    let mitigator = reader.places(line, block.mitigator.as_slice(), numbers.causes).first().copied();
    let luck = match (action, mitigator, &block.reason, block.review_on) {
        (Some(at), ..) => ImportedLuck::Action(at),
        (None, Some(at), ..) => ImportedLuck::Mitigator(at),
        (None, None, Some(reason), Some(review_on)) => {
            ImportedLuck::Accepted(Acceptance { reason: reason.clone(), review_on })
        }
        (None, None, ..) => ImportedLuck::Open,
    };
    Some(match reader.value("kind", line, block.kind.ok_or("kind is missing"))? {
        LessonKind::WentWell => ImportedTelling::WentWell,
        LessonKind::WentWrong => ImportedTelling::WentWrong,
        LessonKind::GotLucky => ImportedTelling::GotLucky(luck),
    })
}

//! One import from start to end: options in, events out, a summary or a refusal.
//! Sources speak to the sink only through `Run`, so that counting happens in one place.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::archive::Limits;
use crate::input::Input;
use crate::item::{Item, SourceKind};
use crate::reason::{RefuseReason, Rejected};
use crate::sources::{alertmanager, git, github, note, slack, table};

/// Where in the input something stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The file, by its name inside the archive or folder.
    pub file: String,
    /// The line, counted from one.
    pub line: Option<u64>,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: u64) -> Self {
        Self { file: file.into(), line: Some(line) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// Why something was left out although nothing is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// It happened before or after the chosen window.
    OutsideWindow,
    /// It stands in a channel that was not chosen.
    OtherChannel,
    /// A client sent the same message again; the first one is kept.
    Retry {
        /// The key of the one that is kept.
        of: String,
    },
    /// A notice that repeats what other items say, such as Slack's `message_replied`.
    Notice(String),
    /// A subtype that carries no text and that is not known.
    UnknownSubtype(String),
    /// A kind of event that is not read, such as GitHub's `ping`.
    OtherEvent(String),
    /// A file of the export that holds no evidence.
    OtherFile,
    /// The same item stood in this input before.
    Duplicate,
}

impl SkipReason {
    /// A stable short name, for counting and for messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutsideWindow => "outside_window",
            Self::OtherChannel => "other_channel",
            Self::Retry { .. } => "retry",
            Self::Notice(_) => "notice",
            Self::UnknownSubtype(_) => "unknown_subtype",
            Self::OtherEvent(_) => "other_event",
            Self::OtherFile => "other_file",
            Self::Duplicate => "duplicate",
        }
    }

    /// What exactly was met, where the reason alone does not say it.
    pub fn what(&self) -> Option<&str> {
        match self {
            Self::Retry { of } => Some(of),
            Self::Notice(what) | Self::UnknownSubtype(what) | Self::OtherEvent(what) => Some(what),
            Self::OutsideWindow | Self::OtherChannel | Self::OtherFile | Self::Duplicate => None,
        }
    }
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Left out on purpose.
    Skipped {
        /// Where it stands.
        place: Place,
        /// Why it was left out.
        reason: SkipReason,
    },
    /// Could not be read; the rest goes on.
    Refused {
        /// Where it stands.
        place: Place,
        /// What is wrong with it.
        reason: RefuseReason,
    },
}

/// What a source tells the sink, in the order of reading.
#[derive(Debug)]
pub enum Event {
    /// An item and where it stands.
    Item(Box<Item>, Place),
    /// A line of the report.
    Note(Note),
    /// How far the reading is.
    Progress {
        /// Bytes read so far, inflated.
        bytes_done: u64,
        /// Bytes to read, where the input tells.
        bytes_total: Option<u64>,
        /// The file being read.
        file: String,
    },
}

/// What to read and how; every source takes what concerns it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Channels by name or id (Slack); none means all.
    pub channels: Option<Vec<String>>,
    /// The first instant of the window.
    pub from: Option<Timestamp>,
    /// The first instant after the window.
    pub to: Option<Timestamp>,
    /// The zone of times that bear none.
    pub zone: Option<TimeZone>,
    /// Which column is what (tables); none means guessed from the header.
    pub mapping: Option<table::Mapping>,
    /// Whether `03/04/2026` is the fourth of March (true) or the third of April (false).
    pub month_first: Option<bool>,
    /// GitHub's `X-GitHub-Event`, where the body came with its headers.
    pub event: Option<String>,
    /// Time and caption of a note.
    pub note: Option<note::NoteOptions>,
    /// Bounds for archives and folders.
    pub limits: Limits,
}

impl Options {
    pub(crate) fn covers(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Items handed to the sink.
    pub taken: u64,
    /// Things left out, by the code of the reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Things that could not be read.
    pub refused: u64,
    /// Whether the sink asked to stop.
    pub is_cancelled: bool,
}

impl Summary {
    /// All that was left out on purpose.
    pub fn n_skipped(&self) -> u64 {
        self.skipped.values().sum()
    }
}

/// Why the reading of a source ended early.
pub(crate) enum Stop {
    Cancelled,
    Rejected(Rejected),
}

impl From<Rejected> for Stop {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// The sink with its counters.
pub(crate) struct Run<'a> {
    sink: &'a mut dyn FnMut(Event) -> ControlFlow<()>,
    summary: Summary,
    /// Hashes of the keys handed out, as far as they are asked for; bounded.
    seen: HashSet<u64>,
}

const REMEMBERED_KEYS: usize = 250_000;

impl Run<'_> {
    fn send(&mut self, event: Event) -> Result<(), Stop> {
        match (self.sink)(event) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stop::Cancelled),
        }
    }

    /// Whether nothing at all was reported so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.summary.taken + self.summary.refused + self.summary.n_skipped() == 0
    }

    pub(crate) fn item(&mut self, item: Box<Item>, place: Place) -> Result<(), Stop> {
        self.summary.taken += 1;
        self.send(Event::Item(item, place))
    }

    /// Hands out the item, or the word that it lies outside the window.
    pub(crate) fn item_within(&mut self, options: &Options, item: Box<Item>, place: Place) -> Result<(), Stop> {
        if options.covers(item.occurred) { self.item(item, place) } else { self.skip(place, SkipReason::OutsideWindow) }
    }

    /// As `item_within`, but says *duplicate* of a key that was handed out before.
    pub(crate) fn item_once(&mut self, options: &Options, item: Box<Item>, place: Place) -> Result<(), Stop> {
        let key = BuildHasherDefault::<DefaultHasher>::default().hash_one((&item.key, item.revision));
        if self.seen.contains(&key) {
            return self.skip(place, SkipReason::Duplicate);
        }
        if self.seen.len() < REMEMBERED_KEYS {
            self.seen.insert(key);
        }
        self.item_within(options, item, place)
    }

    pub(crate) fn skip(&mut self, place: Place, reason: SkipReason) -> Result<(), Stop> {
        *self.summary.skipped.entry(reason.code()).or_default() += 1;
        self.send(Event::Note(Note::Skipped { place, reason }))
    }

    pub(crate) fn refuse(&mut self, place: Place, reason: RefuseReason) -> Result<(), Stop> {
        self.summary.refused += 1;
        self.send(Event::Note(Note::Refused { place, reason }))
    }

    pub(crate) fn progress(&mut self, file: &str, bytes_done: u64, bytes_total: Option<u64>) -> Result<(), Stop> {
        self.send(Event::Progress { bytes_done, bytes_total, file: file.to_owned() })
    }
}

/// Reads a whole input of one source and hands what it finds to the sink; `Break` cancels.
pub fn read(
    source: SourceKind,
    input: Input,
    options: &Options,
    sink: &mut dyn FnMut(Event) -> ControlFlow<()>,
) -> Result<Summary, Rejected> {
    let mut run = Run { sink, summary: Summary::default(), seen: HashSet::new() };
    let end = match source {
        SourceKind::Slack => slack::read(input, options, &mut run),
        SourceKind::Alertmanager => alertmanager::read(input, options, &mut run),
        SourceKind::Github => github::read(input, options, &mut run),
        SourceKind::Git => git::read(input, options, &mut run),
        SourceKind::Table => table::read(input, options, &mut run),
        SourceKind::Note => note::read(input, options, &mut run),
    };
    match end {
        Ok(()) => Ok(run.summary),
        Err(Stop::Cancelled) => Ok(Summary { is_cancelled: true, ..run.summary }),
        Err(Stop::Rejected(rejected)) => Err(rejected),
    }
}

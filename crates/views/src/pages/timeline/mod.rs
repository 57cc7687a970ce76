//! The timeline: its page, the forms of an entry, what an entry said before, and the actors.

mod actors;
mod describe;
mod form;
mod rows;
mod strip;
#[cfg(test)]
mod tests;

use askama::Template;
use postmortem::{Entry, EntryId, Measure, MeasureKind, Number, Zone};

use crate::{Problems, Ui, routes};

pub use actors::{ActorRow, ActorsPage};
pub use describe::{Names, describe};
pub use form::{EntryForm, EntryFormPage, SplitForm, SplitPage, Theirs, input_of};
pub use rows::{Ground, Item, Row, ShownDecision, rows};
pub use strip::{Count, Strip, StripSource};

/// The page of the timeline.
#[derive(Template)]
#[template(path = "timeline/page.html")]
pub struct TimelinePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: crate::pages::Rail,
    /// The zone in which the timeline is told.
    pub zone: Zone,
    /// Days, entries and gaps in their order.
    pub rows: Vec<Row>,
    /// How many entries there are in all.
    pub n_entries: usize,
    /// Every measure.
    pub measures: Vec<(MeasureKind, Measure)>,
    /// The overview.
    pub strip: Option<Strip>,
    /// From when until when, where the viewer chose a stretch.
    pub window: Option<(String, String)>,
    /// Other zones in which entries were given.
    pub other_zones: Vec<String>,
    /// From the first to the last moment, as people say it.
    pub stretch: Option<String>,
    /// The entry that was deleted just now.
    pub deleted: Option<EntryId>,
    /// What was not taken.
    pub problems: Problems,
}

impl TimelinePage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    fn zones_text(&self) -> String {
        self.ui.t2("zones-mixed", ("zone", self.zone.as_str()), ("zones", &self.other_zones.join(", ")))
    }
}

/// One version in the history of an entry.
#[derive(Debug, Clone)]
pub struct Version {
    /// Which one.
    pub version: i64,
    /// When it was written.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: Option<String>,
    /// Whether the entry was deleted by it.
    pub is_deleted: bool,
    /// What it changed.
    pub diff: prose::Diff,
}

/// What an entry said before.
#[derive(Template)]
#[template(path = "timeline/history.html")]
pub struct EntryHistoryPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: crate::pages::Rail,
    /// The entry as it is.
    pub entry: Entry,
    /// Whether it is deleted at present.
    pub is_deleted: bool,
    /// Its versions, the latest first.
    pub versions: Vec<Version>,
}

/// The letter of a kind.
pub(crate) fn letter(kind: postmortem::EntryKind) -> &'static str {
    use postmortem::EntryKind as K;
    match kind {
        K::Impact => "!",
        K::Alert => "A",
        K::Change => "C",
        K::Observation => "O",
        K::Hypothesis => "?",
        K::Communication => "T",
        K::Decision => "◆",
        K::Response => "R",
    }
}

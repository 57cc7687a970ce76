//! The timeline: its page, the forms of an entry, what an entry said before, and the actors.

mod actors;
mod as_known;
mod describe;
mod form;
mod near;
mod rows;
mod stale;
mod strip;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use askama::Template;
use postmortem::{Entry, EntryId, KeyMoment, Measure, MeasureKind, Number, Proposal, Sureness, Zone};

use crate::{Problems, Ui, routes};

pub use actors::{ActorRow, ActorsPage};
pub use as_known::{AsKnownBar, Step};
pub use describe::{Names, describe};
pub use form::{EntryForm, EntryFormInPlace, EntryFormPage, KnowledgeFields, SplitForm, SplitPage, Theirs, input_of};
pub use near::{Near, NearItem, NearPart};
pub use rows::{Ground, Item, Row, ShownDecision, rows};
pub use stale::{StaleInPlace, StalePage};
pub use strip::{Count, Strip, StripParty, StripSource};

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
    /// Which moments are marked, and at what time.
    pub marked: Vec<(KeyMoment, String)>,
    /// Who learned of the one entry whose tools are shown, by its evidence.
    pub proposals: Vec<Proposal>,
    /// The bar of the as-known view, while it is open.
    pub as_known: Option<AsKnownBar>,
    /// Where the replay begins; nowhere while there is nothing to replay.
    pub replay: Option<String>,
    /// The ways to lay out the lanes: key of the locales, address, and whether it is this one.
    pub lanes: Vec<(&'static str, String, bool)>,
    /// Where word took long, by the entry that it was about.
    pub hand_overs: HashMap<EntryId, Vec<String>>,
    /// What decisions cite in hindsight: what is cited, and the entry to write down who learned of it.
    pub hindsight: HashMap<EntryId, Vec<(String, Option<EntryId>)>>,
    /// The evidence near one entry.
    pub near: Near,
    /// The entry that was written just now; it takes the focus.
    pub touched: Option<EntryId>,
}

/// What lies under the bar of the page, to take the place of what stood there.
#[derive(Template)]
#[template(path = "timeline/page.html", block = "page")]
pub struct TimelineDesk(pub TimelinePage);

impl std::ops::Deref for TimelineDesk {
    type Target = TimelinePage;
    fn deref(&self) -> &TimelinePage {
        &self.0
    }
}

/// What can be done with the one entry that is left of the rows, as a page.
#[derive(Template)]
#[template(path = "timeline/tools_page.html")]
pub struct EntryTools(pub TimelinePage);

/// The same as the part that the list puts into the entry.
#[derive(Template)]
#[template(path = "timeline/tools_page.html", block = "part")]
pub struct EntryToolsPart(pub TimelinePage);

impl std::ops::Deref for EntryTools {
    type Target = TimelinePage;
    fn deref(&self) -> &TimelinePage {
        &self.0
    }
}

impl std::ops::Deref for EntryToolsPart {
    type Target = TimelinePage;
    fn deref(&self) -> &TimelinePage {
        &self.0
    }
}

impl TimelinePage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    fn marked(&self, moment: &KeyMoment) -> Option<&str> {
        self.marked.iter().find(|m| m.0 == *moment).map(|m| m.1.as_str())
    }

    fn impact_marked(&self) -> Option<&str> {
        self.marked(&KeyMoment::ImpactStart)
    }

    /// Whether the menu of an entry offers a moment. Impact start has a form of its own: a person confirms it.
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn offers(&self, item: &Item, moment: &KeyMoment) -> bool {
        *moment != KeyMoment::ImpactStart && item.entry.key_moment != Some(*moment)
    }

    fn is_hidden(&self, id: &EntryId) -> bool {
        self.as_known.as_ref().is_some_and(|bar| bar.hidden.contains(id))
    }

    fn is_maybe(&self, id: &EntryId) -> bool {
        self.as_known.as_ref().is_some_and(|bar| bar.maybe.contains(id))
    }

    fn hand_overs_of(&self, id: &EntryId) -> &[String] {
        self.hand_overs.get(id).map_or(&[], Vec::as_slice)
    }

    fn hindsight_of(&self, id: &EntryId) -> &[(String, Option<EntryId>)] {
        self.hindsight.get(id).map_or(&[], Vec::as_slice)
    }

    /// The view of what was known when an entry occurred: to its first decider, where there is one.
    fn known_then(&self, item: &Item) -> String {
        let at = item.entry.occurred.at;
        let decider = item.entry.decision.as_ref().and_then(|d| d.deciders.first());
        let who = decider.map(|id| format!("&who={id}")).unwrap_or_default();
        format!("{}?as_known={at}{who}", routes::timeline(self.number()))
    }

    fn is_near(&self, id: &EntryId) -> bool {
        self.near.entry == Some(*id)
    }

    fn is_touched(&self, id: &EntryId) -> bool {
        self.touched == Some(*id)
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

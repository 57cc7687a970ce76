//! Evidence: the list with its filter and density, and one item with all that is known of it.

use askama::Template;
use jiff::Timestamp;
use postmortem::{EntryId, EvidenceId, Locale, Number, Zone};
use uuid::Uuid;

use super::Rail;
use crate::{Problems, Ui, routes};

impl Ui {
    /// Time of day in a zone, always to the second: evidence is told apart by seconds.
    pub fn seconds(&self, at: &Timestamp, zone: &Zone) -> String {
        at.to_zoned(zone.rules()).strftime("%H:%M:%S").to_string()
    }

    /// The day in a zone, short, with the zone: `13 Nov KST`, `11월 13일 KST`.
    pub fn short_day(&self, at: &Timestamp, zone: &Zone) -> String {
        let zoned = at.to_zoned(zone.rules());
        let day = match self.locale {
            Locale::En => zoned.strftime("%-d %b").to_string(),
            Locale::Ko => format!("{}월 {}일", zoned.month(), zoned.day()),
        };
        format!("{day} {}", zone.abbreviation(*at))
    }
}

/// An open suggestion on an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionNote {
    /// Its id.
    pub id: Uuid,
    /// The rule, by its name.
    pub rule: String,
    /// The kind of entry that it would become.
    pub entry_kind: String,
    /// What the sentence names.
    pub data: Vec<(String, String)>,
}

impl SuggestionNote {
    /// Why, in the viewer's language.
    pub fn reason(&self, ui: &Ui) -> String {
        let value = |name: &str| self.data.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let key = match (self.rule.as_str(), value("state"), value("what")) {
            ("deploy", Some("failure" | "error"), _) => "suggestion-deploy-failed",
            ("deploy", _, None) => "suggestion-deploy-plain",
            _ => &format!("suggestion-{}", self.rule.replace('_', "-")),
        };
        let mut args: Vec<(&str, &str)> = self.data.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        if value("what").is_none() {
            args.push(("what", ""));
        }
        ui.ta(key, &args)
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The item.
    pub id: EvidenceId,
    /// Its place in the list as filtered, from 0.
    pub index: i64,
    /// What it is.
    pub kind: String,
    /// The kind of source.
    pub source: String,
    /// When it happened.
    pub at: Timestamp,
    /// Who made it, as the source names them.
    pub author: Option<String>,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The text, cut.
    pub text: String,
    /// Words about its state, such as *deleted*, in the viewer's language.
    pub flags: Vec<String>,
    /// Small further facts.
    pub details: Vec<String>,
    /// The suggestion on it that is open.
    pub suggestion: Option<SuggestionNote>,
    /// Whether an entry was just made of it.
    pub is_taken: bool,
}

/// Rows alone, for the list that scrolls.
#[derive(Template)]
#[template(path = "evidence/rows.html")]
pub struct EvidenceRows {
    /// What every page knows.
    pub ui: Ui,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// Whether the viewer may make entries.
    pub is_editable: bool,
    /// Where one goes after settling a suggestion without a script.
    pub back: String,
    /// The rows.
    pub rows: Vec<EvidenceRow>,
}

/// One value to narrow to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetOption {
    /// The value.
    pub value: String,
    /// How it is shown.
    pub label: String,
    /// How many items have it.
    pub n: i64,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// Values of one sort to narrow to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The name of the field.
    pub name: &'static str,
    /// The values.
    pub options: Vec<FacetOption>,
}

impl Facet {
    /// How many values are chosen.
    pub fn n_on(&self) -> usize {
        self.options.iter().filter(|option| option.is_on).count()
    }
}

/// What a list is narrowed to, as a word with the address of the list without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// What it says.
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// The filter bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    /// A part of the text.
    pub text: String,
    /// From when, as the field holds it.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Whether only items with an open suggestion are shown.
    pub is_suggestions_only: bool,
    /// What to narrow to.
    pub facets: Vec<Facet>,
    /// What is on.
    pub chips: Vec<Chip>,
    /// Fields that were not taken.
    pub problems: Problems,
}

/// A bar of the density.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DensityBar {
    /// Where, from the left.
    pub x: String,
    /// Where it begins, from the top.
    pub y: i64,
    /// How high.
    pub height: i64,
}

/// A time under the density.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DensityTick {
    /// Where, from the left.
    pub x: i64,
    /// The time.
    pub label: String,
}

/// How dense the items are over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Density {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends.
    pub to: Timestamp,
    /// The width of a bar.
    pub width: String,
    /// The bars.
    pub bars: Vec<DensityBar>,
    /// The times below.
    pub ticks: Vec<DensityTick>,
    /// How many items stand in the fullest bar.
    pub most: i64,
    /// How long a bar is, in seconds.
    pub seconds: i64,
}

/// A link to a page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagerLink {
    /// The number of the page; none is a gap.
    pub page: Option<i64>,
    /// Its address.
    pub href: String,
    /// Whether it is this one.
    pub is_current: bool,
}

/// The pages of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The pages around this one.
    pub links: Vec<PagerLink>,
    /// The first row shown, from 1.
    pub first: i64,
    /// The last row shown.
    pub last: i64,
}

/// The list of evidence.
#[derive(Template)]
#[template(path = "evidence/list.html")]
pub struct EvidencePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// Whether the viewer may make entries.
    pub is_editable: bool,
    /// The address of this list.
    pub back: String,
    /// Where the scrolling list gets its rows.
    pub items_href: String,
    /// The rows.
    pub rows: Vec<EvidenceRow>,
    /// How many items the filter leaves.
    pub n: i64,
    /// How many there are.
    pub n_all: i64,
    /// How many suggestions are open.
    pub n_open: i64,
    /// The filter bar.
    pub filters: Filters,
    /// The density.
    pub density: Option<Density>,
    /// The pages.
    pub pager: Pager,
    /// What was not taken of a form below.
    pub problems: Problems,
}

/// Another item, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLink {
    /// The item.
    pub id: EvidenceId,
    /// When it happened.
    pub at: Timestamp,
    /// Who made it.
    pub author: Option<String>,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The text, cut.
    pub text: String,
    /// Whether it is the item of the page.
    pub is_this: bool,
}

/// One content seen under the key of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRevision {
    /// The item.
    pub id: EvidenceId,
    /// Counts the contents, from 1.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// Whether the source says that it was deleted.
    pub is_deleted: bool,
    /// Whether it is the item of the page.
    pub is_this: bool,
    /// What differs from the one before.
    pub diff: Option<prose::Diff>,
}

/// One item with all that is known of it.
#[derive(Template)]
#[template(path = "evidence/item.html")]
pub struct ItemPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// Whether the viewer may make entries, and see the original.
    pub is_editable: bool,
    /// The item in short.
    pub row: EvidenceRow,
    /// The whole text.
    pub text: String,
    /// The zone in which the source gave the time.
    pub source_zone: Option<Zone>,
    /// The source's id of it.
    pub key: String,
    /// The source's id of its author.
    pub handle: Option<String>,
    /// The source's id of the thread.
    pub thread: Option<String>,
    /// Which content of its key it is.
    pub revision: i64,
    /// SHA-256 of the original, in hex.
    pub hash: String,
    /// Where it can be seen at its source.
    pub link: Option<String>,
    /// All small further facts.
    pub details: Vec<(String, String)>,
    /// The original, for editors.
    pub raw: Option<String>,
    /// Whether the original goes on.
    pub is_raw_cut: bool,
    /// Whether only its hash came along, from a document without a bundle.
    pub is_absent: bool,
    /// All contents of its key, the latest first.
    pub revisions: Vec<ItemRevision>,
    /// The items of its thread.
    pub thread_items: Vec<ItemLink>,
    /// What happened around it.
    pub near: Vec<ItemLink>,
    /// The entries that cite it.
    pub entries: Vec<(EntryId, Timestamp, String)>,
    /// The file that it is: its address, whether it is a picture, its name.
    pub file: Option<(String, bool, String)>,
    /// The import that brought it.
    pub import: Option<(String, String)>,
}

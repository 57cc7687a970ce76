//! The aside with the evidence near one entry.

use askama::Template;
use postmortem::{EntryId, Number};

use super::rows::Ground;
use crate::{Ui, routes};

/// One item of the aside.
#[derive(Debug, Clone)]
pub struct NearItem {
    /// The item.
    pub ground: Ground,
    /// When, on the clock of the postmortem.
    pub time: String,
    /// Whether the entry rests on it.
    pub is_attached: bool,
}

/// The evidence near one entry.
#[derive(Debug, Clone)]
pub struct Near {
    /// The postmortem.
    pub number: Number,
    /// The entry; none where the timeline is empty.
    pub entry: Option<EntryId>,
    /// Near which time, on the clock of the postmortem.
    pub at: Option<String>,
    /// How much lies near in all.
    pub n: i64,
    /// What is shown of it.
    pub items: Vec<NearItem>,
    /// Whether it stays where it is, in place of following the entries.
    pub is_frozen: bool,
    /// Whether the viewer edits.
    pub is_editable: bool,
}

/// The aside alone, for the island that follows the focus.
#[derive(Template)]
#[template(path = "timeline/near_part.html")]
pub struct NearPart {
    /// What every page knows.
    pub ui: Ui,
    /// What lies near.
    pub near: Near,
}

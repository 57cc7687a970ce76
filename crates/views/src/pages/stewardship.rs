//! What the owner of a postmortem decides, and its trail.

use askama::Template;
use jiff::Timestamp;
use postmortem::{Person, PersonId, Visibility};

use super::Rail;
use crate::{Problems, Ui, routes};

/// What a postmortem holds, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Parts of the narrative with text.
    pub parts: i64,
    /// Entries.
    pub entries: i64,
    /// Causes.
    pub causes: i64,
    /// Items of evidence.
    pub evidence: i64,
    /// Files.
    pub files: i64,
    /// Publications.
    pub publications: i64,
}

/// What its owner decides.
#[derive(Template)]
#[template(path = "stewardship/page.html")]
pub struct StewardshipPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Who edits.
    pub editors: Vec<Person>,
    /// Members who could.
    pub others: Vec<Person>,
    /// What deleting would remove.
    pub held: Held,
    /// The number typed to merge into.
    pub into: String,
    /// What was not taken.
    pub problems: Problems,
}

impl StewardshipPage {
    fn is_owner(&self, id: &PersonId) -> bool {
        self.rail.postmortem.owner == *id
    }
}

/// One deed as the trail shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownDeed {
    /// Its place in the trail.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What, as a key `verb-<…>`.
    pub verb: String,
    /// More about it.
    pub detail: String,
}

/// The trail of a postmortem.
#[derive(Template)]
#[template(path = "stewardship/trail.html")]
pub struct TrailPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The deeds, the latest first.
    pub deeds: Vec<ShownDeed>,
    /// Where the next page begins.
    pub before: Option<i64>,
}

//! What is shown where an entry changed between looking at it and acting on it: both versions, and the choice.

use askama::Template;
use postmortem::EntryId;

use super::form::Theirs;
use crate::{Ui, pages::Rail, routes};

/// An act on an entry that someone else changed meanwhile.
#[derive(Template)]
#[template(path = "timeline/stale.html")]
pub struct StalePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The entry that was acted on.
    pub id: EntryId,
    /// What changed: this entry, or the one that was to be merged into it, or both.
    pub theirs: Vec<(EntryId, Theirs)>,
    /// Where the act is sent again.
    pub action: String,
    /// What it carries, with the versions that stand now.
    pub fields: Vec<(&'static str, String)>,
    /// The key of the button that acts all the same.
    pub go_on: &'static str,
}

/// The same as an item of the list, where the entry stands.
#[derive(Template)]
#[template(path = "timeline/stale_in_place.html")]
pub struct StaleInPlace(pub StalePage);

impl std::ops::Deref for StaleInPlace {
    type Target = StalePage;
    fn deref(&self) -> &StalePage {
        &self.0
    }
}

impl StalePage {
    /// What is deleted cannot be acted on.
    fn can_go_on(&self) -> bool {
        self.theirs.iter().all(|(_, t)| !t.is_deleted)
    }

    fn deleted(&self) -> EntryId {
        self.theirs.iter().find(|(_, t)| t.is_deleted).map_or(self.id, |(id, _)| *id)
    }

    fn back(&self) -> String {
        format!("{}#entry-{}", routes::timeline(self.rail.number()), self.id)
    }
}

//! One file a room.

mod error;
mod narrative;
mod overview;
mod people;
mod stewardship;
mod workbench;

pub use error::ErrorPage;
pub use narrative::{NarrativeEditorPage, NarrativeHistoryPage, NarrativePage, ShownPart, ShownRevision, diff_html};
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use stewardship::{Held, ShownDeed, StewardshipPage, TrailPage};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

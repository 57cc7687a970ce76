//! One file a room.

mod article;
mod error;
mod exchange;
mod library;
mod narrative;
mod overview;
mod people;
mod publication;
mod stewardship;
mod workbench;

pub use article::Article;
pub use error::ErrorPage;
pub use exchange::ImportPostmortemPage;
pub use library::{Chosen, LibraryPage, ListedView, ReadingPage, RetractedPage, VersionView};
pub use narrative::{NarrativeEditorPage, NarrativeHistoryPage, NarrativePage, ShownPart, ShownRevision, diff_html};
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use publication::{PreviewPage, Section, SectionLine, Swap};
pub use stewardship::{Held, ShownDeed, StewardshipPage, TrailPage};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

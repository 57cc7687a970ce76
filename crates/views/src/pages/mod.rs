//! One file a room.

mod account;
mod error;
mod narrative;
mod overview;
mod people;
mod settings;
mod stewardship;
mod workbench;

pub use account::{AccountPage, ProfileForm, SessionRow};
pub use error::ErrorPage;
pub use narrative::{NarrativeEditorPage, NarrativeHistoryPage, NarrativePage, ShownPart, ShownRevision, diff_html};
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use stewardship::{Held, ShownDeed, StewardshipPage, TrailPage};
pub use settings::{
    GivenLink, GroupDeletePage, GroupPage, GroupsPage, InviteForm, PeoplePage, SettingsPage, SeveritiesPage,
    SeverityForm,
};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

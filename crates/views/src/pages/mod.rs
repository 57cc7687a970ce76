//! One file a room.

mod account;
mod error;
mod overview;
mod people;
mod settings;
mod workbench;

pub use account::{AccountPage, ProfileForm, SessionRow};
pub use error::ErrorPage;
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use settings::{
    GivenLink, GroupDeletePage, GroupPage, GroupsPage, InviteForm, PeoplePage, SettingsPage, SeveritiesPage,
    SeverityForm,
};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

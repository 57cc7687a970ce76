//! One file a room.

mod error;
mod overview;
mod people;
mod workbench;

pub use error::ErrorPage;
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

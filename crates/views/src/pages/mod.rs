//! One file a room.

mod error;
mod overview;
mod people;
mod timeline;
mod workbench;

pub use error::ErrorPage;
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use people::{SignInPage, WelcomePage};
pub use timeline::{
    ActorRow, ActorsPage, Count, EntryForm, EntryFormPage, EntryHistoryPage, Ground, Item, Names, Row, ShownDecision,
    SplitForm, SplitPage, Strip, StripSource, Theirs, TimelinePage, Version, describe, input_of, rows,
};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};

//! The verbs: every command and query once, with permission, audit and the events it causes.
//!
//! Each verb takes the [`Ctx`] first: who asks, and the house with its clock and randomness. Nothing here knows HTTP
//! or the command line. Nothing outbound happens within a verb.

mod ctx;
mod error;
mod house;
mod recall;
mod recurrence;
mod revised;
mod secret;

pub mod access;
pub mod actions;
pub mod actors;
pub mod backup;
pub mod causes;
pub mod connections;
pub mod evidence;
pub mod evidence_rows;
pub mod exchange;
pub mod files;
pub mod groups;
pub mod imports;
pub mod lessons;
pub mod library;
pub mod narrative;
pub mod operator;
pub mod people;
pub mod practices;
pub mod publication;
pub mod questions;
pub mod severities;
pub mod sign_in;
pub mod stewardship;
pub mod suggestions;
pub mod sweep;
pub mod terms;
pub mod timeline;
pub mod weaknesses;
pub mod workbench;

pub use ctx::{Ctx, Viewer};
pub use error::{Error, FieldError};
pub use house::{Clock, Dice, House, HouseOptions};

/// What the verbs return.
pub type Result<T> = std::result::Result<T, Error>;

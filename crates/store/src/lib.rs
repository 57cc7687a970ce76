//! What is kept, in SQLite or PostgreSQL. The only crate that knows SQL.
//!
//! One SQL text serves both databases; what differs stands in `dialect`. Every write goes through [`Db::write`],
//! and no value is read, changed in Rust and written back: the arithmetic is in the UPDATE, or a `version` guards it.

mod db;
mod dialect;
mod error;
mod instant;
mod links;
mod stamp;
mod tx;

pub mod action;
pub mod actor;
pub mod audit;
pub mod backup;
pub mod cause;
pub mod checkup;
pub mod connection;
pub mod digest;
pub mod entry;
pub mod evidence;
pub mod file;
pub mod group;
pub mod import;
pub mod invitation;
pub mod kept;
pub mod lesson;
pub mod mapping;
pub mod narrative;
pub mod person;
pub mod postmortem;
pub mod practice;
pub mod publication;
pub mod question;
pub mod recurrence;
pub mod revision;
pub mod session;
pub mod severity;
pub mod suggestion;
pub mod weakness;

pub use db::{Db, Options, SchemaState};
pub use dialect::{create_schema, drop_schema, note_migration};
pub use error::Error;
pub use stamp::{Stamp, Stamps};
pub use tx::Tx;

/// What the functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;

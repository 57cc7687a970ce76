//! Bytes of any source become evidence: pure, streaming, bounded in memory, fuzzed.
//! Fetching, storing and judging never happen here; nothing is written to disk.

mod archive;
mod input;
mod item;
mod json_stream;
mod reason;
mod run;
mod scrub;
mod sources;
pub mod suggest;
#[cfg(test)]
mod testing;
mod time;
mod told;

pub use archive::{ArchiveFlaw, Limits};
pub use input::{Input, ReadSeek};
pub use item::{Author, Item, ItemKind, Revision, SourceKind, UnknownName};
pub use json_stream::JsonFlaw;
pub use reason::{Expected, MissingColumn, NoteFlaw, RefuseReason, Rejected};
pub use run::{Event, Note, Options, Place, SkipReason, Summary, read};
pub use scrub::scrub_text;
pub use sources::{alertmanager, git, github, note, slack, table};
pub use time::{Moment, TimeFlaw, TimeReader};
pub use told::{Arg, AsArg, Size, Told};

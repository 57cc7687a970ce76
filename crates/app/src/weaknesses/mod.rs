//! The register of weaknesses: conditions as they recur across postmortems. Every member keeps it.
//!
//! A weakness that was named in a postmortem which only its editors read is known to them alone, until something open
//! to all members is tied to it. What is counted and listed is what the viewer may read.

mod change;
mod view;

use crate::{Ctx, Error, FieldError, Result};

pub use crate::revised::{Revised, Stale};
pub(crate) use change::{known, named, note_named};
pub use change::{merge, revise};
pub use store::weakness::Past;
pub use view::{Entry, History, Opened, Order, Page, Wanted, history, list, open, others};

/// Why a weakness was not taken, for the form.
fn invalid(why: postmortem::InvalidWeakness) -> Error {
    match why {
        postmortem::InvalidWeakness::Name(why) => crate::revised::refused_line("name", why),
        postmortem::InvalidWeakness::Description(why) => crate::revised::refused_prose("description", why),
    }
    .into()
}

/// Why a name was not taken: another weakness bears it.
fn taken(name: &str) -> Error {
    FieldError::new("name", "weakness-taken").with("text", name).into()
}

/// What the viewer may see.
fn whose(ctx: &Ctx) -> Result<store::postmortem::Whose> {
    crate::access::whose(ctx)
}

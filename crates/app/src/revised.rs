//! What comes of changing something that others change too: written, or what it became meanwhile.

use jiff::Timestamp;
use postmortem::{InvalidLine, InvalidProse, PersonId, PostmortemId};
use serde::{Serialize, de::DeserializeOwned};
use store::{
    Tx,
    kept::{Kept, Past},
};

use crate::{Ctx, FieldError, Result};

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revised<T> {
    /// It was made.
    Saved(T),
    /// Someone else made another in between; nothing was written.
    Stale(Stale<T>),
}

/// What something became while the viewer was writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale<T> {
    /// As it is now.
    pub current: T,
    /// Whether it was removed.
    pub is_deleted: bool,
    /// Who changed it last.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: Option<Timestamp>,
}

/// Keeps something, as it is now, in its history.
pub(crate) async fn keep<T: Serialize>(
    tx: &mut Tx,
    ctx: &Ctx,
    postmortem: PostmortemId,
    named: (&str, i64),
    kept: &Kept<T>,
) -> Result<()> {
    Ok(store::kept::insert_past(tx, postmortem, named, kept, (ctx.now(), ctx.person_id())).await?)
}

/// Tells what something became.
pub(crate) async fn stale<T: DeserializeOwned>(
    tx: &mut Tx,
    postmortem: PostmortemId,
    subject: &str,
    now: Kept<T>,
) -> Result<Stale<T>> {
    let last: Option<Past<T>> = store::kept::list_past(tx, postmortem, subject).await?.into_iter().next();
    Ok(Stale {
        is_deleted: now.deleted_at.is_some(),
        changed_by: last.as_ref().and_then(|p| p.written_by),
        changed_at: last.map(|p| p.written_at),
        current: now.it,
    })
}

/// Why a line was not taken, for the form.
pub(crate) fn refused_line(field: &str, why: InvalidLine) -> FieldError {
    match why {
        InvalidLine::Empty => FieldError::new(field, "empty"),
        InvalidLine::TooLong(n) => FieldError::new(field, "too-long").with("limit", n.to_string()),
        InvalidLine::Control => FieldError::new(field, "control-character"),
    }
}

/// Why a text was not taken, for the form.
pub(crate) fn refused_prose(field: &str, why: InvalidProse) -> FieldError {
    match why {
        InvalidProse::Empty => FieldError::new(field, "empty"),
        InvalidProse::TooLong(n) => FieldError::new(field, "text-too-long").with("bytes", n.to_string()),
        InvalidProse::Control => FieldError::new(field, "control-character"),
    }
}

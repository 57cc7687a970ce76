//! The one door to a postmortem, and the one to a practice. Verbs take the proof that it gives, never an id.
//!
//! What the viewer may not know of is *not found*, never *forbidden*.

use std::ops::Deref;

use postmortem::{Number, Postmortem, Practice, PracticeId, Role, Visibility};
use store::{Tx, postmortem::Whose};

use crate::{Ctx, Error, Result, Viewer};

/// Proof that the viewer may read the work on this postmortem.
#[derive(Debug, Clone)]
pub struct Readable {
    postmortem: Postmortem,
    /// Whether the viewer may also edit it.
    pub is_editable: bool,
    /// Whether the viewer is answerable for it.
    pub is_owned: bool,
}

/// Proof that the viewer may edit this postmortem.
#[derive(Debug, Clone)]
pub struct Editable(Readable);

/// Proof that the viewer is answerable for this postmortem.
#[derive(Debug, Clone)]
pub struct Owned(Readable);

impl Deref for Readable {
    type Target = Postmortem;
    fn deref(&self) -> &Postmortem {
        &self.postmortem
    }
}

impl Deref for Editable {
    type Target = Readable;
    fn deref(&self) -> &Readable {
        &self.0
    }
}

impl Deref for Owned {
    type Target = Readable;
    fn deref(&self) -> &Readable {
        &self.0
    }
}

/// Opens a postmortem for reading: to its editors, and to every member where its owner opened the draft.
pub async fn read(tx: &mut Tx, ctx: &Ctx, number: Number) -> Result<Readable> {
    let postmortem = store::postmortem::find(tx, number).await?;
    let person = match &ctx.viewer {
        Viewer::Stranger => return Err(Error::SignedOut),
        Viewer::Operator => {
            let postmortem = postmortem.ok_or(Error::NotFound)?;
            return Ok(Readable { postmortem, is_editable: true, is_owned: true });
        }
        Viewer::Person(person) => person,
    };
    let postmortem = postmortem.ok_or(Error::NotFound)?;
    let is_member = person.role >= Role::Member;
    let is_owned = is_member && postmortem.owner == person.id;
    let is_editable = is_owned || (is_member && store::postmortem::is_editor(tx, postmortem.id, person.id).await?);
    if is_editable || (is_member && postmortem.visibility == Visibility::Members) {
        Ok(Readable { postmortem, is_editable, is_owned })
    } else {
        Err(Error::NotFound)
    }
}

/// Opens a postmortem for editing. A member who may read it is told so; to others it is not found.
pub async fn edit(tx: &mut Tx, ctx: &Ctx, number: Number) -> Result<Editable> {
    let readable = read(tx, ctx, number).await?;
    if readable.is_editable { Ok(Editable(readable)) } else { Err(Error::Denied("needs-editor")) }
}

/// Opens a postmortem to whoever is answerable for it.
pub async fn own(tx: &mut Tx, ctx: &Ctx, number: Number) -> Result<Owned> {
    let readable = read(tx, ctx, number).await?;
    if readable.is_owned { Ok(Owned(readable)) } else { Err(Error::Denied("needs-owner")) }
}

/// Proof that the viewer answers for this practice: may change its text, hand it on and withdraw it.
#[derive(Debug, Clone)]
pub struct Answerable(Practice);

impl From<Answerable> for Practice {
    fn from(proof: Answerable) -> Self {
        proof.0
    }
}

/// Opens a practice to those who answer for it; others who are signed in may read it, and are told so.
pub async fn answer_for(tx: &mut Tx, ctx: &Ctx, id: PracticeId) -> Result<Answerable> {
    ctx.need(Role::Member)?;
    let practice = store::practice::get(tx, id).await?;
    if answers_for(ctx, &practice) { Ok(Answerable(practice)) } else { Err(Error::Denied("needs-practice-owner")) }
}

/// Whether the viewer answers for a practice: its owner, and whoever keeps the house.
pub(crate) fn answers_for(ctx: &Ctx, practice: &Practice) -> bool {
    match &ctx.viewer {
        Viewer::Operator => true,
        Viewer::Person(person) => {
            person.role == Role::Administrator || (person.role >= Role::Member && practice.owner == Some(person.id))
        }
        Viewer::Stranger => false,
    }
}

/// Whose postmortems the viewer may see, for lists and counts.
pub(crate) fn whose(ctx: &Ctx) -> Result<Whose> {
    ctx.need(Role::Member)?;
    match &ctx.viewer {
        Viewer::Person(person) => Ok(Whose::VisibleTo(person.id)),
        Viewer::Operator => Ok(Whose::All),
        Viewer::Stranger => Err(Error::SignedOut),
    }
}

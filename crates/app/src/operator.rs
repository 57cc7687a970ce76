//! What whoever runs commands on the machine needs beyond the verbs of everyone.

use std::sync::Arc;

use store::Db;

use crate::{Ctx, Error, House, Result, Viewer, people};

/// The operator, or someone in whose name the operator acts, with no more rights than that person has.
pub async fn enter(house: Arc<House>, login: Option<&str>) -> Result<Ctx> {
    let ctx = Ctx::new(house, Viewer::Operator);
    let Some(login) = login else { return Ok(ctx) };
    let person = people::find(&ctx, login).await?;
    if person.suspended_at.is_some() {
        return Err(Error::NotFound);
    }
    Ok(Ctx::new(ctx.house, Viewer::Person(person.into())))
}

/// How many there are of what matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Accounts.
    pub people: i64,
    /// Administrators who can sign in.
    pub administrators: i64,
    /// Postmortems, archived ones too.
    pub postmortems: usize,
}

/// Counts what matters most.
pub async fn counts(db: &Db) -> Result<Counts> {
    let mut tx = db.read().await?;
    Ok(Counts {
        people: store::person::count(&mut tx).await?,
        administrators: store::person::count_administrators(&mut tx).await?,
        postmortems: store::postmortem::list(&mut tx, store::postmortem::Whose::All, true).await?.len(),
    })
}

/// Walks the whole trail and returns the place of the first row that does not fit, if any.
pub async fn check_trail(db: &Db) -> Result<Option<i64>> {
    let mut tx = store::backup::snapshot(db).await?;
    Ok(store::audit::verify(&mut tx).await?)
}

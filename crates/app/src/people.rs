//! Accounts: inviting, roles, suspending, resetting; and one's own profile.

use std::collections::HashMap;

use postmortem::{Locale, Login, Person, PersonId, Role, Zone, line};
use serde_json::json;
use store::invitation::Purpose;

use crate::{Ctx, Error, FieldError, Result, sign_in, workbench::line_code};

/// Lists everyone, to those who keep accounts.
pub async fn list(ctx: &Ctx) -> Result<Vec<Person>> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::person::list(&mut tx).await?)
}

/// Lists those whom a postmortem can name as owner or editor: members who can sign in.
pub async fn members(ctx: &Ctx) -> Result<Vec<Person>> {
    ctx.need(Role::Member)?;
    let mut tx = ctx.house.db.read().await?;
    let everyone = store::person::list(&mut tx).await?;
    Ok(everyone.into_iter().filter(|p| p.role >= Role::Member && p.suspended_at.is_none()).collect())
}

/// Reads the names of everyone, to show who wrote and who owns.
pub async fn names(ctx: &Ctx) -> Result<HashMap<PersonId, String>> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::person::list(&mut tx).await?.into_iter().map(|p| (p.id, p.name)).collect())
}

/// Finds someone by what they sign in with: for the operator.
pub async fn find(ctx: &Ctx, login: &str) -> Result<Person> {
    ctx.need(Role::Administrator)?;
    let login: Login = login.parse().map_err(|_| Error::field("login", "no-login"))?;
    let mut tx = ctx.house.db.read().await?;
    let found = store::person::find_by_login(&mut tx, &login).await?;
    found.map(|(person, _)| person).ok_or(Error::NotFound)
}

/// Who is to be invited.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// The e-mail address to sign in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The language of the pages.
    pub locale: Locale,
    /// The zone to read times in.
    pub zone: Zone,
}

/// Makes an account without a password, and the link by which its owner takes it up.
pub async fn invite(ctx: &Ctx, invitee: Invitee) -> Result<(Person, String)> {
    ctx.need(Role::Administrator)?;
    let person = Person {
        id: PersonId(ctx.id()),
        login: invitee.login.parse().map_err(|_| Error::field("login", "no-login"))?,
        name: line(&invitee.name, 100).map_err(|why| FieldError::new("name", line_code(why)))?,
        role: invitee.role,
        locale: invitee.locale,
        zone: invitee.zone,
        suspended_at: None,
        has_password: false,
        created_at: ctx.now(),
    };
    let mut tx = ctx.house.db.write().await?;
    if store::person::find_by_login(&mut tx, &person.login).await?.is_some() {
        return Err(Error::field("login", "login-taken"));
    }
    store::person::insert(&mut tx, &person).await?;
    let link = sign_in::link_for(ctx, &mut tx, person.id, Purpose::Invite).await?;
    let detail = json!({ "person": person.id, "login": person.login, "role": person.role });
    ctx.audit(&mut tx, None, "person.invite", detail).await?;
    tx.commit().await?;
    Ok((person, link))
}

/// Gives out a link to set a new password, or again to take up the account.
pub async fn reset(ctx: &Ctx, id: PersonId) -> Result<String> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let person = store::person::get(&mut tx, id).await?;
    let purpose = if person.has_password { Purpose::Reset } else { Purpose::Invite };
    let link = sign_in::link_for(ctx, &mut tx, id, purpose).await?;
    ctx.audit(&mut tx, None, "person.reset", json!({ "person": id, "login": person.login })).await?;
    tx.commit().await?;
    Ok(link)
}

/// Changes someone's role. The last administrator keeps theirs.
pub async fn set_role(ctx: &Ctx, id: PersonId, role: Role) -> Result<()> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let before = store::person::get(&mut tx, id).await?;
    store::person::update_role(&mut tx, id, role).await?;
    store::session::delete_all(&mut tx, id, None).await?;
    ctx.audit(&mut tx, None, "person.role", json!({ "person": id, "before": before.role, "after": role })).await?;
    keep_an_administrator(&mut tx, &before).await?;
    Ok(tx.commit().await?)
}

/// Suspends someone at once, everywhere, or lets them back in.
pub async fn set_suspended(ctx: &Ctx, id: PersonId, is_suspended: bool) -> Result<()> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let before = store::person::get(&mut tx, id).await?;
    store::person::update_suspended(&mut tx, id, is_suspended.then(|| ctx.now())).await?;
    store::session::delete_all(&mut tx, id, None).await?;
    ctx.audit(&mut tx, None, "person.suspend", json!({ "person": id, "is_suspended": is_suspended })).await?;
    keep_an_administrator(&mut tx, &before).await?;
    Ok(tx.commit().await?)
}

/// Comes after the trail is written: that makes whoever else writes wait, so that two cannot demote each other at once.
async fn keep_an_administrator(tx: &mut store::Tx, before: &Person) -> Result<()> {
    let was_one = before.role == Role::Administrator && before.suspended_at.is_none() && before.has_password;
    if was_one && store::person::count_administrators(tx).await? == 0 {
        return Err(Error::Denied("last-administrator"));
    }
    Ok(())
}

/// Changes the viewer's own name, language and zone.
pub async fn set_profile(ctx: &Ctx, name: &str, locale: Locale, zone: &Zone) -> Result<()> {
    let person = ctx.person_id().ok_or(Error::SignedOut)?;
    let name = line(name, 100).map_err(|why| FieldError::new("name", line_code(why)))?;
    let mut tx = ctx.house.db.write().await?;
    store::person::update_profile(&mut tx, person, &name, locale, zone).await?;
    Ok(tx.commit().await?)
}

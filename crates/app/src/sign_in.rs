//! Signing in and out, sessions, and single-use links.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use postmortem::{Locale, Login, Person, PersonId, Role, Zone, line};
use serde_json::json;
use store::Stamp;
use store::invitation::{Invitation, Purpose};
pub use store::session::Session;

use crate::{Ctx, Error, FieldError, House, Result, Viewer, secret::token_hash, workbench::line_code};

/// A session ends when it was not used for so long.
const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after so long in any case.
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The same for administrators.
const IDLE_ADMINISTRATOR: SignedDuration = SignedDuration::from_mins(30);
const ABSOLUTE_ADMINISTRATOR: SignedDuration = SignedDuration::from_hours(12);
/// An invitation can be used for so long.
const INVITE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A reset link can be used for so long.
const RESET: SignedDuration = SignedDuration::from_mins(30);

/// The lengths that a password may have, in characters.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 12..=1024;

/// A session just begun: the token goes into the cookie and is kept nowhere.
#[derive(Debug, Clone)]
pub struct Started {
    /// The token.
    pub token: String,
    /// Who signed in.
    pub person: Person,
}

/// A session that a request belongs to.
#[derive(Debug, Clone)]
pub struct Current {
    /// Who is signed in.
    pub person: Arc<Person>,
    /// The hash of the session's token.
    pub session: [u8; 32],
    /// What the database held when it was looked up.
    pub stamp: Stamp,
}

/// How long a session lasts and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    seen_at: Timestamp,
    expires_at: Timestamp,
    person: Arc<Person>,
}

/// Finds who is signed in by the token of a cookie. Whoever was suspended in between is not.
pub async fn resume(house: &House, token: &str) -> Result<Option<Current>> {
    let hash = token_hash(token);
    let stamp = house.stamps.now().await?;
    let known = match house.sessions.get(stamp, &hash) {
        Some(known) => known,
        None => match look_up(house, &hash).await? {
            Some(known) => house.sessions.keep(stamp, hash, known),
            None => return Ok(None),
        },
    };
    let Known { seen_at, expires_at, person } = known;
    let now = house.now();
    if person.suspended_at.is_some() || expires_at <= now || seen_at + idle(person.role) <= now {
        return Ok(None);
    }
    if seen_at + SignedDuration::from_mins(1) < now {
        let mut tx = house.db.write().await?;
        store::session::touch(&mut tx, &hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Current { person, session: hash, stamp }))
}

async fn look_up(house: &House, hash: &[u8; 32]) -> Result<Option<Known>> {
    let mut tx = house.db.read().await?;
    let Some(session) = store::session::find(&mut tx, hash).await? else { return Ok(None) };
    let person = store::person::get(&mut tx, session.person).await?;
    Ok(Some(Known { seen_at: session.seen_at, expires_at: session.expires_at, person: Arc::new(person) }))
}

fn idle(role: Role) -> SignedDuration {
    if role == Role::Administrator { IDLE_ADMINISTRATOR } else { IDLE }
}

/// Signs in with a password. Whether the account or the password was wrong is not told.
pub async fn start(house: &House, login: &str, password: &str, agent: &str) -> Result<Started> {
    let refused = || Error::field("password", "sign-in-refused");
    let login: Login = login.parse().map_err(|_| refused())?;
    let mut tx = house.db.read().await?;
    let found = store::person::find_by_login(&mut tx, &login).await?;
    tx.rollback().await?;
    let (person, hash) = found.map_or((None, None), |(person, hash)| (Some(person), hash));
    let is_right = house.check_password(password, hash.as_deref()).await?;
    match person {
        Some(person) if is_right && person.suspended_at.is_none() => begin_session(house, person, agent).await,
        _ => Err(refused()),
    }
}

async fn begin_session(house: &House, person: Person, agent: &str) -> Result<Started> {
    let token = house.token();
    let now = house.now();
    let lasts = if person.role == Role::Administrator { ABSOLUTE_ADMINISTRATOR } else { ABSOLUTE };
    let session = Session {
        token_hash: token_hash(&token).to_vec(),
        person: person.id,
        agent: agent.chars().filter(|c| !c.is_control()).take(200).collect(),
        created_at: now,
        seen_at: now,
        expires_at: now + lasts,
    };
    let mut tx = house.db.write().await?;
    store::session::insert(&mut tx, &session).await?;
    store::session::delete_expired(&mut tx, now).await?;
    tx.commit().await?;
    Ok(Started { token, person })
}

/// Ends the session of a cookie.
pub async fn end(house: &House, person: PersonId, session: &[u8; 32]) -> Result<()> {
    let mut tx = house.db.write().await?;
    store::session::delete(&mut tx, person, session).await?;
    Ok(tx.commit().await?)
}

/// Lists the viewer's own sessions that have not ended.
pub async fn sessions(ctx: &Ctx) -> Result<Vec<Session>> {
    let person = ctx.person().ok_or(Error::SignedOut)?;
    let mut tx = ctx.house.db.read().await?;
    let kept = store::session::list(&mut tx, person.id).await?;
    Ok(kept.into_iter().filter(|session| ends_at(session, person.role) > ctx.now()).collect())
}

/// Ends one of the viewer's own sessions.
pub async fn end_one(ctx: &Ctx, hash: &[u8]) -> Result<()> {
    let person = ctx.person_id().ok_or(Error::SignedOut)?;
    let mut tx = ctx.house.db.write().await?;
    if !store::session::delete(&mut tx, person, hash).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Ends all of the viewer's own sessions but the present one.
pub async fn end_others(ctx: &Ctx, present: &[u8]) -> Result<()> {
    let person = ctx.person_id().ok_or(Error::SignedOut)?;
    let mut tx = ctx.house.db.write().await?;
    store::session::delete_all(&mut tx, person, Some(present)).await?;
    Ok(tx.commit().await?)
}

/// Gives out the link by which the first administrator is made, while nobody has an account.
pub async fn first_run_link(house: &House) -> Result<Option<String>> {
    let mut tx = house.db.write().await?;
    if store::person::count(&mut tx).await? > 0 {
        return Ok(None);
    }
    let token = house.token();
    let now = house.now();
    let invitation = Invitation { purpose: Purpose::FirstRun, person: None };
    store::invitation::insert(&mut tx, &token_hash(&token), invitation, now, now + INVITE).await?;
    tx.commit().await?;
    Ok(Some(house.link(&format!("/welcome/{token}"))))
}

/// Gives out a link for someone to take up their account or to set a new password.
pub(crate) async fn link_for(ctx: &Ctx, tx: &mut store::Tx, person: PersonId, purpose: Purpose) -> Result<String> {
    let token = ctx.house.token();
    let now = ctx.now();
    let lasts = if purpose == Purpose::Reset { RESET } else { INVITE };
    let invitation = Invitation { purpose, person: Some(person) };
    store::invitation::insert(tx, &token_hash(&token), invitation, now, now + lasts).await?;
    Ok(ctx.house.link(&format!("/welcome/{token}")))
}

/// A link that can still be used, and whom it is for.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it is for; nobody yet at the first run.
    pub person: Option<Person>,
}

impl Welcome {
    /// Whether it sets a new password for an account that had one.
    pub fn is_reset(&self) -> bool {
        self.purpose == Purpose::Reset
    }
}

/// Reads a link without using it up. One that was used, has ended or never was is not found.
pub async fn welcome(house: &House, token: &str) -> Result<Welcome> {
    let mut tx = house.db.read().await?;
    let found = store::invitation::find(&mut tx, &token_hash(token), house.now()).await?.ok_or(Error::NotFound)?;
    let person = match found.person {
        Some(id) => Some(store::person::get(&mut tx, id).await?),
        None => None,
    };
    if person.as_ref().is_some_and(|p| p.suspended_at.is_some()) {
        return Err(Error::NotFound);
    }
    Ok(Welcome { purpose: found.purpose, person })
}

/// What someone hands in with a link.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The login, at the first run.
    pub login: String,
    /// The name, at the first run.
    pub name: String,
    /// The password.
    pub password: String,
    /// The language of the pages, at the first run.
    pub locale: Locale,
    /// The zone to read times in, at the first run.
    pub zone: Zone,
}

/// Uses a link up: sets the password (and makes the account, at the first run), ends all other sessions, signs in.
pub async fn arrive(house: &std::sync::Arc<House>, token: &str, arrival: Arrival, agent: &str) -> Result<Started> {
    let Welcome { purpose, person } = welcome(house, token).await?;
    check_new_password(&arrival.password)?;
    let person = match person {
        Some(person) => person,
        None => new_administrator(house, &arrival)?,
    };
    let hash = house.hash_password(&arrival.password).await?;
    let now = house.now();
    let mut tx = house.db.write().await?;
    if !store::invitation::use_up(&mut tx, &token_hash(token), now).await? {
        return Err(Error::NotFound);
    }
    if purpose == Purpose::FirstRun {
        if store::person::count(&mut tx).await? > 0 {
            return Err(Error::NotFound);
        }
        store::person::insert(&mut tx, &person).await?;
    }
    store::person::update_password(&mut tx, person.id, &hash).await?;
    store::session::delete_all(&mut tx, person.id, None).await?;
    let ctx = Ctx::new(house.clone(), Viewer::Person(person.clone().into()));
    ctx.audit(&mut tx, None, "person.arrive", json!({ "person": person.id, "login": person.login })).await?;
    tx.commit().await?;
    begin_session(house, person, agent).await
}

fn new_administrator(house: &House, arrival: &Arrival) -> Result<Person> {
    let mut errors = Vec::new();
    let login = arrival.login.parse::<Login>().map_err(|_| errors.push(FieldError::new("login", "no-login")));
    let name = line(&arrival.name, 100).map_err(|why| errors.push(FieldError::new("name", line_code(why))));
    match (login, name) {
        (Ok(login), Ok(name)) => Ok(Person {
            id: PersonId(house.id()),
            login,
            name,
            role: Role::Administrator,
            locale: arrival.locale,
            zone: arrival.zone.clone(),
            suspended_at: None,
            has_password: true,
            created_at: house.now(),
        }),
        _ => Err(Error::Rejected(errors)),
    }
}

/// Checks the length of a new password, and that it is none of the most common.
pub fn check_new_password(password: &str) -> Result<()> {
    let length = password.chars().count();
    if !PASSWORD_LENGTH.contains(&length) {
        return Err(FieldError::new("password", "password-length").with("least", "12").into());
    }
    let folded = password.to_lowercase();
    let first = folded.chars().next();
    let is_one_letter = folded.chars().all(|c| Some(c) == first);
    if is_one_letter || ["password", "inquest", "123456", "qwerty"].iter().any(|w| folded.replace(w, "").len() < 4) {
        return Err(Error::field("password", "password-common"));
    }
    Ok(())
}

/// Changes the viewer's own password; all sessions end, and a new one begins in place of the present one.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str, agent: &str) -> Result<Started> {
    let viewer = ctx.person().ok_or(Error::SignedOut)?.clone();
    let person = viewer.id;
    let mut tx = ctx.house.db.read().await?;
    let hash = store::person::password_hash(&mut tx, person).await?;
    tx.rollback().await?;
    if !ctx.house.check_password(old, hash.as_deref()).await? {
        return Err(Error::field("old_password", "password-wrong"));
    }
    check_new_password(new)?;
    let hash = ctx.house.hash_password(new).await?;
    let mut tx = ctx.house.db.write().await?;
    store::person::update_password(&mut tx, person, &hash).await?;
    store::session::delete_all(&mut tx, person, None).await?;
    ctx.audit(&mut tx, None, "person.password", json!({ "person": person })).await?;
    tx.commit().await?;
    begin_session(&ctx.house, viewer, agent).await
}

/// When a session of this age ends at the latest.
pub fn ends_at(session: &Session, role: Role) -> Timestamp {
    session.expires_at.min(session.seen_at + idle(role))
}

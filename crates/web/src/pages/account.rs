//! One's own account: profile, password, sessions.

use app::{people, sign_in};
use axum::extract::State as Shared;
use postmortem::{Locale, Role, Zone};
use serde::Deserialize;
use views::{
    Problems,
    pages::{AccountPage, ProfileForm, SessionRow},
    routes,
};

use super::{Answer, go, people::signed_in, show, show_rejected};
use crate::{
    Failure, State,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::ACCOUNT, SignedIn => account;
    post routes::ACCOUNT_PROFILE, SignedIn => set_profile;
    post routes::ACCOUNT_PASSWORD, SignedIn => set_password;
    post routes::ACCOUNT_SESSIONS, SignedIn => end_sessions;
}

#[derive(Deserialize)]
struct DoneQuery {
    #[serde(default)]
    done: String,
}

/// The address of the page that says what was done.
fn after(done: &str) -> String {
    format!("{}?done={done}", routes::account())
}

async fn page(visitor: Visitor, form: Option<ProfileForm>, problems: Problems) -> Result<AccountPage, Failure> {
    let person = visitor.ctx.person().ok_or_else(|| Failure::broken("a session without a person"))?;
    let sessions = sign_in::sessions(&visitor.ctx).await?;
    let row = |session: &sign_in::Session| SessionRow {
        key: hex::encode(&session.token_hash),
        agent: session.agent.clone(),
        begun_at: session.created_at,
        used_at: session.seen_at,
        ends_at: sign_in::ends_at(session, person.role),
        is_present: visitor.session.is_some_and(|present| present.as_slice() == session.token_hash),
    };
    let sessions = sessions.iter().map(row).collect();
    let form = form.unwrap_or_else(|| ProfileForm {
        name: person.name.clone(),
        locale: person.locale.as_str().to_owned(),
        zone: person.zone.to_string(),
    });
    Ok(AccountPage { ui: visitor.0.ui, form, sessions, done: None, problems })
}

async fn account(visitor: Visitor, Query(DoneQuery { done }): Query<DoneQuery>) -> Answer {
    let mut page = page(visitor, None, Problems::default()).await?;
    page.done = ["profile", "password", "session", "sessions"].into_iter().find(|word| *word == done);
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFields {
    name: String,
    locale: String,
    zone: String,
}

async fn set_profile(visitor: Visitor, Form(fields): Form<ProfileFields>) -> Answer {
    let set = match parsed(&fields) {
        Ok((locale, zone)) => people::set_profile(&visitor.ctx, &fields.name, locale, &zone).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => go(&after("profile")),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let form = ProfileForm { name: fields.name, locale: fields.locale, zone: fields.zone };
            show_rejected(&page(visitor, Some(form), problems).await?)
        }
    }
}

fn parsed(fields: &ProfileFields) -> Result<(Locale, Zone), app::Error> {
    Ok((locale(&fields.locale)?, zone(&fields.zone)?))
}

/// Reads the language of a form.
pub(super) fn locale(text: &str) -> Result<Locale, app::Error> {
    text.parse().map_err(|_| app::Error::field("locale", "empty"))
}

/// Reads the zone of a form.
pub(super) fn zone(text: &str) -> Result<Zone, app::Error> {
    text.trim().parse().map_err(|_| app::FieldError::new("zone", "zone").with("text", text).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordFields {
    old_password: String,
    password: String,
}

async fn set_password(Shared(state): Shared<State>, visitor: Visitor, Form(fields): Form<PasswordFields>) -> Answer {
    // whoever found an open browser shall not try passwords out here either
    let account = visitor.ctx.person().map(|p| p.login.to_string()).unwrap_or_default();
    if state.limits.account.check_key(&account).is_err() {
        return Err(Failure::too_many(60));
    }
    let changed = sign_in::change_password(&visitor.ctx, &fields.old_password, &fields.password, &visitor.agent).await;
    match changed {
        Ok(started) => Ok(signed_in(&state, &started, &after("password"))),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&page(visitor, None, problems).await?)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionFields {
    /// Which one ends; all others do where none is named.
    session: Option<String>,
}

async fn end_sessions(visitor: Visitor, Form(fields): Form<SessionFields>) -> Answer {
    if let Some(key) = fields.session {
        let hash = hex::decode(key).map_err(|_| Failure::not_found())?;
        sign_in::end_one(&visitor.ctx, &hash).await?;
        go(&after("session"))
    } else {
        sign_in::end_others(&visitor.ctx, &visitor.session.unwrap_or_default()).await?;
        go(&after("sessions"))
    }
}

/// Whether someone may see the settings at all; to others they are not found.
pub(super) fn need_administrator(visitor: &Visitor) -> Result<(), Failure> {
    Ok(visitor.ctx.need(Role::Administrator)?)
}

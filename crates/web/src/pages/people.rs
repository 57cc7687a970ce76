//! Signing in and out, and arriving by a single-use link.

use app::sign_in::{self, Arrival, Started, Welcome};
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use postmortem::{Locale, Zone};
use serde::Deserialize;
use views::{
    Problems,
    pages::{SignInPage, WelcomePage},
    routes,
};

use super::{Answer, go, show, show_rejected};
use crate::{
    Failure, State,
    extract::{Empty, Form, Query, Visit, Visitor, cookie_name},
    router::declare,
};

declare! {
    get routes::SIGN_IN, Public => show_sign_in;
    post routes::SIGN_IN, Public => start;
    post routes::SIGN_OUT, SignedIn => end;
    get routes::WELCOME, Token => show_welcome;
    post routes::WELCOME, Token => arrive;
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show_sign_in(visit: Visit, Query(Next { next }): Query<Next>) -> Answer {
    if visit.session.is_some() {
        return go(inner(&next));
    }
    show(&SignInPage { ui: visit.ui, login: String::new(), next, problems: Problems::default() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn start(Shared(state): Shared<State>, visit: Visit, Form(form): Form<SignInForm>) -> Answer {
    let account = form.login.trim().to_lowercase().chars().take(254).collect();
    let is_free =
        state.limits.account.check_key(&account).is_ok() && state.limits.address.check_key(&visit.address).is_ok();
    if !is_free {
        return Err(Failure::too_many(60));
    }
    match sign_in::start(&state.house, &form.login, &form.password, &visit.agent).await {
        Ok(started) => {
            end_present(&state, &visit).await?;
            Ok(signed_in(&state, &started, inner(&form.next)))
        }
        Err(error) => {
            let problems = visit.problems(error)?;
            show_rejected(&SignInPage { ui: visit.ui, login: form.login, next: form.next, problems })
        }
    }
}

/// Only a path of this site, so that a link cannot lead away.
fn inner(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if is_path { next } else { "/" }
}

/// Hands the cookie of a session out, and goes on.
pub(super) fn signed_in(state: &State, started: &Started, next: &str) -> Response {
    let cookie = Cookie::build((cookie_name(state.options.is_https), started.token.clone()))
        .path("/")
        .http_only(true)
        .secure(state.options.is_https)
        .same_site(SameSite::Lax)
        .build();
    let mut response = Redirect::to(next).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Ends the session that a request came with.
async fn end_present(state: &State, visit: &Visit) -> Result<(), Failure> {
    if let (Some(person), Some(session)) = (visit.ctx.person_id(), visit.session) {
        sign_in::end(&state.house, person, &session).await?;
    }
    Ok(())
}

async fn end(Shared(state): Shared<State>, visitor: Visitor, Form(Empty {}): Form<Empty>) -> Answer {
    end_present(&state, &visitor).await?;
    let mut response = go(&routes::sign_in())?;
    let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

fn welcome_page(visit: Visit, token: String, welcome: &Welcome, problems: Problems) -> WelcomePage {
    let (login, name) = welcome.person.as_ref().map(|p| (p.login.to_string(), p.name.clone())).unwrap_or_default();
    let zone = visit.ui.zone.to_string();
    WelcomePage {
        ui: visit.ui,
        token,
        is_first_run: welcome.person.is_none(),
        is_reset: welcome.is_reset(),
        login,
        name,
        zone,
        problems,
    }
}

async fn show_welcome(Shared(state): Shared<State>, visit: Visit, Path(token): Path<String>) -> Answer {
    let welcome = sign_in::welcome(&state.house, &token).await?;
    show(&welcome_page(visit, token, &welcome, Problems::default()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WelcomeForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    locale: String,
    password: String,
}

async fn arrive(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(token): Path<String>,
    Form(form): Form<WelcomeForm>,
) -> Answer {
    let welcome = sign_in::welcome(&state.house, &token).await?;
    let arrival = match form.zone.parse::<Zone>() {
        Err(_) if welcome.person.is_none() => {
            Err(app::FieldError::new("zone", "zone").with("text", form.zone.clone()).into())
        }
        zone => Ok(Arrival {
            login: form.login.clone(),
            name: form.name.clone(),
            password: form.password.clone(),
            locale: form.locale.parse().unwrap_or(Locale::En),
            zone: zone.unwrap_or_else(|_| Zone::utc()),
        }),
    };
    let started = match arrival {
        Ok(arrival) => sign_in::arrive(&state.house, &token, arrival, &visit.agent).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(started) => Ok(signed_in(&state, &started, "/")),
        Err(error) => {
            let problems = visit.problems(error)?;
            let mut page = welcome_page(visit, token, &welcome, problems);
            if page.is_first_run {
                (page.login, page.name, page.zone) = (form.login, form.name, form.zone);
            }
            show_rejected(&page)
        }
    }
}

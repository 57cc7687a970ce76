//! Live hooks: programs deliver here. No cookie, no page; the token in the address and the signature speak for them.

use app::{
    Error,
    connections::{self, Headers, MAX_BODY},
    terms::SourceKind,
};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Path, State as Shared},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use views::routes;

use crate::{State, router::declare};

declare! {
    post routes::HOOK_ALERTMANAGER, Token => alertmanager;
    post routes::HOOK_GITHUB, Token => github;
}

/// No token of ours is longer.
const LONGEST_TOKEN: usize = 100;
/// Tokens counted at once; beyond this those that rest are forgotten.
const COUNTED: usize = 10_000;
/// After too many deliveries, when to come again.
const REST: u64 = 60;

async fn alertmanager(
    Shared(state): Shared<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    take(&state, SourceKind::Alertmanager, &token, &headers, body).await
}

async fn github(Shared(state): Shared<State>, Path(token): Path<String>, headers: HeaderMap, body: Body) -> Response {
    take(&state, SourceKind::Github, &token, &headers, body).await
}

async fn take(state: &State, source: SourceKind, token: &str, headers: &HeaderMap, body: Body) -> Response {
    if token.len() > LONGEST_TOKEN {
        return says(StatusCode::NOT_FOUND, "no such hook");
    }
    if !is_within_limit(state, token) {
        let mut response = says(StatusCode::TOO_MANY_REQUESTS, "too many deliveries; come again in a minute");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(REST));
        return response;
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return says(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let said = Headers {
        delivery: text("x-github-delivery"),
        signature: text("x-hub-signature-256"),
        event: text("x-github-event"),
    };
    match connections::deliver(&state.house, source, token, said, body.into()).await {
        Ok(_) => (StatusCode::ACCEPTED, Json(json!({ "ok": true }))).into_response(),
        Err(error) => refused(&error),
    }
}

fn is_within_limit(state: &State, token: &str) -> bool {
    let limit = &state.limits.hook;
    if limit.len() > COUNTED {
        limit.retain_recent();
    }
    limit.check_key(&token.to_owned()).is_ok()
}

/// What went wrong, for whoever set the webhook up. Nothing of the inside.
fn refused(error: &Error) -> Response {
    match error {
        Error::NotFound | Error::SignedOut => says(StatusCode::NOT_FOUND, "no such hook"),
        Error::Denied("bad-signature") => {
            says(StatusCode::UNAUTHORIZED, "the signature does not fit: is the secret the one that was shown?")
        }
        Error::Denied(_) => says(StatusCode::FORBIDDEN, "not allowed"),
        Error::Rejected(errors) => {
            let reason = errors.iter().flat_map(|e| &e.args).find(|(name, _)| *name == "reason");
            let reason = reason.map_or("it does not read as a delivery of this source", |(_, reason)| reason.as_str());
            says(StatusCode::UNPROCESSABLE_ENTITY, reason)
        }
        Error::Conflict => says(StatusCode::CONFLICT, "delivered twice at the same time; try again"),
        Error::TooMany(_) => says(StatusCode::TOO_MANY_REQUESTS, "too many deliveries; come again in a minute"),
        Error::Busy(_) => says(StatusCode::SERVICE_UNAVAILABLE, "busy; try again"),
        Error::Internal(source) => {
            tracing::error!(error = %source, "a delivery was not taken");
            says(StatusCode::INTERNAL_SERVER_ERROR, "our fault; try again later")
        }
    }
}

fn says(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

//! What holds for every request and response: who asks, where unsafe requests may come from, how long an answer may
//! take, and the headers of safety.

use std::time::Duration;

use axum::{
    extract::{Request, State as Shared},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use tracing::Instrument;

use crate::{
    Failure, State,
    extract::{self, Visit},
    failure,
};

/// Stands before every handler: finds out who asks, once for each request, and turns errors into pages. One layer and
/// not three, because each costs every request a few microseconds.
pub(crate) async fn door(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let current = match extract::token(&state, request.headers()) {
        Some(token) => app::sign_in::resume(&state.house, &token).await,
        None => Ok(None),
    };
    let current = match current {
        Ok(current) => current,
        Err(error) => return failure::page(&Visit::new(&state, &request, None), &error.into()),
    };
    let visit = Visit::new(&state, &request, current);
    request.extensions_mut().insert(visit.clone());
    let span =
        tracing::info_span!("request", id = %visit.request, method = %request.method(), path = request.uri().path());
    let response = async {
        if is_forged(&state, &request) { Failure::forged().into_response() } else { in_time(request, next).await }
    };
    failure::render(&visit, response.instrument(span).await)
}

/// Whether an unsafe request does not come from one of our own pages.
///
/// Browsers say so by `Sec-Fetch-Site`; older ones by `Origin`, which has to be our base address. A request that says
/// neither is refused: no browser of ours sends one, and programs use webhooks.
fn is_forged(state: &State, request: &Request) -> bool {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_hook = request.uri().path().starts_with("/hooks/");
    !(is_safe || is_hook || is_ours(state, request))
}

fn is_ours(state: &State, request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).map(|v| v.to_str().unwrap_or("unreadable"));
    let origin = text(header::ORIGIN);
    let fits = |origin: &str| {
        let host = text(header::HOST).unwrap_or_default();
        origin == state.house.options.base_url
            || (!state.options.is_https && is_loopback(host) && origin == format!("http://{host}"))
    };
    match (text(HeaderName::from_static("sec-fetch-site")), origin) {
        // under `no-referrer` Chromium sends the origin of a form as null
        (Some("same-origin" | "none"), None | Some("null")) => true,
        (Some("same-origin") | None, Some(origin)) => fits(origin),
        _ => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Answers within half a minute or not at all. An upload may take longer; it ends by itself when nothing more comes.
async fn in_time(request: Request, next: Next) -> Response {
    let is_upload = request.method() == Method::POST && request.uri().path().ends_with("/imports");
    if is_upload {
        return next.run(request).await;
    }
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::status(axum::http::StatusCode::SERVICE_UNAVAILABLE, "busy").into_response(),
    }
}

/// How long a handler may take.
const PATIENCE: Duration = Duration::from_secs(30);

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    worker-src 'self'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types inquest";

/// Puts the headers of safety on every response.
pub(crate) async fn headers(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("x-frame-options", "DENY");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-embedder-policy", "require-corp");
    set("cross-origin-resource-policy", "same-origin");
    set(
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=()",
    );
    set("cache-control", "no-store");
    if state.options.is_https {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    response
}

//! Errors on their way out: one status, one page each, with what one can do now. The inside goes to the log once.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use views::{Page, pages::ErrorPage, routes};

use crate::{api, extract::Visit};

/// Why a request was not carried out.
#[derive(Debug, Clone)]
pub struct Failure(Arc<Inside>);

#[derive(Debug)]
enum Inside {
    /// A page of this status and key.
    Page {
        status: StatusCode,
        key: &'static str,
        hint: Option<&'static str>,
        detail: Option<String>,
        retry: Option<u64>,
    },
    /// To the page to sign in on, and back.
    SignIn { next: String },
}

impl Failure {
    fn new(status: StatusCode, key: &'static str) -> Self {
        Self(Arc::new(Inside::Page { status, key, hint: None, detail: None, retry: None }))
    }

    fn with(status: StatusCode, key: &'static str, hint: Option<&'static str>, detail: Option<String>) -> Self {
        Self(Arc::new(Inside::Page { status, key, hint, detail, retry: None }))
    }

    /// A page of this status and key.
    pub fn status(status: StatusCode, key: &'static str) -> Self {
        Self::new(status, key)
    }

    /// There is no such thing for the viewer.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// The request did not come from one of our pages.
    pub fn forged() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forged")
    }

    /// More was sent than is taken.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
    }

    /// What was sent does not read; the reason is shown.
    pub fn rejected(detail: &str) -> Self {
        Self::with(StatusCode::BAD_REQUEST, "rejected", None, Some(detail.to_owned()))
    }

    /// Our fault; the reason goes to the log.
    pub fn broken(reason: &str) -> Self {
        tracing::error!(reason, "broken");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken")
    }

    /// Too many tries.
    pub fn too_many(seconds: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self(Arc::new(Inside::Page { status, key: "too-many", hint: None, detail: None, retry: Some(seconds) }))
    }

    /// Nobody is signed in: pages lead to where one can.
    pub fn signed_out(parts: &Parts) -> Self {
        if parts.method == axum::http::Method::GET && !parts.headers.contains_key("hx-request") {
            let next = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
            Self(Arc::new(Inside::SignIn { next }))
        } else {
            Self::new(StatusCode::UNAUTHORIZED, "signed-out")
        }
    }
}

impl From<app::Error> for Failure {
    fn from(error: app::Error) -> Self {
        use app::Error as E;
        match error {
            E::NotFound => Self::not_found(),
            E::SignedOut => Self::new(StatusCode::UNAUTHORIZED, "signed-out"),
            E::Denied(hint) => Self::with(StatusCode::FORBIDDEN, "denied", Some(hint), None),
            E::Rejected(_) => Self::with(StatusCode::UNPROCESSABLE_ENTITY, "rejected", None, Some(error.to_string())),
            E::Conflict => Self::new(StatusCode::CONFLICT, "conflict"),
            E::TooMany(seconds) => Self::too_many(seconds),
            E::Busy(ref source) => {
                tracing::warn!(error = %chain(source), "busy");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy")
            }
            E::Internal(ref source) => Self::broken(&chain(source.as_ref())),
        }
    }
}

/// An error and all that lies below it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        text.push_str(": ");
        text.push_str(&error.to_string());
        below = error.source();
    }
    text
}

impl From<views::RenderError> for Failure {
    fn from(error: views::RenderError) -> Self {
        Self::broken(&error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &*self.0 {
            Inside::Page { status, .. } => *status,
            Inside::SignIn { .. } => StatusCode::SEE_OTHER,
        };
        let mut response = status.into_response();
        // the page needs the viewer's language: `render` puts it in on the way out
        response.extensions_mut().insert(self);
        response
    }
}

/// Puts the page of an error into a response that carries one.
pub(crate) fn render(visit: &Visit, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Failure>() {
        Some(failure) => page(visit, &failure),
        None if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST) && is_bare(&response) => {
            page(visit, &Failure::not_found())
        }
        None if response.status() == StatusCode::PAYLOAD_TOO_LARGE && is_bare(&response) => {
            page(visit, &Failure::too_large())
        }
        None => response,
    }
}

fn is_bare(response: &Response) -> bool {
    !response.headers().contains_key(header::CONTENT_TYPE)
        || response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/plain"))
}

/// Whether a program reads, and not a person.
fn is_api(visit: &Visit) -> bool {
    visit.ui.path.starts_with(api::PREFIX)
}

/// The page of an error.
pub(crate) fn page(visit: &Visit, failure: &Failure) -> Response {
    let (status, key, hint, detail, retry) = match &*failure.0 {
        Inside::SignIn { .. } if is_api(visit) => {
            return api::problem(visit, StatusCode::UNAUTHORIZED, "signed-out", None);
        }
        Inside::SignIn { next } => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            return Redirect::to(&format!("{}?{query}", routes::sign_in())).into_response();
        }
        Inside::Page { status, key, hint, detail, retry } => (*status, *key, *hint, detail.clone(), *retry),
    };
    let hint = hint.map(|hint| visit.ui.t(&format!("denied-{hint}"))).or(detail);
    if is_api(visit) {
        return api::problem(visit, status, key, hint.as_deref());
    }
    let page =
        ErrorPage { ui: visit.ui.clone(), status: status.as_u16(), key, hint, request: visit.request.to_string() };
    let mut response = match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of an error does not render");
            status.into_response()
        }
    };
    if let Some(seconds) = retry.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

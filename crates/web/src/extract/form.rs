//! Forms: bounded, each key once unless the type says otherwise, and with the token of the session.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::Visit;
use crate::{Failure, State};

/// The most that a form may hold, in bytes.
const MAX: usize = 1 << 20;

/// A form of one of our pages.
pub(crate) struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<State> for Form<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, _: &State) -> Result<Self, Failure> {
        let visit = request.extensions().get::<Visit>().cloned();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::status(StatusCode::UNSUPPORTED_MEDIA_TYPE, "rejected"));
        }
        let body = to_bytes(request.into_body(), MAX).await.map_err(|_| Failure::too_large())?;
        let mut token = String::new();
        let mut rest = form_urlencoded::Serializer::new(String::with_capacity(body.len()));
        for (key, value) in form_urlencoded::parse(&body) {
            if key == "form_token" {
                token = value.into_owned();
            } else {
                rest.append_pair(&key, &value);
            }
        }
        check(visit.as_ref(), &token)?;
        serde_html_form::from_str(&rest.finish()).map(Self).map_err(|e| Failure::rejected(&e.to_string()))
    }
}

/// A form with a button and nothing else.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// Refuses a form of someone signed in that does not carry the token of the session.
fn check(visit: Option<&Visit>, token: &str) -> Result<(), Failure> {
    match visit {
        Some(visit) if visit.session.is_none() => Ok(()),
        Some(visit) if bool::from(visit.ui.form_token.as_bytes().ct_eq(token.as_bytes())) => Ok(()),
        _ => Err(Failure::forged()),
    }
}

/// Reads the token of a form with files: its first field.
pub(crate) async fn multipart_token(visit: &Visit, form: &mut Multipart) -> Result<(), Failure> {
    let field = form.next_field().await.map_err(|e| Failure::rejected(&e.to_string()))?;
    let Some(field) = field.filter(|f| f.name() == Some("form_token")) else { return Err(Failure::forged()) };
    let token = field.text().await.map_err(|e| Failure::rejected(&e.to_string()))?;
    check(Some(visit), &token)
}

/// The query of an address; keys may repeat where the type says so.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<State> for Query<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        serde_html_form::from_str(parts.uri.query().unwrap_or_default())
            .map(Self)
            .map_err(|e| Failure::rejected(&e.to_string()))
    }
}

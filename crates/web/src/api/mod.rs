//! What programs read: JSON, one file a room. Access is that of the pages; errors are problems (RFC 9457).

pub(crate) mod questions;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::extract::Visit;

/// Where programs read.
pub(crate) const PREFIX: &str = "/api/";

/// An error as programs read it, in place of the page.
pub(crate) fn problem(visit: &Visit, status: StatusCode, key: &str, detail: Option<&str>) -> Response {
    let title = visit.ui.word(key, "title");
    let mut body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "code": key });
    if let Some(detail) = detail {
        body["detail"] = json!(detail);
    }
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}

/// An answer in JSON, kept by nobody on the way.
pub(crate) fn answer(value: &Value) -> Response {
    let headers: [(HeaderName, HeaderValue); 1] =
        [(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))];
    (headers, value.to_string()).into_response()
}

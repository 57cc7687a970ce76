//! Styles and scripts, inside the binary.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use views::Assets;

#[derive(RustEmbed)]
#[folder = "assets/dist"]
#[allow_missing = true]
struct Dist;

/// The links that pages carry; the content's hash is in them, so that browsers may keep what they fetched.
pub(crate) fn links() -> Assets {
    let link = |name: &str| {
        Dist::get(name).map(|file| format!("/assets/{name}?v={}", &hex::encode(Sha256::digest(&file.data))[..12]))
    };
    Assets { css: link("app.css").unwrap_or_default(), js: link("app.js").unwrap_or_default() }
}

/// Hands out one file.
pub(crate) async fn get(Path(name): Path<String>) -> Response {
    let Some(file) = Dist::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, file.data.into_owned()).into_response()
}

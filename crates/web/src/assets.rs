//! Styles, scripts and the icon, inside the binary.

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
    Assets { css: link("app.css").unwrap_or_default().into(), js: link("app.js").unwrap_or_default().into() }
}

/// The icon for browsers that ask for it without being told where it is.
pub(crate) async fn favicon() -> Response {
    icon("image/x-icon", include_bytes!("../assets/icon/favicon.ico"))
}

fn icon(kind: &'static str, bytes: &'static [u8]) -> Response {
    // its address never changes, so it is asked for again after a day
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")], bytes).into_response()
}

/// Hands out one file.
pub(crate) async fn get(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "icon.svg" => return icon("image/svg+xml", include_bytes!("../assets/icon/icon.svg")),
        "icon.png" => return icon("image/png", include_bytes!("../assets/icon/icon.png")),
        _ => {}
    }
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

//! Reading pages, kept as they were rendered. Which one someone gets is decided anew for every request.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use app::library::Found;
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::extract::Visit;

/// The most bytes that are kept.
const MAX_BYTES: usize = 32 << 20;

/// What a rendered page depends on, in one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The session stands for the viewer, and for the token in the page's forms.
    pub fn new(visit: &Visit, found: &Found, asked: Option<i64>) -> Self {
        let mut hasher = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        add(&visit.session.unwrap_or_default());
        add(visit.ui.locale.as_str().as_bytes());
        add(visit.ui.zone.as_str().as_bytes());
        if let Some(person) = &visit.ui.viewer {
            add(person.name.as_bytes());
            add(person.role.as_str().as_bytes());
        }
        add(&asked.unwrap_or_default().to_le_bytes());
        add(found.version.id.0.as_bytes());
        for version in &found.versions {
            add(version.id.0.as_bytes());
            add(&version.retraction.as_ref().map(|r| r.at.as_microsecond()).unwrap_or_default().to_le_bytes());
        }
        Self(hasher.finalize().into())
    }
}

/// A rendered page.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    html: Bytes,
    tag: HeaderValue,
}

impl Kept {
    /// The page, or only word that the browser has it already.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let common = [
            (header::ETAG, self.tag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (header::VARY, HeaderValue::from_static("cookie, accept-encoding")),
        ];
        if headers.get(header::IF_NONE_MATCH) == Some(&self.tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
        (common, kind, self.html.clone()).into_response()
    }
}

/// Rendered pages, the oldest given up first.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    pages: HashMap<Key, Kept>,
    order: VecDeque<Key>,
    n_bytes: usize,
}

impl Shelf {
    /// Finds a page.
    pub fn get(&self, key: &Key) -> Option<Kept> {
        self.inside().pages.get(key).cloned()
    }

    /// Keeps a page.
    pub fn keep(&self, key: Key, html: String) -> Kept {
        let tag = format!("\"{}\"", &hex::encode(Sha256::digest(html.as_bytes()))[..32]);
        let tag = HeaderValue::from_str(&tag).expect("hexadecimal digits between quotes fit into a header");
        let kept = Kept { html: Bytes::from(html), tag };
        if kept.html.len() > MAX_BYTES / 4 {
            return kept;
        }
        let mut inside = self.inside();
        if inside.pages.insert(key, kept.clone()).is_none() {
            inside.order.push_back(key);
            inside.n_bytes += kept.html.len();
        }
        while inside.n_bytes > MAX_BYTES {
            let Some(oldest) = inside.order.pop_front() else { break };
            if let Some(gone) = inside.pages.remove(&oldest) {
                inside.n_bytes -= gone.html.len();
            }
        }
        kept
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        // a panic between two of these lines leaves at worst a page too many
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shared by all handlers.
pub(crate) type Reading = Arc<Shelf>;

//! Reading pages, kept as they were rendered and packed. Which one someone gets is decided anew for every request.

use std::{
    collections::{HashMap, VecDeque},
    io::Write,
    sync::{Mutex, PoisonError},
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
    pub fn new(visit: &Visit, found: &Found, asked: Option<i64>, coding: Coding) -> Self {
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
        for version in &found.shelf.versions {
            add(version.id.0.as_bytes());
            add(&version.retraction.as_ref().map(|r| r.at.as_microsecond()).unwrap_or_default().to_le_bytes());
        }
        for severity in &found.shelf.severities {
            add(severity.code.as_bytes());
            add(severity.name.as_bytes());
            add(&severity.position.to_le_bytes());
        }
        add(coding.name().as_bytes());
        Self(hasher.finalize().into())
    }
}

/// How a page is packed on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    Gzip,
    Brotli,
}

impl Coding {
    /// The one that a browser likes best, of those that it takes.
    pub fn wanted(headers: &HeaderMap) -> Self {
        let all = headers.get_all(header::ACCEPT_ENCODING);
        let listed: Vec<(String, f32)> =
            all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).map(weighed).collect();
        let weight = |name: &str| {
            let named = |name: &str| listed.iter().find(|(n, _)| n == name).map(|(_, weight)| *weight);
            named(name).or_else(|| named("*")).unwrap_or(0.0)
        };
        let (gzip, brotli) = (weight("gzip"), weight("br"));
        if brotli > 0.0 && brotli >= gzip {
            Self::Brotli
        } else if gzip > 0.0 {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// Its name in headers.
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    fn pack(self, html: &str) -> std::io::Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(html.len() / 3);
        match self {
            Self::Plain => packed.extend_from_slice(html.as_bytes()),
            Self::Gzip => {
                let mut gzip = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::new(6));
                gzip.write_all(html.as_bytes())?;
                gzip.finish()?;
            }
            Self::Brotli => {
                brotli::CompressorWriter::new(&mut packed, 4096, 5, 22).write_all(html.as_bytes())?;
            }
        }
        Ok(packed)
    }
}

/// `gzip;q=0.5` as a name and a weight.
fn weighed(item: &str) -> (String, f32) {
    let (name, rest) = item.split_once(';').unwrap_or((item, ""));
    let weight = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
    (name.trim().to_ascii_lowercase(), weight)
}

/// A rendered page, packed.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    body: Bytes,
    coding: Coding,
    tag: HeaderValue,
}

impl Kept {
    /// Packs a page. Takes a millisecond or so.
    pub fn new(html: &str, coding: Coding) -> Self {
        // writing into memory does not fail; if it did, the page would go out plain
        let (body, coding) = match coding.pack(html) {
            Ok(body) => (body, coding),
            Err(_) => (html.as_bytes().to_vec(), Coding::Plain),
        };
        let tag = format!("\"{}-{}\"", &hex::encode(Sha256::digest(html.as_bytes()))[..32], coding.name());
        let tag = HeaderValue::from_str(&tag).expect("letters and digits between quotes fit into a header");
        Self { body: Bytes::from(body), coding, tag }
    }

    /// The page, or only word that the browser has it already.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let common = [
            (header::ETAG, self.tag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (header::VARY, HeaderValue::from_static("cookie, accept-encoding")),
        ];
        if self.is_known(headers) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let mut answer = (common, self.body.clone()).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if self.coding != Coding::Plain {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(self.coding.name()));
        }
        answer
    }

    /// Whether the browser says that it has just this.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
        tags.flat_map(|v| v.split(',')).any(|tag| self.tag == tag.trim().trim_start_matches("W/"))
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
    pub fn keep(&self, key: Key, kept: Kept) {
        if kept.body.len() > MAX_BYTES / 4 {
            return;
        }
        let mut inside = self.inside();
        inside.n_bytes += kept.body.len();
        match inside.pages.insert(key, kept) {
            Some(before) => inside.n_bytes -= before.body.len(),
            None => inside.order.push_back(key),
        }
        while inside.n_bytes > MAX_BYTES {
            let Some(oldest) = inside.order.pop_front() else { break };
            if let Some(gone) = inside.pages.remove(&oldest) {
                inside.n_bytes -= gone.body.len();
            }
        }
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        // a panic between two of these lines leaves at worst a page too many
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_chooses_how_a_page_is_packed() {
        let wanted = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(accept).unwrap());
            Coding::wanted(&headers)
        };
        assert_eq!(Coding::wanted(&HeaderMap::new()), Coding::Plain);
        assert_eq!(wanted("gzip"), Coding::Gzip);
        assert_eq!(wanted("gzip, deflate, br, zstd"), Coding::Brotli);
        assert_eq!(wanted("GZip;q=1.0, br;q=0.5"), Coding::Gzip);
        assert_eq!(wanted("br;q=0, gzip;q=0"), Coding::Plain);
        assert_eq!(wanted("*"), Coding::Brotli);
        assert_eq!(wanted("*, br;q=0"), Coding::Gzip);
        assert_eq!(wanted("identity"), Coding::Plain);
    }

    #[test]
    fn the_shelf_gives_up_the_oldest_when_full() {
        let shelf = Shelf::default();
        let page = || Kept {
            body: vec![0; MAX_BYTES / 4].into(),
            coding: Coding::Plain,
            tag: HeaderValue::from_static("\"x\""),
        };
        for n in 0..5 {
            shelf.keep(Key([n; 32]), page());
            shelf.keep(Key([n; 32]), page());
        }
        assert!(shelf.get(&Key([0; 32])).is_none());
        assert!((1..5).all(|n| shelf.get(&Key([n; 32])).is_some()));
        assert_eq!(shelf.inside().n_bytes, MAX_BYTES);
    }
}

//! The library: the list of what was published, and the page on which one publication is read.

use askama::Template;
use jiff::Timestamp;
use postmortem::{Number, Occasion, Severity};

use super::article::Article;
use crate::{Ui, routes};

/// A publication in the list.
#[derive(Debug, Clone)]
pub struct ListedView {
    /// The number.
    pub number: Number,
    /// Which version stands.
    pub version: i64,
    /// The title.
    pub title: String,
    /// The severity.
    pub severity: Severity,
    /// The occasion.
    pub occasion: Occasion,
    /// Tags.
    pub tags: Vec<String>,
    /// Services.
    pub services: Vec<String>,
    /// The beginning of its text.
    pub summary: String,
    /// When it was published.
    pub published_at: Timestamp,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The text.
    pub q: String,
    /// The code of a severity.
    pub severity: String,
    /// An occasion.
    pub occasion: String,
    /// A tag.
    pub tag: String,
    /// A service.
    pub service: String,
}

impl Chosen {
    /// The address of the list with these choices but one, on a page.
    fn address(&self, without: &str, page: i64) -> String {
        let mut query = Vec::new();
        let fields = [
            ("q", &self.q),
            ("severity", &self.severity),
            ("occasion", &self.occasion),
            ("tag", &self.tag),
            ("service", &self.service),
        ];
        for (name, value) in fields {
            if name != without && !value.is_empty() {
                query.push(format!("{name}={}", routes::segment(value)));
            }
        }
        if page > 1 {
            query.push(format!("page={page}"));
        }
        let path = routes::library();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The list of what was published.
#[derive(Template)]
#[template(path = "library/list.html")]
pub struct LibraryPage {
    /// What every page knows.
    pub ui: Ui,
    /// What is on this page.
    pub listed: Vec<ListedView>,
    /// How many there are on all pages.
    pub n_all: i64,
    /// The page, from 1.
    pub page: i64,
    /// How many pages there are.
    pub n_pages: i64,
    /// The places of the first and the last on this page.
    pub spot: (i64, i64),
    /// What the list is narrowed to.
    pub chosen: Chosen,
    /// The severities that occur: code, name and how many.
    pub severities: Vec<(String, String, i64)>,
    /// The occasions that occur, and how many.
    pub occasions: Vec<(String, i64)>,
}

/// The list of what bears a tag.
fn of_tag(tag: &str) -> String {
    Chosen { tag: tag.to_owned(), ..Chosen::default() }.address("", 1)
}

/// The list of what names a service.
fn of_service(service: &str) -> String {
    Chosen { service: service.to_owned(), ..Chosen::default() }.address("", 1)
}

impl LibraryPage {
    /// What narrows the list, each with the address of the list without it.
    fn narrowed(&self) -> Vec<(String, String)> {
        let c = &self.chosen;
        let severity = self.severities.iter().find(|(code, _, _)| *code == c.severity).map(|(_, name, _)| name.clone());
        let occasion = if c.occasion.is_empty() { String::new() } else { self.ui.word("occasion", &c.occasion) };
        let shown = [
            ("q", "library-filter-text", c.q.clone()),
            ("severity", "field-severity", severity.unwrap_or_else(|| c.severity.clone())),
            ("occasion", "field-occasion", occasion),
            ("tag", "library-filter-tag", c.tag.clone()),
            ("service", "library-filter-service", c.service.clone()),
        ];
        shown
            .into_iter()
            .filter(|(_, _, value)| !value.is_empty())
            .map(|(name, label, value)| (format!("{}: {value}", self.ui.t(label)), c.address(name, 1)))
            .collect()
    }
}

/// A version in the list of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    /// Which version.
    pub version: i64,
    /// What it corrected.
    pub note: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it was withdrawn.
    pub retracted_at: Option<Timestamp>,
    /// Why it was published although questions were to be settled first; shown to those who work on it only.
    pub overridden: Option<String>,
    /// Whether it is the one on this page.
    pub is_here: bool,
}

/// The page on which a publication is read.
#[derive(Template)]
#[template(path = "library/reading.html")]
pub struct ReadingPage {
    /// What every page knows.
    pub ui: Ui,
    /// The number.
    pub number: Number,
    /// The version on this page.
    pub version: i64,
    /// The newer version that stands, where this is an earlier one.
    pub newer: Option<i64>,
    /// What this version corrected.
    pub note: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// The title.
    pub title: String,
    /// The severity as it was called then, and its place in the scheme.
    pub severity: Severity,
    /// The occasion.
    pub occasion: Occasion,
    /// Services.
    pub services: Vec<String>,
    /// Teams and departments.
    pub groups: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// How long reading takes, in minutes.
    pub minutes: i64,
    /// The text.
    pub article: Article,
    /// The versions, the latest first.
    pub versions: Vec<VersionView>,
    /// What people go on with: `?version=2` where an earlier version is read.
    pub query: String,
}

/// The page of a publication that was withdrawn.
#[derive(Template)]
#[template(path = "library/retracted.html")]
pub struct RetractedPage {
    /// What every page knows.
    pub ui: Ui,
    /// The number.
    pub number: Number,
    /// When it was withdrawn.
    pub retracted_at: Timestamp,
    /// Why; empty where it was merged into another postmortem.
    pub reason: String,
    /// The version that stands instead.
    pub standing: Option<i64>,
}

//! The library: what was published, for everyone in the company. Nothing here opens the work itself.

use std::sync::Arc;

use postmortem::{Number, Occasion, Role, Severity};
use store::{
    Tx,
    publication::{Facets, File, Filter, Listed, Publication, Version},
};

use crate::{Ctx, Error, Result, publication::folded};

/// Publications on one page.
const PAGE: i64 = 50;
/// The most characters of a text that is looked for.
const MAX_TEXT: usize = 256;
/// The most words of it.
const MAX_WORDS: usize = 16;

/// What the list is narrowed to, and which page of it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words, all of which the text has to hold.
    pub text: String,
    /// The code of a severity.
    pub severity: Option<String>,
    /// An occasion.
    pub occasion: Option<Occasion>,
    /// A tag.
    pub tag: Option<String>,
    /// A service.
    pub service: Option<String>,
    /// The page, from 1.
    pub page: i64,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What is on it, the latest first.
    pub listed: Vec<Listed>,
    /// How many there are on all pages.
    pub n_all: i64,
    /// The page, from 1.
    pub page: i64,
    /// How many pages there are.
    pub n_pages: i64,
    /// How many are on a full page.
    pub page_size: i64,
    /// What the list can be narrowed to.
    pub facets: Facets,
}

/// A version that someone opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The version as it is kept.
    pub row: Publication,
    /// What it says; none where it was withdrawn.
    pub text: Option<publish::Publication>,
    /// What it stands among.
    pub shelf: Shelf,
}

/// Which version someone gets, before its text is read.
#[derive(Debug, Clone)]
pub struct Found {
    /// The version.
    pub version: Version,
    /// What it stands among.
    pub shelf: Arc<Shelf>,
}

/// What readers find under a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// All versions, the latest first.
    pub versions: Vec<Version>,
    /// The scheme of severities, by which the page names them.
    pub severities: Vec<Severity>,
}

impl Shelf {
    /// The named version, or the latest that stands, or else the latest.
    fn version(&self, version: Option<i64>) -> Result<Version> {
        let found = match version {
            Some(version) => self.versions.iter().find(|v| v.version == version),
            None => self.versions.iter().find(|v| v.retraction.is_none()).or(self.versions.first()),
        };
        found.cloned().ok_or(Error::NotFound)
    }
}

/// The words of a text that is looked for, folded.
pub(crate) fn search_words(text: &str) -> Vec<String> {
    let folded = folded(&without_control(text));
    folded.split(' ').filter(|w| !w.is_empty()).take(MAX_WORDS).map(str::to_owned).collect()
}

/// Lists what was published, the latest first.
pub async fn list(ctx: &Ctx, wanted: &Wanted) -> Result<Page> {
    ctx.need(Role::Reader)?;
    let field = |value: &Option<String>| value.as_deref().map(without_control);
    let filter = Filter {
        words: search_words(&wanted.text),
        severity: field(&wanted.severity),
        occasion: wanted.occasion,
        tag: field(&wanted.tag),
        service: field(&wanted.service),
    };
    let mut tx = ctx.house.db.read().await?;
    let n_all = store::publication::count(&mut tx, &filter).await?;
    let n_pages = ((n_all + PAGE - 1) / PAGE).max(1);
    let page = wanted.page.clamp(1, n_pages);
    let listed = store::publication::list(&mut tx, &filter, (page - 1) * PAGE, PAGE).await?;
    let facets = store::publication::facets(&mut tx).await?;
    Ok(Page { listed, n_all, page, n_pages, page_size: PAGE, facets })
}

/// Bounded, and without characters that no kept text holds and one of the databases does not take.
fn without_control(text: &str) -> String {
    text.chars().take(MAX_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Finds which version someone gets: the named one, or the latest that stands. Cheap.
pub async fn find(ctx: &Ctx, number: Number, version: Option<i64>) -> Result<Found> {
    ctx.need(Role::Reader)?;
    let stamp = ctx.stamp().await?;
    let shelf = if let Some(shelf) = ctx.house.shelves.get(stamp, &number) {
        shelf
    } else {
        let mut tx = ctx.house.db.read().await?;
        let shelf = shelf(&mut tx, number).await?;
        ctx.house.shelves.keep(stamp, number, Arc::new(shelf))
    };
    Ok(Found { version: shelf.version(version)?, shelf })
}

async fn shelf(tx: &mut Tx, number: Number) -> Result<Shelf> {
    let versions = store::publication::versions(tx, number).await?;
    if versions.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(Shelf { versions, severities: store::severity::list(tx).await? })
}

/// Opens a version. Of one that was withdrawn only that is told.
pub async fn read(ctx: &Ctx, number: Number, version: Option<i64>) -> Result<Opened> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    let shelf = shelf(&mut tx, number).await?;
    let version = shelf.version(version)?.version;
    let row = store::publication::find(&mut tx, number, Some(version)).await?.ok_or(Error::NotFound)?;
    let text = match row.retraction {
        None => Some(serde_json::from_str(&row.document).map_err(Error::internal)?),
        Some(_) => None,
    };
    Ok(Opened { row, text, shelf })
}

/// Finds a file that a standing version shows.
pub async fn file(ctx: &Ctx, number: Number, version: Option<i64>, hash: &str) -> Result<File> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    let version = shelf(&mut tx, number).await?.version(version)?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if version.retraction.is_some() || !is_hash {
        return Err(Error::NotFound);
    }
    store::publication::find_file(&mut tx, version.id, hash).await?.ok_or(Error::NotFound)
}

/// Reads the scheme of severities, to name what the list shows.
pub async fn severities(ctx: &Ctx) -> Result<Vec<postmortem::Severity>> {
    crate::workbench::severities(ctx).await
}

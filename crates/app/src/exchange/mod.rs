//! Documents that leave and come back: Markdown, HTML, JSON and bundles.
//!
//! Editors take everything that people wrote; everyone else takes what was published. Access, histories and accounts
//! are in no document.

mod bundle;
mod full_json;
mod incoming;

use postmortem::Number;
use publish::Names;

use crate::{Ctx, Error, Result, access, files, library, publication};

pub use bundle::Archive;
pub use incoming::{Incoming, Outcome, WhenKnown, import_postmortem};

/// The form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown with front matter; what comes back.
    Markdown,
    /// One HTML page that needs nothing else.
    Html,
    /// For programs.
    Json,
    /// A zip of the Markdown, the evidence and the files.
    Bundle,
}

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// All that people wrote; for editors.
    Full,
    /// What was published to the company.
    Company {
        /// Which version; the one that stands where none is named.
        version: Option<i64>,
    },
}

/// A document on its way out.
#[derive(Debug)]
pub struct Exported {
    /// A name to save it under.
    pub name: String,
    /// Its type.
    pub media_type: &'static str,
    /// What it holds.
    pub body: Body,
}

/// What a document holds.
#[derive(Debug)]
pub enum Body {
    /// A text.
    Text(String),
    /// A bundle, to be read from its beginning.
    Archive(Archive),
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Bundle => "zip",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Bundle => "application/zip",
        }
    }
}

/// Makes a document. A bundle holds everything, so that only editors get one.
pub async fn export(ctx: &Ctx, number: Number, format: Format, audience: Audience) -> Result<Exported> {
    let body = match audience {
        Audience::Full => full(ctx, number, format).await?,
        Audience::Company { version } => Body::Text(company(ctx, number, format, version).await?),
    };
    Ok(Exported { name: format!("{number}.{}", format.ending()), media_type: format.media_type(), body })
}

async fn full(ctx: &Ctx, number: Number, format: Format) -> Result<Body> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let full = publication::gather(&mut tx, &postmortem).await?;
    let locale = ctx.locale();
    Ok(match format {
        Format::Markdown => Body::Text(publish::markdown::export(&full, locale)),
        Format::Html => {
            let shown = publish::project(&full, Names::Shown, &[], locale).publication;
            Body::Text(publish::html::page(&shown, locale))
        }
        Format::Json => Body::Text(full_json::document(&full)?),
        Format::Bundle => {
            let markdown = publish::markdown::export(&full, locale);
            // the parts of a bundle are read one after the other, each in a transaction of its own
            tx.rollback().await?;
            Body::Archive(bundle::write(ctx, &full, markdown).await?)
        }
    })
}

async fn company(ctx: &Ctx, number: Number, format: Format, version: Option<i64>) -> Result<String> {
    let opened = library::read(ctx, number, version).await?;
    let text = opened.text.ok_or(Error::NotFound)?;
    match format {
        Format::Markdown => Ok(publish::markdown::publication(&text, text.locale)),
        Format::Html => Ok(publish::html::page(&text, text.locale)),
        Format::Json => {
            let document = publish::json::document(&text);
            serde_json::to_string_pretty(&document).map_err(Error::internal)
        }
        Format::Bundle => Err(Error::NotFound),
    }
}

/// The fact by which an item says that only its hash came along.
const ABSENT: &str = "not_included";

/// Whether only the hash of this item came along, from a document without a bundle.
pub fn is_absent(item: &store::evidence::Evidence) -> bool {
    item.details.iter().any(|(name, _)| name == ABSENT)
}

/// A file as readers of a publication get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The type under which it is served.
    pub media_type: String,
    /// Whether it is shown in place.
    pub disposition: &'static str,
}

/// Reads what is shown of a file of a publication. Of what is no picture nothing is shown: the original stays inside.
pub async fn shown_file(ctx: &Ctx, file: &store::publication::File) -> Result<ShownFile> {
    let hash = file.shown_hash.as_deref().ok_or(Error::NotFound)?;
    let bytes = files::read_blob(&ctx.house, hash).await?;
    let media_type = evidence::note::MediaType::of(&bytes).as_str().to_owned();
    Ok(ShownFile { bytes, media_type, disposition: "inline" })
}

/// An empty file for an upload; without a name, so that it is gone once it is closed.
pub async fn spool(house: &crate::House) -> Result<tokio::fs::File> {
    let folder = house.options.data.join("uploads");
    let file = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await??;
    Ok(tokio::fs::File::from_std(file))
}

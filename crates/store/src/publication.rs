//! What the company reads: frozen versions, and nothing else. The functions for readers name no other table.

use jiff::Timestamp;
use postmortem::{ActorId, Locale, Number, Occasion, PersonId, PostmortemId, PublicationId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db, word},
};

mod list;

pub use list::{Facets, Filter, Listed, count, facets, list};

/// A version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its id.
    pub id: PublicationId,
    /// The postmortem that it tells of.
    pub postmortem: PostmortemId,
    /// The number of that postmortem.
    pub number: Number,
    /// Which version it is, from 1.
    pub version: i64,
    /// Who may read it.
    pub audience: String,
    /// The language of its labels.
    pub locale: Locale,
    /// The title.
    pub title: String,
    /// The code of the severity.
    pub severity: String,
    /// The occasion.
    pub occasion: Occasion,
    /// Tags.
    pub tags: Vec<String>,
    /// Services.
    pub services: Vec<String>,
    /// The beginning of its text, for lists.
    pub summary: String,
    /// All its words, folded for the filter.
    pub folded: String,
    /// The document, as JSON.
    pub document: String,
    /// SHA-256 of the document.
    pub hash: Vec<u8>,
    /// What was corrected; empty in the first version.
    pub note: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it.
    pub published_by: Option<PersonId>,
    /// Why it was published although questions were to be settled first; not for its readers.
    pub overridden: Option<String>,
    /// Since when and why it is withdrawn.
    pub retraction: Option<Retraction>,
}

/// Since when and why a publication is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// When.
    pub at: Timestamp,
    /// Why, for its readers; empty where the postmortem was merged into another.
    pub reason: String,
}

/// A version without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: PublicationId,
    /// Which version it is.
    pub version: i64,
    /// What was corrected.
    pub note: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Why it was published although questions were to be settled first; not for its readers.
    pub overridden: Option<String>,
    /// Since when and why it is withdrawn.
    pub retraction: Option<Retraction>,
}

/// A file that a publication shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// SHA-256 of the original, in hex: the name by which texts refer to it.
    pub hash: String,
    /// SHA-256 of what is shown of it, in hex.
    pub shown_hash: Option<String>,
    /// Its type.
    pub media_type: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    postmortem_id: Uuid,
    year: i64,
    count: i64,
    version: i64,
    audience: String,
    locale: String,
    title: String,
    severity: String,
    occasion: String,
    tags: String,
    services: String,
    summary: String,
    folded: String,
    document: String,
    hash: Vec<u8>,
    note: String,
    published_at: Micros,
    published_by: Option<Uuid>,
    overridden: Option<String>,
    retracted_at: Option<Micros>,
    retraction: Option<String>,
}

impl TryFrom<Row> for Publication {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: PublicationId(row.id),
            postmortem: PostmortemId(row.postmortem_id),
            number: number(row.year, row.count)?,
            version: row.version,
            audience: row.audience,
            locale: word("publications", "locale", &row.locale)?,
            title: row.title,
            severity: row.severity,
            occasion: word("publications", "occasion", &row.occasion)?,
            tags: unpacked(&row.tags),
            services: unpacked(&row.services),
            summary: row.summary,
            folded: row.folded,
            document: row.document,
            hash: row.hash,
            note: row.note,
            published_at: row.published_at.into(),
            published_by: row.published_by.map(PersonId),
            overridden: row.overridden,
            retraction: retraction(row.retracted_at, row.retraction),
        })
    }
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: Uuid,
    version: i64,
    note: String,
    published_at: Micros,
    overridden: Option<String>,
    retracted_at: Option<Micros>,
    retraction: Option<String>,
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self {
            id: PublicationId(row.id),
            version: row.version,
            note: row.note,
            published_at: row.published_at.into(),
            overridden: row.overridden,
            retraction: retraction(row.retracted_at, row.retraction),
        }
    }
}

fn number(year: i64, count: i64) -> Result<Number> {
    let year = i16::try_from(year).map_err(|_| Error::Corrupt {
        table: "publications",
        column: "year",
        what: year.to_string(),
    })?;
    Ok(Number { year, count })
}

fn retraction(at: Option<Micros>, reason: Option<String>) -> Option<Retraction> {
    at.map(|at| Retraction { at: at.into(), reason: reason.unwrap_or_default() })
}

/// Each name on a line of its own with a line's end on both sides, so that one can be looked for whole.
fn packed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("\n{}\n", names.join("\n")) }
}

fn unpacked(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Finds a version; without one named, the latest that is not withdrawn, or else the latest.
pub async fn find(tx: &mut Tx, number: Number, version: Option<i64>) -> Result<Option<Publication>> {
    let row: Option<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT id, postmortem_id, year, count, version, audience, locale, title, severity, occasion, tags, services,
                summary, folded, document, hash, note, published_at, published_by, overridden, retracted_at,
                retraction
         FROM publications
         WHERE year = $1 AND count = $2 AND ($3 IS NULL OR version = $3)
         ORDER BY CASE WHEN retracted_at IS NULL THEN 0 ELSE 1 END, version DESC
         LIMIT 1"
    )
    .bind(i64::from(number.year))
    .bind(number.count)
    .bind(version)
    .fetch_optional(c)
    .await
    })?;
    row.map(Publication::try_from).transpose()
}

/// Finds which version a reader gets, without its text.
pub async fn find_version(tx: &mut Tx, number: Number, version: Option<i64>) -> Result<Option<Version>> {
    let row: Option<VersionRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, version, note, published_at, overridden, retracted_at, retraction
         FROM publications
         WHERE year = $1 AND count = $2 AND ($3 IS NULL OR version = $3)
         ORDER BY CASE WHEN retracted_at IS NULL THEN 0 ELSE 1 END, version DESC
         LIMIT 1"
    )
    .bind(i64::from(number.year))
    .bind(number.count)
    .bind(version)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Version::from))
}

/// Reads the versions of a postmortem, the latest first.
pub async fn versions(tx: &mut Tx, number: Number) -> Result<Vec<Version>> {
    let rows: Vec<VersionRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, version, note, published_at, overridden, retracted_at, retraction
         FROM publications WHERE year = $1 AND count = $2
         ORDER BY version DESC"
    )
    .bind(i64::from(number.year))
    .bind(number.count)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Version::from).collect())
}

/// Finds a file that a version shows.
pub async fn find_file(tx: &mut Tx, publication: PublicationId, hash: &str) -> Result<Option<File>> {
    let row: Option<(String, Option<String>, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT hash, shown_hash, media_type FROM publication_files WHERE publication_id = $1 AND hash = $2"
    )
    .bind(publication.0)
    .bind(hash)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(hash, shown_hash, media_type)| File { hash, shown_hash, media_type }))
}

/// Adds a version with its files; `Duplicate` where somebody was faster.
pub async fn insert(tx: &mut Tx, publication: &Publication, files: &[File]) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO publications
             (id, postmortem_id, year, count, version, audience, locale, title, severity, occasion, tags, services,
              summary, folded, document, hash, note, published_at, published_by,
              overridden)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    )
    .bind(publication.id.0)
    .bind(publication.postmortem.0)
    .bind(i64::from(publication.number.year))
    .bind(publication.number.count)
    .bind(publication.version)
    .bind(&publication.audience)
    .bind(publication.locale.as_str())
    .bind(&publication.title)
    .bind(&publication.severity)
    .bind(publication.occasion.as_str())
    .bind(packed(&publication.tags))
    .bind(packed(&publication.services))
    .bind(&publication.summary)
    .bind(&publication.folded)
    .bind(&publication.document)
    .bind(&publication.hash)
    .bind(&publication.note)
    .bind(Micros::from(publication.published_at))
    .bind(publication.published_by.map(|p| p.0))
    .bind(&publication.overridden)
    .execute(c)
    .await
    .map(|_| ()))?;
    for file in files {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO publication_files (publication_id, hash, shown_hash, media_type) VALUES ($1, $2, $3, $4)"
        )
        .bind(publication.id.0)
        .bind(&file.hash)
        .bind(&file.shown_hash)
        .bind(&file.media_type)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}

/// Withdraws every version that still stands; returns how many did.
pub async fn update_retracted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    retraction: &Retraction,
    by: Option<PersonId>,
) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query(
        "UPDATE publications SET retracted_at = $2, retraction = $3, retracted_by = $4
         WHERE postmortem_id = $1 AND retracted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(Micros::from(retraction.at))
    .bind(&retraction.reason)
    .bind(by.map(|p| p.0))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// Reads the order in which the actors of a postmortem got their letters.
pub async fn role_order(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<ActorId>> {
    let text: Option<String> =
        on_db!(tx, |c| sqlx::query_scalar("SELECT actors FROM role_orders WHERE postmortem_id = $1")
            .bind(postmortem.0)
            .fetch_optional(c)
            .await)?;
    let corrupt = |text: &str| Error::Corrupt { table: "role_orders", column: "actors", what: text.to_owned() };
    text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text).map_err(|_| corrupt(&text)))
}

/// Keeps the order in which the actors get their letters.
pub async fn set_role_order(tx: &mut Tx, postmortem: PostmortemId, order: &[ActorId]) -> Result<()> {
    let text = serde_json::to_string(order).expect("ids always serialise");
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO role_orders (postmortem_id, actors) VALUES ($1, $2)
         ON CONFLICT (postmortem_id) DO UPDATE SET actors = excluded.actors"
    )
    .bind(postmortem.0)
    .bind(&text)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

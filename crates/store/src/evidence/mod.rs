//! Evidence: raw items with their originals, each kept once. Nothing here edits an item; another content of the same
//! key is another revision.

mod counts;
mod filter;
mod insert;
mod list;
mod pack;
mod remove;
mod thread;

use jiff::Timestamp;
use postmortem::{EvidenceId, ImportId, PostmortemId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use counts::{Counts, Facet, Facets, apply_counts, facets, recount};
pub use filter::{Filter, Page};
pub use insert::{Inserted, Target, Word, insert, insert_fresh};
pub use list::{Density, Passing, count, density, list, position_of, walk};
pub use pack::{Block, NewEvidence, Packed, pack};
pub use remove::{cited, delete_by_import};
pub use thread::thread;

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// The kind of source.
    pub source: String,
    /// The source's own id of it.
    pub key: String,
    /// Counts the contents seen under this key, from 1.
    pub revision: i64,
    /// Whether it is the latest revision.
    pub is_current: bool,
    /// Whether the source says that it was deleted.
    pub is_deleted: bool,
    /// What it is.
    pub kind: String,
    /// The source's id of its author.
    pub handle: Option<String>,
    /// The author's name, where the source tells it.
    pub author: Option<String>,
    /// Whether a program made it.
    pub is_bot: bool,
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone in which the source gave the time.
    pub zone: Option<String>,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The key of the item that began the thread.
    pub thread: Option<String>,
    /// The readable text.
    pub text: String,
    /// Where it can be seen at its source.
    pub link: Option<String>,
    /// Small further facts.
    pub details: Vec<(String, String)>,
    /// SHA-256 of the original.
    pub hash: Vec<u8>,
    /// Whether secrets were replaced in it.
    pub is_scrubbed: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    import_id: Option<Uuid>,
    source: String,
    key: String,
    revision: i64,
    is_current: bool,
    is_deleted: bool,
    kind: String,
    handle: Option<String>,
    author: Option<String>,
    is_bot: bool,
    occurred_at: Micros,
    zone: Option<String>,
    place: Option<String>,
    thread: Option<String>,
    text: String,
    link: Option<String>,
    details: String,
    hash: Vec<u8>,
    is_scrubbed: bool,
}

/// The columns of [`Row`].
const COLUMNS: &str = "e.id, e.import_id, e.source, e.key, e.revision, e.is_current, e.is_deleted, e.kind, e.handle,
    e.author, e.is_bot, e.occurred_at, e.zone, e.place, e.thread, e.text, e.link, e.details, e.hash, e.is_scrubbed";

impl TryFrom<Row> for Evidence {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let details = if row.details == "[]" {
            Vec::new()
        } else {
            serde_json::from_str(&row.details).map_err(|_| Error::Corrupt {
                table: "evidence",
                column: "details",
                what: row.details.clone(),
            })?
        };
        Ok(Self {
            id: EvidenceId(row.id),
            import: row.import_id.map(ImportId),
            source: row.source,
            key: row.key,
            revision: row.revision,
            is_current: row.is_current,
            is_deleted: row.is_deleted,
            kind: row.kind,
            handle: row.handle,
            author: row.author,
            is_bot: row.is_bot,
            occurred: row.occurred_at.into(),
            zone: row.zone,
            place: row.place,
            thread: row.thread,
            text: row.text,
            link: row.link,
            details,
            hash: row.hash,
            is_scrubbed: row.is_scrubbed,
        })
    }
}

fn items(rows: Vec<Row>) -> Result<Vec<Evidence>> {
    rows.into_iter().map(Evidence::try_from).collect()
}

/// A value bound to a statement that is put together from parts.
#[derive(Debug, Clone)]
enum Arg {
    Id(Uuid),
    Int(i64),
    Text(String),
}

/// Binds all values in order.
macro_rules! bind_all {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Id(value) => query.bind(*value),
                Arg::Int(value) => query.bind(*value),
                Arg::Text(value) => query.bind(value.as_str()),
            };
        }
        query
    }};
}
use bind_all;

/// `$3, $4, $5` for three values after two others.
fn placeholders(after: usize, n: usize) -> String {
    (after + 1..=after + n).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

async fn select(tx: &mut Tx, rest: &str, args: &[Arg]) -> Result<Vec<Evidence>> {
    let sql = format!("SELECT {COLUMNS} FROM evidence e {rest}");
    let rows: Vec<Row> = on_db!(tx, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), args).fetch_all(c).await)?;
    items(rows)
}

/// Reads one item, of any revision.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: EvidenceId) -> Result<Evidence> {
    let args = [Arg::Id(postmortem.0), Arg::Id(id.0)];
    let found = select(tx, "WHERE e.postmortem_id = $1 AND e.id = $2", &args).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// Reads the items of these ids that belong to the postmortem, in the order of time.
pub async fn by_ids(tx: &mut Tx, postmortem: PostmortemId, ids: &[EvidenceId]) -> Result<Vec<Evidence>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let mut args = vec![Arg::Id(postmortem.0)];
        args.extend(ids.iter().map(|id| Arg::Id(id.0)));
        let rest = format!("WHERE e.postmortem_id = $1 AND e.id IN ({})", placeholders(1, ids.len()));
        found.extend(select(tx, &rest, &args).await?);
    }
    found.sort_by_key(|item| (item.occurred, item.id));
    Ok(found)
}

/// Finds the current item of a key.
pub async fn find_by_key(tx: &mut Tx, postmortem: PostmortemId, source: &str, key: &str) -> Result<Option<Evidence>> {
    let args = [Arg::Id(postmortem.0), Arg::Text(source.to_owned()), Arg::Text(key.to_owned())];
    let rest = "WHERE e.postmortem_id = $1 AND e.source = $2 AND e.key = $3 AND e.is_current";
    Ok(select(tx, rest, &args).await?.into_iter().next())
}

/// Finds an item by the hash of its original, the current revision first.
pub async fn find_by_hash(tx: &mut Tx, postmortem: PostmortemId, hash: &[u8]) -> Result<Option<Evidence>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, import_id, source, key, revision, is_current, is_deleted, kind, handle, author, is_bot,
                occurred_at, zone, place, thread, text, link, details, hash, is_scrubbed
         FROM evidence WHERE postmortem_id = $1 AND hash = $2
         ORDER BY is_current DESC, id LIMIT 1"
    )
    .bind(postmortem.0)
    .bind(hash)
    .fetch_optional(c)
    .await)?;
    row.map(Evidence::try_from).transpose()
}

/// Reads all revisions of a key, the latest first.
pub async fn revisions(tx: &mut Tx, postmortem: PostmortemId, source: &str, key: &str) -> Result<Vec<Evidence>> {
    let args = [Arg::Id(postmortem.0), Arg::Text(source.to_owned()), Arg::Text(key.to_owned())];
    let rest = "WHERE e.postmortem_id = $1 AND e.source = $2 AND e.key = $3 ORDER BY e.revision DESC";
    select(tx, rest, &args).await
}

/// Reads up to `n` current items on each side of an instant, in the order of time.
pub async fn near(tx: &mut Tx, postmortem: PostmortemId, at: Timestamp, n: i64) -> Result<Vec<Evidence>> {
    let args = [Arg::Id(postmortem.0), Arg::Int(at.as_microsecond()), Arg::Int(n)];
    let before = "WHERE e.postmortem_id = $1 AND e.is_current AND e.occurred_at < $2
                  ORDER BY e.occurred_at DESC, e.id DESC LIMIT $3";
    let after = "WHERE e.postmortem_id = $1 AND e.is_current AND e.occurred_at >= $2
                 ORDER BY e.occurred_at, e.id LIMIT $3";
    let mut found = select(tx, before, &args).await?;
    found.reverse();
    found.extend(select(tx, after, &args).await?);
    Ok(found)
}

/// Reads the original bytes of an item and checks them against its hash.
pub async fn raw(tx: &mut Tx, postmortem: PostmortemId, id: EvidenceId) -> Result<Vec<u8>> {
    let row: Option<(Vec<u8>, i64, i64, Vec<u8>)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT b.bytes, e.raw_at, e.raw_length, e.hash
         FROM evidence e JOIN raw_blocks b ON b.id = e.raw_block_id
         WHERE e.postmortem_id = $1 AND e.id = $2"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_optional(c)
    .await)?;
    let (block, at, length, hash) = row.ok_or(Error::NotFound)?;
    let damaged = |what: &str| Error::Corrupt { table: "raw_blocks", column: "bytes", what: format!("{what} of {id}") };
    let bytes = lz4_flex::block::decompress_size_prepended(&block).map_err(|_| damaged("the block"))?;
    let range = usize::try_from(at).ok().zip(usize::try_from(length).ok());
    let raw =
        range.and_then(|(at, length)| bytes.get(at..at.checked_add(length)?)).ok_or_else(|| damaged("the place"))?;
    if Sha256::digest(raw).as_slice() != hash {
        return Err(damaged("the hash"));
    }
    Ok(raw.to_vec())
}

/// Whether the postmortem has evidence of this source.
pub async fn has_source(tx: &mut Tx, postmortem: PostmortemId, source: &str) -> Result<bool> {
    let found: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT revision FROM evidence WHERE postmortem_id = $1 AND source = $2 LIMIT 1"
    )
    .bind(postmortem.0)
    .bind(source)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

//! Taking items in, many rows a statement; the same item twice is taken once.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

use postmortem::{ImportId, PostmortemId};
use uuid::Uuid;

use super::{
    pack::{Block, NewEvidence, Packed, Place, pack},
    placeholders,
};
use crate::{
    Result, dialect,
    instant::Micros,
    tx::{Tx, on_db},
};

/// What an item says about its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The item as such.
    Original,
    /// A later text of it.
    Edit,
    /// It was deleted.
    Deletion,
}

/// Where items go.
#[derive(Debug, Clone)]
pub struct Target {
    /// The postmortem.
    pub postmortem: PostmortemId,
    /// The import that brings them.
    pub import: Option<ImportId>,
    /// The kind of source.
    pub source: String,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inserted {
    /// Items whose key was not there.
    pub n_new: u64,
    /// Further revisions of keys that were there.
    pub n_revised: u64,
    /// Items that were there already.
    pub n_known: u64,
}

impl std::ops::AddAssign for Inserted {
    fn add_assign(&mut self, other: Self) {
        self.n_new += other.n_new;
        self.n_revised += other.n_revised;
        self.n_known += other.n_known;
    }
}

/// Rows of evidence in one statement: 250 × 21 values stay below the limits of both databases (32,766 and 65,535).
const ROWS: usize = 250;
/// Blocks of originals in one statement.
const BLOCKS: usize = 16;

const INTO: &str = "INSERT INTO evidence (postmortem_id, import_id, source, id, key, revision, is_current, is_deleted,
    kind, handle, author, is_bot, occurred_at, zone, place, thread, text, link, details, hash, is_scrubbed,
    raw_block_id, raw_at, raw_length) VALUES ";

/// `(?, ?), (?, ?)` or `($1, $2), ($3, $4)`. SQLite looks each named parameter up in a list: thousands of `$n` would
/// cost more than the rows.
///
/// `same` stands first in each row: what all rows share is no parameter, each of which would be kept by itself.
fn values(tx: &Tx, head: &str, same: &[String], tail: &str, rows: usize, columns: usize) -> String {
    let same = same.join(", ");
    let mut sql = String::with_capacity(head.len() + tail.len() + rows * (same.len() + columns * 7));
    sql.push_str(head);
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        sql.push_str(&same);
        for column in 0..columns {
            let comma = if column == 0 && same.is_empty() { "" } else { ", " };
            let written = match tx {
                Tx::Sqlite(_) => write!(sql, "{comma}?"),
                Tx::Postgres(_) => write!(sql, "{comma}${}", row * columns + column + 1),
            };
            debug_assert!(written.is_ok(), "writing to a string cannot fail");
        }
        sql.push(')');
    }
    sql.push_str(tail);
    sql
}

async fn insert_blocks(tx: &mut Tx, target: &Target, blocks: &[Block]) -> Result<()> {
    for blocks in blocks.chunks(BLOCKS) {
        let head = "INSERT INTO raw_blocks (id, postmortem_id, import_id, bytes) VALUES ";
        let sql = values(tx, head, &[], "", blocks.len(), 4);
        on_db!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(blocks.len() == BLOCKS);
            for block in blocks {
                query = query
                    .bind(block.id)
                    .bind(target.postmortem.0)
                    .bind(target.import.map(|i| i.0))
                    .bind(block.bytes.as_slice());
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// A row ready to be written.
struct Fresh<'a> {
    item: &'a NewEvidence,
    place: Place,
    revision: i64,
    is_current: bool,
    is_deleted: bool,
    text: &'a str,
}

/// One copy of each text that many rows have, for the rows of one statement.
#[derive(Default)]
struct Shared<'a>(HashMap<&'a str, Arc<str>>);

impl<'a> Shared<'a> {
    fn one(&mut self, text: &'a str) -> Arc<str> {
        self.0.entry(text).or_insert_with(|| Arc::from(text)).clone()
    }

    fn maybe(&mut self, text: Option<&'a str>) -> Option<Arc<str>> {
        text.map(|text| self.one(text))
    }
}

async fn insert_rows(tx: &mut Tx, target: &Target, rows: &[Fresh<'_>]) -> Result<u64> {
    let import = target.import.map_or_else(|| "NULL".to_owned(), |import| dialect::id(tx, import.0));
    let same = [dialect::id(tx, target.postmortem.0), import, dialect::text(&target.source)];
    let mut n = 0;
    for rows in rows.chunks(ROWS) {
        let tail = " ON CONFLICT (postmortem_id, source, key, revision) DO NOTHING";
        let sql = values(tx, INTO, &same, tail, rows.len(), 21);
        n += on_db!(tx, |c| {
            let mut shared = Shared::default();
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(rows.len() == ROWS);
            for Fresh { item, place, revision, is_current, is_deleted, text } in rows {
                query = query
                    .bind(item.id.0)
                    .bind(item.key.as_str())
                    .bind(*revision)
                    .bind(*is_current)
                    .bind(*is_deleted)
                    .bind(shared.one(item.kind))
                    .bind(shared.maybe(item.handle.as_deref()))
                    .bind(shared.maybe(item.author.as_deref()))
                    .bind(item.is_bot)
                    .bind(Micros::from(item.occurred))
                    .bind(shared.maybe(item.zone.as_deref()))
                    .bind(shared.maybe(item.place.as_deref()))
                    .bind(item.thread.as_deref())
                    .bind(*text)
                    .bind(item.link.as_deref())
                    .bind(shared.one(&item.details))
                    .bind(item.hash.as_slice())
                    .bind(item.is_scrubbed)
                    .bind(place.block)
                    .bind(place.at)
                    .bind(place.length);
            }
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
    }
    Ok(n)
}

/// Takes in items of a source of which the postmortem had nothing when the import began. Keys that come again all the
/// same are found out by what the database did not take.
pub async fn insert_fresh(tx: &mut Tx, target: &Target, packed: &Packed) -> Result<Inserted> {
    insert_blocks(tx, target, &packed.blocks).await?;
    let mut keys = HashSet::with_capacity(packed.items.len());
    let is_plain = packed.items.iter().all(|item| item.word == Word::Original && keys.insert(item.key.as_str()));
    if !is_plain {
        return settle(tx, target, packed).await;
    }
    let rows: Vec<Fresh<'_>> = packed
        .items
        .iter()
        .zip(&packed.places)
        .map(|(item, place)| Fresh {
            item,
            place: *place,
            revision: 1,
            is_current: true,
            is_deleted: false,
            text: &item.text,
        })
        .collect();
    let n = insert_rows(tx, target, &rows).await?;
    if n == packed.items.len() as u64 {
        return Ok(Inserted { n_new: n, ..Inserted::default() });
    }
    // those just taken are known by their hash now; what remains bears a key that was there
    let rest = settle(tx, target, packed).await?;
    Ok(Inserted { n_new: n + rest.n_new, n_revised: rest.n_revised, n_known: rest.n_known.saturating_sub(n) })
}

/// Takes in items, of which some may be there already; the originals of those that are new are packed here.
pub async fn insert(
    tx: &mut Tx,
    target: &Target,
    items: Vec<NewEvidence>,
    new_id: &mut (dyn FnMut() -> Uuid + Send),
) -> Result<Inserted> {
    let known = known(tx, target, &items).await?;
    let n_items = items.len() as u64;
    let items: Vec<NewEvidence> = items
        .into_iter()
        .filter(|item| !known.get(item.key.as_str()).is_some_and(|k| k.hashes.contains(item.hash.as_slice())))
        .collect();
    let n_known = n_items - items.len() as u64;
    take_over(tx, target, known).await?;
    if items.is_empty() {
        return Ok(Inserted { n_known, ..Inserted::default() });
    }
    let packed = pack(items, new_id);
    insert_blocks(tx, target, &packed.blocks).await?;
    let mut inserted = settle(tx, target, &packed).await?;
    inserted.n_known += n_known;
    Ok(inserted)
}

/// Makes items that are known from an import which is not over part of this one too: they stay when that one is taken
/// back. It reads its input from the start when it goes on, and finds them known then.
async fn take_over(tx: &mut Tx, target: &Target, known: HashMap<String, Known>) -> Result<()> {
    let Some(import) = target.import else { return Ok(()) };
    let unsettled: Option<i64> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT bytes_done FROM imports
         WHERE postmortem_id = $1 AND id <> $2 AND state IN ('waiting', 'running') LIMIT 1"
    )
    .bind(target.postmortem.0)
    .bind(import.0)
    .fetch_optional(c)
    .await)?;
    if unsettled.is_none() {
        return Ok(());
    }
    let keys: Vec<String> = known.into_keys().collect();
    for keys in keys.chunks(ROWS) {
        let sql = format!(
            "UPDATE evidence SET import_id = $1
             WHERE postmortem_id = $2 AND source = $3 AND key IN ({}) AND import_id IN (
                 SELECT id FROM imports
                 WHERE postmortem_id = $2 AND id <> $1 AND state IN ('waiting', 'running'))",
            placeholders(3, keys.len())
        );
        on_db!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(keys.len() == ROWS);
            query = query.bind(import.0).bind(target.postmortem.0).bind(target.source.as_str());
            for key in keys {
                query = query.bind(key.as_str());
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// What is there under a key.
#[derive(Debug, Default)]
struct Known {
    hashes: HashSet<Vec<u8>>,
    last: i64,
    text: String,
}

async fn known(tx: &mut Tx, target: &Target, items: &[NewEvidence]) -> Result<HashMap<String, Known>> {
    let mut known: HashMap<String, Known> = HashMap::new();
    for items in items.chunks(ROWS) {
        // CROSS keeps SQLite from reading all items of the postmortem for each batch: it goes from the keys to the items
        let sql = values(
            tx,
            "WITH wanted (postmortem_id, source, key) AS (VALUES ",
            &[],
            ") SELECT e.key, e.revision, e.hash, e.text
               FROM wanted w CROSS JOIN evidence e
               WHERE e.postmortem_id = w.postmortem_id AND e.source = w.source AND e.key = w.key
               ORDER BY e.key, e.revision",
            items.len(),
            3,
        );
        let rows: Vec<(String, i64, Vec<u8>, String)> = on_db!(tx, |c| {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(items.len() == ROWS);
            for item in items {
                query = query.bind(target.postmortem.0).bind(target.source.as_str()).bind(item.key.as_str());
            }
            query.fetch_all(c).await
        })?;
        for (key, revision, hash, text) in rows {
            let known = known.entry(key).or_default();
            known.hashes.insert(hash);
            if revision >= known.last {
                known.last = revision;
                known.text = text;
            }
        }
    }
    Ok(known)
}

/// Decides item by item what is new, what is a further revision, and what is known.
async fn settle(tx: &mut Tx, target: &Target, packed: &Packed) -> Result<Inserted> {
    let mut known = known(tx, target, &packed.items).await?;
    let mut inserted = Inserted::default();
    let mut rows: Vec<Fresh<'_>> = Vec::new();
    let mut kept: Vec<(usize, i64, bool, String)> = Vec::new();
    let mut superseded: Vec<(&str, i64)> = Vec::new();
    for (at, item) in packed.items.iter().enumerate() {
        let entry = known.entry(item.key.clone()).or_default();
        if !entry.hashes.insert(item.hash.to_vec()) {
            inserted.n_known += 1;
            continue;
        }
        let is_deleted = item.word == Word::Deletion;
        // the word that an item was deleted keeps what it said
        if !is_deleted || entry.last == 0 {
            entry.text.clone_from(&item.text);
        }
        if entry.last == 0 {
            inserted.n_new += 1;
        } else {
            inserted.n_revised += 1;
            superseded.push((item.key.as_str(), entry.last));
        }
        entry.last += 1;
        kept.push((at, entry.last, is_deleted, entry.text.clone()));
    }
    for (at, revision, is_deleted, text) in &kept {
        let item = &packed.items[*at];
        let is_current = known.get(&item.key).is_some_and(|k| k.last == *revision);
        let place = packed.places[*at];
        rows.push(Fresh { item, place, revision: *revision, is_current, is_deleted: *is_deleted, text });
    }
    for (key, revision) in superseded {
        on_db!(tx, |c| sqlx::query(
            "UPDATE evidence SET is_current = $5
             WHERE postmortem_id = $1 AND source = $2 AND key = $3 AND revision = $4"
        )
        .bind(target.postmortem.0)
        .bind(target.source.as_str())
        .bind(key)
        .bind(revision)
        .bind(false)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    insert_rows(tx, target, &rows).await?;
    Ok(inserted)
}

//! How many current items have which source, kind, person or place: kept beside the items, because counting a hundred
//! thousand of them for each page would be slow.

use std::collections::HashMap;

use postmortem::PostmortemId;

use super::{NewEvidence, list::SLOT};
use crate::{
    Result, dialect,
    tx::{Tx, on_db},
};

/// One value that items have, and how many do.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How to show it, where that differs: the name of a handle.
    pub label: Option<String>,
    /// How many items have it.
    pub n: i64,
}

/// What the items of a postmortem have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// The kinds of source.
    pub sources: Vec<Facet>,
    /// The kinds of item.
    pub kinds: Vec<Facet>,
    /// Those who say most, by handle.
    pub people: Vec<Facet>,
    /// Channels, repositories and the like.
    pub places: Vec<Facet>,
}

/// Reads what items can be narrowed to, the most frequent first; of people and places at most `most`.
pub async fn facets(tx: &mut Tx, postmortem: PostmortemId, most: i64) -> Result<Facets> {
    let mut found = Vec::with_capacity(4);
    for facet in ["source", "kind", "person", "place"] {
        let rows: Vec<Facet> = on_db!(tx, |c| sqlx::query_as(
            "SELECT value, label, n FROM evidence_counts
             WHERE postmortem_id = $1 AND facet = $2 AND n > 0
             ORDER BY n DESC, value LIMIT $3"
        )
        .bind(postmortem.0)
        .bind(facet)
        .bind(most)
        .fetch_all(c)
        .await)?;
        found.push(rows);
    }
    let mut found = found.into_iter();
    let mut next = || found.next().unwrap_or_default();
    Ok(Facets { sources: next(), kinds: next(), people: next(), places: next() })
}

/// Counts of items that were all new, gathered while they went in: by facet and value.
#[derive(Debug, Default)]
pub struct Counts(HashMap<&'static str, HashMap<String, Count>>);

#[derive(Debug, Default)]
struct Count {
    label: Option<String>,
    n: i64,
}

impl Counts {
    /// Counts one item of this source.
    pub fn add(&mut self, source: &str, item: &NewEvidence) {
        self.count("source", source, None);
        self.count("kind", item.kind, None);
        if let Some(handle) = &item.handle {
            self.count("person", handle, item.author.as_deref());
        }
        if let Some(place) = &item.place {
            self.count("place", place, None);
        }
        let slot = (item.occurred.as_microsecond() / SLOT).to_string();
        self.count("slot", &slot, None);
    }

    fn count(&mut self, facet: &'static str, value: &str, label: Option<&str>) {
        let values = self.0.entry(facet).or_default();
        // most values are there already and need no copy
        if !values.contains_key(value) {
            values.insert(value.to_owned(), Count::default());
        }
        let Some(count) = values.get_mut(value) else { return };
        if count.label.is_none() {
            count.label = label.map(str::to_owned);
        }
        count.n += 1;
    }
}

/// Adds counts to those that are kept.
pub async fn apply_counts(tx: &mut Tx, postmortem: PostmortemId, counts: &Counts) -> Result<()> {
    for (facet, values) in &counts.0 {
        apply(tx, postmortem, facet, values).await?;
    }
    Ok(())
}

async fn apply(tx: &mut Tx, postmortem: PostmortemId, facet: &str, values: &HashMap<String, Count>) -> Result<()> {
    for (value, Count { label, n }) in values {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO evidence_counts (postmortem_id, facet, value, label, n) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (postmortem_id, facet, value) DO UPDATE
             SET n = evidence_counts.n + excluded.n, label = COALESCE(evidence_counts.label, excluded.label)"
        )
        .bind(postmortem.0)
        .bind(facet)
        .bind(value)
        .bind(label)
        .bind(*n)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}

/// Counts all current items anew. Called after whatever else added, superseded or removed evidence.
pub async fn recount(tx: &mut Tx, postmortem: PostmortemId) -> Result<()> {
    dialect::allow_long(tx).await?;
    on_db!(tx, |c| sqlx::query("DELETE FROM evidence_counts WHERE postmortem_id = $1")
        .bind(postmortem.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let facets = [
        ("source", "e.source", "NULL"),
        ("kind", "e.kind", "NULL"),
        ("person", "e.handle", "MAX(e.author)"),
        ("place", "e.place", "NULL"),
        ("slot", "CAST(e.occurred_at / 600000000 AS TEXT)", "NULL"),
    ];
    for (facet, value, label) in facets {
        let sql = format!(
            "INSERT INTO evidence_counts (postmortem_id, facet, value, label, n)
             SELECT e.postmortem_id, '{facet}', {value}, {label}, COUNT(*)
             FROM evidence e
             WHERE e.postmortem_id = $1 AND e.is_current AND {value} IS NOT NULL
             GROUP BY e.postmortem_id, {value}"
        );
        on_db!(tx, |c| sqlx::query(sqlx::AssertSqlSafe(sql)).bind(postmortem.0).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

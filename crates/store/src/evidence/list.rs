//! Lists of evidence in the order of time, and how dense they are.

use jiff::Timestamp;
use postmortem::{EvidenceId, PostmortemId};

use super::{Arg, Evidence, Filter, Page, bind_all, select};
use crate::{
    Result,
    tx::{Tx, on_db},
};

/// Reads a part of the current items, in the order of time.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId, filter: &Filter, page: Page) -> Result<Vec<Evidence>> {
    let (mut rest, mut args) = filter.clause(tx, postmortem);
    let (order, limit, offset) = match page {
        Page::Offset(offset, limit) => ("ORDER BY e.occurred_at, e.id", limit, offset),
        Page::After(key, limit) => {
            beyond(&mut rest, &mut args, ">", key);
            ("ORDER BY e.occurred_at, e.id", limit, 0)
        }
        Page::Before(key, limit) => {
            beyond(&mut rest, &mut args, "<", key);
            ("ORDER BY e.occurred_at DESC, e.id DESC", limit, 0)
        }
    };
    args.extend([Arg::Int(limit), Arg::Int(offset)]);
    let rest = format!("{rest} {order} LIMIT ${} OFFSET ${}", args.len() - 1, args.len());
    let mut found = select(tx, &rest, &args).await?;
    if matches!(page, Page::Before(..)) {
        found.reverse();
    }
    Ok(found)
}

fn beyond(rest: &mut String, args: &mut Vec<Arg>, op: &str, (at, id): (Timestamp, EvidenceId)) {
    args.extend([Arg::Int(at.as_microsecond()), Arg::Id(id.0)]);
    *rest = format!("{rest} AND (e.occurred_at, e.id) {op} (${}, ${})", args.len() - 1, args.len());
}

/// An item as far as the rules of suggestion read it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Passing {
    /// Its id.
    pub id: uuid::Uuid,
    /// The kind of source.
    pub source: String,
    /// The source's own id of it.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// The source's id of its author.
    pub handle: Option<String>,
    /// The author's name, where the source tells it.
    pub author: Option<String>,
    /// Whether a program made it.
    pub is_bot: bool,
    /// When it happened, in microseconds.
    pub occurred_at: i64,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The key of the item that began the thread.
    pub thread: Option<String>,
    /// The readable text.
    pub text: String,
    /// Small further facts, as JSON.
    pub details: String,
}

/// Reads the next part of the current items of a source that were not deleted, in the order of time, for walking over
/// all of them.
pub async fn walk(
    tx: &mut Tx,
    postmortem: PostmortemId,
    source: &str,
    after: Option<(i64, uuid::Uuid)>,
    limit: i64,
) -> Result<Vec<Passing>> {
    let (at, id) = after.unwrap_or((i64::MIN, uuid::Uuid::nil()));
    Ok(on_db!(tx, |c| sqlx::query_as(
        "SELECT id, source, key, kind, handle, author, is_bot, occurred_at, place, thread, text, details
         FROM evidence
         WHERE postmortem_id = $1 AND is_current AND (occurred_at, id) > ($2, $3) AND NOT is_deleted AND source = $5
         ORDER BY occurred_at, id LIMIT $4"
    )
    .bind(postmortem.0)
    .bind(at)
    .bind(id)
    .bind(limit)
    .bind(source)
    .fetch_all(c)
    .await)?)
}

/// Counts the current items; without a filter from what the imports counted.
pub async fn count(tx: &mut Tx, postmortem: PostmortemId, filter: &Filter) -> Result<i64> {
    if filter.is_empty() {
        return Ok(on_db!(tx, |c| sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM evidence_counts
             WHERE postmortem_id = $1 AND facet = 'source'"
        )
        .bind(postmortem.0)
        .fetch_one(c)
        .await)?);
    }
    let (rest, args) = filter.clause(tx, postmortem);
    number(tx, &rest, &args).await
}

async fn number(tx: &mut Tx, rest: &str, args: &[Arg]) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM evidence e {rest}");
    Ok(on_db!(tx, |c| bind_all!(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)), args).fetch_one(c).await)?)
}

/// How many current items stand before this one in the list.
pub async fn position_of(
    tx: &mut Tx,
    postmortem: PostmortemId,
    filter: &Filter,
    key: (Timestamp, EvidenceId),
) -> Result<i64> {
    let (mut rest, mut args) = filter.clause(tx, postmortem);
    beyond(&mut rest, &mut args, "<", key);
    number(tx, &rest, &args).await
}

/// How many items fall into each of equal spans of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Density {
    /// Where the first span begins.
    pub from: Timestamp,
    /// Where the last one ends.
    pub to: Timestamp,
    /// How many items each holds.
    pub counts: Vec<i64>,
}

/// A slot is ten minutes.
pub(super) const SLOT: i64 = 600_000_000;
/// Up to so many items are looked at one by one; for more the slots tell it finely enough.
const EXACT: i64 = 20_000;

/// How dense the items are over time, in `n_buckets` equal spans from the first to the last one.
pub async fn density(
    tx: &mut Tx,
    postmortem: PostmortemId,
    filter: &Filter,
    n_buckets: i64,
) -> Result<Option<Density>> {
    let (rest, args) = filter.clause(tx, postmortem);
    let Some((first, last)) = extent(tx, postmortem, filter).await? else { return Ok(None) };
    let n_buckets = n_buckets.max(1);
    let width = ((last - first) / n_buckets + 1).max(1);
    let rows: Vec<(i64, i64)> = if filter.is_empty() && count(tx, postmortem, filter).await? > EXACT {
        on_db!(tx, |c| sqlx::query_as(
            "SELECT CAST(value AS BIGINT) * $2, n FROM evidence_counts WHERE postmortem_id = $1 AND facet = 'slot'"
        )
        .bind(postmortem.0)
        .bind(SLOT)
        .fetch_all(c)
        .await)?
        .into_iter()
        // a slot counts where its middle lies
        .map(|(at, n): (i64, i64)| (((at + SLOT / 2).clamp(first, last) - first) / width, n))
        .collect()
    } else {
        let mut args = args;
        args.extend([Arg::Int(first), Arg::Int(width)]);
        let sql = format!(
            "SELECT (e.occurred_at - ${}) / ${}, COUNT(*) FROM evidence e {rest} GROUP BY 1",
            args.len() - 1,
            args.len()
        );
        on_db!(tx, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &args).fetch_all(c).await)?
    };
    let mut counts = vec![0; usize::try_from(n_buckets).unwrap_or(1)];
    for (bucket, n) in rows {
        if let Some(sum) = usize::try_from(bucket).ok().and_then(|b| counts.get_mut(b)) {
            *sum += n;
        }
    }
    let instant = |at: i64| Timestamp::from(crate::instant::Micros(at));
    Ok(Some(Density { from: instant(first), to: instant(first + width * n_buckets), counts }))
}

async fn extent(tx: &mut Tx, postmortem: PostmortemId, filter: &Filter) -> Result<Option<(i64, i64)>> {
    let (rest, args) = filter.clause(tx, postmortem);
    let mut ends = [None, None];
    for (end, order) in ends.iter_mut().zip(["", " DESC"]) {
        let sql =
            format!("SELECT e.occurred_at FROM evidence e {rest} ORDER BY e.occurred_at{order}, e.id{order} LIMIT 1");
        *end = on_db!(tx, |c| bind_all!(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)), &args).fetch_optional(c).await)?;
    }
    let [first, last] = ends;
    Ok(first.zip(last))
}

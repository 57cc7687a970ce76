//! Who wrote or reacted to the messages that an entry rests on, and who wrote beside them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use postmortem::{Act, EntryId, PostmortemId, Trace};

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// The most messages that are looked at beside one.
const BESIDE: i64 = 2000;

#[derive(sqlx::FromRow)]
struct Row {
    handle: Option<String>,
    author: Option<String>,
    is_bot: bool,
    occurred_at: Micros,
    place: Option<String>,
    details: String,
}

/// Reads who left a trace in the evidence that an entry rests on, and in the same places up to `around` before or
/// after.
pub async fn list_traces(tx: &mut Tx, pm: PostmortemId, entry: EntryId, around: SignedDuration) -> Result<Vec<Trace>> {
    let linked: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT v.handle, v.author, v.is_bot, v.occurred_at, v.place, v.details
         FROM evidence v JOIN entry_evidence l ON l.evidence_id = v.id
         WHERE v.postmortem_id = $1 AND l.entry_id = $2
         ORDER BY v.occurred_at, v.id"
    )
    .bind(pm.0)
    .bind(entry.0)
    .fetch_all(c)
    .await)?;
    let mut traces = Vec::new();
    let mut seen: Vec<(String, Timestamp)> = Vec::new();
    for row in linked {
        let at = Timestamp::from(row.occurred_at);
        if let Some(place) = row.place.clone()
            && !seen.contains(&(place.clone(), at))
        {
            beside(tx, pm, &place, at, around, &mut traces).await?;
            seen.push((place, at));
        }
        reacted(&row, at, &mut traces)?;
        traces.extend(wrote(row, true));
    }
    Ok(traces)
}

/// The names that the evidence of a stretch of time gives to handles.
pub async fn list_names(
    tx: &mut Tx,
    pm: PostmortemId,
    (from, to): (Timestamp, Timestamp),
) -> Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT v.handle, MIN(v.author) FROM evidence v
         WHERE v.postmortem_id = $1 AND v.is_current AND v.occurred_at >= $2 AND v.occurred_at <= $3
           AND v.handle IS NOT NULL AND v.author <> ''
         GROUP BY v.handle"
    )
    .bind(pm.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().collect())
}

async fn beside(
    tx: &mut Tx,
    pm: PostmortemId,
    place: &str,
    at: Timestamp,
    around: SignedDuration,
    traces: &mut Vec<Trace>,
) -> Result<()> {
    let from = at.checked_sub(around).unwrap_or(Timestamp::MIN);
    let to = at.checked_add(around).unwrap_or(Timestamp::MAX);
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT v.handle, v.author, v.is_bot, v.occurred_at, v.place, '[]' AS details
         FROM evidence v
         WHERE v.postmortem_id = $1 AND v.is_current AND NOT v.is_deleted AND NOT v.is_bot AND v.kind = 'message'
           AND v.place = $2 AND v.occurred_at >= $3 AND v.occurred_at <= $4
         ORDER BY v.occurred_at, v.id
         LIMIT $5"
    )
    .bind(pm.0)
    .bind(place)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .bind(BESIDE)
    .fetch_all(c)
    .await)?;
    traces.extend(rows.into_iter().filter_map(|row| wrote(row, false)));
    Ok(())
}

/// Nobody, where a program wrote.
fn wrote(row: Row, is_linked: bool) -> Option<Trace> {
    let handle = row.handle.or_else(|| row.author.clone()).filter(|h| !h.trim().is_empty() && !row.is_bot)?;
    let name = row.author.filter(|n| !n.trim().is_empty()).unwrap_or_else(|| handle.clone());
    Some(Trace { handle, name, act: Act::Wrote, at: row.occurred_at.into(), place: row.place, is_linked })
}

fn reacted(row: &Row, at: Timestamp, traces: &mut Vec<Trace>) -> Result<()> {
    if row.details == "[]" {
        return Ok(());
    }
    let details: Vec<(String, String)> = serde_json::from_str(&row.details).map_err(|_| Error::Corrupt {
        table: "evidence",
        column: "details",
        what: row.details.clone(),
    })?;
    for (_, handle) in details.into_iter().filter(|(name, _)| name == "reacted_by") {
        let (name, place) = (handle.clone(), row.place.clone());
        traces.push(Trace { handle, name, act: Act::Reacted, at, place, is_linked: true });
    }
    Ok(())
}

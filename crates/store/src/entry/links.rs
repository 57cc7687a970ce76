//! What an entry is tied to: actors, evidence, knowledge. Only rows of the same postmortem can be tied.

use std::collections::HashMap;

use postmortem::{ActorId, Entry, EntryId, EvidenceId, Knowledge, PostmortemId};
use uuid::Uuid;

use super::{Kept, moment};
use crate::{
    Error, Result,
    instant::Micros,
    links::{self, Links},
    tx::{Tx, on_db, word},
};

/// Fills in actors, evidence and knowledge.
pub(super) async fn attach(tx: &mut Tx, postmortem: PostmortemId, kept: &mut [Kept]) -> Result<()> {
    let only = match kept {
        [] => return Ok(()),
        [one] => Some(one.entry.id.0),
        _ => None,
    };
    let actors: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.entry_id, l.actor_id FROM entry_actors l JOIN entries e ON e.id = l.entry_id
         WHERE e.postmortem_id = $1 AND ($2 IS NULL OR l.entry_id = $2)
         ORDER BY l.entry_id, l.position"
    )
    .bind(postmortem.0)
    .bind(only)
    .fetch_all(c)
    .await)?;
    let evidence: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.entry_id, l.evidence_id FROM entry_evidence l JOIN entries e ON e.id = l.entry_id
         WHERE e.postmortem_id = $1 AND ($2 IS NULL OR l.entry_id = $2)
         ORDER BY l.entry_id, l.position"
    )
    .bind(postmortem.0)
    .bind(only)
    .fetch_all(c)
    .await)?;
    let knowledge: Vec<(Uuid, Uuid, Micros, String, String, String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT k.entry_id, k.actor_id, k.learned_at, k.learned_precision, k.learned_zone, k.channel,
                k.sureness
         FROM knowledge k JOIN entries e ON e.id = k.entry_id
         WHERE e.postmortem_id = $1 AND ($2 IS NULL OR k.entry_id = $2)
         ORDER BY k.entry_id, k.learned_at, k.actor_id"
    )
    .bind(postmortem.0)
    .bind(only)
    .fetch_all(c)
    .await)?;
    let mut by_id: HashMap<Uuid, &mut Entry> = kept.iter_mut().map(|k| (k.entry.id.0, &mut k.entry)).collect();
    for (id, actor) in actors {
        if let Some(entry) = by_id.get_mut(&id) {
            entry.actors.push(ActorId(actor));
        }
    }
    for (id, item) in evidence {
        if let Some(entry) = by_id.get_mut(&id) {
            entry.evidence.push(EvidenceId(item));
        }
    }
    for (id, actor, at, precision, zone, channel, sureness) in knowledge {
        if let Some(entry) = by_id.get_mut(&id) {
            let learned = moment("knowledge", at, &precision, &zone)?;
            let sureness = word("knowledge", "sureness", &sureness)?;
            entry.knowledge.push(Knowledge { actor: ActorId(actor), learned, channel, sureness });
        }
    }
    Ok(())
}

/// Ties an entry to exactly what it names; `NotFound` where that is not of this postmortem.
pub(super) async fn set(tx: &mut Tx, postmortem: PostmortemId, entry: &Entry) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM entry_actors WHERE entry_id = $1")
        .bind(entry.id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    on_db!(tx, |c| sqlx::query("DELETE FROM knowledge WHERE entry_id = $1")
        .bind(entry.id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    for (position, actor) in (0_i64..).zip(&entry.actors) {
        let n = on_db!(tx, |c| sqlx::query(
            "INSERT INTO entry_actors (entry_id, actor_id, position)
             SELECT $1, id, $3 FROM actors WHERE id = $2 AND postmortem_id = $4 AND merged_into IS NULL"
        )
        .bind(entry.id.0)
        .bind(actor.0)
        .bind(position)
        .bind(postmortem.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        found(n)?;
    }
    const EVIDENCE: Links = Links { table: "entry_evidence", from: "entry_id", to: "evidence_id", named: "evidence" };
    links::set(tx, &EVIDENCE, Some(postmortem), entry.id.0, entry.evidence.iter().map(|e| e.0)).await?;
    for known in &entry.knowledge {
        let n = on_db!(tx, |c| {
            sqlx::query(
            "INSERT INTO knowledge (entry_id, actor_id, learned_at, learned_precision, learned_zone, channel, sureness)
             SELECT $1, id, $3, $4, $5, $7, $8 FROM actors WHERE id = $2 AND postmortem_id = $6 AND merged_into IS NULL"
        )
        .bind(entry.id.0)
        .bind(known.actor.0)
        .bind(Micros::from(known.learned.at))
        .bind(known.learned.precision.as_str())
        .bind(known.learned.zone.as_str())
        .bind(postmortem.0)
        .bind(&known.channel)
        .bind(known.sureness.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        found(n)?;
    }
    Ok(())
}

fn found(n: u64) -> Result<()> {
    if n == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Whether this item of evidence belongs to this postmortem.
pub async fn has_evidence(tx: &mut Tx, postmortem: PostmortemId, id: EvidenceId) -> Result<bool> {
    let n: i64 =
        on_db!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM evidence WHERE id = $1 AND postmortem_id = $2")
            .bind(id.0)
            .bind(postmortem.0)
            .fetch_one(c)
            .await)?;
    Ok(n > 0)
}

/// Whether this actor belongs to this postmortem.
pub async fn has_actor(tx: &mut Tx, postmortem: PostmortemId, id: ActorId) -> Result<bool> {
    let n: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM actors WHERE id = $1 AND postmortem_id = $2 AND merged_into IS NULL"
    )
    .bind(id.0)
    .bind(postmortem.0)
    .fetch_one(c)
    .await)?;
    Ok(n > 0)
}

/// Whether this entry belongs to this postmortem, deleted or not.
pub async fn has_entry(tx: &mut Tx, postmortem: PostmortemId, id: EntryId) -> Result<bool> {
    let n: i64 =
        on_db!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM entries WHERE id = $1 AND postmortem_id = $2")
            .bind(id.0)
            .bind(postmortem.0)
            .fetch_one(c)
            .await)?;
    Ok(n > 0)
}

/// Lists the items of evidence that an entry rests on.
pub async fn list_cited(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<EvidenceId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT l.evidence_id FROM entry_evidence l JOIN entries e ON e.id = l.entry_id
         WHERE e.postmortem_id = $1 AND e.deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(EvidenceId).collect())
}

/// Lists the entries that rest on an item of evidence, in the order of the timeline.
pub async fn list_entries_of(tx: &mut Tx, postmortem: PostmortemId, item: EvidenceId) -> Result<Vec<EntryId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT e.id FROM entries e JOIN entry_evidence l ON l.entry_id = e.id
         WHERE e.postmortem_id = $1 AND l.evidence_id = $2 AND e.deleted_at IS NULL
         ORDER BY e.occurred_at, e.id"
    )
    .bind(postmortem.0)
    .bind(item.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(EntryId).collect())
}

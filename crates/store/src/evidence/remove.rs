//! Taking back what an import brought, as if it had never been.

use postmortem::{EntryId, EvidenceId, ImportId, PostmortemId};
use uuid::Uuid;

use super::placeholders;
use crate::{
    Result, dialect,
    tx::{Tx, on_db},
};

/// The entries that cite items which this import brought.
pub async fn cited(tx: &mut Tx, import: ImportId) -> Result<Vec<(EntryId, EvidenceId)>> {
    let rows: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT c.entry_id, c.evidence_id
         FROM entry_evidence c
         JOIN evidence e ON e.id = c.evidence_id
         JOIN entries t ON t.id = c.entry_id
         WHERE e.import_id = $1 AND t.deleted_at IS NULL
         ORDER BY t.occurred_at, c.entry_id, c.position"
    )
    .bind(import.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(entry, item)| (EntryId(entry), EvidenceId(item))).collect())
}

/// Removes up to `n` of the items that an import brought, makes the revisions before them current again, and returns
/// how many it removed. When none remain, the originals that no item needs go too. What an entry cites stays; an entry
/// that is deleted itself holds nothing back.
pub async fn delete_by_import(tx: &mut Tx, postmortem: PostmortemId, import: ImportId, n: i64) -> Result<u64> {
    let rows: Vec<(Uuid, String, String, i64)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT e.id, e.source, e.key, e.revision FROM evidence e
             WHERE e.import_id = $1 AND NOT EXISTS (
                 SELECT 1 FROM entry_evidence c JOIN entries t ON t.id = c.entry_id
                 WHERE c.evidence_id = e.id AND t.deleted_at IS NULL)
             LIMIT $2"
    )
    .bind(import.0)
    .bind(n)
    .fetch_all(c)
    .await)?;
    let mut removed = 0;
    for rows in rows.chunks(500) {
        let sql = format!("DELETE FROM evidence WHERE id IN ({})", placeholders(0, rows.len()));
        removed += on_db!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (id, ..) in rows {
                query = query.bind(*id);
            }
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
    }
    let revised = rows.into_iter().filter(|(.., revision)| *revision > 1).map(|(_, source, key, _)| (source, key));
    for (source, key) in revised {
        on_db!(tx, |c| sqlx::query(
            "UPDATE evidence SET is_current = $4
             WHERE postmortem_id = $1 AND source = $2 AND key = $3 AND revision = (
                 SELECT MAX(o.revision) FROM evidence o
                 WHERE o.postmortem_id = $1 AND o.source = $2 AND o.key = $3)"
        )
        .bind(postmortem.0)
        .bind(source)
        .bind(key)
        .bind(true)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    if removed == 0 {
        // a block may hold what another import took over, or what an entry cites
        dialect::allow_long(tx).await?;
        on_db!(tx, |c| sqlx::query(
            "DELETE FROM raw_blocks WHERE id IN (
                 SELECT id FROM raw_blocks WHERE postmortem_id = $1
                 EXCEPT
                 SELECT raw_block_id FROM evidence WHERE postmortem_id = $1)"
        )
        .bind(postmortem.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(removed)
}

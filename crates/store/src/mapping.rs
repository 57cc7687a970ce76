//! Which column is what, remembered by the columns of a table.

use jiff::Timestamp;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// Finds what was chosen the last time for a table of these columns, as JSON.
pub async fn find(tx: &mut Tx, signature: &str) -> Result<Option<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT mapping FROM mappings WHERE signature = $1")
        .bind(signature)
        .fetch_optional(c)
        .await)?)
}

/// Remembers what was chosen.
pub async fn upsert(tx: &mut Tx, signature: &str, mapping: &str, now: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO mappings (signature, mapping, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (signature) DO UPDATE SET mapping = excluded.mapping, updated_at = excluded.updated_at"
    )
    .bind(signature)
    .bind(mapping)
    .bind(Micros::from(now))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

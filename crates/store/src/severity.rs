//! The organisation's scheme of severities.

use postmortem::Severity;

use crate::{
    Result,
    tx::{Tx, on_db},
};

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    meaning: String,
    position: i64,
    is_offered: bool,
}

impl From<Row> for Severity {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.name,
            meaning: row.meaning,
            position: row.position,
            is_offered: row.is_offered,
        }
    }
}

/// Reads the scheme, the worst first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Severity>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM severities ORDER BY position, code").fetch_all(c).await)?;
    Ok(rows.into_iter().map(Severity::from).collect())
}

/// Adds a severity or changes the one with that code.
pub async fn upsert(tx: &mut Tx, severity: &Severity) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO severities (code, name, meaning, position, is_offered)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (code) DO UPDATE
         SET name = excluded.name, meaning = excluded.meaning,
             position = excluded.position, is_offered = excluded.is_offered"
    )
    .bind(&severity.code)
    .bind(&severity.name)
    .bind(&severity.meaning)
    .bind(severity.position)
    .bind(severity.is_offered)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Removes a severity that no postmortem has; otherwise `Constraint`.
pub async fn delete(tx: &mut Tx, code: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM severities WHERE code = $1").bind(code).execute(c).await.map(|_| ()))?;
    Ok(())
}

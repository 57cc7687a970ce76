//! The organisation's scheme of severities.

use postmortem::Severity;

use crate::{
    Error, Result,
    tx::{Tx, on_db},
};

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    meaning: String,
    position: i64,
    is_offered: bool,
    version: i64,
}

impl From<Row> for Severity {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.name,
            meaning: row.meaning,
            position: row.position,
            is_offered: row.is_offered,
            version: row.version,
        }
    }
}

/// Reads the scheme, the worst first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Severity>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM severities ORDER BY position, code").fetch_all(c).await)?;
    Ok(rows.into_iter().map(Severity::from).collect())
}

/// Adds a severity; leaves the one with that code, if there is one, as it is.
pub async fn insert(tx: &mut Tx, severity: &Severity) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO severities (code, name, meaning, position, is_offered, version)
         VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (code) DO NOTHING"
    )
    .bind(&severity.code)
    .bind(&severity.name)
    .bind(&severity.meaning)
    .bind(severity.position)
    .bind(severity.is_offered)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Changes the severity with that code; `Conflict` where it is no longer at that version.
pub async fn update(tx: &mut Tx, severity: &Severity, version: i64) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE severities SET name = $3, meaning = $4, position = $5, is_offered = $6, version = version + 1
         WHERE code = $1 AND version = $2"
    )
    .bind(&severity.code)
    .bind(version)
    .bind(&severity.name)
    .bind(&severity.meaning)
    .bind(severity.position)
    .bind(severity.is_offered)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::Conflict) } else { Ok(()) }
}

/// Removes a severity that no postmortem has; otherwise `Constraint`.
pub async fn delete(tx: &mut Tx, code: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM severities WHERE code = $1").bind(code).execute(c).await.map(|_| ()))?;
    Ok(())
}

//! Looking at the database itself: is it whole, and will it keep what it acknowledged? Changes nothing.

use crate::{Db, Result};

/// What an embedded database says of itself when it is not whole.
pub async fn faults(db: &Db) -> Result<Vec<String>> {
    match db {
        Db::Sqlite { readers, .. } => {
            let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(readers).await?;
            Ok(said.into_iter().filter(|line| line != "ok").collect())
        }
        Db::Postgres(_) => Ok(Vec::new()),
    }
}

/// Settings of the server that put acknowledged data at risk, each as `name = value`.
pub async fn risks(db: &Db) -> Result<Vec<String>> {
    let Db::Postgres(pool) = db else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (name, safe) in [("fsync", "on"), ("full_page_writes", "on"), ("data_checksums", "on")] {
        let value: Option<String> = sqlx::query_scalar("SELECT setting FROM pg_settings WHERE name = $1")
            .bind(name)
            .fetch_optional(pool)
            .await?;
        if let Some(value) = value.filter(|v| v != safe) {
            found.push(format!("{name} = {value}"));
        }
    }
    Ok(found)
}

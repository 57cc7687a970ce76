//! Everything that is kept as lines of JSON, the same from either database, and back into either.
//!
//! One line a row, the first line names the columns. The bytes depend on nothing but what is kept, so that equal
//! bytes mean equal contents. Packing, checksums and files are the business of `app::backup`.

mod catalogue;
mod dump;
mod load;

use std::path::Path;

use crate::{
    Db, Result,
    tx::{Tx, on_db},
};

pub use dump::dump;
pub use load::load;

/// Why a table was not written out or read in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said no.
    #[error(transparent)]
    Store(#[from] crate::Error),
    /// The other end could not be read or written.
    #[error("reading or writing the backup")]
    Io(#[from] std::io::Error),
    /// What is read in is no backup of this schema.
    #[error("{table}, line {line}: {what}")]
    Malformed {
        /// The table.
        table: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The tables that a backup holds, in the order in which they are read in.
pub fn tables() -> impl Iterator<Item = &'static str> {
    catalogue::TABLES.iter().map(|t| t.name)
}

/// Begins a transaction that sees one moment of the database, however long it reads.
pub async fn snapshot(db: &Db) -> Result<Tx> {
    let mut tx = match db {
        Db::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
        Db::Postgres(pool) => {
            let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
            take_time(&mut tx).await?;
            Tx::Postgres(tx)
        }
    };
    // on both, the moment is that of the first read
    on_db!(&mut tx, |c| sqlx::query_scalar::<_, i64>("SELECT seq FROM audit_head").fetch_optional(c).await)?;
    Ok(tx)
}

/// Begins the transaction that reads a backup in, and takes away what a new database holds by itself.
/// The rows of others are not seen until the commit.
pub async fn begin_load(db: &Db) -> Result<Tx> {
    let mut tx = db.write().await?;
    match &mut tx {
        Tx::Sqlite(_) => {}
        Tx::Postgres(tx) => {
            take_time(tx).await?;
            // nobody begins anything in the target meanwhile
            sqlx::query("LOCK TABLE people, audit_head IN ACCESS EXCLUSIVE MODE").execute(&mut **tx).await?;
        }
    }
    Ok(tx)
}

/// A whole database takes longer than any request may.
async fn take_time(tx: &mut sqlx::Transaction<'static, sqlx::Postgres>) -> Result<()> {
    sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut **tx).await?;
    sqlx::query("SET LOCAL idle_in_transaction_session_timeout = 0").execute(&mut **tx).await?;
    Ok(())
}

/// Whether nobody has written anything yet.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    for table in catalogue::TABLES.iter().filter(|t| !catalogue::SEEDED.contains(&t.name)) {
        let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1) AS found", table.name);
        let n: i64 = on_db!(tx, |c| sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(c).await)?;
        if n > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes the rows that a new database holds by itself.
pub async fn clear_seeds(tx: &mut Tx) -> Result<()> {
    for table in catalogue::SEEDED {
        let sql = format!("DELETE FROM {table}");
        on_db!(tx, |c| sqlx::query(sqlx::AssertSqlSafe(sql)).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

/// Copies an embedded database into a new file, as it stands at this moment; beside a running server too.
pub async fn copy_embedded(db: &Db, to: &Path) -> Result<()> {
    if let Db::Sqlite { writer, .. } = db {
        let to = to.to_str().ok_or_else(|| crate::Error::Address(format!("{} is no UTF-8", to.display())))?;
        sqlx::query("VACUUM INTO $1").bind(to).execute(writer).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

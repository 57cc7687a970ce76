//! Opening the database, reading it and writing to it.

use std::{path::PathBuf, str::FromStr, time::Duration};

use sqlx::{
    migrate::{Migrate, Migrator},
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqlitePool, SqlitePoolOptions},
};

use crate::{
    Error, Result,
    dialect::{self, APPLICATION_ID, POSTGRES_SESSION},
    tx::Tx,
};

/// Which database, and where.
#[derive(Debug, Clone)]
pub enum Options {
    /// A file of its own, made when missing.
    Sqlite(PathBuf),
    /// A PostgreSQL address, and the schema to work in.
    Postgres {
        /// `postgres://user@host/name`.
        url: String,
        /// A schema other than the session's default.
        schema: Option<String>,
    },
}

/// How the schema found relates to the one this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaState {
    /// The newest migration applied; 0 in an empty database.
    pub found: i64,
    /// The newest migration known.
    pub known: i64,
}

/// The database.
#[derive(Debug, Clone)]
pub enum Db {
    /// One writer, several readers.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// The connections that read.
        readers: SqlitePool,
    },
    /// A pool of equal connections.
    Postgres(PgPool),
}

impl Db {
    /// Opens the database without touching its schema.
    pub async fn open(options: &Options) -> Result<Self> {
        match options {
            Options::Sqlite(file) => Self::open_sqlite(file).await,
            Options::Postgres { url, schema } => Self::open_postgres(url, schema.as_deref()).await,
        }
    }

    async fn open_sqlite(file: &std::path::Path) -> Result<Self> {
        let options = dialect::sqlite_options(file);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false) // a file does not hang up
            .connect_with(options.clone())
            .await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
        if !is_sound(&version) {
            return Err(Error::Address(format!("SQLite {version} can corrupt a database; 3.51.3 or newer is needed")));
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(1)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(url: &str, schema: Option<&str>) -> Result<Self> {
        let mut options = PgConnectOptions::from_str(url)
            .map_err(|e| Error::Address(e.to_string()))?
            .application_name("inquest")
            .options(POSTGRES_SESSION);
        if let Some(schema) = schema {
            options = options.options([("search_path", schema)]);
        }
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Compares the schema found with the one known.
    pub async fn schema(&self) -> Result<SchemaState> {
        let found = match self {
            Self::Sqlite { readers, .. } => newest(&mut *readers.acquire().await?, &dialect::SQLITE).await?,
            Self::Postgres(pool) => newest(&mut *pool.acquire().await?, &dialect::POSTGRES).await?,
        };
        let known = self.migrator().iter().map(|m| m.version).max().unwrap_or(0);
        Ok(SchemaState { found, known })
    }

    /// Refuses a database of another schema than the one known.
    pub async fn check(&self) -> Result<()> {
        let SchemaState { found, known } = self.schema().await?;
        match found.cmp(&known) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(Error::Newer { found, known }),
            std::cmp::Ordering::Less => Err(Error::Older { found, known }),
        }
    }

    /// Brings the schema up to the one known; refuses a newer one and touches nothing then.
    pub async fn migrate(&self) -> Result<SchemaState> {
        let before = self.schema().await?;
        if before.found > before.known {
            return Err(Error::Newer { found: before.found, known: before.known });
        }
        let failed = |e: sqlx::migrate::MigrateError| Error::Driver(sqlx::Error::Migrate(Box::new(e)));
        match self {
            Self::Sqlite { writer, .. } => {
                dialect::SQLITE.run(writer).await.map_err(failed)?;
                let mark = format!("PRAGMA application_id = {APPLICATION_ID}");
                sqlx::query(sqlx::AssertSqlSafe(mark)).execute(writer).await?;
            }
            Self::Postgres(pool) => dialect::POSTGRES.run(pool).await.map_err(failed)?,
        }
        Ok(before)
    }

    fn migrator(&self) -> &'static Migrator {
        match self {
            Self::Sqlite { .. } => &dialect::SQLITE,
            Self::Postgres(_) => &dialect::POSTGRES,
        }
    }

    /// Begins a transaction that only reads.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that writes. On SQLite it takes the write lock at once, so that it cannot fail later.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// What the database is, for people: `SQLite 3.51.3`.
    pub async fn describe(&self) -> Result<String> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(readers).await?;
                format!("SQLite {version}")
            }
            Self::Postgres(pool) => {
                let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(pool).await?;
                format!("PostgreSQL {version}")
            }
        })
    }

    /// Whether the database is kept in a file beside the program.
    pub fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Ends all connections; on SQLite the log is folded into the file first.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "the log was not folded into the database file");
                }
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn newest<C: Migrate>(connection: &mut C, migrator: &Migrator) -> Result<i64> {
    match connection.list_applied_migrations(&migrator.table_name).await {
        Ok(applied) => Ok(applied.iter().map(|m| m.version).max().unwrap_or(0)),
        // an empty database has no table of migrations yet
        Err(sqlx::migrate::MigrateError::Execute(sqlx::Error::Database(_))) => Ok(0),
        Err(error) => Err(Error::Driver(sqlx::Error::Migrate(Box::new(error)))),
    }
}

/// 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write and checkpoint at once.
fn is_sound(version: &str) -> bool {
    let numbers: Vec<u32> = version.split('.').filter_map(|n| n.parse().ok()).collect();
    numbers.as_slice() >= [3, 51, 3].as_slice()
}

#[cfg(test)]
mod tests {
    use super::is_sound;

    #[test]
    fn sqlite_with_the_wal_reset_fault_is_refused() {
        assert!(is_sound("3.51.3"));
        assert!(is_sound("3.54.1"));
        assert!(!is_sound("3.51.2"));
        assert!(!is_sound("3.40.1"));
    }
}

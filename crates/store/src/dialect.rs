//! Where the two databases differ.

use std::time::Duration;

use sqlx::{
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Marks a file as ours: "inqu" in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x696e_7175;

/// SQLite as reliability demands it: no acknowledged write is lost at a power cut, erased text is overwritten.
pub(crate) fn sqlite_options(file: &std::path::Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .statement_cache_capacity(200)
        // each handing over between the threads costs more than the rows in it
        .row_buffer_size(512)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16384")
        // folded in after 16 MB, not 4: an import writes the same pages of an index again and again
        .pragma("wal_autocheckpoint", "4096")
        .pragma("journal_size_limit", "67108864")
}

/// What every PostgreSQL session is set to.
pub(crate) const POSTGRES_SESSION: [(&str, &str); 4] = [
    ("synchronous_commit", "on"),
    ("statement_timeout", "15s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "30s"),
];

/// An id as it is written in SQL.
pub(crate) fn id(tx: &crate::Tx, id: uuid::Uuid) -> String {
    match tx {
        crate::Tx::Sqlite(_) => format!("X'{}'", id.simple()),
        crate::Tx::Postgres(_) => format!("'{id}'::uuid"),
    }
}

/// A text as it is written in SQL.
pub(crate) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The pattern of LIKE, with `!` as its escape, for what holds a word: the letters that it reads as a pattern lose
/// their meaning.
pub(crate) fn like(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    out.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// Lets the rest of a transaction take its time: what walks over a million rows is not a statement that hangs.
pub(crate) async fn allow_long(tx: &mut crate::Tx) -> crate::Result<()> {
    if let crate::Tx::Postgres(tx) = tx {
        sqlx::query("SET LOCAL statement_timeout = '10min'").execute(&mut **tx).await?;
    }
    Ok(())
}

/// Names the register of weaknesses among the locks of a PostgreSQL database.
const REGISTER: i64 = 0x696e_7175_0001;

/// Lets the rest of a transaction be the only one that changes the register of weaknesses, or what follows from it. On
/// SQLite every writing transaction is the only one.
pub(crate) async fn hold_register(tx: &mut crate::Tx) -> crate::Result<()> {
    if let crate::Tx::Postgres(tx) = tx {
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(REGISTER).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Makes a schema of its own on a PostgreSQL server, for a second house beside another.
pub async fn create_schema(url: &str, schema: &str) -> crate::Result<()> {
    on_server(url, &format!("CREATE SCHEMA \"{}\"", name(schema)?)).await
}

/// Drops a schema and all that is in it.
pub async fn drop_schema(url: &str, schema: &str) -> crate::Result<()> {
    on_server(url, &format!("DROP SCHEMA IF EXISTS \"{}\" CASCADE", name(schema)?)).await
}

/// Notes a migration that this version does not know, as a later one would; for tests of what is refused then.
pub async fn note_migration(db: &crate::Db, version: i64) -> crate::Result<()> {
    let mut tx = db.write().await?;
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES ($1, 'of a later version', TRUE, $2, 0)";
    crate::tx::on_db!(&mut tx, |c| sqlx::query(sql).bind(version).bind(Vec::<u8>::new()).execute(c).await.map(drop))?;
    tx.commit().await
}

fn name(schema: &str) -> crate::Result<&str> {
    let is_plain = schema.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if is_plain { Ok(schema) } else { Err(crate::Error::Address(format!("{schema:?} is no name of a schema"))) }
}

async fn on_server(url: &str, sql: &str) -> crate::Result<()> {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::PgConnection::connect(url).await?;
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await?;
    Ok(connection.close().await?)
}

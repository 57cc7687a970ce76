//! Whether anything was changed since the last look, by this process or by another. What is looked up often may be
//! remembered as long as the stamp stays the same.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{ConnectOptions, SqliteConnection, postgres::PgPool};
use tokio::sync::Mutex;

use crate::{Db, Result};

/// What the database held at a moment. Two that are equal saw the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u64);

/// Tells the stamp of the present. Who asks while a look is under way shares the next one with all others that wait.
#[derive(Debug)]
pub struct Stamps {
    db: Db,
    asked: AtomicU64,
    last: Mutex<Last>,
}

#[derive(Debug, Default)]
struct Last {
    /// The tickets below this one were drawn before the last look began.
    n_served: u64,
    stamp: u64,
    seen: Option<Seen>,
    /// SQLite counts the changes of others for each connection, so this one stays the same.
    watcher: Option<SqliteConnection>,
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Sqlite(i64),
    Postgres(String),
}

impl Stamps {
    /// Watches over a database.
    pub fn new(db: Db) -> Self {
        Self { db, asked: AtomicU64::new(0), last: Mutex::default() }
    }

    /// Looks whether anything was changed. What was committed before this call is never missed.
    pub async fn now(&self) -> Result<Stamp> {
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if ticket >= last.n_served {
            let n_asked = self.asked.load(Ordering::SeqCst);
            let seen = match &self.db {
                Db::Sqlite { readers, .. } => last.look(readers).await?,
                Db::Postgres(pool) => snapshot(pool).await?,
            };
            if last.seen.as_ref() != Some(&seen) {
                last.stamp += 1;
                last.seen = Some(seen);
            }
            last.n_served = n_asked;
        }
        Ok(Stamp(last.stamp))
    }
}

impl Last {
    async fn look(&mut self, readers: &sqlx::SqlitePool) -> Result<Seen> {
        let mut watcher = if let Some(watcher) = self.watcher.take() {
            watcher
        } else {
            // another connection counts from elsewhere
            self.seen = None;
            readers.connect_options().connect().await?
        };
        let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut watcher).await?;
        self.watcher = Some(watcher);
        Ok(Seen::Sqlite(version))
    }
}

/// Which transactions are visible now; whatever commits changes the text.
async fn snapshot(pool: &PgPool) -> Result<Seen> {
    Ok(Seen::Postgres(sqlx::query_scalar("SELECT CAST(pg_current_snapshot() AS TEXT)").fetch_one(pool).await?))
}

//! Whether anything was changed since the last look, by this process or by another. What is looked up often may be
//! remembered as long as the stamp stays the same.

use std::sync::{
    PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use sqlx::{ConnectOptions, SqliteConnection, postgres::PgPool};
use tokio::sync::{Mutex, MutexGuard, Notify};

use crate::{Db, Result};

/// What the database held at a moment. Two that are equal saw the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u64);

/// Tells the stamp of the present. Who asks while a look is under way shares the next one with all others that wait.
#[derive(Debug)]
pub struct Stamps {
    db: Db,
    asked: AtomicU64,
    told: RwLock<Told>,
    watch: Mutex<Watch>,
    looked: Notify,
}

/// What the last look found.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// The tickets below this one were drawn before it began.
    n_served: u64,
    stamp: u64,
}

#[derive(Debug, Default)]
struct Watch {
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
        let (asked, told) = (AtomicU64::new(0), RwLock::default());
        Self { db, asked, told, watch: Mutex::default(), looked: Notify::new() }
    }

    /// Looks whether anything was changed. What was committed before this call is never missed.
    pub async fn now(&self) -> Result<Stamp> {
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst);
        loop {
            let mut looked = std::pin::pin!(self.looked.notified());
            // from here on no end of a look is missed
            looked.as_mut().enable();
            let told = self.told();
            if ticket < told.n_served {
                return Ok(Stamp(told.stamp));
            }
            if let Ok(watch) = self.watch.try_lock() {
                let mut turn = Turn { watch: Some(watch), looked: &self.looked };
                if let Some(watch) = &mut turn.watch {
                    self.look(watch).await?;
                }
            } else {
                looked.await;
            }
        }
    }

    async fn look(&self, watch: &mut Watch) -> Result<()> {
        let n_served = self.asked.load(Ordering::SeqCst);
        let seen = match &self.db {
            Db::Sqlite { readers, .. } => watch.look(readers).await?,
            Db::Postgres(pool) => snapshot(pool).await?,
        };
        let is_other = watch.seen.as_ref() != Some(&seen);
        watch.seen = Some(seen);
        let mut told = self.told.write().unwrap_or_else(PoisonError::into_inner);
        *told = Told { n_served, stamp: told.stamp + u64::from(is_other) };
        Ok(())
    }

    fn told(&self) -> Told {
        *self.told.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes those who wait when a look is over, also one that failed or that nobody waits for any more.
struct Turn<'a> {
    watch: Option<MutexGuard<'a, Watch>>,
    looked: &'a Notify,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // given back before anyone wakes, or nobody would take the next turn
        self.watch = None;
        self.looked.notify_waiters();
    }
}

impl Watch {
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

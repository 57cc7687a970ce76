//! Sessions: only the SHA-256 of the token is kept.

use jiff::Timestamp;
use postmortem::PersonId;
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// The SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

/// A session of someone signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub person: PersonId,
    /// The browser, as it calls itself.
    pub agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    token_hash: Vec<u8>,
    person_id: Uuid,
    agent: String,
    created_at: Micros,
    seen_at: Micros,
    expires_at: Micros,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Self {
            token_hash: row.token_hash,
            person: PersonId(row.person_id),
            agent: row.agent,
            created_at: row.created_at.into(),
            seen_at: row.seen_at.into(),
            expires_at: row.expires_at.into(),
        }
    }
}

/// Finds a session by the hash of its token.
pub async fn find(tx: &mut Tx, hash: &TokenHash) -> Result<Option<Session>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as("SELECT * FROM sessions WHERE token_hash = $1")
        .bind(hash.as_slice())
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Session::from))
}

/// Reads all sessions of a person, the latest used first.
pub async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Session>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM sessions WHERE person_id = $1 ORDER BY seen_at DESC")
            .bind(person.0)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Begins a session.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO sessions (token_hash, person_id, agent, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(&session.token_hash)
    .bind(session.person.0)
    .bind(&session.agent)
    .bind(Micros::from(session.created_at))
    .bind(Micros::from(session.seen_at))
    .bind(Micros::from(session.expires_at))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Notes that a session was used.
pub async fn touch(tx: &mut Tx, hash: &TokenHash, at: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2")
        .bind(hash.as_slice())
        .bind(Micros::from(at))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends one session of a person; returns whether there was one.
pub async fn delete(tx: &mut Tx, person: PersonId, hash: &[u8]) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query("DELETE FROM sessions WHERE token_hash = $1 AND person_id = $2")
        .bind(hash)
        .bind(person.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Ends all sessions of a person but one.
pub async fn delete_all(tx: &mut Tx, person: PersonId, but: Option<&[u8]>) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query("DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2")
        .bind(person.0)
        .bind(but.unwrap_or_default())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// Sweeps out the sessions that have ended.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query("DELETE FROM sessions WHERE expires_at < $1")
        .bind(Micros::from(now))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

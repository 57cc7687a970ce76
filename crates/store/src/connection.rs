//! Connected webhooks of the organisation, the deliveries seen, and what arrived by them.

use jiff::Timestamp;
use postmortem::{ConnectionId, PersonId};
use uuid::Uuid;

use crate::{
    Result,
    instant::{Micros, micros},
    tx::{Tx, on_db},
};

/// A connected webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The kind of source.
    pub source: String,
    /// What it is called.
    pub name: String,
    /// The secret that signs its deliveries, sealed.
    pub sealed_secret: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// Since when nothing is taken from it.
    pub revoked_at: Option<Timestamp>,
    /// When something last arrived.
    pub arrived_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    source: String,
    name: String,
    sealed_secret: Option<Vec<u8>>,
    created_at: Micros,
    created_by: Option<Uuid>,
    revoked_at: Option<Micros>,
    arrived_at: Option<Micros>,
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            id: ConnectionId(row.id),
            source: row.source,
            name: row.name,
            sealed_secret: row.sealed_secret,
            created_at: row.created_at.into(),
            created_by: row.created_by.map(PersonId),
            revoked_at: row.revoked_at.map(Into::into),
            arrived_at: row.arrived_at.map(Into::into),
        }
    }
}

/// Reads all connections, the first made first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Connection>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, source, name, sealed_secret, created_at, created_by, revoked_at, arrived_at
         FROM connections ORDER BY created_at, id"
    )
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Connection::from).collect())
}

/// Reads one connection.
pub async fn get(tx: &mut Tx, id: ConnectionId) -> Result<Connection> {
    let row: Row = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, source, name, sealed_secret, created_at, created_by, revoked_at, arrived_at
         FROM connections WHERE id = $1"
    )
    .bind(id.0)
    .fetch_one(c)
    .await)?;
    Ok(row.into())
}

/// Finds the connection of a token that is not revoked.
pub async fn find_by_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Connection>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, source, name, sealed_secret, created_at, created_by, revoked_at, arrived_at
         FROM connections WHERE token_hash = $1 AND revoked_at IS NULL"
    )
    .bind(token_hash)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Connection::from))
}

/// Adds a connection.
pub async fn insert(tx: &mut Tx, connection: &Connection, token_hash: &[u8]) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO connections (id, source, name, token_hash, sealed_secret, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(connection.id.0)
    .bind(&connection.source)
    .bind(&connection.name)
    .bind(token_hash)
    .bind(&connection.sealed_secret)
    .bind(Micros::from(connection.created_at))
    .bind(connection.created_by.map(|p| p.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Takes nothing from this connection any more. What arrived stays. Returns whether it was open.
pub async fn revoke(tx: &mut Tx, id: ConnectionId, now: Timestamp) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE connections SET revoked_at = $2, sealed_secret = NULL WHERE id = $1 AND revoked_at IS NULL"
    )
    .bind(id.0)
    .bind(micros(Some(now)))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Notes a delivery by its id. Returns whether it is the first of that id.
pub async fn note_delivery(tx: &mut Tx, id: ConnectionId, delivery: &str, now: Timestamp) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO deliveries (connection_id, delivery, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    )
    .bind(id.0)
    .bind(delivery)
    .bind(Micros::from(now))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Forgets the ids of deliveries from before an instant; nobody sends them again so late.
pub async fn forget_deliveries(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    Ok(on_db!(tx, |c| sqlx::query("DELETE FROM deliveries WHERE received_at < $1")
        .bind(Micros::from(before))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// An item that arrived by a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: Uuid,
    /// By which connection.
    pub connection: ConnectionId,
    /// The source's own id of it.
    pub key: String,
    /// When it happened.
    pub occurred: Timestamp,
    /// When it arrived.
    pub received: Timestamp,
    /// The readable text.
    pub text: String,
    /// The whole item, as JSON.
    pub item: String,
    /// SHA-256 of its original.
    pub hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct ArrivalRow {
    id: Uuid,
    connection_id: Uuid,
    key: String,
    occurred_at: Micros,
    received_at: Micros,
    text: String,
    item: String,
    hash: Vec<u8>,
}

impl From<ArrivalRow> for Arrival {
    fn from(row: ArrivalRow) -> Self {
        Self {
            id: row.id,
            connection: ConnectionId(row.connection_id),
            key: row.key,
            occurred: row.occurred_at.into(),
            received: row.received_at.into(),
            text: row.text,
            item: row.item,
            hash: row.hash,
        }
    }
}

/// Keeps an arrival, unless the same one arrived before. Returns whether it is new.
pub async fn insert_arrival(tx: &mut Tx, arrival: &Arrival) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO arrivals (id, connection_id, key, occurred_at, received_at, text, item, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (connection_id, key, hash) DO NOTHING"
    )
    .bind(arrival.id)
    .bind(arrival.connection.0)
    .bind(&arrival.key)
    .bind(Micros::from(arrival.occurred))
    .bind(Micros::from(arrival.received))
    .bind(&arrival.text)
    .bind(&arrival.item)
    .bind(&arrival.hash)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    on_db!(tx, |c| sqlx::query("UPDATE connections SET arrived_at = $2 WHERE id = $1")
        .bind(arrival.connection.0)
        .bind(Micros::from(arrival.received))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(n > 0)
}

/// Reads what happened in a window, in the order of arrival, so that later words about a key come later; at most
/// `limit`, after the given arrival.
pub async fn arrivals(
    tx: &mut Tx,
    id: ConnectionId,
    (from, to): (Timestamp, Timestamp),
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Arrival>> {
    let rows: Vec<ArrivalRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, connection_id, key, occurred_at, received_at, text, item, hash FROM arrivals
         WHERE connection_id = $1 AND occurred_at >= $2 AND occurred_at < $3 AND id > $4
         ORDER BY id LIMIT $5"
    )
    .bind(id.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .bind(after.unwrap_or(Uuid::nil()))
    .bind(limit)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Arrival::from).collect())
}

/// Counts what happened in a window.
pub async fn count_arrivals(tx: &mut Tx, id: ConnectionId, (from, to): (Timestamp, Timestamp)) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM arrivals WHERE connection_id = $1 AND occurred_at >= $2 AND occurred_at < $3"
    )
    .bind(id.0)
    .bind(Micros::from(from))
    .bind(Micros::from(to))
    .fetch_one(c)
    .await)?)
}

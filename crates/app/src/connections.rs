//! Connections: webhooks of the organisation. What arrives is kept until a postmortem takes it over.

use std::ops::ControlFlow;

use base64::{Engine, engine::general_purpose::STANDARD};
use evidence::{Author, Event, Input, Item, ItemKind, Options, Revision, SourceKind};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use postmortem::{ConnectionId, ImportId, Number, Role, line};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::connection::{Arrival, Connection};
use subtle::ConstantTimeEq;

use crate::{Ctx, Error, FieldError, House, Result, imports, secret::token_hash, workbench::line_code};

/// The largest body of a delivery, in bytes.
pub const MAX_BODY: usize = 1 << 20;

/// A new connection with what is shown once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The connection.
    pub connection: Connection,
    /// The token, the last part of the address that the source calls.
    pub token: String,
    /// The secret with which the source signs; GitHub only.
    pub secret: Option<String>,
}

/// Connects a webhook. Token and secret are shown this once.
pub async fn create(ctx: &Ctx, source: SourceKind, name: &str) -> Result<Created> {
    ctx.need(Role::Administrator)?;
    if !matches!(source, SourceKind::Github | SourceKind::Alertmanager) {
        return Err(Error::field("source", "no-live-source"));
    }
    let name = line(name, 80).map_err(|why| FieldError::new("name", line_code(why)))?;
    let token = ctx.house.token();
    let secret = (source == SourceKind::Github).then(|| ctx.house.token());
    let sealed_secret = secret.as_ref().map(|secret| ctx.house.seal(secret.as_bytes())).transpose()?;
    let connection = Connection {
        id: ConnectionId(ctx.id()),
        source: source.as_str().to_owned(),
        name,
        sealed_secret,
        created_at: ctx.now(),
        created_by: ctx.person_id(),
        revoked_at: None,
        arrived_at: None,
    };
    let mut tx = ctx.house.db.write().await?;
    store::connection::insert(&mut tx, &connection, &token_hash(&token)).await?;
    let detail = json!({ "connection": connection.id, "source": connection.source, "name": connection.name });
    ctx.audit(&mut tx, None, "connection.create", detail).await?;
    tx.commit().await?;
    Ok(Created { connection, token, secret })
}

/// Lists the connections: to members, who take over from them, without what is sealed.
pub async fn list(ctx: &Ctx) -> Result<Vec<Connection>> {
    ctx.need(Role::Member)?;
    let mut tx = ctx.house.db.read().await?;
    let connections = store::connection::list(&mut tx).await?;
    Ok(connections.into_iter().map(|c| Connection { sealed_secret: None, ..c }).collect())
}

/// Takes nothing from a connection any more. What arrived stays.
pub async fn revoke(ctx: &Ctx, id: ConnectionId) -> Result<()> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let connection = store::connection::get(&mut tx, id).await?;
    if !store::connection::revoke(&mut tx, id, ctx.now()).await? {
        return Err(Error::Conflict);
    }
    let detail = json!({ "connection": id, "name": connection.name });
    ctx.audit(&mut tx, None, "connection.revoke", detail).await?;
    Ok(tx.commit().await?)
}

/// What a delivery says about itself in its headers.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// `X-GitHub-Delivery`.
    pub delivery: Option<String>,
    /// `X-Hub-Signature-256`.
    pub signature: Option<String>,
    /// `X-GitHub-Event`.
    pub event: Option<String>,
}

/// A delivery was taken, now or before: the source hears the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

/// Takes a delivery. Each has its effect once, however often it comes.
pub async fn deliver(house: &House, source: SourceKind, token: &str, headers: Headers, body: Vec<u8>) -> Result<Taken> {
    let mut tx = house.db.read().await?;
    let found = store::connection::find_by_token(&mut tx, &token_hash(token)).await?;
    tx.rollback().await?;
    let connection = found.filter(|c| c.source == source.as_str()).ok_or(Error::NotFound)?;
    if body.len() > MAX_BODY {
        return Err(FieldError::new("body", "body-too-large").with("limit", MAX_BODY.to_string()).into());
    }
    if let Some(sealed) = &connection.sealed_secret {
        check_signature(&house.unseal(sealed)?, headers.signature.as_deref(), &body)?;
    }
    let delivery = match headers.delivery.filter(|id| !id.is_empty() && id.len() <= 100 && id.is_ascii()) {
        // Alertmanager names none, and tells the same alert again with the same words; its items tell themselves apart
        None if source == SourceKind::Alertmanager => None,
        None => Some(hex::encode(Sha256::digest(&body))),
        Some(id) => Some(id),
    };
    let items = parse(source, headers.event, body).await?;
    let now = house.now();
    let mut tx = house.db.write().await?;
    // revoked in between, it takes nothing
    store::connection::find_by_token(&mut tx, &token_hash(token)).await?.ok_or(Error::NotFound)?;
    if let Some(delivery) = &delivery
        && !store::connection::note_delivery(&mut tx, connection.id, delivery, now).await?
    {
        tx.rollback().await?;
        return Ok(Taken);
    }
    for item in items {
        let arrival = Arrival {
            id: house.id(),
            connection: connection.id,
            key: item.key.clone(),
            occurred: item.occurred,
            received: now,
            text: item.text.clone(),
            hash: item.hash.to_vec(),
            item: serde_json::to_string(&Arrived::from(item)).map_err(Error::internal)?,
        };
        store::connection::insert_arrival(&mut tx, &arrival).await?;
    }
    tx.commit().await?;
    Ok(Taken)
}

/// GitHub signs the raw body: `sha256=` and the HMAC in hex, compared in constant time.
fn check_signature(secret: &[u8], signature: Option<&str>, body: &[u8]) -> Result<()> {
    let given = signature.and_then(|s| s.strip_prefix("sha256=")).and_then(|s| hex::decode(s).ok());
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).map_err(Error::internal)?;
    mac.update(body);
    let wanted = mac.finalize().into_bytes();
    match given {
        Some(given) if bool::from(wanted.as_slice().ct_eq(&given)) => Ok(()),
        _ => Err(Error::Denied("bad-signature")),
    }
}

async fn parse(source: SourceKind, event: Option<String>, body: Vec<u8>) -> Result<Vec<Item>> {
    let read = tokio::task::spawn_blocking(move || {
        let options = Options { event, ..Options::default() };
        let mut items = Vec::new();
        let summary = evidence::read(source, Input::bytes("body", body), &options, &mut |event| {
            if let Event::Item(item, _) = event {
                items.push(*item);
            }
            ControlFlow::Continue(())
        })?;
        Ok((items, summary))
    });
    let (items, summary) = read.await?.map_err(|rejected| imports::refused(&rejected))?;
    if items.is_empty() && summary.refused > 0 {
        return Err(Error::field("body", "not-readable"));
    }
    Ok(items)
}

/// An item as an arrival keeps it, beside its columns.
#[derive(Debug, Serialize, Deserialize)]
struct Arrived {
    kind: String,
    handle: Option<String>,
    name: Option<String>,
    is_bot: bool,
    zone: Option<String>,
    place: Option<String>,
    thread: Option<String>,
    link: Option<String>,
    details: Vec<(String, String)>,
    is_scrubbed: bool,
    raw: String,
}

impl From<Item> for Arrived {
    fn from(item: Item) -> Self {
        let author = item.author;
        Self {
            kind: item.kind.as_str().to_owned(),
            is_bot: author.as_ref().is_some_and(|a| a.is_bot),
            handle: author.as_ref().map(|a| a.handle.clone()),
            name: author.and_then(|a| a.name),
            zone: item.zone,
            place: item.place,
            thread: item.thread,
            link: item.link,
            details: item.details,
            is_scrubbed: item.is_scrubbed,
            raw: STANDARD.encode(item.raw),
        }
    }
}

/// The item that arrived.
pub(crate) fn item_of(source: SourceKind, arrival: &Arrival) -> Result<Item> {
    let arrived: Arrived = serde_json::from_str(&arrival.item).map_err(Error::internal)?;
    Ok(Item {
        source,
        key: arrival.key.clone(),
        revision: Revision::Original,
        kind: arrived.kind.parse::<ItemKind>().map_err(Error::internal)?,
        author: arrived.handle.map(|handle| Author { handle, name: arrived.name, is_bot: arrived.is_bot }),
        occurred: arrival.occurred,
        zone: arrived.zone,
        place: arrived.place,
        thread: arrived.thread,
        text: arrival.text.clone(),
        link: arrived.link,
        details: arrived.details,
        raw: STANDARD.decode(&arrived.raw).map_err(Error::internal)?,
        hash: arrival.hash.as_slice().try_into().map_err(Error::internal)?,
        is_scrubbed: arrived.is_scrubbed,
    })
}

/// How many items of a connection happened in a window.
pub async fn count_arrivals(ctx: &Ctx, id: ConnectionId, from: Timestamp, to: Timestamp) -> Result<i64> {
    ctx.need(Role::Member)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::connection::count_arrivals(&mut tx, id, (from, to)).await?)
}

/// Takes what arrived in a window over into the evidence of a postmortem. Again, it changes nothing.
pub async fn take_over(
    ctx: &Ctx,
    number: Number,
    id: ConnectionId,
    from: Timestamp,
    to: Timestamp,
) -> Result<ImportId> {
    imports::take_over(ctx, number, id, (from, to)).await
}

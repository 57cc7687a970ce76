//! The trail: who did what when. Each row's hash covers the row before it, so that a row cannot go unnoticed.

use jiff::Timestamp;
use postmortem::{PersonId, PostmortemId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Someone signed in.
    Person(PersonId),
    /// Whoever runs commands on the machine.
    Operator,
    /// The program by itself.
    Program,
}

/// One row of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Its place in the trail.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Concerning which postmortem.
    pub postmortem: Option<PostmortemId>,
    /// Who.
    pub who: Who,
    /// What was done, such as `entry.update`.
    pub verb: String,
    /// More about it, as JSON.
    pub detail: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: Micros,
    postmortem_id: Option<Uuid>,
    person_id: Option<Uuid>,
    who: String,
    verb: String,
    detail: String,
    hash: Vec<u8>,
}

impl From<Row> for Deed {
    fn from(row: Row) -> Self {
        let who = match (row.who.as_str(), row.person_id) {
            ("person", Some(id)) => Who::Person(PersonId(id)),
            ("operator", _) => Who::Operator,
            _ => Who::Program,
        };
        Self {
            seq: row.seq,
            at: row.at.into(),
            postmortem: row.postmortem_id.map(PostmortemId),
            who,
            verb: row.verb,
            detail: row.detail,
        }
    }
}

/// Reads the trail of one postmortem, the latest first.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId, before: Option<i64>, limit: i64) -> Result<Vec<Deed>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT seq, at, postmortem_id, person_id, who, verb, detail, hash
         FROM audit
         WHERE postmortem_id = $1 AND seq < $2
         ORDER BY seq DESC
         LIMIT $3"
    )
    .bind(postmortem.0)
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Deed::from).collect())
}

/// Appends to the trail. Done last in a transaction: on PostgreSQL it holds the head of the chain until the commit.
pub async fn append(
    tx: &mut Tx,
    at: Timestamp,
    who: Who,
    postmortem: Option<PostmortemId>,
    verb: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    let (seq, before): (i64, Vec<u8>) =
        on_db!(tx, |c| sqlx::query_as("UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash")
            .fetch_one(c)
            .await)?;
    let (word, person) = match who {
        Who::Person(id) => ("person", Some(id.0)),
        Who::Operator => ("operator", None),
        Who::Program => ("program", None),
    };
    let row = Row {
        seq,
        at: at.into(),
        postmortem_id: postmortem.map(|p| p.0),
        person_id: person,
        who: word.to_owned(),
        verb: verb.to_owned(),
        detail: detail.to_string(),
        hash: Vec::new(),
    };
    let hash = link(&before, &row);
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO audit (seq, at, postmortem_id, person_id, who, verb, detail, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(row.seq)
    .bind(row.at)
    .bind(row.postmortem_id)
    .bind(row.person_id)
    .bind(&row.who)
    .bind(&row.verb)
    .bind(&row.detail)
    .bind(&hash)
    .execute(c)
    .await
    .map(|_| ()))?;
    on_db!(tx, |c| sqlx::query("UPDATE audit_head SET hash = $1 WHERE id = 1")
        .bind(&hash)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Walks the whole chain and returns the place of the first row that does not fit, if any.
pub async fn verify(tx: &mut Tx) -> Result<Option<i64>> {
    let (mut before, mut last) = (Vec::new(), 0);
    loop {
        let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
            "SELECT seq, at, postmortem_id, person_id, who, verb, detail, hash
             FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000"
        )
        .bind(last)
        .fetch_all(c)
        .await)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != last + 1 || link(&before, &row) != row.hash {
                return Ok(Some(row.seq));
            }
            last = row.seq;
            before = row.hash;
        }
    }
    let (seq, hash): (i64, Vec<u8>) =
        on_db!(tx, |c| sqlx::query_as("SELECT seq, hash FROM audit_head WHERE id = 1").fetch_one(c).await)?;
    Ok((seq != last || hash != before).then_some(last + 1))
}

fn link(before: &[u8], row: &Row) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(before);
    let parts = (row.seq, row.at.0, row.postmortem_id, row.person_id, &row.who, &row.verb, &row.detail);
    // a JSON array keeps the borders between the parts
    hasher.update(serde_json::to_vec(&parts).expect("numbers, ids and texts always serialise"));
    hasher.finalize().to_vec()
}

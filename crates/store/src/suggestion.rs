//! Suggestions: which items look like key moments, and what people made of them.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{EvidenceId, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db, word},
};

/// A suggestion that a rule makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id, should it be new.
    pub id: Uuid,
    /// The item.
    pub evidence: EvidenceId,
    /// The rule, by its name.
    pub rule: String,
    /// How much it weighs.
    pub score: i64,
    /// The kind of entry it would become.
    pub entry_kind: String,
    /// Why, as JSON that the pages put into words.
    pub reason: String,
}

/// What people made of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    Open,
    /// An entry was made of it.
    Accepted,
    /// It was put aside.
    Dismissed,
}

impl State {
    /// The word in the database and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
        }
    }
}

/// No such state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state {0:?}")]
pub struct InvalidState(pub String);

impl std::str::FromStr for State {
    type Err = InvalidState;
    fn from_str(text: &str) -> std::result::Result<Self, InvalidState> {
        [Self::Open, Self::Accepted, Self::Dismissed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| InvalidState(text.to_owned()))
    }
}

/// A suggestion as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: Uuid,
    /// The item.
    pub evidence: EvidenceId,
    /// The rule, by its name.
    pub rule: String,
    /// How much it weighs.
    pub score: i64,
    /// The kind of entry it would become.
    pub entry_kind: String,
    /// Why, as JSON that the pages put into words.
    pub reason: String,
    /// What people made of it.
    pub state: State,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    evidence_id: Uuid,
    rule: String,
    score: i64,
    entry_kind: String,
    reason: String,
    state: String,
}

impl TryFrom<Row> for Suggestion {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            evidence: EvidenceId(row.evidence_id),
            rule: row.rule,
            score: row.score,
            entry_kind: row.entry_kind,
            reason: row.reason,
            state: word("suggestions", "state", &row.state)?,
        })
    }
}

/// Reads suggestions of a postmortem in the order of time, at most `limit`.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId, state: Option<State>, limit: i64) -> Result<Vec<Suggestion>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.evidence_id, s.rule, s.score, s.entry_kind, s.reason, s.state
         FROM suggestions s JOIN evidence e ON e.id = s.evidence_id
         WHERE s.postmortem_id = $1 AND ($2 IS NULL OR s.state = $2)
         ORDER BY e.occurred_at, e.id, s.score DESC, s.rule
         LIMIT $3"
    )
    .bind(postmortem.0)
    .bind(state.map(State::as_str))
    .bind(limit)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Suggestion::try_from).collect()
}

/// Counts the open suggestions of a postmortem.
pub async fn count_open(tx: &mut Tx, postmortem: PostmortemId) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM suggestions WHERE postmortem_id = $1 AND state = 'open'"
    )
    .bind(postmortem.0)
    .fetch_one(c)
    .await)?)
}

/// Reads the suggestions on these items.
pub async fn of(tx: &mut Tx, items: &[EvidenceId]) -> Result<Vec<Suggestion>> {
    let mut found = Vec::new();
    for items in items.chunks(500) {
        let holes = (1..=items.len()).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT id, evidence_id, rule, score, entry_kind, reason, state FROM suggestions
             WHERE evidence_id IN ({holes}) ORDER BY evidence_id, score DESC, rule"
        );
        let rows: Vec<Row> = on_db!(tx, |c| {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            for item in items {
                query = query.bind(item.0);
            }
            query.fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Reads one suggestion of a postmortem.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: Uuid) -> Result<Suggestion> {
    let row: Row = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, evidence_id, rule, score, entry_kind, reason, state FROM suggestions
         WHERE postmortem_id = $1 AND id = $2"
    )
    .bind(postmortem.0)
    .bind(id)
    .fetch_one(c)
    .await)?;
    row.try_into()
}

/// Brings the kept suggestions on items of a source in line with those found: new ones are added, settled ones keep
/// their state, open ones that are not found any more go.
pub async fn replace(tx: &mut Tx, postmortem: PostmortemId, source: &str, found: &[Found]) -> Result<()> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.evidence_id, s.rule, s.score, s.entry_kind, s.reason, s.state
         FROM suggestions s JOIN evidence e ON e.id = s.evidence_id
         WHERE s.postmortem_id = $1 AND e.source = $2"
    )
    .bind(postmortem.0)
    .bind(source)
    .fetch_all(c)
    .await)?;
    let mut kept: HashMap<(Uuid, String), Row> =
        rows.into_iter().map(|row| ((row.evidence_id, row.rule.clone()), row)).collect();
    for new in found {
        match kept.remove(&(new.evidence.0, new.rule.clone())) {
            Some(old)
                if old.state != "open"
                    || (old.score, &old.entry_kind, &old.reason) == (new.score, &new.entry_kind, &new.reason) => {}
            _ => upsert(tx, postmortem, new).await?,
        }
    }
    for gone in kept.values().filter(|row| row.state == "open") {
        on_db!(tx, |c| sqlx::query("DELETE FROM suggestions WHERE id = $1 AND state = 'open'")
            .bind(gone.id)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

async fn upsert(tx: &mut Tx, postmortem: PostmortemId, new: &Found) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO suggestions (id, postmortem_id, evidence_id, rule, score, entry_kind, reason, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')
         ON CONFLICT (evidence_id, rule) DO UPDATE
         SET score = excluded.score, entry_kind = excluded.entry_kind, reason = excluded.reason"
    )
    .bind(new.id)
    .bind(postmortem.0)
    .bind(new.evidence.0)
    .bind(&new.rule)
    .bind(new.score)
    .bind(&new.entry_kind)
    .bind(&new.reason)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Settles a suggestion that stands as `from`; otherwise `Conflict`.
pub async fn settle(
    tx: &mut Tx,
    id: Uuid,
    (from, to): (State, State),
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    let (at, by) = if to == State::Open { (None, None) } else { (Some(Micros::from(now)), by.map(|p| p.0)) };
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE suggestions SET state = $3, settled_at = $4, settled_by = $5 WHERE id = $1 AND state = $2"
    )
    .bind(id)
    .bind(from.as_str())
    .bind(to.as_str())
    .bind(at)
    .bind(by)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::Conflict) } else { Ok(()) }
}

//! What the organisation chose for its questions, and which of them were dismissed. The questions themselves are found
//! anew each time and kept nowhere.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use postmortem::{
    PersonId, PostmortemId,
    questions::{Code, Level, Rules},
};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// A question that someone dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// The key of the question.
    pub key: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where a command of the operator did, or the account is gone.
    pub by: Option<PersonId>,
}

#[derive(sqlx::FromRow)]
struct RulesRow {
    levels: String,
    gap_minutes: i64,
    untold_minutes: i64,
    unpublished_days: i64,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct DismissalRow {
    key: String,
    reason: String,
    dismissed_at: Micros,
    dismissed_by: Option<Uuid>,
}

fn corrupt(column: &'static str, what: impl ToString) -> Error {
    Error::Corrupt { table: "question_rules", column, what: what.to_string() }
}

/// Reads what was chosen and its version; 0 as long as nothing was chosen.
pub async fn rules(tx: &mut Tx) -> Result<(Rules, i64)> {
    let row: Option<RulesRow> = on_db!(tx, |c| {
        sqlx::query_as("SELECT levels, gap_minutes, untold_minutes, unpublished_days, version FROM question_rules")
            .fetch_optional(c)
            .await
    })?;
    let Some(row) = row else { return Ok((Rules::default(), 0)) };
    let rules = Rules {
        levels: levels(&row.levels)?,
        gap: SignedDuration::from_mins(row.gap_minutes),
        untold: SignedDuration::from_mins(row.untold_minutes),
        unpublished: SignedDuration::from_hours(row.unpublished_days.saturating_mul(24)),
    };
    Ok((rules, row.version))
}

/// Levels by code; a code that is no longer asked says nothing.
fn levels(text: &str) -> Result<BTreeMap<Code, Option<Level>>> {
    let kept: BTreeMap<String, Option<String>> = serde_json::from_str(text).map_err(|why| corrupt("levels", why))?;
    let mut levels = BTreeMap::new();
    for (code, level) in kept {
        let Ok(code) = code.parse::<Code>() else { continue };
        let level = level.map(|level| level.parse().map_err(|why| corrupt("levels", why))).transpose()?;
        levels.insert(code, level);
    }
    Ok(levels)
}

/// Keeps what was chosen; `Conflict` where it is no longer at that version.
pub async fn update_rules(tx: &mut Tx, rules: &Rules, version: i64) -> Result<()> {
    let levels: BTreeMap<&str, Option<&str>> =
        rules.levels.iter().map(|(code, level)| (code.as_str(), level.map(Level::as_str))).collect();
    let levels = serde_json::to_string(&levels).expect("levels always serialise");
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO question_rules (id, levels, gap_minutes, untold_minutes, unpublished_days, version)
         VALUES (1, $1, $2, $3, $4, 1)
         ON CONFLICT (id) DO UPDATE SET levels = excluded.levels, gap_minutes = excluded.gap_minutes,
             untold_minutes = excluded.untold_minutes, unpublished_days = excluded.unpublished_days,
             version = question_rules.version + 1
         WHERE question_rules.version = $5"
    )
    .bind(levels)
    .bind(rules.gap.as_mins())
    .bind(rules.untold.as_mins())
    .bind(rules.unpublished.as_hours() / 24)
    .bind(version)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::Conflict) } else { Ok(()) }
}

/// Lists what was dismissed in a postmortem.
pub async fn list_dismissals(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Dismissal>> {
    let rows: Vec<DismissalRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT key, reason, dismissed_at, dismissed_by FROM dismissals WHERE postmortem_id = $1
         ORDER BY dismissed_at, key"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let dismissal = |row: DismissalRow| Dismissal {
        key: row.key,
        reason: row.reason,
        at: row.dismissed_at.into(),
        by: row.dismissed_by.map(PersonId),
    };
    Ok(rows.into_iter().map(dismissal).collect())
}

/// Dismisses a question, unless somebody did so before.
pub async fn insert_dismissal(tx: &mut Tx, postmortem: PostmortemId, dismissal: &Dismissal) -> Result<bool> {
    let n = on_db!(tx, |c| {
        sqlx::query(
        "INSERT INTO dismissals (postmortem_id, key, reason, dismissed_at, dismissed_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (postmortem_id, key) DO NOTHING"
    )
    .bind(postmortem.0)
    .bind(&dismissal.key)
    .bind(&dismissal.reason)
    .bind(Micros::from(dismissal.at))
    .bind(dismissal.by.map(|p| p.0))
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(n > 0)
}

/// Takes a dismissal back, if there is one.
pub async fn delete_dismissal(tx: &mut Tx, postmortem: PostmortemId, key: &str) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query("DELETE FROM dismissals WHERE postmortem_id = $1 AND key = $2")
        .bind(postmortem.0)
        .bind(key)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

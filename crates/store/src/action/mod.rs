//! Ideas and actions. Every function but those of the whole house takes the postmortem too, so that an id of another
//! one finds nothing.

mod portfolio;
mod row;

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{Action, ActionId, CauseId, PostmortemId, Recurrence};
use uuid::Uuid;

use crate::{
    Result,
    instant::{Micros, micros},
    kept::{self, Kept},
    links::{self, Links},
    tx::{Tx, on_db},
};
use row::{ActionRow, Columns};

pub use portfolio::{Found, Order, Wanted, portfolio};

/// Reads the ideas and actions that are not removed, in the order in which they were written down.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Action>> {
    let rows: Vec<ActionRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT * FROM actions WHERE postmortem_id = $1 AND deleted_at IS NULL ORDER BY recorded_at, id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut kept = rows.into_iter().map(Kept::<Action>::try_from).collect::<Result<Vec<_>>>()?;
    attach(tx, postmortem, &mut kept).await?;
    Ok(kept.into_iter().map(|k| k.it).collect())
}

/// Fills in the causes; one that is removed is not named until it comes back.
async fn attach(tx: &mut Tx, postmortem: PostmortemId, kept: &mut [Kept<Action>]) -> Result<()> {
    let links: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.action_id, l.cause_id FROM action_causes l
         JOIN actions a ON a.id = l.action_id
         JOIN causes s ON s.id = l.cause_id AND s.deleted_at IS NULL AND s.postmortem_id = a.postmortem_id
         WHERE a.postmortem_id = $1
         ORDER BY l.action_id, l.position"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut by_id: HashMap<Uuid, &mut Action> = kept.iter_mut().map(|k| (k.it.id.0, &mut k.it)).collect();
    for (id, cause) in links {
        if let Some(action) = by_id.get_mut(&id) {
            action.causes.push(CauseId(cause));
        }
    }
    Ok(())
}

/// Lets an action address exactly its causes; `NotFound` where one is not of this postmortem.
async fn set_causes(tx: &mut Tx, postmortem: PostmortemId, action: &Action) -> Result<()> {
    const CAUSES: Links = Links { table: "action_causes", from: "action_id", to: "cause_id", named: "causes" };
    links::set(tx, &CAUSES, Some(postmortem), action.id.0, action.causes.iter().map(|c| c.0)).await
}

/// Reads one idea or action, removed or not.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: ActionId) -> Result<Kept<Action>> {
    let row: ActionRow = on_db!(tx, |c| sqlx::query_as("SELECT * FROM actions WHERE postmortem_id = $1 AND id = $2")
        .bind(postmortem.0)
        .bind(id.0)
        .fetch_one(c)
        .await)?;
    let mut kept = [Kept::<Action>::try_from(row)?];
    attach(tx, postmortem, &mut kept).await?;
    let [kept] = kept;
    Ok(kept)
}

/// Adds an idea or action.
pub async fn insert(tx: &mut Tx, postmortem: PostmortemId, action: &Action) -> Result<()> {
    let at = Columns::from(&action.state);
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO actions
             (id, postmortem_id, version, text, status, kind, strength, owner_id, is_accepted, due_on, expected,
              measure, tracker, committed_at, skipped, done_at, verdict, evidence, judged_at, judged_by, reason,
              review_on, recorded_at, recorded_by, recurred_in, recurred_through, recurred_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23, $24, $25, $26, $27)"
    )
    .bind(action.id.0)
    .bind(postmortem.0)
    .bind(action.version)
    .bind(&action.text)
    .bind(at.status)
    .bind(at.kind)
    .bind(at.strength)
    .bind(at.owner_id)
    .bind(at.is_accepted)
    .bind(at.due_on.as_deref())
    .bind(at.expected)
    .bind(at.measure)
    .bind(at.tracker)
    .bind(at.committed_at)
    .bind(at.skipped)
    .bind(at.done_at)
    .bind(at.verdict)
    .bind(at.evidence)
    .bind(at.judged_at)
    .bind(at.judged_by)
    .bind(at.reason)
    .bind(at.review_on.as_deref())
    .bind(Micros::from(action.recorded_at))
    .bind(action.recorded_by.map(|p| p.0))
    .bind(at.recurred_in)
    .bind(at.recurred_through)
    .bind(at.recurred_at)
    .execute(c)
    .await
    .map(|_| ()))?;
    set_causes(tx, postmortem, action).await
}

/// Changes an idea or action to what is handed in, if it is still at `version` and not removed; otherwise `Conflict`.
/// Its version becomes `version + 1`. When and by whom it was recorded stays.
pub async fn update(tx: &mut Tx, postmortem: PostmortemId, action: &Action, version: i64) -> Result<()> {
    let at = Columns::from(&action.state);
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE actions
         SET text = $4, status = $5, kind = $6, strength = $7, owner_id = $8, is_accepted = $9, due_on = $10,
             expected = $11, measure = $12, tracker = $13, committed_at = $14, skipped = $15, done_at = $16,
             verdict = $17, evidence = $18, judged_at = $19, judged_by = $20, reason = $21, review_on = $22,
             recurred_in = $23, recurred_through = $24, recurred_at = $25, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(action.id.0)
    .bind(version)
    .bind(&action.text)
    .bind(at.status)
    .bind(at.kind)
    .bind(at.strength)
    .bind(at.owner_id)
    .bind(at.is_accepted)
    .bind(at.due_on.as_deref())
    .bind(at.expected)
    .bind(at.measure)
    .bind(at.tracker)
    .bind(at.committed_at)
    .bind(at.skipped)
    .bind(at.done_at)
    .bind(at.verdict)
    .bind(at.evidence)
    .bind(at.judged_at)
    .bind(at.judged_by)
    .bind(at.reason)
    .bind(at.review_on.as_deref())
    .bind(at.recurred_in)
    .bind(at.recurred_through)
    .bind(at.recurred_at)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)?;
    set_causes(tx, postmortem, action).await
}

/// Says what puts the verdict of an action in question, or that nothing does, if it is still at `version` and not
/// removed; otherwise `Conflict`. What it addresses stays, removed causes included.
pub async fn update_recurrence(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: ActionId,
    version: i64,
    recurrence: Option<Recurrence>,
) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE actions SET recurred_in = $4, recurred_through = $5, recurred_at = $6, version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .bind(version)
    .bind(recurrence.map(|r| r.postmortem.0))
    .bind(recurrence.map(|r| r.weakness.0))
    .bind(micros(recurrence.map(|r| r.at)))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    kept::touched(n)
}

/// Removes an idea or action so that it can come back, or brings it back, if it is still at `version`; otherwise
/// `Conflict`.
pub async fn update_deleted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: ActionId,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    kept::update_deleted(tx, "actions", postmortem, (id.0, version), at).await
}

//! What follows from weaknesses for verdicts: which incidents came through what an action had addressed before. Only
//! incidents count whose postmortem is open to all members and whose impact start somebody marked.

use jiff::Timestamp;
use postmortem::{ActionId, PostmortemId, WeaknessId};
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// An incident that began after an action was done which addresses what it came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurred {
    /// The action.
    pub action: ActionId,
    /// The postmortem that the action belongs to.
    pub of: PostmortemId,
    /// The postmortem of the incident.
    pub postmortem: PostmortemId,
    /// When its impact began.
    pub began_at: Timestamp,
    /// Whether the action was judged in its light, or put in question by it, already.
    pub is_known: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    action_id: Uuid,
    of_id: Uuid,
    postmortem_id: Uuid,
    began_at: Micros,
    is_known: bool,
}

/// Reads the incidents that came through a weakness after an action against it was done and judged, the earliest first.
pub async fn list(tx: &mut Tx, weakness: WeaknessId) -> Result<Vec<Recurred>> {
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT DISTINCT a.id AS action_id, a.postmortem_id AS of_id, p.id AS postmortem_id, e.occurred_at AS began_at,
                EXISTS (SELECT 1 FROM action_recurrences r
                        WHERE r.action_id = a.id AND r.postmortem_id = p.id) AS is_known
         FROM actions a
         JOIN action_causes l ON l.action_id = a.id
         JOIN causes k ON k.id = l.cause_id AND k.postmortem_id = a.postmortem_id AND k.deleted_at IS NULL
         JOIN causes n ON n.weakness_id = k.weakness_id AND n.deleted_at IS NULL
         JOIN postmortems p ON p.id = n.postmortem_id AND p.id <> a.postmortem_id AND p.visibility = 'members'
         JOIN entries e ON e.postmortem_id = p.id AND e.key_moment = 'impact_start' AND e.deleted_at IS NULL
         WHERE k.weakness_id = $1 AND a.deleted_at IS NULL AND a.status = 'done' AND a.verdict IS NOT NULL
           AND e.occurred_at > a.done_at
         ORDER BY e.occurred_at, a.id, p.id"
    )
    .bind(weakness.0)
    .fetch_all(c)
    .await
    })?;
    let recurred = |row: Row| Recurred {
        action: ActionId(row.action_id),
        of: PostmortemId(row.of_id),
        postmortem: PostmortemId(row.postmortem_id),
        began_at: row.began_at.into(),
        is_known: row.is_known,
    };
    Ok(rows.into_iter().map(recurred).collect())
}

/// The actions whose verdict is in question through a weakness: action, its postmortem, the postmortem of the incident.
pub async fn list_in_question(
    tx: &mut Tx,
    weakness: WeaknessId,
) -> Result<Vec<(ActionId, PostmortemId, PostmortemId)>> {
    let rows: Vec<(Uuid, Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, postmortem_id, recurred_in FROM actions
         WHERE recurred_through = $1 AND recurred_in IS NOT NULL AND deleted_at IS NULL ORDER BY id"
    )
    .bind(weakness.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(a, of, pm)| (ActionId(a), PostmortemId(of), PostmortemId(pm))).collect())
}

/// The weaknesses whose conditions an action addresses.
pub async fn addressed(tx: &mut Tx, action: ActionId) -> Result<Vec<WeaknessId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT k.weakness_id FROM action_causes l
         JOIN actions a ON a.id = l.action_id
         JOIN causes k ON k.id = l.cause_id AND k.postmortem_id = a.postmortem_id AND k.deleted_at IS NULL
         WHERE l.action_id = $1 AND k.weakness_id IS NOT NULL"
    )
    .bind(action.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(WeaknessId).collect())
}

/// Notes that an incident put a verdict in question.
pub async fn insert(tx: &mut Tx, action: ActionId, postmortem: PostmortemId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO action_recurrences (action_id, postmortem_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    )
    .bind(action.0)
    .bind(postmortem.0)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Forgets that an incident put a verdict in question: it may do so again.
pub async fn delete(tx: &mut Tx, action: ActionId, postmortem: PostmortemId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM action_recurrences WHERE action_id = $1 AND postmortem_id = $2")
        .bind(action.0)
        .bind(postmortem.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Notes every incident that is known when an action is judged: the judgement holds in their light.
pub async fn insert_known(tx: &mut Tx, action: ActionId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO action_recurrences (action_id, postmortem_id)
         SELECT DISTINCT a.id, p.id
         FROM actions a
         JOIN action_causes l ON l.action_id = a.id
         JOIN causes k ON k.id = l.cause_id AND k.postmortem_id = a.postmortem_id AND k.deleted_at IS NULL
         JOIN causes n ON n.weakness_id = k.weakness_id AND n.deleted_at IS NULL
         JOIN postmortems p ON p.id = n.postmortem_id AND p.id <> a.postmortem_id AND p.visibility = 'members'
         JOIN entries e ON e.postmortem_id = p.id AND e.key_moment = 'impact_start' AND e.deleted_at IS NULL
         WHERE a.id = $1
         ON CONFLICT DO NOTHING"
    )
    .bind(action.0)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

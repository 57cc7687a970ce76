//! Actors: who acted in the timeline of one postmortem. A merged actor stays as another name of the one it went into.

use std::collections::HashMap;

use postmortem::{Actor, ActorId, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Error, Result,
    tx::{Tx, on_db},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    handle: String,
    name: String,
    role: Option<String>,
    team: Option<String>,
    person_id: Option<Uuid>,
}

impl From<Row> for Actor {
    fn from(row: Row) -> Self {
        Self {
            id: ActorId(row.id),
            handle: row.handle,
            name: row.name,
            role: row.role,
            team: row.team,
            person: row.person_id.map(PersonId),
        }
    }
}

/// Reads the actors of a postmortem by name.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Actor>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, handle, name, role, team, person_id FROM actors
         WHERE postmortem_id = $1 AND merged_into IS NULL
         ORDER BY name, handle"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Actor::from).collect())
}

/// Reads the other handles that were merged into actors: the actor, and the handle.
pub async fn list_merged(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<(ActorId, String)>> {
    let rows: Vec<(Uuid, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT merged_into, handle FROM actors
         WHERE postmortem_id = $1 AND merged_into IS NOT NULL
         ORDER BY handle"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id, handle)| (ActorId(id), handle)).collect())
}

/// Reads the team of each actor who was matched to a person of one, the first by name.
pub async fn list_teams(tx: &mut Tx, postmortem: PostmortemId) -> Result<HashMap<ActorId, String>> {
    let rows: Vec<(Uuid, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT a.id, MIN(g.name) FROM actors a
         JOIN group_members m ON m.person_id = a.person_id
         JOIN groups g ON g.id = m.group_id AND g.kind = 'team'
         WHERE a.postmortem_id = $1 AND a.merged_into IS NULL
         GROUP BY a.id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id, team)| (ActorId(id), team)).collect())
}

/// Reads one actor of this postmortem.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: ActorId) -> Result<Actor> {
    let row: Row = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, handle, name, role, team, person_id FROM actors
         WHERE postmortem_id = $1 AND id = $2 AND merged_into IS NULL"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_one(c)
    .await)?;
    Ok(row.into())
}

/// Finds the actor who bears a handle, now or before a merge.
pub async fn find_by_handle(tx: &mut Tx, postmortem: PostmortemId, handle: &str) -> Result<Option<ActorId>> {
    let id: Option<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COALESCE(merged_into, id) FROM actors WHERE postmortem_id = $1 AND handle = $2"
    )
    .bind(postmortem.0)
    .bind(handle)
    .fetch_optional(c)
    .await)?;
    Ok(id.map(ActorId))
}

/// Counts the entries that name each actor, those deleted among them.
pub async fn count_uses(tx: &mut Tx, postmortem: PostmortemId) -> Result<HashMap<ActorId, i64>> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT u.actor_id, COUNT(*) FROM (
             SELECT actor_id, entry_id FROM entry_actors
             UNION SELECT actor_id, entry_id FROM knowledge
         ) u JOIN actors a ON a.id = u.actor_id
         WHERE a.postmortem_id = $1
         GROUP BY u.actor_id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id, n)| (ActorId(id), n)).collect())
}

/// Makes sure that an actor bears this handle, and returns who does.
pub async fn ensure(tx: &mut Tx, postmortem: PostmortemId, new: &Actor) -> Result<ActorId> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO actors (id, postmortem_id, handle, name, role, person_id, team)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (postmortem_id, handle) DO NOTHING"
    )
    .bind(new.id.0)
    .bind(postmortem.0)
    .bind(&new.handle)
    .bind(&new.name)
    .bind(&new.role)
    .bind(new.person.map(|p| p.0))
    .bind(&new.team)
    .execute(c)
    .await
    .map(|_| ()))?;
    find_by_handle(tx, postmortem, &new.handle).await?.ok_or(Error::NotFound)
}

/// Changes name, role, team and matched person.
pub async fn update(tx: &mut Tx, postmortem: PostmortemId, actor: &Actor) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE actors SET name = $3, role = $4, person_id = $5, team = $6
         WHERE postmortem_id = $1 AND id = $2 AND merged_into IS NULL"
    )
    .bind(postmortem.0)
    .bind(actor.id.0)
    .bind(&actor.name)
    .bind(&actor.role)
    .bind(actor.person.map(|p| p.0))
    .bind(&actor.team)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Makes an actor, and all that were merged into it, another name of `into`. The entries are changed by the caller.
pub async fn update_merged(tx: &mut Tx, postmortem: PostmortemId, from: ActorId, into: ActorId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE actors SET merged_into = $3
         WHERE postmortem_id = $1 AND (id = $2 OR merged_into = $2) AND id <> $3"
    )
    .bind(postmortem.0)
    .bind(from.0)
    .bind(into.0)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Removes an actor with its other names.
pub async fn delete(tx: &mut Tx, postmortem: PostmortemId, id: ActorId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM actors WHERE postmortem_id = $1 AND id = $2")
        .bind(postmortem.0)
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

//! Teams, departments and services.

use std::collections::BTreeMap;

use postmortem::{Group, GroupId, GroupKind, PersonId};
use uuid::Uuid;

use crate::{
    Error, Result,
    tx::{Tx, on_db, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
    version: i64,
}

/// Reads every group with its members, by kind and name.
pub async fn list(tx: &mut Tx) -> Result<Vec<Group>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT id, kind, name, version FROM groups ORDER BY kind, name")
            .fetch_all(c)
            .await)?;
    let members: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT m.group_id, m.person_id FROM group_members m JOIN people p ON p.id = m.person_id ORDER BY p.name"
    )
    .fetch_all(c)
    .await)?;
    let mut of: BTreeMap<Uuid, Vec<PersonId>> = BTreeMap::new();
    for (group, person) in members {
        of.entry(group).or_default().push(PersonId(person));
    }
    rows.into_iter()
        .map(|row| {
            Ok(Group {
                id: GroupId(row.id),
                kind: word("groups", "kind", &row.kind)?,
                members: of.remove(&row.id).unwrap_or_default(),
                name: row.name,
                version: row.version,
            })
        })
        .collect()
}

/// Adds a group unless one of that kind and name is there; returns its id either way.
pub async fn ensure(tx: &mut Tx, id: GroupId, kind: GroupKind, name: &str) -> Result<GroupId> {
    // the update changes nothing, but makes the row come back
    let id: Uuid = on_db!(tx, |c| sqlx::query_scalar(
        "INSERT INTO groups (id, kind, name, version) VALUES ($1, $2, $3, 1)
         ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name
         RETURNING id"
    )
    .bind(id.0)
    .bind(kind.as_str())
    .bind(name)
    .fetch_one(c)
    .await)?;
    Ok(GroupId(id))
}

/// Gives a group a name and members; `Conflict` where it is no longer at that version.
pub async fn update(tx: &mut Tx, id: GroupId, version: i64, name: &str, members: &[PersonId]) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE groups SET name = $3, version = version + 1 WHERE id = $1 AND version = $2"
    )
    .bind(id.0)
    .bind(version)
    .bind(name)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::Conflict) } else { set_members(tx, id, members).await }
}

/// Removes a group; postmortems that named it no longer do.
pub async fn delete(tx: &mut Tx, id: GroupId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM groups WHERE id = $1").bind(id.0).execute(c).await.map(|_| ()))?;
    Ok(())
}

async fn set_members(tx: &mut Tx, id: GroupId, members: &[PersonId]) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM group_members WHERE group_id = $1")
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    for member in members {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO group_members (group_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        )
        .bind(id.0)
        .bind(member.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}

//! Teams, departments and services.

use std::collections::BTreeMap;

use postmortem::{Group, GroupId, GroupKind, PersonId};
use uuid::Uuid;

use crate::{
    Result,
    tx::{Tx, on_db, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
}

/// Reads every group with its members, by kind and name.
pub async fn list(tx: &mut Tx) -> Result<Vec<Group>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT id, kind, name FROM groups ORDER BY kind, name").fetch_all(c).await)?;
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
            })
        })
        .collect()
}

/// Adds a group unless one of that kind and name is there; returns its id either way.
pub async fn ensure(tx: &mut Tx, id: GroupId, kind: GroupKind, name: &str) -> Result<GroupId> {
    // the update changes nothing, but makes the row come back
    let id: Uuid = on_db!(tx, |c| sqlx::query_scalar(
        "INSERT INTO groups (id, kind, name) VALUES ($1, $2, $3)
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

/// Gives a group another name.
pub async fn rename(tx: &mut Tx, id: GroupId, name: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE groups SET name = $2 WHERE id = $1")
        .bind(id.0)
        .bind(name)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Removes a group; postmortems that named it no longer do.
pub async fn delete(tx: &mut Tx, id: GroupId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM groups WHERE id = $1").bind(id.0).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Sets the members of a group.
pub async fn set_members(tx: &mut Tx, id: GroupId, members: &[PersonId]) -> Result<()> {
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

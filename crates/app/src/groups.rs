//! Teams, departments and services, as administrators keep them.

use postmortem::{Group, GroupId, GroupKind, Number, PersonId, Role, line};
use serde_json::json;
use store::Tx;

use crate::{
    Ctx, Error, FieldError, Result, people,
    workbench::{self, line_code},
};

/// What deleting a group removes. Of the postmortems that name it only those are told that the viewer may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The group.
    pub group: Group,
    /// The postmortems that would name it no longer.
    pub postmortems: Vec<(Number, String)>,
}

/// Lists every group with its members, to administrators.
pub async fn list(ctx: &Ctx) -> Result<Vec<Group>> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::group::list(&mut tx).await?)
}

/// Reads one group.
pub async fn get(ctx: &Ctx, id: GroupId) -> Result<Group> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.read().await?;
    find(&mut tx, id).await
}

async fn find(tx: &mut Tx, id: GroupId) -> Result<Group> {
    store::group::list(tx).await?.into_iter().find(|g| g.id == id).ok_or(Error::NotFound)
}

fn checked(name: &str) -> Result<String> {
    Ok(line(name, 80).map_err(|why| FieldError::new("name", line_code(why)))?)
}

/// Adds a group without members.
pub async fn add(ctx: &Ctx, kind: GroupKind, name: &str) -> Result<Group> {
    ctx.need(Role::Administrator)?;
    let group = Group { id: GroupId(ctx.id()), kind, name: checked(name)?, members: Vec::new(), version: 1 };
    let mut tx = ctx.house.db.write().await?;
    if store::group::ensure(&mut tx, group.id, kind, &group.name).await? != group.id {
        return Err(taken(&group.name));
    }
    ctx.audit(&mut tx, None, "group.add", json!({ "group": group })).await?;
    tx.commit().await?;
    Ok(group)
}

fn taken(name: &str) -> Error {
    FieldError::new("name", "group-taken").with("text", name).into()
}

/// Gives a group a name and members; `Conflict` where someone else changed it since that version. Postmortems that name
/// it show the new name.
pub async fn revise(ctx: &Ctx, id: GroupId, version: i64, name: &str, members: &[PersonId]) -> Result<Group> {
    ctx.need(Role::Administrator)?;
    let name = checked(name)?;
    let mut tx = ctx.house.db.write().await?;
    let before = find(&mut tx, id).await?;
    for member in members {
        match store::person::get(&mut tx, *member).await {
            Err(store::Error::NotFound) => return Err(Error::field("members", "unknown-person")),
            found => found?,
        };
    }
    let is_same = before.name == name
        && before.members.len() == members.len()
        && before.members.iter().all(|member| members.contains(member));
    if is_same {
        return Ok(before);
    }
    match store::group::update(&mut tx, id, version, &name, members).await {
        Err(store::Error::Duplicate(_)) => return Err(taken(&name)),
        updated => updated?,
    }
    let after = find(&mut tx, id).await?;
    ctx.audit(&mut tx, None, "group.revise", json!({ "before": before, "after": after })).await?;
    tx.commit().await?;
    Ok(after)
}

/// Tells what deleting a group removes.
pub async fn removal(ctx: &Ctx, id: GroupId) -> Result<Removal> {
    let group = get(ctx, id).await?;
    let names = |p: &postmortem::Postmortem| match group.kind {
        GroupKind::Service => p.services.contains(&group.name),
        GroupKind::Team => p.teams.contains(&group.name),
        GroupKind::Department => p.departments.contains(&group.name),
    };
    let readable = workbench::list(ctx, true).await?;
    let postmortems = readable.into_iter().filter(|p| names(p)).map(|p| (p.number, p.title)).collect();
    Ok(Removal { group, postmortems })
}

/// Removes a group; postmortems that named it no longer do.
pub async fn delete(ctx: &Ctx, id: GroupId) -> Result<()> {
    ctx.need(Role::Administrator)?;
    let mut tx = ctx.house.db.write().await?;
    let group = find(&mut tx, id).await?;
    store::group::delete(&mut tx, id).await?;
    ctx.audit(&mut tx, None, "group.delete", json!({ "group": group })).await?;
    Ok(tx.commit().await?)
}

/// Lists those who can be members of a group: everyone who is not suspended, and its present members.
pub async fn eligible(ctx: &Ctx, group: &Group) -> Result<Vec<postmortem::Person>> {
    let everyone = people::list(ctx).await?;
    Ok(everyone.into_iter().filter(|p| p.suspended_at.is_none() || group.members.contains(&p.id)).collect())
}

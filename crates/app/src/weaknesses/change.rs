//! What is done to the register: naming, revising, merging. Each change holds the register, so that names stay apart.

use jiff::Timestamp;
use postmortem::{Visibility, Weakness, WeaknessDraft, WeaknessId};
use serde_json::json;
use store::{Tx, weakness::Past};

use super::{invalid, taken, whose};
use crate::{
    Ctx, Error, FieldError, Result, recurrence,
    revised::{Revised, Stale},
};

/// Finds a weakness that the viewer may know of; one that was merged leads to the one that took it in. The register is
/// held by the caller.
pub(crate) async fn known(tx: &mut Tx, ctx: &Ctx, id: WeaknessId) -> Result<Weakness> {
    let unknown = || Error::field("weakness", "unknown-weakness");
    let found = store::weakness::find(tx, whose(ctx)?, id).await?.ok_or_else(unknown)?;
    match found.merged_into {
        None => Ok(found),
        Some(into) => store::weakness::find(tx, whose(ctx)?, into).await?.ok_or_else(unknown),
    }
}

/// Finds the weakness of a name among those that the viewer may know of, or names a new one, which all members may know
/// of at once where what is tied to it is open to them; tells whether it is new.
/// The register is held by the caller, who writes it into the trail at last.
pub(crate) async fn named(tx: &mut Tx, ctx: &Ctx, name: &str, visibility: Visibility) -> Result<(Weakness, bool)> {
    let name = Weakness::checked_name(name).map_err(invalid)?;
    if let Some(found) = store::weakness::find_named(tx, whose(ctx)?, &name).await? {
        return Ok((known(tx, ctx, found.id).await?, false));
    }
    let now = ctx.now();
    let weakness = Weakness {
        id: WeaknessId(ctx.id()),
        name,
        description: String::new(),
        recorded_at: now,
        recorded_by: ctx.person_id(),
        opened_at: (visibility == Visibility::Members).then_some(now),
        merged_into: None,
        version: 1,
    };
    store::weakness::insert(tx, &weakness).await?;
    keep(tx, ctx, &weakness, now).await?;
    Ok((weakness, true))
}

/// Writes into the trail of the house that a weakness was named.
pub(crate) async fn note_named(tx: &mut Tx, ctx: &Ctx, weakness: &Weakness) -> Result<()> {
    ctx.audit(tx, None, "weakness.name", json!({ "weakness": weakness.id, "name": weakness.name })).await
}

async fn keep(tx: &mut Tx, ctx: &Ctx, weakness: &Weakness, written_at: Timestamp) -> Result<()> {
    let past = Past { draft: weakness.to_draft(), version: weakness.version, written_at, written_by: ctx.person_id() };
    Ok(store::weakness::insert_past(tx, weakness.id, &past).await?)
}

/// Finds a weakness that stands, to change it.
async fn standing(tx: &mut Tx, ctx: &Ctx, id: WeaknessId) -> Result<Weakness> {
    let found = store::weakness::find(tx, whose(ctx)?, id).await?.ok_or(Error::NotFound)?;
    if found.merged_into.is_some() { Err(Error::Conflict) } else { Ok(found) }
}

/// Changes name and description, if nobody changed them since `version`; otherwise hands back what they became.
pub async fn revise(ctx: &Ctx, id: WeaknessId, draft: WeaknessDraft, version: i64) -> Result<Revised<Weakness>> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.write().await?;
    store::weakness::hold(&mut tx).await?;
    let before = standing(&mut tx, ctx, id).await?;
    let draft = draft.checked().map_err(invalid)?;
    if before.to_draft() == draft {
        return Ok(Revised::Saved(before));
    }
    if before.version != version {
        let last = store::weakness::list_past(&mut tx, id).await?.into_iter().next();
        return Ok(Revised::Stale(Stale {
            current: before,
            is_deleted: false,
            changed_by: last.as_ref().and_then(|p| p.written_by),
            changed_at: last.map(|p| p.written_at),
        }));
    }
    let namesake = store::weakness::find_named(&mut tx, whose, &draft.name).await?;
    if namesake.is_some_and(|other| other.id != id && other.merged_into.is_none()) {
        return Err(taken(&draft.name));
    }
    store::weakness::update(&mut tx, id, version, &draft).await?;
    let WeaknessDraft { name, description } = draft;
    let after = Weakness { name, description, version: version + 1, ..before.clone() };
    keep(&mut tx, ctx, &after, ctx.now()).await?;
    let detail = json!({ "weakness": id, "before": before.to_draft(), "after": after.to_draft() });
    ctx.audit(&mut tx, None, "weakness.revise", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(after))
}

/// Merges a weakness into another, if nobody changed it since `version`: what is tied to it is tied to the other, what
/// it says is added to what the other says, and its address leads there.
pub async fn merge(ctx: &Ctx, id: WeaknessId, version: i64, into: WeaknessId) -> Result<Weakness> {
    if id == into {
        return Err(Error::field("into", "merge-with-itself"));
    }
    let mut tx = ctx.house.db.write().await?;
    store::weakness::hold(&mut tx).await?;
    let from = standing(&mut tx, ctx, id).await?;
    let into = match standing(&mut tx, ctx, into).await {
        Err(Error::NotFound | Error::Conflict) => return Err(Error::field("into", "unknown-weakness")),
        found => found?,
    };
    store::weakness::update_merged(&mut tx, from.id, version, into.id).await?;
    let moved = store::weakness::tied_causes(&mut tx, from.id).await?;
    store::weakness::move_ties(&mut tx, from.id, into.id).await?;
    for (postmortem, cause) in &moved {
        let kept = store::cause::get(&mut tx, *postmortem, *cause).await?;
        store::cause::insert_past_cause(&mut tx, *postmortem, &kept, ctx.now(), ctx.person_id()).await?;
    }
    let into = described(&mut tx, ctx, &from, into).await?;
    recurrence::settle(&mut tx, ctx, vec![into.id]).await?;
    for (postmortem, cause) in &moved {
        let detail = json!({ "cause": cause, "before": from.id, "after": into.id });
        ctx.audit(&mut tx, Some(*postmortem), "cause.tie_weakness", detail).await?;
    }
    let detail = json!({ "from": from.id, "name": from.name, "into": into.id, "ties": moved.len() });
    ctx.audit(&mut tx, None, "weakness.merge", detail).await?;
    tx.commit().await?;
    Ok(into)
}

/// Adds what one weakness says to what the other says.
async fn described(tx: &mut Tx, ctx: &Ctx, from: &Weakness, into: Weakness) -> Result<Weakness> {
    if from.description.is_empty() {
        return Ok(into);
    }
    let description = match into.description.as_str() {
        "" => from.description.clone(),
        there => format!("{there}\n\n{}", from.description),
    };
    let draft = WeaknessDraft { name: into.name.clone(), description };
    let draft = draft.checked().map_err(|_| {
        let limit = WeaknessDraft::MAX_DESCRIPTION.to_string();
        Error::from(FieldError::new("into", "text-too-long").with("bytes", limit))
    })?;
    store::weakness::update(tx, into.id, into.version, &draft).await?;
    let after = Weakness { description: draft.description, version: into.version + 1, ..into };
    keep(tx, ctx, &after, ctx.now()).await?;
    Ok(after)
}

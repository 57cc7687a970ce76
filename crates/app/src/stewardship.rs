//! What the owner of a postmortem decides: who edits, who reads the draft, archiving, merging, deleting; and its trail.

use postmortem::{Number, PersonId, Postmortem, PostmortemId, Role, Visibility};
use serde_json::json;
use store::Tx;
pub use store::audit::{Deed, Who};

use crate::{
    Ctx, Error, Result,
    access::{self, Editable, Owned},
    publication, recurrence,
};

/// Opens the draft to all members, or keeps it to its editors.
pub async fn set_visibility(ctx: &Ctx, number: Number, visibility: Visibility) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let owned = access::own(&mut tx, ctx, number).await?;
    store::postmortem::update_visibility(&mut tx, owned.id, visibility).await?;
    let detail = json!({ "before": owned.visibility, "after": visibility });
    recurrence::settle_in(&mut tx, ctx, owned.id).await?;
    ctx.audit(&mut tx, Some(owned.id), "postmortem.visibility", detail).await?;
    Ok(tx.commit().await?)
}

/// Lets a member edit.
pub async fn add_editor(ctx: &Ctx, number: Number, person: PersonId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let owned = access::own(&mut tx, ctx, number).await?;
    member(&mut tx, "editor", person).await?;
    store::postmortem::insert_editor(&mut tx, owned.id, person).await?;
    ctx.audit(&mut tx, Some(owned.id), "editor.add", json!({ "person": person })).await?;
    Ok(tx.commit().await?)
}

/// No longer lets someone edit. The owner stays an editor.
pub async fn remove_editor(ctx: &Ctx, number: Number, person: PersonId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let owned = access::own(&mut tx, ctx, number).await?;
    if owned.owner == person {
        return Err(Error::field("editor", "owner-edits"));
    }
    store::postmortem::delete_editor(&mut tx, owned.id, person).await?;
    ctx.audit(&mut tx, Some(owned.id), "editor.remove", json!({ "person": person })).await?;
    Ok(tx.commit().await?)
}

/// Hands the postmortem to another owner, who becomes an editor with it.
pub async fn hand_over(ctx: &Ctx, number: Number, person: PersonId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let owned = access::own(&mut tx, ctx, number).await?;
    member(&mut tx, "owner", person).await?;
    let handed = Postmortem { owner: person, ..Postmortem::clone(&owned) };
    store::postmortem::update(&mut tx, &handed, owned.version, ctx.now()).await?;
    store::postmortem::insert_editor(&mut tx, owned.id, person).await?;
    let detail = json!({ "before": owned.owner, "after": person });
    ctx.audit(&mut tx, Some(owned.id), "postmortem.hand_over", detail).await?;
    Ok(tx.commit().await?)
}

/// Someone who can be named owner or editor: a member who can sign in.
async fn member(tx: &mut Tx, field: &str, person: PersonId) -> Result<()> {
    let unfit = || Error::field(field, "no-member");
    let found = store::person::get(tx, person).await.map_err(|_| unfit())?;
    if found.role >= Role::Member && found.suspended_at.is_none() { Ok(()) } else { Err(unfit()) }
}

/// Puts a postmortem out of the way, or takes it back. What was published of it stays.
pub async fn set_archived(ctx: &Ctx, number: Number, is_archived: bool) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let owned = access::own(&mut tx, ctx, number).await?;
    store::postmortem::update_archived(&mut tx, owned.id, is_archived.then(|| ctx.now())).await?;
    let verb = if is_archived { "postmortem.archive" } else { "postmortem.take_back" };
    ctx.audit(&mut tx, Some(owned.id), verb, json!({})).await?;
    Ok(tx.commit().await?)
}

/// What deleting removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holdings {
    /// Parts of the narrative with text.
    pub n_parts: i64,
    /// Entries.
    pub n_entries: i64,
    /// Causes.
    pub n_causes: i64,
    /// Lessons.
    pub n_lessons: i64,
    /// Ideas and actions.
    pub n_actions: i64,
    /// Items of evidence.
    pub n_evidence: i64,
    /// Files.
    pub n_files: i64,
    /// Publications.
    pub n_publications: i64,
}

/// Counts what a postmortem holds: what deleting would remove.
pub async fn holdings(ctx: &Ctx, number: Number) -> Result<Holdings> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    count(&mut tx, readable.id).await
}

async fn count(tx: &mut Tx, id: PostmortemId) -> Result<Holdings> {
    let held = store::postmortem::holdings(tx, id).await?;
    Ok(Holdings {
        n_parts: held.n_parts,
        n_entries: held.n_entries,
        n_causes: held.n_causes,
        n_lessons: held.n_lessons,
        n_actions: held.n_actions,
        n_evidence: held.n_evidence,
        n_files: held.n_files,
        n_publications: held.n_publications,
    })
}

/// Removes a postmortem and all that belongs to it. Its number has to be typed again, so that no slip does it.
pub async fn delete(ctx: &Ctx, number: Number, typed: &str) -> Result<Holdings> {
    let mut tx = ctx.house.db.write().await?;
    let owned: Owned = access::own(&mut tx, ctx, number).await?;
    if typed.trim().parse() != Ok(number) {
        return Err(Error::field("typed", "number-typed"));
    }
    let held = count(&mut tx, owned.id).await?;
    store::weakness::hold(&mut tx).await?;
    let tied = store::weakness::tied_in(&mut tx, owned.id).await?;
    store::weakness::untie_all(&mut tx, owned.id).await?;
    recurrence::settle(&mut tx, ctx, tied).await?;
    store::postmortem::delete(&mut tx, owned.id).await?;
    let detail = json!({ "number": number, "entries": held.n_entries, "causes": held.n_causes,
                         "lessons": held.n_lessons, "actions": held.n_actions, "evidence": held.n_evidence,
                         "publications": held.n_publications });
    ctx.audit(&mut tx, Some(owned.id), "postmortem.delete", detail).await?;
    tx.commit().await?;
    Ok(held)
}

/// Merges a postmortem into another that tells the same incident: entries, lessons, actions, actors, evidence and files move over, its
/// texts are added below those of the other, what was published of it is withdrawn, and it is archived with a pointer.
/// Both have to be the viewer's to edit.
pub async fn merge(ctx: &Ctx, number: Number, into: Number) -> Result<()> {
    if number == into {
        return Err(Error::field("into", "merge-itself"));
    }
    let mut tx = ctx.house.db.write().await?;
    let (from, other) = both(&mut tx, ctx, number, into).await?;
    // held in one order, so that two merges never wait for each other; then looked at again
    let mut ids = [from.id, other.id];
    ids.sort_unstable();
    for id in ids {
        store::entry::hold(&mut tx, id, ctx.now()).await?;
    }
    let (from, into) = both(&mut tx, ctx, number, into).await?;
    if from.merged_into.is_some() || into.merged_into.is_some() {
        return Err(Error::field("into", "merge-twice"));
    }
    let now = ctx.now();
    for narrative in store::narrative::list(&mut tx, from.id).await? {
        if narrative.text.is_empty() {
            continue;
        }
        let there = store::narrative::get(&mut tx, into.id, narrative.part).await?;
        let text = if there.text.is_empty() { narrative.text } else { format!("{}\n\n{}", there.text, narrative.text) };
        let put = crate::narrative::put(ctx, &mut tx, into.id, narrative.part, &text, there.version).await?;
        if put.is_none() {
            return Err(Error::Conflict);
        }
    }
    store::weakness::hold(&mut tx).await?;
    store::postmortem::move_holdings(&mut tx, from.id, into.id).await?;
    store::postmortem::update_merged_into(&mut tx, from.id, into.id).await?;
    store::postmortem::update_archived(&mut tx, from.id, Some(now)).await?;
    recurrence::settle_in(&mut tx, ctx, into.id).await?;
    publication::withdraw(ctx, &mut tx, &from, String::new()).await?;
    store::postmortem::touch(&mut tx, into.id, now).await?;
    let detail = json!({ "from": from.number, "into": into.number });
    ctx.audit(&mut tx, Some(from.id), "postmortem.merge", detail.clone()).await?;
    ctx.audit(&mut tx, Some(into.id), "postmortem.merge", detail).await?;
    Ok(tx.commit().await?)
}

async fn both(tx: &mut Tx, ctx: &Ctx, from: Number, into: Number) -> Result<(Owned, Editable)> {
    let from = access::own(tx, ctx, from).await?;
    match access::edit(tx, ctx, into).await {
        Ok(into) => Ok((from, into)),
        Err(Error::NotFound | Error::Denied(_)) => Err(Error::field("into", "merge-unknown")),
        Err(error) => Err(error),
    }
}

/// Reads the trail of a postmortem, the latest first.
pub async fn trail(ctx: &Ctx, number: Number, before: Option<i64>) -> Result<Vec<Deed>> {
    let mut tx = ctx.house.db.read().await?;
    let editable = access::edit(&mut tx, ctx, number).await?;
    Ok(store::audit::list(&mut tx, editable.id, before, 100).await?)
}

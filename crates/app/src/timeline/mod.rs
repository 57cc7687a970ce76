//! The timeline: entries with their clocks, decisions and links; every change is guarded, recorded and can be undone.
//!
//! Nothing here sets a key moment by itself, and nothing overwrites what someone else wrote in between.

mod as_known;
mod change;
mod from_evidence;
mod from_suggestion;
mod knowledge;
mod part;
mod span;
mod view;

use postmortem::{Entry, EntryDraft, EntryId, EvidenceId, Number, Person, PersonId, PostmortemId};
use serde_json::json;
use store::{
    Tx,
    entry::{Kept, Past},
};

use crate::{
    Ctx, Error, Result,
    access::{self, Editable, Readable},
    recurrence,
};

/// Evidence so many minutes before or after is near.
pub const NEAR_MINUTES: i64 = 30;

pub use as_known::AsKnown;
pub use change::{Revised, Stale};
pub(crate) use change::{checked, free_moment, names_actor, put, put_kept, remove, with_actor_replaced};
pub use from_suggestion::from_suggestion;
pub use knowledge::{proposed, take_over};
pub use part::Split;
pub use span::Span;
pub use store::entry::Brief;
pub(crate) use view::REMEMBERED;
pub use view::{Count, HAND_OVER_MINUTES, Timeline, View, Window};

/// Lists the entries in the order of the timeline.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Vec<Entry>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::entry::list(&mut tx, postmortem.id).await?)
}

/// Opens one entry that is not deleted.
pub async fn get(ctx: &Ctx, number: Number, id: EntryId) -> Result<Entry> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(present(&mut tx, postmortem.id, id).await?.entry)
}

/// Opens the timeline for its page; with a window, only the entries and the evidence within it.
pub async fn view(ctx: &Ctx, number: Number, window: Option<Window>) -> Result<View> {
    // not the stamp that the request came with: it may have written since
    let stamp = ctx.house.stamps.now().await?;
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    view::build(&mut tx, ctx, postmortem, (window, stamp)).await
}

/// The evidence near a time.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// What was asked for by id, then what lies nearest, each once.
    pub items: Vec<Brief>,
    /// How many items lie near in all.
    pub n: i64,
}

/// Reads items of evidence by id, wherever they lie, then those nearest to a time; none after `until`, where given.
pub async fn nearby(
    ctx: &Ctx,
    number: Number,
    chosen: &[EvidenceId],
    around: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    at_most: i64,
) -> Result<Nearby> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let mut items = store::entry::list_ground_of(&mut tx, postmortem.id, chosen).await?;
    let Some(around) = around else { return Ok(Nearby { items, n: 0 }) };
    let reach = jiff::SignedDuration::from_mins(NEAR_MINUTES);
    let from = around.checked_sub(reach).unwrap_or(jiff::Timestamp::MIN);
    let to = around.checked_add(reach).unwrap_or(jiff::Timestamp::MAX).min(until.unwrap_or(jiff::Timestamp::MAX));
    let (near, n) = store::entry::list_ground_near(&mut tx, postmortem.id, around, (from, to), at_most).await?;
    for brief in near {
        if !items.iter().any(|i| i.id == brief.id) {
            items.push(brief);
        }
    }
    Ok(Nearby { items, n })
}

/// Tells what an entry became since the viewer saw it at `version`, deleted or not.
pub async fn changed_since(ctx: &Ctx, number: Number, id: EntryId, version: i64) -> Result<Stale> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::entry::get(&mut tx, postmortem.id, id).await?;
    change::stale(&mut tx, postmortem.id, kept, version).await
}

/// What an entry said, version by version, with the people who wrote it.
#[derive(Debug, Clone)]
pub struct History {
    /// The postmortem.
    pub postmortem: Readable,
    /// Every version, the latest first.
    pub past: Vec<Past>,
    /// Whether the entry is deleted at present.
    pub is_deleted: bool,
    /// The people who wrote.
    pub people: Vec<Person>,
}

/// Reads what an entry said before, deleted or not.
pub async fn history(ctx: &Ctx, number: Number, id: EntryId) -> Result<History> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::entry::get(&mut tx, postmortem.id, id).await?;
    let past = store::entry::list_past(&mut tx, postmortem.id, id).await?;
    let people = people(&mut tx, past.iter().filter_map(|p| p.written_by)).await?;
    Ok(History { postmortem, past, is_deleted: kept.deleted_at.is_some(), people })
}

/// Writes a new entry down.
pub async fn insert(ctx: &Ctx, number: Number, draft: EntryDraft) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let entry = change::add(&mut tx, ctx, postmortem.id, draft).await?;
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.insert", shown(&entry)).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Changes an entry, if nobody changed it since `version`; otherwise hands back both, so that a person decides.
pub async fn revise(ctx: &Ctx, number: Number, id: EntryId, draft: EntryDraft, version: i64) -> Result<Revised> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = store::entry::get(&mut tx, postmortem.id, id).await?;
    let draft = change::checked(&mut tx, postmortem.id, draft, Some(&before.entry)).await?;
    let wanted = change::with_draft(&before.entry, draft);
    if before.entry.version != version || before.deleted_at.is_some() {
        if before.deleted_at.is_none() && wanted == before.entry {
            // the same words came twice: a form sent again
            return Ok(Revised::Saved(Box::new(before.entry)));
        }
        let stale = change::stale(&mut tx, postmortem.id, before, version).await?;
        return Ok(Revised::Stale(Box::new(stale)));
    }
    if wanted == before.entry {
        return Ok(Revised::Saved(Box::new(before.entry)));
    }
    let after = change::put(&mut tx, ctx, postmortem.id, wanted).await?;
    let detail = json!({ "entry": id, "before": shown(&before.entry), "after": shown(&after) });
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.revise", detail).await?;
    tx.commit().await?;
    Ok(Revised::Saved(Box::new(after)))
}

/// Makes one entry out of items of evidence: the time of the earliest, their text, their authors.
pub async fn from_evidence(ctx: &Ctx, number: Number, items: &[EvidenceId]) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let draft = from_evidence::draft(&mut tx, ctx, &postmortem, items).await?;
    let entry = change::add(&mut tx, ctx, postmortem.id, draft).await?;
    let detail = json!({ "entry": entry.id, "after": shown(&entry), "evidence": entry.evidence });
    ctx.audit(&mut tx, Some(postmortem.id), "entry.insert", detail).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Makes an entry out of each of these items of evidence, all or none, as [`from_evidence`] makes one.
pub async fn each_from_evidence(ctx: &Ctx, number: Number, items: &[EvidenceId]) -> Result<Vec<Entry>> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let mut entries: Vec<Entry> = Vec::with_capacity(items.len());
    for draft in from_evidence::drafts(&mut tx, ctx, &postmortem, items).await? {
        let entry = change::add(&mut tx, ctx, postmortem.id, draft).await?;
        let detail = json!({ "entry": entry.id, "after": shown(&entry), "evidence": entry.evidence });
        ctx.audit(&mut tx, Some(postmortem.id), "entry.insert", detail).await?;
        entries.push(entry);
    }
    tx.commit().await?;
    Ok(entries)
}

/// Adds items of evidence to what an entry rests on.
pub async fn pin(ctx: &Ctx, number: Number, id: EntryId, items: &[EvidenceId]) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = present(&mut tx, postmortem.id, id).await?.entry;
    let mut draft = before.to_draft();
    draft.evidence.extend_from_slice(items);
    let draft = change::checked(&mut tx, postmortem.id, draft, Some(&before)).await?;
    let after = change::put(&mut tx, ctx, postmortem.id, change::with_draft(&before, draft)).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.pin", json!({ "entry": id, "evidence": items })).await?;
    tx.commit().await?;
    Ok(after)
}

/// Parts an entry in two; the second takes the chosen evidence. Returns both.
pub async fn split(ctx: &Ctx, number: Number, id: EntryId, split: Split, version: i64) -> Result<(Entry, Entry)> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = at_version(&mut tx, postmortem.id, id, version).await?;
    let (first, second) = part::parted(&before, split)?;
    let first = change::checked(&mut tx, postmortem.id, first, Some(&before)).await?;
    let first = change::put(&mut tx, ctx, postmortem.id, change::with_words_of(&before, first)).await?;
    let second = change::add(&mut tx, ctx, postmortem.id, second).await?;
    let detail = json!({ "entry": id, "before": shown(&before), "after": [shown(&first), shown(&second)] });
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.split", detail).await?;
    tx.commit().await?;
    Ok((first, second))
}

/// Takes another entry into this one: texts joined, evidence and actors of both. The other one is deleted.
pub async fn merge(ctx: &Ctx, number: Number, keep: (EntryId, i64), other: (EntryId, i64)) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    if keep.0 == other.0 {
        return Err(Error::field("other", "merge-with-itself"));
    }
    let kept = at_version(&mut tx, postmortem.id, keep.0, keep.1).await?;
    let gone = at_version(&mut tx, postmortem.id, other.0, other.1).await?;
    let draft = part::merged(&kept, &gone)?;
    change::remove(&mut tx, ctx, postmortem.id, &gone).await?;
    let draft = change::checked(&mut tx, postmortem.id, draft, Some(&kept)).await?;
    let after = change::put(&mut tx, ctx, postmortem.id, change::with_words_of(&kept, draft)).await?;
    change::repoint(&mut tx, ctx, postmortem.id, gone.id, after.id).await?;
    let detail =
        json!({ "entry": keep.0, "other": other.0, "before": [shown(&kept), shown(&gone)], "after": shown(&after) });
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.merge", detail).await?;
    tx.commit().await?;
    Ok(after)
}

/// Deletes an entry, if nobody changed it since `version`. It can be brought back by [`restore`].
pub async fn delete(ctx: &Ctx, number: Number, id: EntryId, version: i64) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = at_version(&mut tx, postmortem.id, id, version).await?;
    change::remove(&mut tx, ctx, postmortem.id, &before).await?;
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.delete", shown(&before)).await?;
    Ok(tx.commit().await?)
}

/// Brings a deleted entry back. A key moment that another entry marks by now stays with that one.
pub async fn restore(ctx: &Ctx, number: Number, id: EntryId) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let kept = store::entry::get(&mut tx, postmortem.id, id).await?;
    if kept.deleted_at.is_none() {
        return Ok(kept.entry);
    }
    let entry = change::bring_back(&mut tx, ctx, postmortem.id, kept.entry).await?;
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.restore", shown(&entry)).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Lets an entry mark a key moment, or none. The entry that marked it before gives it up, and both say so.
pub async fn set_key_moment(
    ctx: &Ctx,
    number: Number,
    id: EntryId,
    moment: Option<postmortem::KeyMoment>,
    version: i64,
) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = at_version(&mut tx, postmortem.id, id, version).await?;
    if before.key_moment == moment {
        return Ok(before);
    }
    let after = change::put(&mut tx, ctx, postmortem.id, Entry { key_moment: moment, ..before.clone() }).await?;
    let detail = json!({ "entry": id, "before": before.key_moment, "after": moment });
    recurrence::settle_in(&mut tx, ctx, postmortem.id).await?;
    ctx.audit(&mut tx, Some(postmortem.id), "entry.key_moment", detail).await?;
    tx.commit().await?;
    Ok(after)
}

/// Passes the door for editing and holds the timeline until the transaction ends.
pub(crate) async fn open(tx: &mut Tx, ctx: &Ctx, number: Number) -> Result<Editable> {
    let postmortem = access::edit(tx, ctx, number).await?;
    store::entry::hold(tx, postmortem.id, ctx.now()).await?;
    Ok(postmortem)
}

/// Reads an entry that is not deleted.
async fn present(tx: &mut Tx, postmortem: PostmortemId, id: EntryId) -> Result<Kept> {
    let kept = store::entry::get(tx, postmortem, id).await?;
    if kept.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(kept) }
}

/// Reads an entry as the viewer saw it, or says that it changed since.
async fn at_version(tx: &mut Tx, postmortem: PostmortemId, id: EntryId, version: i64) -> Result<Entry> {
    let kept = store::entry::get(tx, postmortem, id).await?;
    if kept.deleted_at.is_some() || kept.entry.version != version {
        return Err(Error::Conflict);
    }
    Ok(kept.entry)
}

/// Reads the people with these ids.
pub(crate) async fn people(tx: &mut Tx, ids: impl Iterator<Item = PersonId>) -> Result<Vec<Person>> {
    let mut wanted: Vec<PersonId> = ids.collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut people = Vec::with_capacity(wanted.len());
    for id in wanted {
        match store::person::get(tx, id).await {
            Ok(person) => people.push(person),
            Err(store::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(people)
}

/// The entry as the trail shows it.
fn shown(entry: &Entry) -> serde_json::Value {
    let text: String = entry.text.chars().take(200).collect();
    json!({
        "entry": entry.id, "version": entry.version, "kind": entry.kind, "text": text,
        "occurred": entry.occurred, "ended": entry.ended, "key_moment": entry.key_moment,
    })
}

//! What the evidence makes evident about who learned of an entry: proposed here, taken over by a person.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use postmortem::{ActorId, Entry, EntryId, Knowledge, Moment, Number, PostmortemId, Proposal, THERE};
use serde_json::json;
use store::Tx;

use super::{at_version, change, from_evidence::plain, open, present, shown};
use crate::{Ctx, Result, access, actors};

/// How far from an entry the names of those are looked for who only reacted.
const NAMED_WITHIN: SignedDuration = SignedDuration::from_hours(6);

/// Proposes who learned of an entry, by the evidence that it rests on; without those who are written down already.
pub async fn proposed(ctx: &Ctx, number: Number, id: EntryId) -> Result<Vec<Proposal>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let entry = present(&mut tx, postmortem.id, id).await?.entry;
    find(&mut tx, postmortem.id, &entry).await
}

/// Takes over what is proposed of these handles, if nobody changed the entry since `version`.
pub async fn take_over(ctx: &Ctx, number: Number, id: EntryId, handles: &[String], version: i64) -> Result<Entry> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = open(&mut tx, ctx, number).await?;
    let before = at_version(&mut tx, postmortem.id, id, version).await?;
    let proposals = find(&mut tx, postmortem.id, &before).await?;
    let mut draft = before.to_draft();
    for proposal in proposals.into_iter().filter(|p| handles.contains(&p.handle)) {
        let actor = actors::ensure_in(&mut tx, ctx, postmortem.id, &proposal.handle, &proposal.name).await?;
        let learned = Moment::new(proposal.at, before.occurred.zone.clone());
        draft.knowledge.push(Knowledge { actor, learned, channel: proposal.channel, sureness: proposal.sureness });
    }
    if draft.knowledge == before.knowledge {
        return Ok(before);
    }
    let draft = change::checked(&mut tx, postmortem.id, draft, Some(&before)).await?;
    // the words stay as they were, whoever wrote them
    let after = change::put(&mut tx, ctx, postmortem.id, change::with_draft(&before, draft)).await?;
    let detail =
        json!({ "entry": id, "before": before.knowledge, "after": shown(&after), "knowledge": after.knowledge });
    ctx.audit(&mut tx, Some(postmortem.id), "entry.learn", detail).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(tx: &mut Tx, pm: PostmortemId, entry: &Entry) -> Result<Vec<Proposal>> {
    let actors = store::actor::list(tx, pm).await?;
    let merged = store::actor::list_merged(tx, pm).await?;
    let mut bearers: HashMap<String, ActorId> = merged.into_iter().map(|(id, handle)| (handle, id)).collect();
    bearers.extend(actors.iter().map(|a| (a.handle.clone(), a.id)));
    let mut traces = store::entry::list_traces(tx, pm, entry.id, THERE).await?;
    let told: HashMap<String, String> =
        traces.iter().filter(|t| t.name != t.handle).map(|t| (plain(&t.handle), plain(&t.name))).collect();
    for trace in &mut traces {
        // one actor under several handles is one, under the handle that it bears
        let handle = plain(&trace.handle);
        let actor = bearers.get(&handle).and_then(|id| actors.iter().find(|a| a.id == *id));
        trace.name = actor.map(|a| a.name.clone()).or_else(|| told.get(&handle).cloned()).unwrap_or(handle.clone());
        trace.handle = actor.map_or(handle, |a| a.handle.clone());
        trace.place = trace.place.as_deref().map(plain);
    }
    let is_written =
        |p: &Proposal| bearers.get(&p.handle).is_some_and(|actor| entry.knowledge.iter().any(|k| k.actor == *actor));
    let mut proposals = postmortem::proposals(entry.occurred.at, &traces);
    proposals.retain(|p| !p.handle.is_empty() && !is_written(p));
    let is_nameless = |p: &Proposal| p.name == p.handle && !bearers.contains_key(&p.handle);
    if proposals.iter().any(is_nameless) {
        // whoever only reacted here may have written elsewhere, not long before or after
        let at = entry.occurred.at;
        let from = at.checked_sub(NAMED_WITHIN).unwrap_or(Timestamp::MIN);
        let to = at.checked_add(NAMED_WITHIN).unwrap_or(Timestamp::MAX);
        let names = store::entry::list_names(tx, pm, (from, to)).await?;
        for unnamed in &mut proposals {
            if is_nameless(unnamed)
                && let Some(name) = names.get(&unnamed.handle)
            {
                unnamed.name = plain(name);
            }
        }
    }
    Ok(proposals)
}

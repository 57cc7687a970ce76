//! The timeline of a document: entries that are here already stay or change, the others come and go, and each change
//! is kept in the history.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use postmortem::{ActorId, Decision, Entry, EntryDraft, EntryId, EvidenceId, Knowledge, PostmortemId};
use publish::markdown::{EvidenceKey, Imported, ImportedDecision, ImportedEntry};
use store::{Tx, entry::Kept};

use crate::{Ctx, Error, FieldError, Result, timeline};

/// What the entries of a document refer to, here.
pub(super) struct Known {
    pub evidence: HashMap<EvidenceKey, EvidenceId>,
    /// In the order of the document.
    pub actors: Vec<ActorId>,
}

pub(super) async fn take_in(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    imported: &Imported,
    known: &Known,
) -> Result<Vec<EntryId>> {
    let mut moments = HashSet::new();
    if imported.entries.iter().filter_map(|e| e.key_moment).any(|moment| !moments.insert(moment)) {
        return Err(Error::field("document", "document-two-key-moments"));
    }
    let mut drafts = Vec::with_capacity(imported.entries.len());
    for entry in &imported.entries {
        let draft = timeline::checked(tx, id, draft(entry, known), None).await;
        drafts.push(draft.map_err(of_document)?);
    }
    let before = store::entry::list(tx, id).await?;
    let matched = matches(&before, &drafts);
    // ids that count up keep entries of the same instant in the order of the document
    let mut fresh: Vec<EntryId> = drafts.iter().map(|_| EntryId(ctx.id())).collect();
    fresh.sort_unstable();
    let ids: Vec<EntryId> = matched.iter().zip(&fresh).map(|(at, new)| at.map_or(*new, |at| before[at].id)).collect();
    let kept: HashSet<usize> = matched.iter().flatten().copied().collect();
    for (_, gone) in before.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        timeline::remove(tx, ctx, id, gone).await?;
    }
    for (at, mut draft) in drafts.into_iter().enumerate() {
        let given = &imported.entries[at];
        if let (Some(decision), Some(wanted)) = (&mut draft.decision, &given.decision) {
            decision.known_entries = wanted.known_entries.iter().filter_map(|n| ids.get(*n).copied()).collect();
        }
        match matched[at] {
            Some(_) => revise(ctx, tx, id, ids[at], draft).await?,
            None => add(ctx, tx, id, ids[at], draft, given.recorded_at).await?,
        }
    }
    Ok(ids)
}

/// The document is one field to whoever hands it in.
fn of_document(error: Error) -> Error {
    match error {
        Error::Rejected(errors) => {
            Error::Rejected(errors.into_iter().map(|e| FieldError { field: "document".to_owned(), ..e }).collect())
        }
        other => other,
    }
}

fn draft(entry: &ImportedEntry, known: &Known) -> EntryDraft {
    let actors = |places: &[usize]| places.iter().filter_map(|n| known.actors.get(*n).copied()).collect();
    let evidence = |keys: &[EvidenceKey]| keys.iter().filter_map(|k| known.evidence.get(k).copied()).collect();
    let decision = |d: &ImportedDecision| Decision {
        faced: d.faced.clone(),
        known: d.known.clone(),
        known_entries: Vec::new(),
        known_evidence: evidence(&d.known_evidence),
        options: d.options.clone(),
        deciders: actors(&d.deciders),
        reason: d.reason.clone(),
        expected: d.expected.clone(),
        actual: d.actual.clone(),
    };
    let knowledge = entry.knowledge.iter().filter_map(|k| {
        let actor = *known.actors.get(k.actor)?;
        Some(Knowledge { actor, learned: k.learned.clone(), channel: k.channel.clone(), sureness: k.sureness })
    });
    EntryDraft {
        kind: entry.kind,
        text: entry.text.clone(),
        occurred: entry.occurred.clone(),
        ended: entry.ended.clone(),
        key_moment: entry.key_moment,
        actors: actors(&entry.actors),
        evidence: evidence(&entry.evidence),
        knowledge: knowledge.collect(),
        decision: entry.decision.as_ref().map(decision),
        is_machine_written: entry.is_machine_written,
    }
}

/// Which entry that is here each one of the document is: the same in all, else the same in words and time, else in
/// time and kind, else in words.
fn matches(before: &[Entry], drafts: &[EntryDraft]) -> Vec<Option<usize>> {
    type Same = fn(&Entry, &EntryDraft) -> bool;
    let rules: [Same; 4] = [
        |e, d| {
            let mut here = e.to_draft();
            if let Some(decision) = &mut here.decision {
                decision.known_entries.clear();
            }
            here == *d
        },
        |e, d| e.occurred.at == d.occurred.at && e.text == d.text,
        |e, d| e.occurred.at == d.occurred.at && e.kind == d.kind,
        |e, d| e.text == d.text,
    ];
    let mut matched = vec![None; drafts.len()];
    let mut taken = vec![false; before.len()];
    for is_same in rules {
        for (draft, place) in drafts.iter().zip(&mut matched).filter(|(_, place)| place.is_none()) {
            let at = before.iter().enumerate().position(|(at, entry)| !taken[at] && is_same(entry, draft));
            if let Some(at) = at {
                taken[at] = true;
                *place = Some(at);
            }
        }
    }
    matched
}

async fn revise(ctx: &Ctx, tx: &mut Tx, pm: PostmortemId, id: EntryId, draft: EntryDraft) -> Result<()> {
    // read anew: an entry before this one may have taken its key moment
    let now = store::entry::get(tx, pm, id).await?.entry;
    let wanted = Entry {
        kind: draft.kind,
        text: draft.text,
        occurred: draft.occurred,
        ended: draft.ended,
        key_moment: draft.key_moment,
        actors: draft.actors,
        evidence: draft.evidence,
        knowledge: draft.knowledge,
        decision: draft.decision,
        is_machine_written: draft.is_machine_written,
        ..now.clone()
    };
    if wanted != now {
        timeline::put(tx, ctx, pm, wanted).await?;
    }
    Ok(())
}

async fn add(
    ctx: &Ctx,
    tx: &mut Tx,
    pm: PostmortemId,
    id: EntryId,
    draft: EntryDraft,
    recorded_at: Option<Timestamp>,
) -> Result<()> {
    let micros = |at: Timestamp| Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
    let entry = Entry {
        id,
        kind: draft.kind,
        text: draft.text,
        occurred: draft.occurred,
        ended: draft.ended,
        recorded_at: recorded_at.map_or_else(|| ctx.now(), micros),
        recorded_by: ctx.person_id(),
        key_moment: draft.key_moment,
        actors: draft.actors,
        evidence: draft.evidence,
        knowledge: draft.knowledge,
        decision: draft.decision,
        is_machine_written: draft.is_machine_written,
        version: 1,
    };
    timeline::free_moment(tx, ctx, pm, &entry).await?;
    store::entry::insert(tx, pm, &entry).await?;
    let kept = Kept { entry, deleted_at: None };
    Ok(store::entry::insert_past(tx, pm, &kept, ctx.now(), ctx.person_id()).await?)
}

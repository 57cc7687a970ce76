//! The one way in which an entry changes: checked, written, kept in its history.

use jiff::Timestamp;
use postmortem::{
    ActorId, Decision, Entry, EntryDraft, EntryId, InvalidEntry, Knowledge, Moment, PersonId, PostmortemId, line,
};
use store::{Tx, entry::Kept};

use crate::{Ctx, Error, FieldError, Result};

/// The most actors, items or learners that one entry may name.
const MAX_LINKS: usize = 500;
/// The most options of one decision.
const MAX_OPTIONS: usize = 20;

/// What came of a change to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revised {
    /// It was made.
    Saved(Box<Entry>),
    /// Someone else changed the entry in between; nothing was written.
    Stale(Box<Stale>),
}

/// What the entry became while the viewer was writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The entry as it is now.
    pub current: Entry,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// The entry as the viewer began from, if that version is known.
    pub base: Option<Entry>,
    /// Who changed it last.
    pub changed_by: Option<PersonId>,
    /// When.
    pub changed_at: Option<Timestamp>,
}

/// Tells what an entry became since `version`.
pub(super) async fn stale(tx: &mut Tx, postmortem: PostmortemId, now: Kept, version: i64) -> Result<Stale> {
    let past = store::entry::list_past(tx, postmortem, now.entry.id).await?;
    let last = past.first();
    Ok(Stale {
        is_deleted: now.deleted_at.is_some(),
        changed_by: last.and_then(|p| p.written_by),
        changed_at: last.map(|p| p.written_at),
        base: past.iter().find(|p| p.entry.version == version).map(|p| p.entry.clone()),
        current: now.entry,
    })
}

/// Brings a draft into its one form, and makes sure that all it names belongs to this postmortem.
/// What the entry named before and is gone by now is dropped without a word.
pub(crate) async fn checked(
    tx: &mut Tx,
    postmortem: PostmortemId,
    draft: EntryDraft,
    before: Option<&Entry>,
) -> Result<EntryDraft> {
    let mut draft = draft.checked().map_err(|why| match why {
        InvalidEntry::Empty => FieldError::new("text", "empty"),
        InvalidEntry::TooLong(bytes) => FieldError::new("text", "too-long").with("limit", bytes.to_string()),
        InvalidEntry::EndsBeforeBegin => FieldError::new("ended", "ends-before-begin"),
        InvalidEntry::Control => FieldError::new("text", "control-character"),
    })?;
    draft.occurred = to_micros(draft.occurred);
    draft.ended = draft.ended.map(to_micros);
    for known in &mut draft.knowledge {
        known.channel = match known.channel.trim() {
            "" => String::new(),
            channel => {
                line(channel, 200).map_err(|why| FieldError::new("knowledge", crate::workbench::line_code(why)))?
            }
        };
    }
    draft.knowledge = earliest(draft.knowledge);
    if draft.actors.len().max(draft.evidence.len()).max(draft.knowledge.len()) > MAX_LINKS {
        return Err(FieldError::new("evidence", "too-many").with("limit", MAX_LINKS.to_string()).into());
    }
    for item in &draft.evidence {
        if !store::entry::has_evidence(tx, postmortem, *item).await? {
            return Err(Error::field("evidence", "unknown-evidence"));
        }
    }
    let named = draft.actors.iter().map(|a| ("actors", *a));
    let learned = draft.knowledge.iter().map(|k| ("knowledge", k.actor));
    for (field, actor) in named.chain(learned) {
        if !store::entry::has_actor(tx, postmortem, actor).await? {
            return Err(Error::field(field, "unknown-actor"));
        }
    }
    if let Some(decision) = draft.decision.take() {
        let old = before.and_then(|b| b.decision.as_ref());
        draft.decision = Some(checked_decision(tx, postmortem, decision, old).await?);
    }
    Ok(draft)
}

async fn checked_decision(
    tx: &mut Tx,
    postmortem: PostmortemId,
    mut decision: Decision,
    before: Option<&Decision>,
) -> Result<Decision> {
    let Decision { faced, known, reason, expected, actual, .. } = &mut decision;
    for (field, text) in
        [("faced", faced), ("known", known), ("reason", reason), ("expected", expected), ("actual", actual)]
    {
        *text = words(field, text)?;
    }
    decision.options.retain(|o| !o.text.trim().is_empty());
    if decision.options.len() > MAX_OPTIONS {
        return Err(FieldError::new("options", "too-many").with("limit", MAX_OPTIONS.to_string()).into());
    }
    for option in &mut decision.options {
        option.text = words("options", &option.text)?;
    }
    let nothing = Decision::default();
    let before = before.unwrap_or(&nothing);
    let mut entries = Vec::new();
    for id in unique(&decision.known_entries) {
        if store::entry::has_entry(tx, postmortem, id).await? {
            entries.push(id);
        } else if !before.known_entries.contains(&id) {
            return Err(Error::field("known_entries", "unknown-entry"));
        }
    }
    let mut evidence = Vec::new();
    for id in unique(&decision.known_evidence) {
        if store::entry::has_evidence(tx, postmortem, id).await? {
            evidence.push(id);
        } else if !before.known_evidence.contains(&id) {
            return Err(Error::field("known_evidence", "unknown-evidence"));
        }
    }
    let mut deciders = Vec::new();
    for id in unique(&decision.deciders) {
        if store::entry::has_actor(tx, postmortem, id).await? {
            deciders.push(id);
        } else if !before.deciders.contains(&id) {
            return Err(Error::field("deciders", "unknown-actor"));
        }
    }
    Ok(Decision { known_entries: entries, known_evidence: evidence, deciders, ..decision })
}

/// A text of a decision: trimmed, bounded as the text of an entry, without control characters.
fn words(field: &str, text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.len() > EntryDraft::MAX_BYTES {
        return Err(FieldError::new(field, "too-long").with("limit", EntryDraft::MAX_BYTES.to_string()).into());
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::field(field, "control-character"));
    }
    Ok(text)
}

fn unique<T: Copy + PartialEq>(list: &[T]) -> Vec<T> {
    let mut kept = Vec::with_capacity(list.len());
    for item in list {
        if !kept.contains(item) {
            kept.push(*item);
        }
    }
    kept
}

/// Keeps one fact per actor, the surest and of those the earliest; in the order of time as the store reads them.
pub(super) fn earliest(knowledge: Vec<Knowledge>) -> Vec<Knowledge> {
    let mut kept: Vec<Knowledge> = Vec::with_capacity(knowledge.len());
    for one in knowledge {
        let one = Knowledge { learned: to_micros(one.learned), ..one };
        match kept.iter_mut().find(|k| k.actor == one.actor) {
            Some(there) if (one.sureness, one.learned.at) < (there.sureness, there.learned.at) => *there = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept.sort_by_key(|k| (k.learned.at, k.actor));
    kept
}

/// Cuts an instant to what the databases keep.
fn to_micros(moment: Moment) -> Moment {
    let at = Timestamp::from_microsecond(moment.at.as_microsecond()).unwrap_or(moment.at);
    Moment { at, ..moment }
}

/// The entry as the draft wants it. A machine-written text stays so until its words change.
pub(super) fn with_draft(before: &Entry, draft: EntryDraft) -> Entry {
    Entry {
        is_machine_written: before.is_machine_written && before.text == draft.text,
        kind: draft.kind,
        text: draft.text,
        occurred: draft.occurred,
        ended: draft.ended,
        key_moment: draft.key_moment,
        actors: draft.actors,
        evidence: draft.evidence,
        knowledge: draft.knowledge,
        decision: draft.decision,
        ..before.clone()
    }
}

/// The same, where the words come from entries that are parted or merged: moving words about rewrites none.
pub(super) fn with_words_of(before: &Entry, draft: EntryDraft) -> Entry {
    let is_machine_written = draft.is_machine_written;
    Entry { is_machine_written, ..with_draft(before, draft) }
}

/// Adds a checked entry and its first version.
pub(super) async fn add(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, draft: EntryDraft) -> Result<Entry> {
    let draft = checked(tx, postmortem, draft, None).await?;
    let entry = Entry {
        id: EntryId(ctx.id()),
        kind: draft.kind,
        text: draft.text,
        occurred: draft.occurred,
        ended: draft.ended,
        recorded_at: ctx.now(),
        recorded_by: ctx.person_id(),
        key_moment: draft.key_moment,
        actors: draft.actors,
        evidence: draft.evidence,
        knowledge: draft.knowledge,
        decision: draft.decision,
        is_machine_written: draft.is_machine_written,
        version: 1,
    };
    free_moment(tx, ctx, postmortem, &entry).await?;
    store::entry::insert(tx, postmortem, &entry).await?;
    keep(tx, ctx, postmortem, Kept { entry, deleted_at: None }).await
}

/// Writes an entry over its version and keeps the new one in the history.
pub(crate) async fn put(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, entry: Entry) -> Result<Entry> {
    free_moment(tx, ctx, postmortem, &entry).await?;
    store::entry::update(tx, postmortem, &entry, entry.version).await?;
    let entry = Entry { version: entry.version + 1, ..entry };
    keep(tx, ctx, postmortem, Kept { entry, deleted_at: None }).await
}

/// Deletes an entry so that it can come back.
pub(crate) async fn remove(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, entry: &Entry) -> Result<()> {
    let now = ctx.now();
    store::entry::update_deleted(tx, postmortem, entry.id, entry.version, Some(now)).await?;
    let entry = Entry { version: entry.version + 1, ..entry.clone() };
    keep(tx, ctx, postmortem, Kept { entry, deleted_at: Some(now) }).await.map(|_| ())
}

/// Brings a deleted entry back, without a key moment that another one marks by now.
pub(super) async fn bring_back(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, entry: Entry) -> Result<Entry> {
    let others = store::entry::list(tx, postmortem).await?;
    let taken = entry.key_moment.is_some_and(|m| others.iter().any(|o| o.key_moment == Some(m)));
    let mut version = entry.version;
    if taken {
        let without = Entry { key_moment: None, ..entry.clone() };
        store::entry::update(tx, postmortem, &without, version).await?;
        version += 1;
    }
    store::entry::update_deleted(tx, postmortem, entry.id, version, None).await?;
    let key_moment = entry.key_moment.filter(|_| !taken);
    let entry = Entry { version: version + 1, key_moment, ..entry };
    keep(tx, ctx, postmortem, Kept { entry, deleted_at: None }).await
}

async fn keep(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, kept: Kept) -> Result<Entry> {
    store::entry::insert_past(tx, postmortem, &kept, ctx.now(), ctx.person_id()).await?;
    Ok(kept.entry)
}

/// Takes a key moment off the entry that marks it, if that is another one.
pub(crate) async fn free_moment(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, wanted: &Entry) -> Result<()> {
    let Some(moment) = wanted.key_moment else { return Ok(()) };
    let others = store::entry::list(tx, postmortem).await?;
    for other in others.into_iter().filter(|o| o.id != wanted.id && o.key_moment == Some(moment)) {
        let version = other.version;
        let freed = Entry { key_moment: None, ..other };
        store::entry::update(tx, postmortem, &freed, version).await?;
        let freed = Entry { version: version + 1, ..freed };
        keep(tx, ctx, postmortem, Kept { entry: freed, deleted_at: None }).await?;
    }
    Ok(())
}

/// Lets decisions that cite an entry cite another one in its place.
pub(super) async fn repoint(tx: &mut Tx, ctx: &Ctx, pm: PostmortemId, from: EntryId, into: EntryId) -> Result<()> {
    for entry in store::entry::list(tx, pm).await? {
        let Some(decision) = entry.decision.as_ref().filter(|d| d.known_entries.contains(&from)) else { continue };
        let ids: Vec<EntryId> = decision.known_entries.iter().map(|id| if *id == from { into } else { *id }).collect();
        let ids = unique(&ids).into_iter().filter(|id| *id != entry.id).collect();
        let decision = Some(Decision { known_entries: ids, ..decision.clone() });
        put(tx, ctx, pm, Entry { decision, ..entry }).await?;
    }
    Ok(())
}

/// Lets an entry name another actor in place of one, wherever it names it. `None` where it does not.
pub(crate) fn with_actor_replaced(entry: &Entry, from: ActorId, into: ActorId) -> Option<Entry> {
    let swap = |list: &[ActorId]| unique(&list.iter().map(|a| if *a == from { into } else { *a }).collect::<Vec<_>>());
    let mut changed = entry.clone();
    changed.actors = swap(&entry.actors);
    let knowledge = entry.knowledge.iter().cloned();
    changed.knowledge =
        earliest(knowledge.map(|k| if k.actor == from { Knowledge { actor: into, ..k } } else { k }).collect());
    if let Some(decision) = &mut changed.decision {
        decision.deciders = swap(&decision.deciders);
    }
    (changed != *entry).then_some(changed)
}

/// Writes an entry whose actor was replaced, deleted or not.
pub(crate) async fn put_kept(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, kept: Kept) -> Result<()> {
    let version = kept.entry.version;
    store::entry::update(tx, postmortem, &kept.entry, version).await?;
    let entry = Entry { version: version + 1, ..kept.entry };
    keep(tx, ctx, postmortem, Kept { entry, ..kept }).await.map(|_| ())
}

/// Whether an entry names an actor: as who acted, who learned or who decided.
pub(crate) fn names_actor(entry: &Entry, actor: ActorId) -> bool {
    entry.actors.contains(&actor)
        || entry.knowledge.iter().any(|k| k.actor == actor)
        || entry.decision.as_ref().is_some_and(|d| d.deciders.contains(&actor))
}

//! An entry made from items of evidence. It says so until a person rewrites it.

use postmortem::{ActorId, EntryDraft, EntryKind, EvidenceId, Knowledge, Moment, Postmortem, Zone};
use store::{Tx, entry::Brief};

use crate::{Ctx, Error, FieldError, Result, actors};

/// The most items that one entry may be made from.
const MAX_ITEMS: usize = 200;

/// Drafts one entry out of several items.
pub(super) async fn draft(tx: &mut Tx, ctx: &Ctx, postmortem: &Postmortem, ids: &[EvidenceId]) -> Result<EntryDraft> {
    let items = chosen(tx, postmortem, ids).await?;
    drafted(tx, ctx, postmortem, &items).await
}

/// Drafts an entry out of each item, in the order of time.
pub(super) async fn drafts(
    tx: &mut Tx,
    ctx: &Ctx,
    postmortem: &Postmortem,
    ids: &[EvidenceId],
) -> Result<Vec<EntryDraft>> {
    let items = chosen(tx, postmortem, ids).await?;
    let mut drafts = Vec::with_capacity(items.len());
    for item in &items {
        drafts.push(drafted(tx, ctx, postmortem, std::slice::from_ref(item)).await?);
    }
    Ok(drafts)
}

/// The items, each once, the earliest first; at least one.
async fn chosen(tx: &mut Tx, postmortem: &Postmortem, ids: &[EvidenceId]) -> Result<Vec<Brief>> {
    if ids.len() > MAX_ITEMS {
        return Err(FieldError::new("evidence", "too-many").with("limit", MAX_ITEMS.to_string()).into());
    }
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut items = store::entry::list_ground_of(tx, postmortem.id, &wanted).await?;
    if items.len() != wanted.len() {
        return Err(Error::field("evidence", "unknown-evidence"));
    }
    if items.is_empty() {
        return Err(Error::field("evidence", "nothing-chosen"));
    }
    items.sort_by_key(|i| (i.occurred_at, i.id));
    Ok(items)
}

async fn drafted(tx: &mut Tx, ctx: &Ctx, postmortem: &Postmortem, items: &[Brief]) -> Result<EntryDraft> {
    let Some(first) = items.first() else { return Err(Error::field("evidence", "nothing-chosen")) };
    let occurred = moment(first, &postmortem.zone);
    let kind = kind_of(items);
    let mut authors: Vec<ActorId> = Vec::new();
    let mut knowledge: Vec<Knowledge> = Vec::new();
    for item in items.iter().filter(|i| !i.is_bot) {
        let Some(actor) = author(tx, ctx, postmortem, item).await? else { continue };
        if !authors.contains(&actor) {
            authors.push(actor);
            // a file that somebody filled in is where it is told, not how word went round
            let channel = item.place.as_deref().filter(|_| item.kind != "row").map(plain).unwrap_or_default();
            knowledge.push(Knowledge { channel, ..Knowledge::sure(actor, moment(item, &postmortem.zone)) });
        }
    }
    Ok(EntryDraft {
        kind,
        text: text_of(items),
        occurred,
        ended: None,
        key_moment: None,
        actors: authors,
        evidence: items.iter().map(|i| i.id).collect(),
        knowledge,
        decision: (kind == EntryKind::Decision).then(Default::default),
        is_machine_written: true,
    })
}

fn moment(item: &Brief, zone: &Zone) -> Moment {
    let given = item.zone.as_deref().and_then(|z| z.parse().ok());
    Moment::new(item.occurred_at, given.unwrap_or_else(|| zone.clone()))
}

async fn author(tx: &mut Tx, ctx: &Ctx, postmortem: &Postmortem, item: &Brief) -> Result<Option<ActorId>> {
    let handle = item.handle.as_deref().or(item.author.as_deref()).map(plain).filter(|h| !h.is_empty());
    let Some(handle) = handle else { return Ok(None) };
    let name = item.author.as_deref().map(plain).filter(|n| !n.is_empty()).unwrap_or_else(|| handle.clone());
    Ok(Some(actors::ensure_in(tx, ctx, postmortem.id, &handle, &name).await?))
}

/// A name as the evidence gives it, made one line of at most 200 characters.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect::<String>().trim().to_owned()
}

/// An accepted suggestion knows best; else the earliest item tells.
pub(super) fn kind_of(items: &[Brief]) -> EntryKind {
    let suggested = items.iter().filter_map(|i| i.entry_kind.as_deref()).find_map(|k| k.parse().ok());
    suggested.unwrap_or_else(|| {
        items.first().map_or(EntryKind::Observation, |item| match item.kind.as_str() {
            "alert" => EntryKind::Alert,
            "deploy" | "change" | "release" | "commit" => EntryKind::Change,
            "message" if !item.is_bot => EntryKind::Communication,
            _ => EntryKind::Observation,
        })
    })
}

/// The words of the items: of one as they are, of several each behind its author.
fn text_of(items: &[Brief]) -> String {
    let mut text = String::new();
    for item in items {
        let words: String = item.text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
        let words = match words.trim() {
            "" => item.place.clone().unwrap_or_else(|| item.kind.clone()),
            words => words.to_owned(),
        };
        let line = match (&item.author, items.len()) {
            (Some(author), 2..) => format!("{}: {words}", plain(author)),
            _ => words,
        };
        let room = EntryDraft::MAX_BYTES.saturating_sub(text.len() + 2);
        if room < 40 {
            break;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&line[..line.floor_char_boundary(room)]);
    }
    text
}

//! Narrative, evidence and actors of a document.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{Actor, ActorId, EvidenceId, Part, PostmortemId, line};
use publish::markdown::{EvidenceKey, Imported};
use store::{
    Tx,
    evidence::{NewEvidence, Target, Word},
};

use crate::{Ctx, Error, FieldError, Result, actors, exchange::ABSENT, narrative, publication};

/// Writes the parts that say something else than the document.
pub(super) async fn narrative(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, imported: &Imported) -> Result<()> {
    for part in Part::ALL {
        let given = imported.narrative.iter().find(|(p, _)| *p == part).map_or("", |(_, text)| text);
        if given.len() > Part::MAX_BYTES {
            let bytes = Part::MAX_BYTES.to_string();
            return Err(FieldError::new("document", "text-too-long").with("bytes", bytes).into());
        }
        if given.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(Error::field("document", "control-character"));
        }
        let now = store::narrative::get(tx, id, part).await?;
        if publication::written(&now.text) != publication::written(given)
            && narrative::put(ctx, tx, id, part, given, now.version).await?.is_none()
        {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Makes sure of every actor, with name and role as the document has them; returns their ids in its order.
pub(super) async fn actors(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, imported: &Imported) -> Result<Vec<ActorId>> {
    let mut ids = Vec::with_capacity(imported.actors.len());
    for given in &imported.actors {
        let fits = |text: &str, most: usize| {
            line(text, most).map_err(|why| FieldError::new("document", crate::workbench::line_code(why)))
        };
        let handle = fits(&given.handle, 200)?;
        let name = if given.name.trim().is_empty() { handle.clone() } else { fits(&given.name, 200)? };
        let role = given.role.as_deref().filter(|r| !r.trim().is_empty()).map(|r| fits(r, 100)).transpose()?;
        let team = given.team.as_deref().filter(|t| !t.trim().is_empty()).map(|t| fits(t, 100)).transpose()?;
        let actor = actors::ensure_in(tx, ctx, id, &handle, &name).await?;
        let before = store::actor::get(tx, id, actor).await?;
        let after = Actor { name, role, team, ..before.clone() };
        if after != before {
            store::actor::update(tx, id, &after).await?;
        }
        ids.push(actor);
    }
    Ok(ids)
}

/// Finds every item that the document links. One that is not here stays as its hash: the link is kept, and says that
/// its content did not come along.
pub(super) async fn evidence(
    ctx: &Ctx,
    tx: &mut Tx,
    id: PostmortemId,
    imported: &Imported,
) -> Result<HashMap<EvidenceKey, EvidenceId>> {
    let mut wanted: Vec<(EvidenceKey, Timestamp)> = Vec::new();
    for entry in &imported.entries {
        let known = entry.decision.iter().flat_map(|d| &d.known_evidence);
        for key in entry.evidence.iter().chain(known) {
            if !wanted.iter().any(|(other, _)| other == key) {
                wanted.push((key.clone(), entry.occurred.at));
            }
        }
    }
    let given = &imported.causes;
    let ties = given.because.iter().chain(given.causes.iter().flat_map(|c| &c.because));
    // when it happened is not told where only a cause names it: the earliest that the document tells of
    let earliest = imported.entries.iter().map(|e| e.occurred.at).min().unwrap_or_else(|| ctx.now());
    for key in ties.flat_map(|b| &b.evidence) {
        if !wanted.iter().any(|(other, _)| other == key) {
            wanted.push((key.clone(), earliest));
        }
    }
    let mut found = HashMap::with_capacity(wanted.len());
    let mut absent: Vec<(EvidenceKey, Timestamp)> = Vec::new();
    for (key, at) in wanted {
        match find(tx, id, &key).await? {
            Some(item) => {
                found.insert(key, item);
            }
            None => absent.push((key, at)),
        }
    }
    for (key, at) in absent {
        let target = Target { postmortem: id, import: None, source: key.source.clone() };
        let item = placeholder(ctx, &key, at)?;
        store::evidence::insert(tx, &target, vec![item], &mut || ctx.id()).await?;
        let item = find(tx, id, &key).await?.ok_or_else(|| Error::internal("an item was not kept"))?;
        found.insert(key, item);
    }
    Ok(found)
}

/// Finds the item of this source, key and hash, of whichever revision.
pub(super) async fn find(tx: &mut Tx, id: PostmortemId, key: &EvidenceKey) -> Result<Option<EvidenceId>> {
    let revisions = store::evidence::revisions(tx, id, &key.source, &key.key).await?;
    Ok(revisions.into_iter().find(|item| hex::encode(&item.hash) == key.hash).map(|item| item.id))
}

fn placeholder(ctx: &Ctx, key: &EvidenceKey, at: Timestamp) -> Result<NewEvidence> {
    Ok(NewEvidence {
        id: EvidenceId(ctx.id()),
        hash: hash(&key.hash)?,
        word: Word::Original,
        kind: kind(&key.source, ""),
        handle: None,
        author: None,
        is_bot: false,
        occurred: at,
        zone: None,
        place: None,
        thread: None,
        text: String::new(),
        link: None,
        details: serde_json::json!([[ABSENT, "true"]]).to_string(),
        is_scrubbed: false,
        raw: Vec::new(),
        key: bounded(&key.key, 1_000, &key.source)?,
    })
}

/// A text that the store can keep as a source or a key.
pub(super) fn bounded(text: &str, most: usize, source: &str) -> Result<String> {
    let fits = |t: &str, most: usize| !t.is_empty() && t.len() <= most && !t.chars().any(char::is_control);
    if fits(text, most) && fits(source, 40) {
        Ok(text.to_owned())
    } else {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
        Err(FieldError::new("document", "document-evidence").with("text", shown).into())
    }
}

pub(super) fn hash(text: &str) -> Result<[u8; 32]> {
    let bytes = hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.filter(|bytes| hex::encode(bytes) == text).ok_or_else(|| {
        FieldError::new("document", "document-evidence").with("text", text.chars().take(100).collect::<String>()).into()
    })
}

/// What an item is: as named, or as its source mostly has them.
pub(super) fn kind(source: &str, named: &str) -> &'static str {
    use ::evidence::{ItemKind, SourceKind};
    let usual = match source.parse() {
        Ok(SourceKind::Slack) => ItemKind::Message,
        Ok(SourceKind::Alertmanager) => ItemKind::Alert,
        Ok(SourceKind::Github | SourceKind::Git) => ItemKind::Change,
        Ok(SourceKind::Table) => ItemKind::Row,
        Ok(SourceKind::Note) | Err(_) => ItemKind::Note,
    };
    named.parse().unwrap_or(usual).as_str()
}

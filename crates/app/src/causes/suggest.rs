//! Suggestions while walking back: changes that came before the impact. The ranking is a rule of `postmortem`.

use postmortem::{Change, EntryId, EntryKind, EvidenceId, KeyMoment, Preceding, preceding};
use store::Tx;

use crate::{Result, access::Readable};

/// Changes looked at: the latest before the impact.
const MOST_CHANGES: i64 = 300;
/// Texts looked at for mentions: the first since the impact began.
const MOST_TEXTS: i64 = 3000;
/// Changes shown.
const MOST_SHOWN: usize = 12;

/// Where a change is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// By an entry of the timeline, with what it rests on.
    Entry(EntryId, Vec<EvidenceId>),
    /// By an item of evidence that no entry took up.
    Evidence(EvidenceId),
}

/// A change that came before the impact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Where it is told.
    pub origin: Origin,
    /// When.
    pub at: jiff::Timestamp,
    /// The beginning of what is told.
    pub text: String,
    /// How many minutes before the impact.
    pub minutes_before: i64,
    /// The services of the postmortem that it names.
    pub services: Vec<String>,
    /// How many items of evidence mention it.
    pub n_mentions: usize,
}

impl Suggested {
    /// What shows the change.
    pub fn evidence(&self) -> Vec<EvidenceId> {
        match &self.origin {
            Origin::Entry(_, evidence) => evidence.clone(),
            Origin::Evidence(id) => vec![*id],
        }
    }
}

/// Ranks the changes before the impact start; nothing where none is marked.
pub(super) async fn list(tx: &mut Tx, postmortem: &Readable) -> Result<Option<Vec<Suggested>>> {
    let entries = store::entry::list(tx, postmortem.id).await?;
    let start = entries.iter().find(|e| e.key_moment == Some(KeyMoment::ImpactStart)).map(|e| e.occurred.at);
    let Some(start) = start else { return Ok(None) };
    let mut changes = Vec::new();
    let mut taken_up = std::collections::HashSet::new();
    for entry in entries.into_iter().filter(|e| e.kind == EntryKind::Change) {
        taken_up.extend(entry.evidence.iter().copied());
        let told = entry.text.clone();
        changes.push(Change {
            at: entry.occurred.at,
            told,
            of: (Origin::Entry(entry.id, entry.evidence), entry.text, entry.occurred.at),
        });
    }
    for item in store::cause::list_changes(tx, postmortem.id, start, MOST_CHANGES).await? {
        let id = EvidenceId(item.id);
        let Ok(at) = jiff::Timestamp::from_microsecond(item.occurred_at) else { continue };
        if taken_up.contains(&id) {
            continue;
        }
        let told = format!("{} {} {}", item.text, item.place.as_deref().unwrap_or_default(), item.key);
        changes.push(Change { at, told, of: (Origin::Evidence(id), item.text, at) });
    }
    let said = store::cause::list_said(tx, postmortem.id, start, MOST_TEXTS).await?;
    let services = postmortem.services.clone();
    // thousands of texts against hundreds of changes: not between other requests
    let mut ranked = tokio::task::spawn_blocking(move || preceding(changes, start, &services, &said)).await?;
    ranked.truncate(MOST_SHOWN);
    Ok(Some(ranked.into_iter().map(suggested).collect()))
}

fn suggested(ranked: Preceding<(Origin, String, jiff::Timestamp)>) -> Suggested {
    let Preceding { of: (origin, text, at), minutes_before, services, n_mentions, .. } = ranked;
    Suggested { origin, at, text, minutes_before, services, n_mentions }
}

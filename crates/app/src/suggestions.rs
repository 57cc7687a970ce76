//! Suggestions: which items look like key moments. The rules propose; people accept or dismiss.

use std::collections::HashMap;

use ::evidence::suggest::{Suggester, Suggestion as Proposed};
use ::evidence::{Author, Item, Revision, SourceKind};
use postmortem::{EntryKind, EvidenceId, Moment, Number, PostmortemId, Zone};
use serde_json::json;
use store::Tx;
use store::evidence::{Evidence, Passing};
use store::suggestion::{Found, State, Suggestion};
use uuid::Uuid;

use crate::{Ctx, Error, House, Result, access};

/// Items looked at in one go.
const PIECE: i64 = 2000;
/// Suggestions kept of one source of a postmortem at most: the weightiest.
const MOST: usize = 5000;

/// Finds suggestions among items that pass.
#[derive(Default)]
pub(crate) struct Finder {
    suggester: Suggester<EvidenceId>,
    found: Vec<Proposed<EvidenceId>>,
}

impl Finder {
    /// Looks at the next item.
    pub fn feed(&mut self, item: &Item, id: EvidenceId) {
        self.found.extend(self.suggester.feed(item, id));
        if self.found.len() >= 4 * MOST {
            self.thin();
        }
    }

    /// Whether what it found is what a walk in the order of time would find.
    pub fn is_sure(&self) -> bool {
        self.suggester.is_sure()
    }

    /// Keeps the weightiest, the earliest first among equals.
    fn thin(&mut self) {
        self.found.sort_by_key(|s| (std::cmp::Reverse(s.score), s.at, s.tag, s.rule));
        self.found.truncate(MOST);
    }
}

/// Keeps what was found in a source instead of what was found earlier. Settled suggestions keep their state.
pub(crate) async fn keep(house: &House, postmortem: PostmortemId, source: &str, mut finder: Finder) -> Result<()> {
    finder.thin();
    let found: Vec<Found> = finder.found.into_iter().map(|proposed| to_found(house, proposed)).collect();
    let mut tx = house.db.write().await?;
    store::suggestion::replace(&mut tx, postmortem, source, &found).await?;
    Ok(tx.commit().await?)
}

fn to_found(house: &House, proposed: Proposed<EvidenceId>) -> Found {
    Found {
        id: house.id(),
        evidence: proposed.tag,
        rule: proposed.rule.as_str().to_owned(),
        score: i64::from(proposed.score),
        entry_kind: proposed.rule.entry_kind().to_owned(),
        reason: json!(proposed.data.into_iter().collect::<std::collections::BTreeMap<_, _>>()).to_string(),
    }
}

/// Finds the suggestions in a source anew.
pub(crate) async fn refresh(house: &House, postmortem: PostmortemId, source: &str) -> Result<()> {
    let mut finder = Finder::default();
    let mut piece = read_piece(house, postmortem, source, None).await?;
    while let Some(last) = piece.last() {
        let after = Some((last.occurred_at, last.id));
        let looked = tokio::task::spawn_blocking(move || {
            for passing in piece {
                let id = EvidenceId(passing.id);
                if let Some(item) = as_item(passing) {
                    finder.feed(&item, id);
                }
            }
            finder
        });
        // the next piece is read meanwhile
        piece = read_piece(house, postmortem, source, after).await?;
        finder = looked.await?;
    }
    keep(house, postmortem, source, finder).await
}

/// Finds the suggestions in all sources anew.
pub(crate) async fn refresh_all(house: &House, postmortem: PostmortemId) -> Result<()> {
    for source in SourceKind::ALL {
        let mut tx = house.db.read().await?;
        let has_some = store::evidence::has_source(&mut tx, postmortem, source.as_str()).await?;
        tx.rollback().await?;
        if has_some {
            refresh(house, postmortem, source.as_str()).await?;
        }
    }
    Ok(())
}

async fn read_piece(
    house: &House,
    postmortem: PostmortemId,
    source: &str,
    after: Option<(i64, Uuid)>,
) -> Result<Vec<Passing>> {
    let mut tx = house.db.read().await?;
    let items = store::evidence::walk(&mut tx, postmortem, source, after, PIECE).await?;
    tx.rollback().await?;
    Ok(items)
}

/// A kept item as the rules want it; without its original, which they do not read.
fn as_item(kept: Passing) -> Option<Item> {
    let details = if kept.details == "[]" { Vec::new() } else { serde_json::from_str(&kept.details).ok()? };
    Some(Item {
        source: kept.source.parse().ok()?,
        key: kept.key,
        revision: Revision::Original,
        kind: kept.kind.parse().ok()?,
        author: kept.handle.map(|handle| Author { handle, name: kept.author, is_bot: kept.is_bot }),
        occurred: jiff::Timestamp::from_microsecond(kept.occurred_at).ok()?,
        zone: None,
        place: kept.place,
        thread: kept.thread,
        text: kept.text,
        link: None,
        details,
        raw: Vec::new(),
        hash: [0; 32],
        is_scrubbed: false,
    })
}

/// Lists suggestions in the order of time; only those of a state, where one is given.
pub async fn list(ctx: &Ctx, number: Number, state: Option<State>) -> Result<Vec<(Suggestion, Evidence)>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let suggestions = store::suggestion::list(&mut tx, postmortem.id, state, MOST as i64).await?;
    let mut ids: Vec<EvidenceId> = suggestions.iter().map(|s| s.evidence).collect();
    ids.dedup();
    let items = store::evidence::by_ids(&mut tx, postmortem.id, &ids).await?;
    let items: HashMap<EvidenceId, Evidence> = items.into_iter().map(|item| (item.id, item)).collect();
    Ok(suggestions
        .into_iter()
        .filter_map(|s| Some((items.get(&s.evidence)?.clone(), s)))
        .map(|(i, s)| (s, i))
        .collect())
}

/// What an entry made of a suggestion begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// The item that it is on.
    pub item: Evidence,
    /// The kind of entry.
    pub kind: EntryKind,
    /// When.
    pub occurred: Moment,
}

/// Accepts an open suggestion, within the transaction in which the timeline makes an entry of it.
pub async fn accept(tx: &mut Tx, ctx: &Ctx, postmortem: &access::Editable, id: Uuid) -> Result<Accepted> {
    let suggestion = store::suggestion::get(tx, postmortem.id, id).await?;
    let item = store::evidence::get(tx, postmortem.id, suggestion.evidence).await?;
    store::suggestion::settle(tx, id, (State::Open, State::Accepted), ctx.person_id(), ctx.now()).await?;
    let zone = item.zone.as_deref().and_then(|zone| zone.parse::<Zone>().ok());
    let zone = zone.unwrap_or_else(|| postmortem.zone.clone());
    Ok(Accepted {
        kind: suggestion.entry_kind.parse().unwrap_or(EntryKind::Observation),
        occurred: Moment::new(item.occurred, zone),
        suggestion,
        item,
    })
}

/// Puts an open suggestion aside.
pub async fn dismiss(ctx: &Ctx, number: Number, id: Uuid) -> Result<()> {
    settle(ctx, number, id, State::Dismissed).await
}

/// Opens a settled suggestion again.
pub async fn reopen(ctx: &Ctx, number: Number, id: Uuid) -> Result<()> {
    settle(ctx, number, id, State::Open).await
}

async fn settle(ctx: &Ctx, number: Number, id: Uuid, to: State) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let suggestion = store::suggestion::get(&mut tx, postmortem.id, id).await?;
    if to != State::Open && suggestion.state != State::Open {
        return Err(Error::Conflict);
    }
    store::suggestion::settle(&mut tx, id, (suggestion.state, to), ctx.person_id(), ctx.now()).await?;
    let verb = if to == State::Open { "suggestion.reopen" } else { "suggestion.dismiss" };
    let detail = json!({ "suggestion": id, "evidence": suggestion.evidence, "rule": suggestion.rule });
    ctx.audit(&mut tx, Some(postmortem.id), verb, detail).await?;
    Ok(tx.commit().await?)
}

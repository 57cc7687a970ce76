//! Suggestions: which items look like key moments. The rules propose; people accept or dismiss.

use std::collections::HashMap;
use std::sync::Arc;

use ::evidence::suggest::Suggester;
use ::evidence::{Author, Item, Revision};
use postmortem::{EntryKind, EvidenceId, Moment, Number, PostmortemId, Zone};
use serde_json::json;
use store::Tx;
use store::evidence::{Evidence, Passing};
use store::suggestion::{Found, State, Suggestion};
use uuid::Uuid;

use crate::{Ctx, Error, House, Result, access};

/// Items looked at in one go.
const PIECE: i64 = 2000;
/// Suggestions kept of one postmortem at most: the weightiest.
const MOST: usize = 5000;
/// Keys remembered, for rules that speak of an item a little earlier.
const REMEMBERED: usize = 20_000;

/// Computes the suggestions of a postmortem anew. Settled ones keep their state.
pub(crate) async fn refresh(house: &Arc<House>, postmortem: PostmortemId) -> Result<()> {
    let mut walk = Walk::default();
    let mut after = None;
    loop {
        let mut tx = house.db.read().await?;
        let items = store::evidence::walk(&mut tx, postmortem, after, PIECE).await?;
        tx.rollback().await?;
        let Some(last) = items.last() else { break };
        after = Some((last.occurred_at, last.id));
        walk = tokio::task::spawn_blocking(move || {
            for item in items {
                walk.feed(item);
            }
            walk
        })
        .await?;
    }
    let found: Vec<Found> = walk.weightiest().into_iter().map(|new| Found { id: house.id(), ..new }).collect();
    let mut tx = house.db.write().await?;
    store::suggestion::replace(&mut tx, postmortem, &found).await?;
    Ok(tx.commit().await?)
}

/// A walk over all items in the order of time.
#[derive(Default)]
struct Walk {
    suggester: Suggester,
    recent: HashMap<String, EvidenceId>,
    earlier: HashMap<String, EvidenceId>,
    found: Vec<Found>,
}

impl Walk {
    fn feed(&mut self, kept: Passing) {
        let id = EvidenceId(kept.id);
        let Some(item) = as_item(kept) else { return };
        if self.recent.len() >= REMEMBERED {
            self.earlier = std::mem::take(&mut self.recent);
        }
        let proposed = self.suggester.feed(&item);
        self.recent.insert(item.key, id);
        for suggestion in proposed {
            let key = &suggestion.key;
            let Some(evidence) = self.recent.get(key).or_else(|| self.earlier.get(key)) else { continue };
            self.found.push(Found {
                id: Uuid::nil(),
                evidence: *evidence,
                rule: suggestion.rule.as_str().to_owned(),
                score: i64::from(suggestion.score),
                entry_kind: suggestion.entry_kind.to_owned(),
                reason: json!(suggestion.data.into_iter().collect::<std::collections::BTreeMap<_, _>>()).to_string(),
            });
        }
        if self.found.len() >= 4 * MOST {
            thin(&mut self.found);
        }
    }

    fn weightiest(mut self) -> Vec<Found> {
        thin(&mut self.found);
        self.found
    }
}

/// Keeps the weightiest, the earliest first among equals.
fn thin(found: &mut Vec<Found>) {
    found.sort_by_key(|f| std::cmp::Reverse(f.score));
    found.truncate(MOST);
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

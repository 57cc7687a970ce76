//! Evidence in parts: some rows for a list that scrolls, and the thread of an item.

use postmortem::{EvidenceId, Number, PostmortemId};
use store::Tx;
use store::evidence::{Evidence, Filter, Page};
use store::suggestion::{State, Suggestion};

use crate::{Ctx, Result, access, access::Readable};

/// Rows of a page at most.
pub const MOST: i64 = 100;

/// Some rows of a list.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The postmortem.
    pub postmortem: Readable,
    /// The items, in the order of time.
    pub items: Vec<Evidence>,
    /// The open suggestions on them.
    pub suggestions: Vec<Suggestion>,
    /// Those of them that an entry rests on.
    pub cited: Vec<EvidenceId>,
}

/// Reads some rows, without counting anything: this is asked at every turn of a wheel.
pub async fn rows(ctx: &Ctx, number: Number, filter: &Filter, offset: i64, limit: i64) -> Result<Rows> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let page = Page::Offset(offset.max(0), limit.clamp(1, MOST));
    let items = store::evidence::list(&mut tx, postmortem.id, filter, page).await?;
    let ids: Vec<EvidenceId> = items.iter().map(|item| item.id).collect();
    let suggestions = open(store::suggestion::of(&mut tx, &ids).await?);
    let cited = cited(&mut tx, postmortem.id, &items).await?;
    Ok(Rows { postmortem, items, suggestions, cited })
}

/// Reads one row.
pub async fn row(ctx: &Ctx, number: Number, id: EvidenceId) -> Result<Rows> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let items = vec![store::evidence::get(&mut tx, postmortem.id, id).await?];
    let suggestions = open(store::suggestion::of(&mut tx, &[id]).await?);
    let cited = cited(&mut tx, postmortem.id, &items).await?;
    Ok(Rows { postmortem, items, suggestions, cited })
}

/// Which of these items an entry rests on.
pub(crate) async fn cited(tx: &mut Tx, postmortem: PostmortemId, items: &[Evidence]) -> Result<Vec<EvidenceId>> {
    let mut cited = store::entry::list_cited(tx, postmortem).await?;
    cited.retain(|id| items.iter().any(|item| item.id == *id));
    Ok(cited)
}

fn open(suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    suggestions.into_iter().filter(|s| s.state == State::Open).collect()
}

/// Reads the thread that an item began or belongs to, in the order of time; at most a page of it around the item.
pub async fn thread(ctx: &Ctx, number: Number, item: &Evidence) -> Result<Vec<Evidence>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let first = item.thread.as_deref().unwrap_or(&item.key);
    let found = store::evidence::thread(&mut tx, postmortem.id, &item.source, first, MOST).await?;
    Ok(if found.len() > 1 { found } else { Vec::new() })
}

/// How many suggestions are open.
pub async fn n_open(ctx: &Ctx, number: Number) -> Result<i64> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::suggestion::count_open(&mut tx, postmortem.id).await?)
}

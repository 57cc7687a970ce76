//! Evidence: looking at it. Nobody can change it; imports, files and arrivals bring it.

use jiff::Timestamp;
use postmortem::{EvidenceId, Number};
use store::evidence::{Density, Evidence, Facets, Filter, Page};
use store::suggestion::Suggestion;

use crate::{Ctx, Error, Result, access, exchange, files};

/// All that an evidence page shows at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// The items of this page, in the order of time.
    pub items: Vec<Evidence>,
    /// The suggestions on them.
    pub suggestions: Vec<Suggestion>,
    /// Those of them that an entry rests on.
    pub cited: Vec<EvidenceId>,
    /// How many items the filter leaves.
    pub n: i64,
    /// How many there are without the filter.
    pub n_all: i64,
    /// How many suggestions are open.
    pub n_open: i64,
    /// What to narrow to.
    pub facets: Facets,
    /// How dense the items are over time.
    pub density: Option<Density>,
    /// Whether the viewer may make entries of them.
    pub is_editable: bool,
}

/// Spans of time in the strip at the top.
const BUCKETS: i64 = 120;
/// People and places offered to narrow to.
const OFFERED: i64 = 50;
/// Items of a page at most.
const MOST: i64 = 1000;

/// Reads an evidence page.
pub async fn screen(ctx: &Ctx, number: Number, filter: &Filter, page: Page) -> Result<Screen> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let id = postmortem.id;
    let items = store::evidence::list(&mut tx, id, filter, bounded(page)).await?;
    let ids: Vec<EvidenceId> = items.iter().map(|item| item.id).collect();
    let n_all = store::evidence::count(&mut tx, id, &Filter::default()).await?;
    let n = if filter.is_empty() { n_all } else { store::evidence::count(&mut tx, id, filter).await? };
    Ok(Screen {
        suggestions: store::suggestion::of(&mut tx, &ids).await?,
        cited: crate::evidence_rows::cited(&mut tx, id, &items).await?,
        n,
        n_all,
        n_open: store::suggestion::count_open(&mut tx, id).await?,
        facets: store::evidence::facets(&mut tx, id, OFFERED).await?,
        density: store::evidence::density(&mut tx, id, filter, BUCKETS).await?,
        is_editable: postmortem.is_editable,
        items,
    })
}

fn bounded(page: Page) -> Page {
    match page {
        Page::Offset(offset, limit) => Page::Offset(offset.max(0), limit.clamp(1, MOST)),
        Page::After(key, limit) => Page::After(key, limit.clamp(1, MOST)),
        Page::Before(key, limit) => Page::Before(key, limit.clamp(1, MOST)),
    }
}

/// Lists a part of the items that the filter leaves, in the order of time.
pub async fn list(ctx: &Ctx, number: Number, filter: &Filter, page: Page) -> Result<Vec<Evidence>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::evidence::list(&mut tx, postmortem.id, filter, bounded(page)).await?)
}

/// Counts the items that the filter leaves.
pub async fn count(ctx: &Ctx, number: Number, filter: &Filter) -> Result<i64> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::evidence::count(&mut tx, postmortem.id, filter).await?)
}

/// How many items stand before this one in the list; the page that holds it follows from that.
pub async fn position_of(ctx: &Ctx, number: Number, filter: &Filter, id: EvidenceId) -> Result<i64> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let item = store::evidence::get(&mut tx, postmortem.id, id).await?;
    Ok(store::evidence::position_of(&mut tx, postmortem.id, filter, (item.occurred, item.id)).await?)
}

/// One item with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closeup {
    /// The item.
    pub item: Evidence,
    /// All contents seen under its key, the latest first.
    pub revisions: Vec<Evidence>,
    /// The item that began its thread.
    pub thread: Option<Evidence>,
    /// The suggestions on it.
    pub suggestions: Vec<Suggestion>,
    /// Whether the viewer may make an entry of it, and see its original.
    pub is_editable: bool,
}

/// Reads one item.
pub async fn get(ctx: &Ctx, number: Number, id: EvidenceId) -> Result<Closeup> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let item = store::evidence::get(&mut tx, postmortem.id, id).await?;
    let thread = match item.thread.as_deref().filter(|thread| *thread != item.key) {
        Some(thread) => store::evidence::find_by_key(&mut tx, postmortem.id, &item.source, thread).await?,
        None => None,
    };
    Ok(Closeup {
        revisions: store::evidence::revisions(&mut tx, postmortem.id, &item.source, &item.key).await?,
        suggestions: store::suggestion::of(&mut tx, &[id]).await?,
        thread,
        is_editable: postmortem.is_editable,
        item,
    })
}

/// Reads several items of a postmortem, in the order of time.
pub async fn by_ids(ctx: &Ctx, number: Number, ids: &[EvidenceId]) -> Result<Vec<Evidence>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::evidence::by_ids(&mut tx, postmortem.id, ids).await?)
}

/// Reads what happened around an instant.
pub async fn near(ctx: &Ctx, number: Number, at: Timestamp, n: i64) -> Result<Vec<Evidence>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::evidence::near(&mut tx, postmortem.id, at, n.clamp(1, MOST)).await?)
}

/// Reads the original bytes of an item, checked against its hash: for editors.
pub async fn raw(ctx: &Ctx, number: Number, id: EvidenceId) -> Result<Vec<u8>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let item = store::evidence::get(&mut tx, postmortem.id, id).await?;
    if exchange::is_absent(&item) {
        return Err(Error::NotFound);
    }
    let hash = hex::encode(&item.hash);
    if item.source == evidence::SourceKind::Note.as_str()
        && let Some(file) = store::file::find(&mut tx, postmortem.id, &hash).await?
    {
        tx.rollback().await?;
        return files::read_blob(&ctx.house, &file.hash).await;
    }
    store::evidence::raw(&mut tx, postmortem.id, id).await.map_err(Error::from)
}

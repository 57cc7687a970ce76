//! The evidence near one entry, beside the timeline.

use app::{
    Ctx,
    timeline::{self, View},
};
use axum::extract::Path;
use jiff::Timestamp;
use postmortem::{EntryId, Number};
use views::{
    Ui,
    pages::{Near, NearItem, NearPart},
};

use super::{Answer, shown};
use crate::{Failure, extract::Visitor};

/// How many items the aside shows.
const SHOWN: i64 = 12;

/// The aside for one entry.
pub(super) async fn show(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    timeline::get(&visitor.ctx, number, id).await?;
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let near = around(&visitor.ctx, &visitor.ui, &view, Some(id)).await?;
    super::show(&NearPart { ui: visitor.0.ui, near })
}

/// The evidence near an entry of the view; near the first key moment, or the first entry, where none is named.
pub(super) async fn around(ctx: &Ctx, ui: &Ui, view: &View, entry: Option<EntryId>) -> Result<Near, Failure> {
    near(ctx, ui, view, entry, None).await
}

/// The evidence up to a time, the nearest to it.
pub(super) async fn until(ctx: &Ctx, ui: &Ui, view: &View, at: Timestamp) -> Result<Near, Failure> {
    near(ctx, ui, view, None, Some(at)).await
}

async fn near(
    ctx: &Ctx,
    ui: &Ui,
    view: &View,
    entry: Option<EntryId>,
    until: Option<Timestamp>,
) -> Result<Near, Failure> {
    let number = view.postmortem.number;
    let zone = &view.postmortem.zone;
    let named = entry.and_then(|id| view.timeline.entries.iter().find(|e| e.id == id));
    let entry = named
        .or_else(|| view.timeline.moments.iter().min_by_key(|e| e.occurred.at))
        .or_else(|| view.timeline.entries.first());
    let entry = entry.filter(|_| until.is_none());
    let around = until.or(entry.map(|e| e.occurred.at));
    let found = timeline::nearby(ctx, number, &[], around, until, SHOWN).await?;
    let is_attached = |id| entry.is_some_and(|e| e.evidence.contains(&id));
    Ok(Near {
        number,
        entry: entry.map(|e| e.id),
        at: until.map(|at| ui.clock(&at, zone)).or_else(|| entry.map(|e| ui.moment(&e.occurred, zone))),
        n: found.n,
        items: found
            .items
            .iter()
            .map(|brief| NearItem {
                ground: shown(brief),
                time: ui.clock(&brief.occurred_at, zone),
                is_attached: is_attached(brief.id),
            })
            .collect(),
        is_frozen: until.is_some(),
        is_editable: view.postmortem.is_editable && until.is_none(),
    })
}

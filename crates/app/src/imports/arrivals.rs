//! Taking over what arrived by a connection: an import whose input lies in the database.

use evidence::{SourceKind, Summary};
use jiff::Timestamp;
use postmortem::{ConnectionId, EvidenceId, ImportId, Number};
use serde_json::json;
use store::import::{End, State};

use super::{
    ImportOptions,
    report::Lines,
    run::claim,
    sink::{Batch, to_new},
    waiting,
};
use crate::{Ctx, Error, Result, access, connections};

/// Arrivals in one transaction.
const PIECE: i64 = 1000;

/// Takes over what happened in a window.
pub(crate) async fn take_over(
    ctx: &Ctx,
    number: Number,
    id: ConnectionId,
    window: (Timestamp, Timestamp),
) -> Result<ImportId> {
    if window.0 >= window.1 {
        return Err(Error::field("to", "ends-before-begin"));
    }
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let connection = store::connection::get(&mut tx, id).await?;
    let source: SourceKind = connection.source.parse().map_err(Error::internal)?;
    let options = ImportOptions { from: Some(window.0), to: Some(window.1), ..ImportOptions::default() };
    let import = waiting(ctx, postmortem.id, source, connection.name.clone(), &options)?;
    store::import::insert(&mut tx, &import).await?;
    let detail = json!({ "import": import.id, "connection": id, "from": window.0, "to": window.1 });
    ctx.audit(&mut tx, Some(postmortem.id), "connection.take-over", detail).await?;
    tx.commit().await?;
    let Some(mut running) = claim(&ctx.house, import.id).await? else {
        let mut tx = ctx.house.db.write().await?;
        let end = End { state: State::Cancelled, report: None, error: None, at: ctx.now() };
        store::import::finish(&mut tx, import.id, &end).await?;
        tx.commit().await?;
        return Err(Error::Denied("import-running"));
    };
    let mut summary = Summary::default();
    let mut after = None;
    loop {
        let mut tx = ctx.house.db.read().await?;
        let arrivals = store::connection::arrivals(&mut tx, id, window, after, PIECE).await?;
        tx.rollback().await?;
        let Some(last) = arrivals.last() else { break };
        after = Some(last.id);
        summary.taken += arrivals.len() as u64;
        let items: Result<Vec<_>> = arrivals
            .iter()
            .map(|arrival| Ok(to_new(connections::item_of(source, arrival)?, EvidenceId(ctx.id()))))
            .collect();
        // counted at the end: a few arrivals are counted quickly
        running.counts = None;
        if !running.put(Batch::Again(items?)).await? {
            return Err(Error::Conflict);
        }
    }
    running.complete(&summary, Lines::default(), None).await?;
    Ok(import.id)
}

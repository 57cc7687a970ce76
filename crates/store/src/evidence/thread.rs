//! The items of one thread.

use postmortem::PostmortemId;

use super::{Arg, Evidence, select};
use crate::{Result, tx::Tx};

/// Reads the current items of a thread, the one that began it included, in the order of time; at most `limit`.
pub async fn thread(
    tx: &mut Tx,
    postmortem: PostmortemId,
    source: &str,
    first: &str,
    limit: i64,
) -> Result<Vec<Evidence>> {
    let args = [Arg::Id(postmortem.0), Arg::Text(source.to_owned()), Arg::Text(first.to_owned()), Arg::Int(limit)];
    let rest = "WHERE e.postmortem_id = $1 AND e.is_current AND e.source = $2 AND (e.key = $3 OR e.thread = $3)
                ORDER BY e.occurred_at, e.id LIMIT $4";
    select(tx, rest, &args).await
}

//! Taking back what an import brought, piece by piece, so that others can write in between.

use postmortem::{ImportId, PostmortemId};

use super::House;
use crate::Result;

/// Items removed in one transaction.
const PIECE: i64 = 2000;

/// Takes back what an import brought; what entries cite stays.
pub(super) async fn undo(house: &House, postmortem: PostmortemId, import: ImportId) -> Result<()> {
    loop {
        let mut tx = house.db.write().await?;
        let n = store::evidence::delete_by_import(&mut tx, postmortem, import, PIECE).await?;
        if n == 0 {
            store::evidence::recount(&mut tx, postmortem).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.commit().await?;
    }
}

//! Questions: what is still open in a postmortem.

use postmortem::{
    Number,
    questions::{Question, Rules, questions},
};

use crate::{Ctx, Result, access, publication};

/// Finds what is open in a postmortem that the viewer may read.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Vec<Question>> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    let full = publication::gather(&mut tx, &readable).await?;
    Ok(questions(&publish::told::subject(&full), ctx.now(), &Rules::default()))
}

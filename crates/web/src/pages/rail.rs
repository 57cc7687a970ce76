//! The rail of the parts, beside every page of a postmortem.

use app::{access::Readable, workbench};
use views::pages::Rail;

use crate::{Failure, extract::Visit};

/// Builds the rail of a postmortem for one of its pages.
pub(crate) async fn rail(visit: &Visit, readable: &Readable, current: &'static str) -> Result<Rail, Failure> {
    let severities = workbench::severities(&visit.ctx).await?;
    let severity = severities
        .into_iter()
        .find(|s| s.code == readable.severity)
        .ok_or_else(|| Failure::broken("a postmortem has a severity that is not in the scheme"))?;
    Ok(Rail {
        postmortem: postmortem::Postmortem::clone(readable),
        severity,
        is_editable: readable.is_editable,
        is_owned: readable.is_owned,
        parts: vec![super::evidence::part(visit, readable.number).await?],
        current,
    })
}

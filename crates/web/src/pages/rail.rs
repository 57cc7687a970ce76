//! The rail of the parts, beside every page of a postmortem.

use app::{access::Readable, narrative, stewardship, workbench};
use postmortem::Status;
use views::{
    pages::{Progress, Rail, RailPart},
    routes,
};

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
        parts: parts(visit, readable).await?,
        current,
    })
}

async fn parts(visit: &Visit, readable: &Readable) -> Result<Vec<RailPart>, Failure> {
    let number = readable.number;
    let held = stewardship::holdings(&visit.ctx, number).await?;
    let n_all = narrative::list(&visit.ctx, number).await?.len();
    let some = |n: i64| if n > 0 { Progress::Half } else { Progress::Empty };
    let written = match usize::try_from(held.n_parts) {
        Ok(n) if n == n_all => Progress::Full,
        _ => some(held.n_parts),
    };
    let published = match readable.status {
        Status::Published | Status::Closed => Progress::Full,
        _ => Progress::Empty,
    };
    let begun = held.n_entries + held.n_parts > 0;
    let mut parts = vec![
        super::evidence::part(visit, number).await?,
        part("timeline", routes::timeline(number), some(held.n_entries), held.n_entries),
        part("causes", routes::causes(number), some(held.n_causes), held.n_causes),
        part("narrative", routes::narrative(number), written, held.n_parts),
    ];
    // publishing waits until there is something to publish
    if begun && readable.is_editable {
        parts.push(part("publication", routes::publication(number), published, held.n_publications));
    }
    if readable.is_owned {
        parts.push(RailPart { count: None, ..part("stewardship", routes::stewardship(number), Progress::Empty, 0) });
    }
    if readable.is_editable {
        parts.push(RailPart { count: None, ..part("trail", routes::trail(number), Progress::Empty, 0) });
    }
    Ok(parts)
}

fn part(word: &'static str, href: String, progress: Progress, n: i64) -> RailPart {
    RailPart { word, href, progress, count: (n > 0).then_some(n) }
}

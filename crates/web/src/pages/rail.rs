//! The rail of the parts, beside every page of a postmortem.

use app::{access::Readable, narrative, questions, stewardship, workbench};
use postmortem::{Status, questions::Room};
use views::{
    pages::{Beside, Progress, Rail, RailPart},
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
    let found = questions::list(&visit.ctx, readable.number).await?;
    Ok(Rail {
        postmortem: postmortem::Postmortem::clone(readable),
        severity,
        is_editable: readable.is_editable,
        is_owned: readable.is_owned,
        parts: parts(visit, readable, found.n_weighty()).await?,
        asks: match room(current) {
            Some(room) => Beside::of(&visit.ui, room, found.open.iter()),
            None => Beside::default(),
        },
        current,
    })
}

/// The room whose questions stand on a page of this part.
fn room(part: &str) -> Option<Room> {
    part.parse().ok()
}

async fn parts(visit: &Visit, readable: &Readable, n_weighty: usize) -> Result<Vec<RailPart>, Failure> {
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
        part("lessons", routes::lessons(number), some(held.n_lessons), held.n_lessons),
        part("actions", routes::actions(number), some(held.n_actions), held.n_actions),
        part("narrative", routes::narrative(number), written, held.n_parts),
    ];
    let n_weighty = i64::try_from(n_weighty).unwrap_or(i64::MAX);
    let asked = match (begun, n_weighty) {
        (false, _) => Progress::Empty,
        (true, 0) => Progress::Full,
        (true, _) => Progress::Half,
    };
    parts.push(part("questions", routes::questions(number), asked, n_weighty));
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

//! T13: measures are still pending although the review has begun.

use super::{Asked, Place, Subject, Value};
use crate::{
    measure::{Measure, measures},
    work::Status,
};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_late = subject.status.is_some_and(|status| status != Status::Draft);
    if !is_late || !subject.is_incident() || subject.entries.is_empty() {
        return;
    }
    let pending: Vec<_> =
        measures(&subject.entries).into_iter().filter(|(_, m)| *m == Measure::Pending).map(|(kind, _)| kind).collect();
    if !pending.is_empty() {
        asked.about(Place::Timeline, [("measures", Value::Measures(pending))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::Value;
    use crate::{MeasureKind, Status};

    #[test]
    fn pending_measures_are_named_once_the_review_began() {
        let open = house_with(Code::T13, |s| s.entries[7].key_moment = None);
        assert_eq!(open[0].data, [("measures", Value::Measures(vec![MeasureKind::TimeToResolve]))]);
    }

    #[test]
    fn a_draft_may_have_them() {
        let open = house_with(Code::T13, |s| {
            s.entries[7].key_moment = None;
            s.status = Some(Status::Draft);
        });
        assert!(open.is_empty());
    }
}

//! P09: the incident is over for long, and nothing is published.

use super::{Asked, Place, Subject, Value};
use crate::work::Status;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_unpublished = matches!(subject.status, Some(Status::Draft | Status::InReview));
    let Some(last) = subject.entries.iter().map(|e| e.occurred.at).max().filter(|_| is_unpublished) else { return };
    let since = asked.now.duration_since(last);
    if since > asked.rules.unpublished {
        asked.about(Place::Whole, [("since", Value::Seconds(since.as_secs()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Status;

    #[test]
    fn more_than_a_week_is_asked_about() {
        let long_ago = |s: &mut crate::questions::Subject| {
            s.entries.iter_mut().for_each(|e| e.occurred.at = "2026-11-01T00:00:00Z".parse().unwrap());
        };
        assert_eq!(house_with(Code::P09, long_ago).len(), 1);
        let published = house_with(Code::P09, |s| {
            long_ago(s);
            s.status = Some(Status::Published);
        });
        assert!(published.is_empty());
    }

    #[test]
    fn the_first_days_are_not() {
        assert!(house_with(Code::P09, |_| ()).is_empty());
    }
}

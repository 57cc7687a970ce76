//! T12: nobody was told during a long impact.

use super::{Asked, Place, Subject, Value};
use crate::entry::EntryKind;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if !subject.is_house() || !subject.is_incident() {
        return;
    }
    let Some((start, end)) = subject.impact() else { return };
    let lasts = end.duration_since(start);
    let is_told = subject
        .entries
        .iter()
        .any(|e| e.kind == EntryKind::Communication && e.occurred.at >= start && e.occurred.at <= end);
    if lasts >= asked.rules.untold && !is_told {
        asked.about(Place::Timeline, [("lasts", Value::Seconds(lasts.as_secs()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::EntryKind;

    #[test]
    fn half_an_hour_without_a_word_is_asked_about() {
        let open = house_with(Code::T12, |s| {
            s.entries[4].kind = EntryKind::Observation;
            s.entries[6].occurred = at("14:40");
        });
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_short_impact_or_a_word_in_time_is_not() {
        assert!(house_with(Code::T12, |s| s.entries[4].kind = EntryKind::Observation).is_empty());
        assert!(house_with(Code::T12, |s| s.entries[6].occurred = at("14:40")).is_empty());
    }
}

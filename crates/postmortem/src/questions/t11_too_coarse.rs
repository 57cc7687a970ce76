//! T11: a key moment is known only to the hour or the day.

use super::{Asked, Place, Subject, Value};
use crate::{measure::key_moments, moment::Precision};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (moment, entry) in key_moments(&subject.entries) {
        let is_coarse = matches!(entry.occurred.precision, Precision::Hour | Precision::Day);
        if subject.is_house() && is_coarse {
            asked.about(Place::Entry(entry.id), [("moment", Value::KeyMoment(moment))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Precision;

    #[test]
    fn a_key_moment_known_to_the_day_is_asked_about() {
        assert_eq!(house_with(Code::T11, |s| s.entries[1].occurred.precision = Precision::Day).len(), 1);
        assert_eq!(house_with(Code::T11, |s| s.entries[6].occurred.precision = Precision::Hour).len(), 1);
    }

    #[test]
    fn other_entries_may_be_coarse() {
        assert!(house_with(Code::T11, |s| s.entries[0].occurred.precision = Precision::Day).is_empty());
    }
}

//! T17: someone learned of an entry before it happened.

use super::{Asked, Place, Subject, Value, asked::begins};
use crate::{knowledge::Knowledge, moment::Precision};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for entry in &subject.entries {
        // a time known to the minute may be up to a minute earlier than one known to the second
        let is_early = |k: &&Knowledge| {
            let coarse = [entry.occurred.precision, k.learned.precision].map(slack).into_iter().max().unwrap_or(0);
            k.learned.at.as_second() + coarse < entry.occurred.at.as_second()
        };
        if let Some(first) = entry.knowledge.iter().find(is_early) {
            let by = entry.occurred.at.duration_since(first.learned.at).as_secs();
            asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text)), ("by", Value::Seconds(by))]);
        }
    }
}

fn slack(precision: Precision) -> i64 {
    match precision {
        Precision::Second => 0,
        Precision::Minute => 59,
        Precision::Hour => 3_599,
        Precision::Day => 86_399,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use crate::Precision;

    #[test]
    fn knowing_before_it_happened_is_asked_about() {
        assert_eq!(house_with(Code::T17, |s| s.entries[2].knowledge[0].learned = at("14:01")).len(), 1);
    }

    #[test]
    fn a_difference_within_the_precision_is_not() {
        let open = house_with(Code::T17, |s| {
            s.entries[2].knowledge[0].learned = at("14:01");
            s.entries[2].occurred.precision = Precision::Hour;
        });
        assert!(open.is_empty());
    }
}

//! T08: the timeline is silent during impact.

use super::{Asked, Place, Subject, Value, asked::begins};
use crate::{entry::Entry, measure::gaps_during_impact, moment::Precision};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    // what is known to the hour or the day bounds no gap of minutes
    let is_fine = |e: &&Entry| matches!(e.occurred.precision, Precision::Second | Precision::Minute);
    let fine: Vec<Entry> = subject.entries.iter().filter(is_fine).cloned().collect();
    for gap in gaps_during_impact(&fine, asked.rules.gap) {
        let lasts = ("lasts", Value::Seconds(gap.lasts.as_secs()));
        let after = fine.iter().find(|e| e.id == gap.after).map(|e| begins(&e.text));
        asked
            .about(Place::Between(gap.after, gap.before), after.map(|text| ("entry", text)).into_iter().chain([lasts]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::super::{Place, Rules, questions};
    use jiff::SignedDuration;

    #[test]
    fn a_long_silence_is_asked_about() {
        let open = house_with(Code::T08, |s| {
            s.entries.remove(4);
        });
        assert_eq!(open.len(), 1, "{open:?}");
        assert_eq!(open[0].data[1], ("lasts", super::Value::Seconds(600)));
        // several gaps of one length are told apart
        let Place::Between(after, _) = open[0].place else { panic!("{open:?}") };
        let before = house().entries.into_iter().find(|e| e.id == after).unwrap();
        assert_eq!(open[0].data[0], ("entry", super::begins(&before.text)));
    }

    #[test]
    fn a_short_one_or_one_after_the_end_is_not() {
        assert!(house_with(Code::T08, |s| s.entries[7].occurred = at("23:00")).is_empty());
        let rules = Rules { gap: SignedDuration::from_mins(11), ..Rules::default() };
        let mut subject = house();
        subject.entries.remove(4);
        assert!(questions(&subject, now(), &rules).iter().all(|q| q.code != Code::T08));
    }
}

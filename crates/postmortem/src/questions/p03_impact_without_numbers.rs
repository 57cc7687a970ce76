//! P03: impact is told without a number.

use super::{Asked, Place, Subject};
use crate::{mentions, narrative::Part};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(impact) = subject.part(Part::Impact).filter(|_| subject.is_incident()) else { return };
    let has_number = [Some(impact), subject.part(Part::Summary)].into_iter().flatten().any(is_counted);
    if !has_number {
        asked.about(Place::Part(Part::Impact), []);
    }
}

/// Whether a text holds a number that is neither a date nor a time of day; a length of time is a number of impact too.
fn is_counted(text: &str) -> bool {
    let days = mentions::days(text).into_iter().map(|d| d.at);
    let clocks = mentions::clocks(text).into_iter().map(|c| c.at);
    let mut dates: Vec<_> = days.chain(clocks).collect();
    dates.sort_by_key(|d| d.start);
    let is_free = |at: usize| dates[..dates.partition_point(|d| d.start <= at)].last().is_none_or(|d| d.end <= at);
    let has_digit = text.char_indices().any(|(at, c)| {
        let begins = !text[..at].ends_with(|b: char| b.is_alphanumeric() || b == '_' || b == '#');
        c.is_ascii_digit() && begins && is_free(at)
    });
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    has_digit
        || words
            .into_iter()
            .any(|w| matches!(w, "no" | "none" | "all" | "every" | "half" | "전체" | "모든" | "절반" | "없음"))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn words_alone_are_asked_about() {
        let open = house_with(Code::P03, |s| {
            s.narrative[0].1 = "On 2026-11-13 at 14:02 cards were declined.".into();
            s.narrative[1].1 = "Many users saw errors from db01.".into();
        });
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_number_or_everyone_is_not() {
        for text in ["3 % of payments", "All users", "모든 결제가 거절되었습니다", "약 1,200건"] {
            let open = house_with(Code::P03, |s| {
                s.narrative[0].1 = "Cards were declined.".into();
                s.narrative[1].1 = text.into();
            });
            assert!(open.is_empty(), "{text}");
        }
    }
}

//! P05: a date in the text lies outside of the incident.

use jiff::ToSpan;

use super::{Asked, Place, Subject, Value};
use crate::{mentions, narrative::Part};

/// Parts that tell of the incident itself. The background may go back as far as it likes.
const PARTS: [Part; 4] = [Part::Summary, Part::Impact, Part::Detection, Part::Recovery];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if subject.told.as_ref().is_some_and(|told| !told.names_day) {
        return;
    }
    let all = subject.entries.iter().map(|e| e.occurred.in_zone(&e.occurred.zone).date());
    let (Some(first), Some(last)) = (all.clone().min(), all.max()) else { return };
    let (Ok(first), Ok(last)) = (first.checked_sub(7.days()), last.checked_add(7.days())) else { return };
    for part in PARTS {
        let Some(text) = subject.part(part) else { continue };
        for day in mentions::days(text) {
            if day.date.is_some_and(|date| date < first || date > last) {
                let written = Value::Text(text[day.at].to_owned());
                asked.about(Place::Part(part), [("written", written)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn another_year_is_asked_about() {
        let open = house_with(Code::P05, |s| s.narrative[0].1 = "2025년 11월 13일에 결제가 거절되었습니다.".into());
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn a_document_without_days_is_not() {
        let open = document_with(Code::P05, |s, told| {
            s.narrative[0].1 = "On 2025-11-13 cards were declined.".into();
            told.names_day = false;
        });
        assert!(open.is_empty());
    }

    #[test]
    fn days_near_it_and_the_background_are_not() {
        assert!(house_with(Code::P05, |s| s.narrative[0].1 = "Prepared on 10 November 2026.".into()).is_empty());
        assert!(house_with(Code::P05, |_| ()).is_empty());
    }
}

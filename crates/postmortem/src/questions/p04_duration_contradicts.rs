//! P04: a duration in the text contradicts the timeline.

use std::ops::Range;

use super::{Asked, Place, Subject, Value};
use crate::{entry::KeyMoment, measure::key_moments, mentions, narrative::Part};

/// Words near a length of time that make it the length of the incident.
const CUES: [&str; 14] = [
    "outage",
    "downtime",
    "lasted",
    "lasting",
    "duration",
    "unavailable for",
    "down for",
    "장애 시간",
    "중단 시간",
    "지속",
    "동안 장애",
    "간 장애",
    "동안 중단",
    "간 중단",
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let taken: Vec<i64> = spans(subject);
    if taken.is_empty() {
        return;
    }
    for part in [Part::Summary, Part::Impact] {
        let Some(text) = subject.part(part) else { continue };
        for stretch in mentions::stretches(text).into_iter().filter(|s| is_of_incident(text, &s.at)) {
            let fits = |taken: &i64| (taken - stretch.seconds).abs() <= (taken.max(&stretch.seconds) / 8).max(120);
            if !taken.iter().any(fits) {
                let nearest = taken.iter().min_by_key(|t| (*t - stretch.seconds).abs()).copied().unwrap_or(0);
                let written = Value::Text(text[stretch.at.clone()].to_owned());
                asked.about(Place::Part(part), [("written", written), ("measured", Value::Seconds(nearest))]);
            }
        }
    }
}

/// The lengths that a text may mean: between any two key moments.
fn spans(subject: &Subject) -> Vec<i64> {
    let moments = key_moments(&subject.entries);
    let has_ends = moments.len() > 1 && moments[0].0 == KeyMoment::ImpactStart;
    let ends = moments.iter().filter(|(m, _)| matches!(m, KeyMoment::Mitigated | KeyMoment::Resolved));
    if !has_ends || ends.count() == 0 {
        return Vec::new();
    }
    let at: Vec<i64> = moments.iter().map(|(_, e)| e.occurred.at.as_second()).collect();
    at.iter().flat_map(|a| at.iter().map(move |b| b - a)).filter(|s| *s > 0).collect()
}

/// Whether the words around a length of time, within its sentence, make it the length of the incident.
fn is_of_incident(text: &str, at: &Range<usize>) -> bool {
    let ends = |c: char| matches!(c, '.' | '\n' | ';' | '!' | '?');
    let before = &text[..at.start];
    let before = &before[before.rfind(ends).map_or(0, |n| n + 1)..];
    let near: String = before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[at.end..].chars().take_while(|c| !ends(*c)).take(16).collect();
    let near = format!("{near} {after}").to_lowercase();
    CUES.iter().any(|cue| near.contains(cue))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn another_length_than_the_measured_one_is_asked_about() {
        let open = house_with(Code::P04, |s| s.narrative[0].1 = "An outage lasting 2 hours and 5 minutes.".into());
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].data[1], ("measured", super::Value::Seconds(38 * 60)));
        let open = house_with(Code::P04, |s| s.narrative[0].1 = "3시간 동안 장애가 있었습니다.".into());
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn rounding_and_other_lengths_are_not() {
        for text in
            ["A 25-minute outage.", "The outage ended after a timeout. Retries waited 90 seconds.", "약 38분 동안 장애"]
        {
            let open = house_with(Code::P04, |s| s.narrative[0].1 = text.into());
            assert!(open.is_empty(), "{text}");
        }
        let open = house_with(Code::P04, |s| {
            s.narrative[0].1 = "The outage lasted 9 hours.".into();
            s.entries[1].key_moment = None;
        });
        assert!(open.is_empty(), "nothing to compare with");
    }
}

//! Measures between key moments, and gaps during impact.
//!
//! A measure that lacks a moment is pending, never zero (OneUptime #3309); one whose order is impossible is invalid.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    entry::{Entry, KeyMoment},
    id::EntryId,
};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// From impact start to detected.
    TimeToDetect,
    /// From detected to acknowledged.
    TimeToAcknowledge,
    /// From impact start to mitigated.
    TimeToMitigate,
    /// From impact start to resolved.
    TimeToResolve,
}

impl MeasureKind {
    /// Every measure in reading order.
    pub const ALL: [Self; 4] = [Self::TimeToDetect, Self::TimeToAcknowledge, Self::TimeToMitigate, Self::TimeToResolve];

    /// The word used in code, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TimeToDetect => "time_to_detect",
            Self::TimeToAcknowledge => "time_to_acknowledge",
            Self::TimeToMitigate => "time_to_mitigate",
            Self::TimeToResolve => "time_to_resolve",
        }
    }

    /// The moments that it is taken between.
    pub fn between(self) -> (KeyMoment, KeyMoment) {
        match self {
            Self::TimeToDetect => (KeyMoment::ImpactStart, KeyMoment::Detected),
            Self::TimeToAcknowledge => (KeyMoment::Detected, KeyMoment::Acknowledged),
            Self::TimeToMitigate => (KeyMoment::ImpactStart, KeyMoment::Mitigated),
            Self::TimeToResolve => (KeyMoment::ImpactStart, KeyMoment::Resolved),
        }
    }
}

/// What a measure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// It took so many seconds.
    Seconds(i64),
    /// A moment is missing.
    Pending,
    /// The second moment lies before the first.
    Invalid,
}

/// Finds the entry of each key moment that is set.
pub fn key_moments(entries: &[Entry]) -> Vec<(KeyMoment, &Entry)> {
    KeyMoment::ALL
        .iter()
        .filter_map(|moment| entries.iter().find(|e| e.key_moment == Some(*moment)).map(|e| (*moment, e)))
        .collect()
}

/// Takes every measure.
pub fn measures(entries: &[Entry]) -> Vec<(MeasureKind, Measure)> {
    let at = |moment: KeyMoment| entries.iter().find(|e| e.key_moment == Some(moment)).map(|e| e.occurred.at);
    MeasureKind::ALL
        .into_iter()
        .map(|kind| {
            let (from, to) = kind.between();
            (kind, measure(at(from), at(to)))
        })
        .collect()
}

fn measure(from: Option<Timestamp>, to: Option<Timestamp>) -> Measure {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Measure::Invalid,
        (Some(from), Some(to)) => Measure::Seconds(to.duration_since(from).as_secs()),
        _ => Measure::Pending,
    }
}

/// A stretch during impact in which the timeline is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The entry before it.
    pub after: EntryId,
    /// The entry behind it.
    pub before: EntryId,
    /// How long it is.
    pub lasts: SignedDuration,
}

/// Finds the silences of at least `at_least` between impact start and mitigation (or the last entry).
/// `entries` are in the order of the timeline.
pub fn gaps_during_impact(entries: &[Entry], at_least: SignedDuration) -> Vec<Gap> {
    let at = |moment| entries.iter().find(|e| e.key_moment == Some(moment)).map(|e| e.occurred.at);
    let Some(start) = at(KeyMoment::ImpactStart) else { return Vec::new() };
    let end = at(KeyMoment::Mitigated).or_else(|| at(KeyMoment::Resolved)).unwrap_or(Timestamp::MAX);
    let during: Vec<&Entry> = entries.iter().filter(|e| e.occurred.at >= start && e.occurred.at <= end).collect();
    during
        .windows(2)
        .map(|pair| Gap {
            after: pair[0].id,
            before: pair[1].id,
            lasts: pair[1].occurred.at.duration_since(pair[0].occurred.at),
        })
        .filter(|gap| gap.lasts >= at_least)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        entry::EntryKind,
        moment::{Moment, Zone},
    };
    use uuid::Uuid;

    fn entry(n: u128, at: &str, key_moment: Option<KeyMoment>) -> Entry {
        let at: Timestamp = at.parse().unwrap();
        Entry {
            id: EntryId(Uuid::from_u128(n)),
            kind: EntryKind::Observation,
            text: "x".into(),
            occurred: Moment::new(at, Zone::utc()),
            ended: None,
            recorded_at: at,
            recorded_by: None,
            key_moment,
            actors: vec![],
            evidence: vec![],
            knowledge: vec![],
            decision: None,
            is_machine_written: false,
            version: 1,
        }
    }

    #[test]
    fn a_missing_moment_is_pending_and_an_impossible_order_invalid() {
        let entries = [
            entry(1, "2026-01-01T00:00:00Z", Some(KeyMoment::ImpactStart)),
            entry(2, "2026-01-01T00:06:00Z", Some(KeyMoment::Detected)),
            entry(3, "2026-01-01T00:05:00Z", Some(KeyMoment::Acknowledged)),
        ];
        let taken = measures(&entries);
        assert_eq!(taken[0], (MeasureKind::TimeToDetect, Measure::Seconds(360)));
        assert_eq!(taken[1], (MeasureKind::TimeToAcknowledge, Measure::Invalid));
        assert_eq!(taken[2], (MeasureKind::TimeToMitigate, Measure::Pending));
    }

    #[test]
    fn gaps_are_found_only_during_impact() {
        let entries = [
            entry(1, "2026-01-01T00:00:00Z", None),
            entry(2, "2026-01-01T01:00:00Z", Some(KeyMoment::ImpactStart)),
            entry(3, "2026-01-01T01:20:00Z", Some(KeyMoment::Mitigated)),
            entry(4, "2026-01-01T09:00:00Z", None),
        ];
        let gaps = gaps_during_impact(&entries, SignedDuration::from_mins(10));
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].after, entries[1].id);
        assert_eq!(gaps[0].lasts, SignedDuration::from_mins(20));
        assert!(gaps_during_impact(&entries[..1], SignedDuration::from_mins(1)).is_empty());
    }
}

//! Which stretch of time the overview shows at first: the incident, not what lies days before or after it.

use jiff::{SignedDuration, Timestamp};
use postmortem::{Entry, KeyMoment};

use super::Window;

/// What lies within so much of the incident belongs to it; where the impact lasted longer, within as much as that.
const BESIDE: SignedDuration = SignedDuration::from_mins(30);
/// Without an impact, entries so far apart are apart.
const APART: SignedDuration = SignedDuration::from_hours(2);

/// The stretch of time that the overview shows, within all that it can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// The beginning of everything.
    pub first: Timestamp,
    /// The end of everything.
    pub last: Timestamp,
}

impl Span {
    /// Just the stretch that the viewer chose.
    pub(super) fn exactly(window: Window) -> Self {
        Self { from: window.from, to: window.to, first: window.from, last: window.to }
    }

    /// The incident with a margin, and everything around it. Nothing where there is no entry.
    pub(super) fn of(entries: &[Entry]) -> Option<Self> {
        let mut stretches: Vec<(Timestamp, Timestamp)> = entries.iter().map(stretch).collect();
        stretches.sort_unstable();
        let all = stretches.iter().copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let impact = impact(entries);
        let apart = impact.map_or(APART, |(from, to)| BESIDE.max(to.duration_since(from)));
        // an entry that lasts long, such as a ban or a freeze, tells by its beginning what it belongs to
        let begins = stretches.iter().map(|s| s.0).chain(impact.iter().flat_map(|i| [i.0, i.1]));
        let dense = clusters(begins.collect(), apart);
        let home = match impact {
            Some(impact) => {
                let touching = dense.into_iter().filter(|c| c.from <= impact.1 && c.to >= impact.0);
                touching.fold(impact, |home, c| (home.0.min(c.from), home.1.max(c.to)))
            }
            // no key moment: where most happened, the earlier where two are equal
            None => dense.into_iter().rev().max_by_key(|c| c.n).map_or(all, |c| (c.from, c.to)),
        };
        let (home, all) = (with_margin(home), with_margin(all));
        Some(Self { from: home.0, to: home.1, first: all.0.min(home.0), last: all.1.max(home.1) })
    }
}

fn stretch(entry: &Entry) -> (Timestamp, Timestamp) {
    let from = entry.occurred.at;
    (from, entry.ended.as_ref().map_or(from, |end| end.at.max(from)))
}

/// From impact start to mitigation; as far as key moments tell where one of them is missing.
fn impact(entries: &[Entry]) -> Option<(Timestamp, Timestamp)> {
    let at = |moment| entries.iter().find(|e| e.key_moment == Some(moment)).map(|e| e.occurred.at);
    let marked = || entries.iter().filter(|e| e.key_moment.is_some()).map(|e| e.occurred.at);
    let from = at(KeyMoment::ImpactStart).or_else(|| marked().min())?;
    let to = at(KeyMoment::Mitigated).or_else(|| at(KeyMoment::Resolved)).or_else(|| marked().max())?;
    Some((from, to.max(from)))
}

struct Cluster {
    from: Timestamp,
    to: Timestamp,
    n: usize,
}

/// Instants joined where less than `apart` lies between them.
fn clusters(mut instants: Vec<Timestamp>, apart: SignedDuration) -> Vec<Cluster> {
    instants.sort_unstable();
    let mut found: Vec<Cluster> = Vec::new();
    for at in instants {
        match found.last_mut() {
            Some(last) if at.duration_since(last.to) < apart => {
                last.to = at;
                last.n += 1;
            }
            _ => found.push(Cluster { from: at, to: at, n: 1 }),
        }
    }
    found
}

/// A twentieth on either side, at least five minutes; a single instant gets half an hour around it.
fn with_margin((from, to): (Timestamp, Timestamp)) -> (Timestamp, Timestamp) {
    let margin = (to.duration_since(from) / 20).max(SignedDuration::from_mins(5));
    let margin = if from == to { SignedDuration::from_mins(30) } else { margin };
    (from.checked_sub(margin).unwrap_or(Timestamp::MIN), to.checked_add(margin).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use postmortem::{EntryId, EntryKind, Moment, Zone};
    use uuid::Uuid;

    use super::*;

    fn entry(at: &str, key_moment: Option<KeyMoment>) -> Entry {
        let at: Timestamp = at.parse().unwrap();
        Entry {
            id: EntryId(Uuid::nil()),
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

    fn shown(entries: &[Entry]) -> [String; 4] {
        let span = Span::of(entries).unwrap();
        [span.from, span.to, span.first, span.last].map(|at| at.strftime("%d %H:%M").to_string())
    }

    #[test]
    fn an_entry_days_before_does_not_squeeze_the_incident() {
        let entries = [
            entry("2026-11-09T02:00:00Z", None),
            entry("2026-11-13T04:57:00Z", None),
            entry("2026-11-13T05:02:00Z", Some(KeyMoment::ImpactStart)),
            entry("2026-11-13T05:42:00Z", Some(KeyMoment::Mitigated)),
            entry("2026-11-14T09:00:00Z", Some(KeyMoment::Resolved)),
        ];
        assert_eq!(shown(&entries), ["13 04:52", "13 05:47", "08 19:39", "14 15:21"]);
    }

    #[test]
    fn a_long_entry_does_not_stretch_the_incident() {
        let mut freeze = entry("2026-11-13T06:00:00Z", None);
        freeze.ended = Some(Moment::new("2026-11-16T06:00:00Z".parse().unwrap(), Zone::utc()));
        let entries = [
            entry("2026-11-13T05:02:00Z", Some(KeyMoment::ImpactStart)),
            entry("2026-11-13T05:42:00Z", Some(KeyMoment::Mitigated)),
            freeze,
        ];
        assert_eq!(shown(&entries), ["13 04:57", "13 06:05", "13 01:23", "16 09:38"].map(str::to_owned));
    }

    #[test]
    fn without_key_moments_the_dense_part_is_shown() {
        let entries = [
            entry("2026-11-09T02:00:00Z", None),
            entry("2026-11-13T05:00:00Z", None),
            entry("2026-11-13T05:20:00Z", None),
            entry("2026-11-15T05:20:00Z", None),
        ];
        assert_eq!(shown(&entries)[..2], ["13 04:55", "13 05:25"]);
        assert_eq!(shown(&entries[..1])[..2], ["09 01:30", "09 02:30"]);
        assert!(Span::of(&[]).is_none());
    }

    #[test]
    fn an_impact_of_days_is_shown_whole() {
        let entries = [
            entry("2026-11-09T00:00:00Z", Some(KeyMoment::ImpactStart)),
            entry("2026-11-11T00:00:00Z", None),
            entry("2026-11-13T00:00:00Z", Some(KeyMoment::Mitigated)),
            entry("2026-11-16T00:00:00Z", None),
        ];
        assert_eq!(shown(&entries), ["08 15:36", "16 08:24", "08 15:36", "16 08:24"]);
    }
}

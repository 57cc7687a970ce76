//! Moments: an instant, how precisely it is known, and the zone it was given in.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A time zone by its IANA name or a fixed offset such as `+09:00`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

/// The text names no known zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone {0:?}; use an IANA name such as Asia/Seoul, or an offset such as +09:00")]
pub struct InvalidZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rules of this zone.
    pub fn rules(&self) -> TimeZone {
        rules_of(&self.0).unwrap_or(TimeZone::UTC)
    }

    /// The short name in force at `at`, for display: `KST`, `UTC`, `+05:30`.
    pub fn abbreviation(&self, at: Timestamp) -> String {
        let rules = self.rules();
        rules.to_offset_info(at).abbreviation().to_owned()
    }
}

fn rules_of(name: &str) -> Option<TimeZone> {
    if name.eq_ignore_ascii_case("utc") || name == "Z" {
        return Some(TimeZone::UTC);
    }
    if let Some(offset) = fixed_offset(name) {
        return Some(TimeZone::fixed(offset));
    }
    TimeZone::get(name).ok()
}

fn fixed_offset(name: &str) -> Option<jiff::tz::Offset> {
    let (sign, rest) = match name.as_bytes().first()? {
        b'+' => (1, &name[1..]),
        b'-' => (-1, &name[1..]),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits[2..].parse().ok()?;
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

impl FromStr for Zone {
    type Err = InvalidZone;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let name = s.trim();
        let name = if name == "KST" { "Asia/Seoul" } else { name };
        rules_of(name).map(|_| Self(name.to_owned())).ok_or_else(|| InvalidZone(s.to_owned()))
    }
}

impl TryFrom<String> for Zone {
    type Error = InvalidZone;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.0)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How precisely a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day.
    Day,
}

impl Precision {
    /// Every precision, finest first.
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// The word used in code, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

impl FromStr for Precision {
    type Err = InvalidMoment;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|p| p.as_str() == s).ok_or_else(|| InvalidMoment::Precision(s.to_owned()))
    }
}

/// An instant, how precisely it is known, and the zone it was given in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant, to the microsecond.
    pub at: Timestamp,
    /// How precisely it is known.
    pub precision: Precision,
    /// The zone that it was given in.
    pub zone: Zone,
}

/// The text is no moment in its zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMoment {
    /// No such precision.
    #[error("unknown precision {0:?}; use second, minute, hour or day")]
    Precision(String),
    /// The text does not read as a date and a time.
    #[error("{0:?} is no date and time; write it as 2026-11-13 14:02 or 2026-11-13 14:02:03")]
    Unreadable(String),
    /// Clocks were put forward over this time.
    #[error("{0} does not exist in {1}: the clocks were put forward")]
    Skipped(String, Zone),
    /// Clocks were put back over this time.
    #[error("{0} happened twice in {1}: the clocks were put back; add the offset, such as +09:00")]
    Twice(String, Zone),
}

impl Moment {
    /// Makes a moment known to the second.
    pub fn new(at: Timestamp, zone: Zone) -> Self {
        Self { at, precision: Precision::Second, zone }
    }

    /// Reads `2026-11-13 14:02[:03]`, with `T` or a space, in `zone`, or with an offset of its own.
    /// The precision follows from what was written: no seconds means to the minute, no time means to the day.
    pub fn parse(text: &str, zone: &Zone) -> Result<Self, InvalidMoment> {
        let trimmed = text.trim();
        if let Ok(at) = trimmed.parse::<Timestamp>() {
            return Ok(Self { at, precision: precision_of(trimmed), zone: zone.clone() });
        }
        if let Ok(zoned) = trimmed.parse::<Zoned>() {
            let name = zoned.time_zone().iana_name().and_then(|n| n.parse().ok()).unwrap_or_else(|| zone.clone());
            return Ok(Self { at: zoned.timestamp(), precision: Precision::Second, zone: name });
        }
        let local: civil::DateTime = trimmed
            .parse()
            .or_else(|_| trimmed.parse::<civil::Date>().map(|d| d.to_datetime(civil::Time::midnight())))
            .map_err(|_| InvalidMoment::Unreadable(text.to_owned()))?;
        let ambiguous = zone.rules().to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { .. } => {}
            jiff::tz::AmbiguousOffset::Gap { .. } => {
                return Err(InvalidMoment::Skipped(trimmed.to_owned(), zone.clone()));
            }
            jiff::tz::AmbiguousOffset::Fold { .. } => {
                return Err(InvalidMoment::Twice(trimmed.to_owned(), zone.clone()));
            }
        }
        let at = ambiguous.compatible().map_err(|_| InvalidMoment::Unreadable(text.to_owned()))?;
        Ok(Self { at, precision: precision_of(trimmed), zone: zone.clone() })
    }

    /// Reads as [`Self::parse`] does; a time alone, such as `14:02`, is one of `day`.
    pub fn parse_on(text: &str, zone: &Zone, day: civil::Date) -> Result<Self, InvalidMoment> {
        match time_alone(text) {
            Some(time) => Self::parse(&format!("{day} {time}"), zone),
            None => Self::parse(text, zone),
        }
    }

    /// Reads as [`Self::parse`] does; a time alone is the next one from `earlier` on, past midnight where need be.
    pub fn parse_after(text: &str, zone: &Zone, earlier: &Self) -> Result<Self, InvalidMoment> {
        let day = earlier.in_zone(zone).date();
        let same = Self::parse_on(text, zone, day)?;
        // what is written to the minute may seem to lie before the seconds of its own minute
        let is_before = earlier.at.duration_since(same.at) >= SignedDuration::from_mins(1);
        match day.tomorrow() {
            Ok(next) if is_before && time_alone(text).is_some() => Self::parse_on(text, zone, next),
            _ => Ok(same),
        }
    }

    /// The last instant that it may have been, as far as it is known.
    pub fn until(&self) -> Timestamp {
        let span = match self.precision {
            Precision::Second => SignedDuration::from_secs(1),
            Precision::Minute => SignedDuration::from_mins(1),
            Precision::Hour => SignedDuration::from_hours(1),
            Precision::Day => SignedDuration::from_hours(24),
        };
        self.at.saturating_add(span - SignedDuration::from_micros(1)).unwrap_or(self.at)
    }

    /// The moment on the clock of `zone`.
    pub fn in_zone(&self, zone: &Zone) -> Zoned {
        self.at.to_zoned(zone.rules())
    }

    /// The moment as one writes it into a form, in its own zone: `2026-11-13 14:02:03`, no finer than it is known.
    pub fn to_input(&self) -> String {
        let zoned = self.in_zone(&self.zone);
        let format = match self.precision {
            Precision::Second => "%Y-%m-%d %H:%M:%S",
            Precision::Minute | Precision::Hour => "%Y-%m-%d %H:%M",
            Precision::Day => "%Y-%m-%d",
        };
        zoned.strftime(format).to_string()
    }
}

/// `9:05` and `14:02:33`, as `09:05` and `14:02:33`.
fn time_alone(text: &str) -> Option<String> {
    let text = text.trim();
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
    let is_plain = matches!(padded.len(), 5 | 8) && padded.bytes().all(|b| b.is_ascii_digit() || b == b':');
    (is_plain && padded.parse::<civil::Time>().is_ok()).then_some(padded)
}

fn precision_of(text: &str) -> Precision {
    match text.matches(':').count() {
        0 => Precision::Day,
        1 => Precision::Minute,
        _ if text.len() > 16 && text.as_bytes()[16] != b':' => Precision::Minute,
        _ => Precision::Second,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seoul() -> Zone {
        "Asia/Seoul".parse().unwrap()
    }

    #[test]
    fn a_moment_is_read_in_its_zone() {
        let m = Moment::parse("2026-11-13 14:02", &seoul()).unwrap();
        assert_eq!(m.at, "2026-11-13T05:02:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(m.precision, Precision::Minute);
        assert_eq!(m.to_input(), "2026-11-13 14:02");
    }

    #[test]
    fn seconds_and_days_set_the_precision() {
        assert_eq!(Moment::parse("2026-11-13T14:02:03", &seoul()).unwrap().precision, Precision::Second);
        assert_eq!(Moment::parse("2026-11-13", &seoul()).unwrap().precision, Precision::Day);
        assert_eq!(Moment::parse("2026-11-13T14:02+09:00", &seoul()).unwrap().precision, Precision::Minute);
    }

    #[test]
    fn a_time_that_never_was_or_was_twice_is_refused() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        assert!(matches!(Moment::parse("2026-03-29 02:30", &berlin), Err(InvalidMoment::Skipped(..))));
        assert!(matches!(Moment::parse("2026-10-25 02:30", &berlin), Err(InvalidMoment::Twice(..))));
        assert!(Moment::parse("2026-10-25T02:30+01:00", &berlin).is_ok());
    }

    #[test]
    fn a_time_alone_is_one_of_the_day_that_is_given() {
        let day = civil::date(2018, 7, 11);
        let on = |text: &str| Moment::parse_on(text, &seoul(), day).map(|m| m.to_input());
        assert_eq!(on("18:14").unwrap(), "2018-07-11 18:14");
        assert_eq!(on(" 9:05 ").unwrap(), "2018-07-11 09:05");
        assert_eq!(on("18:14:07").unwrap(), "2018-07-11 18:14:07");
        assert_eq!(on("2018-07-12 01:00").unwrap(), "2018-07-12 01:00");
        for odd in ["", "18", "24:00", "18:61", "1:2", "18:14 pm", "::", "18:14:"] {
            assert!(on(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_time_alone_that_would_lie_before_is_one_of_the_next_day() {
        let start = Moment::parse("2018-07-11 23:38:20", &seoul()).unwrap();
        let after = |text: &str| Moment::parse_after(text, &seoul(), &start).unwrap().to_input();
        assert_eq!(after("23:50"), "2018-07-11 23:50");
        assert_eq!(after("00:10"), "2018-07-12 00:10");
        assert_eq!(after("23:38"), "2018-07-11 23:38", "the same minute");
        assert_eq!(after("2018-07-11 20:00"), "2018-07-11 20:00", "a whole one is taken at its word");
    }

    #[test]
    fn fixed_offsets_are_zones_too() {
        let zone: Zone = "+05:30".parse().unwrap();
        let m = Moment::parse("2026-01-01 05:30", &zone).unwrap();
        assert_eq!(m.at, "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap());
        assert!("Mars/Olympus".parse::<Zone>().is_err());
    }
}

//! Reads the many ways in which people and programs write a time. Never guesses a zone or an order of day and month.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use regex::{Captures, Regex};

use crate::reasons;

/// An instant and the zone in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The zone as given: an IANA name or a fixed offset; none for an epoch.
    pub zone: Option<String>,
}

reasons! {
    /// Why a time was not read.
    TimeFlaw, "import-time", {
        /// Nothing there.
        #[error("no time")]
        Empty => "empty",
        /// In no known form.
        #[error("`{text}` is no known way to write a date and a time")]
        Unknown {
            /// What stands there.
            text: String,
        } => "unknown",
        /// A date that does not exist, such as 30 February.
        #[error("`{text}` does not exist in the calendar")]
        NoSuchDate {
            /// What stands there.
            text: String,
        } => "no-such-date",
        /// Neither the text nor the import names a zone.
        #[error("`{text}` names no zone; state the zone of this file")]
        NoZone {
            /// What stands there.
            text: String,
        } => "no-zone",
        /// An abbreviation that means several zones.
        #[error("the zone `{text}` has several meanings; write an offset such as +09:00 or state a zone")]
        AmbiguousZone {
            /// What stands there.
            text: String,
        } => "ambiguous-zone",
        /// A zone nobody knows.
        #[error("the zone `{text}` is not known")]
        UnknownZone {
            /// What stands there.
            text: String,
        } => "unknown-zone",
        /// Day and month can be read either way.
        #[error("`{text}` may mean two dates; say whether the month comes first")]
        DayOrMonth {
            /// What stands there.
            text: String,
        } => "day-or-month",
        /// The clock jumped over this time.
        #[error("`{time}` did not exist in {zone}: the clocks went forward")]
        Gap {
            /// The time.
            time: String,
            /// The zone.
            zone: String,
        } => "gap",
        /// The clock showed this time twice.
        #[error("`{time}` came twice in {zone}: the clocks went back; write an offset")]
        Fold {
            /// The time.
            time: String,
            /// The zone.
            zone: String,
        } => "fold",
    }
}

/// Reads times, with what is known about those that say too little.
#[derive(Debug, Clone, Default)]
pub struct TimeReader {
    /// The zone of times that bear none.
    pub zone: Option<TimeZone>,
    /// Whether the month comes first in `03/04/2026`.
    pub month_first: Option<bool>,
}

const CLOCK: &str = r"(?:T|[ ,:]*|\s+at\s+)(?P<pre>오전|오후|[AaPp][Mm])?\s*(?P<h>\d{1,2})\s?(?::|시)\s?(?P<m>\d{1,2})(?:분)?(?:\s?:?\s?(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\d*초?)?(?:\s?(?P<post>[AaPp]\.?[Mm]\b\.?))?(?P<z>[^0-9].*)?$";

static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^(?P<Y>\d{4})[-/.](?P<M>\d{1,2})[-/.](?P<D>\d{1,2})\.?",
        r"^(?P<Y>\d{4})(?:\.|년) ?(?P<M>\d{1,2})(?:\.|월) ?(?P<D>\d{1,2})(?:\.|일)?(?: ?\(?[월화수목금토일](?:요일)?\)?)?",
        r"^(?:[A-Za-z]{3,9},? +)?(?P<D>\d{1,2})(?:st|nd|rd|th)?[ /-](?P<N>[A-Za-z]{3,9})\.?,?[ /-](?P<Y>\d{4})",
        r"^(?:[A-Za-z]{3,9},? +)?(?P<N>[A-Za-z]{3,9})\.? +(?P<D>\d{1,2})(?:st|nd|rd|th)?,? +(?P<Y>\d{4})",
        r"^(?P<A>\d{1,2})[/.-](?P<B>\d{1,2})[/.-](?P<Y>\d{4})",
    ]
    .iter()
    .map(|date| Regex::new(&format!("{date}{CLOCK}")).expect("the forms of this file are valid"))
    .chain([Regex::new(r"^(?:[A-Za-z]{3} +)?(?P<N>[A-Za-z]{3}) +(?P<D>\d{1,2}) (?P<h>\d{2}):(?P<m>\d{2}):(?P<s>\d{2})(?P<z> [A-Za-z]{1,5})? (?P<Y>\d{4})$")
        .expect("the forms of this file are valid")])
    .collect()
});

static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<Y>\d{4})(?P<M>\d{2})(?P<D>\d{2})(?:T| |-)?(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?(?P<z>Z|[+-]\d{2}:?\d{2})?$")
        .expect("the forms of this file are valid")
});

/// Abbreviations that mean one offset only, in hours.
const ABBREVIATIONS: &[(&str, i8)] = &[
    ("KST", 9),
    ("JST", 9),
    ("PST", -8),
    ("PDT", -7),
    ("MST", -7),
    ("MDT", -6),
    ("EST", -5),
    ("EDT", -4),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("WET", 0),
    ("WEST", 1),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
    ("HKT", 8),
    ("SGT", 8),
];

const AMBIGUOUS: &[&str] = &["CST", "CDT", "IST", "BST", "AST", "ADT", "GST", "ECT", "MSK", "SST"];

impl TimeReader {
    /// Reads one time.
    pub fn read(&self, text: &str) -> Result<Moment, TimeFlaw> {
        let text = text.trim().trim_matches(['[', '"', '\'']).trim();
        if text.is_empty() {
            return Err(TimeFlaw::Empty);
        }
        if let Some(at) = epoch(text) {
            return Ok(Moment { at, zone: None });
        }
        let unknown = || TimeFlaw::Unknown { text: short(text) };
        if text.len() > 80 {
            return Err(unknown());
        }
        let found = COMPACT.captures(text).or_else(|| FORMS.iter().find_map(|form| form.captures(text)));
        let found = found.ok_or_else(unknown)?;
        let civil = self.civil(&found, text)?;
        let zone = found.name("z").map(|z| z.as_str().trim()).filter(|z| !z.is_empty());
        match zone {
            Some(zone) => in_written_zone(civil, zone, text),
            None => match &self.zone {
                Some(zone) => in_zone(civil, zone, text),
                None => Err(TimeFlaw::NoZone { text: short(text) }),
            },
        }
    }

    fn civil(&self, found: &Captures<'_>, text: &str) -> Result<DateTime, TimeFlaw> {
        let number = |name: &str| found.name(name).and_then(|n| n.as_str().parse::<i16>().ok());
        let unknown = || TimeFlaw::Unknown { text: short(text) };
        let (month, day) = match (number("A"), number("B")) {
            (Some(a), Some(b)) => match self.month_first {
                _ if a == b => (a, b),
                Some(true) => (a, b),
                Some(false) => (b, a),
                None if a > 12 => (b, a),
                None if b > 12 => (a, b),
                None => return Err(TimeFlaw::DayOrMonth { text: short(text) }),
            },
            _ => (
                match found.name("N") {
                    Some(name) => postmortem::mentions::month(name.as_str()).map(i16::from).ok_or_else(unknown)?,
                    None => number("M").ok_or_else(unknown)?,
                },
                number("D").ok_or_else(unknown)?,
            ),
        };
        let mut hour = number("h").ok_or_else(unknown)?;
        let half = found.name("pre").or_else(|| found.name("post")).map(|h| h.as_str().to_ascii_lowercase());
        if let Some(half) = half {
            if !(1..=12).contains(&hour) {
                return Err(TimeFlaw::NoSuchDate { text: short(text) });
            }
            hour = hour % 12 + if half.starts_with('p') || half == "오후" { 12 } else { 0 };
        }
        let nanos = found.name("f").map_or(0, |f| {
            f.as_str()
                .bytes()
                .chain(std::iter::repeat(b'0'))
                .take(9)
                .fold(0i32, |sum, b| sum * 10 + i32::from(b - b'0'))
        });
        // a leap second is counted as the last one
        let second = number("s").unwrap_or(0).min(60);
        let second = if second == 60 { 59 } else { second };
        let year = number("Y").ok_or_else(unknown)?;
        let small = |n: i16| i8::try_from(n).map_err(|_| TimeFlaw::NoSuchDate { text: short(text) });
        DateTime::new(
            year,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(number("m").unwrap_or(0))?,
            small(second)?,
            nanos,
        )
        .map_err(|_| TimeFlaw::NoSuchDate { text: short(text) })
    }
}

fn in_written_zone(civil: DateTime, zone: &str, text: &str) -> Result<Moment, TimeFlaw> {
    if let Some((offset, name)) = zone.split_once('[') {
        // 2026-11-13T14:02+09:00[Asia/Seoul]
        let moment = in_written_zone(civil, offset.trim(), text)?;
        let name = name.trim_end_matches(']');
        let zone = TimeZone::get(name).is_ok().then(|| name.to_owned());
        return Ok(Moment { zone: zone.or(moment.zone), ..moment });
    }
    // `+0900 (KST)`: the offset decides
    let zone = match zone.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        Some((_, inner)) => inner.trim_end_matches(')').trim(),
        None => zone,
    };
    let upper = zone.to_ascii_uppercase();
    if matches!(upper.as_str(), "Z" | "UTC" | "GMT" | "ZULU" | "ETC/UTC") {
        return fixed(civil, Offset::UTC, Some("UTC".to_owned()), text);
    }
    let bare = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper);
    if let Some(offset) = offset_of(bare) {
        return fixed(civil, offset, None, text);
    }
    if let Some((_, hours)) = ABBREVIATIONS.iter().find(|(name, _)| *name == upper) {
        return fixed(civil, Offset::constant(*hours), None, text);
    }
    if AMBIGUOUS.contains(&upper.as_str()) {
        return Err(TimeFlaw::AmbiguousZone { text: zone.to_owned() });
    }
    match TimeZone::get(zone) {
        Ok(zone) => in_zone(civil, &zone, text),
        Err(_) if zone.chars().any(char::is_alphabetic) => Err(TimeFlaw::UnknownZone { text: short(zone) }),
        Err(_) => Err(TimeFlaw::Unknown { text: short(text) }),
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Seconds, milli-, micro- or nanoseconds since 1970, told apart by their length.
fn epoch(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i128 = whole.parse().ok()?;
    let nanos = match whole.len() {
        9 | 10 => {
            let part = fraction
                .bytes()
                .chain(std::iter::repeat(b'0'))
                .take(9)
                .fold(0, |sum, b| sum * 10 + i128::from(b - b'0'));
            value * 1_000_000_000 + part
        }
        12 | 13 => value * 1_000_000,
        15 | 16 => value * 1_000,
        18 | 19 => value,
        _ => return None,
    };
    Timestamp::from_nanosecond(nanos).ok()
}

/// `+09`, `+0900`, `+09:00`, `+9`, `-5:30`.
fn offset_of(text: &str) -> Option<Offset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let digits = text.trim_start_matches(['+', '-', '\u{2212}']);
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    if hours.len() > 2 || minutes.len() > 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 15 || minutes > 59 { None } else { Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok() }
}

fn fixed(civil: DateTime, offset: Offset, name: Option<String>, text: &str) -> Result<Moment, TimeFlaw> {
    let at = offset.to_timestamp(civil).map_err(|_| TimeFlaw::NoSuchDate { text: short(text) })?;
    Ok(Moment { at, zone: Some(name.unwrap_or_else(|| offset_name(offset))) })
}

/// `+09:00`.
pub(crate) fn offset_name(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

fn in_zone(civil: DateTime, zone: &TimeZone, text: &str) -> Result<Moment, TimeFlaw> {
    let name = || {
        zone.iana_name()
            .map_or_else(|| zone.to_fixed_offset().map_or("this zone".to_owned(), offset_name), str::to_owned)
    };
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let at = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            ambiguous.compatible().map_err(|_| TimeFlaw::NoSuchDate { text: short(text) })?
        }
        AmbiguousOffset::Gap { .. } => {
            return Err(TimeFlaw::Gap { time: short(text), zone: name() });
        }
        AmbiguousOffset::Fold { .. } => {
            return Err(TimeFlaw::Fold { time: short(text), zone: name() });
        }
    };
    Ok(Moment { at, zone: Some(name()) })
}

#[cfg(test)]
mod tests;

//! What every page knows: the language, the zone, who reads, and how times and texts are shown to them.

use std::sync::Arc;

use jiff::Timestamp;
use postmortem::{Locale, Measure, Moment, Person, Precision, Role, Zone};

use crate::locale;

/// Where the styles and scripts are. Shared: every request bears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet.
    pub css: Arc<str>,
    /// The script that wakes the islands; none was built where empty.
    pub js: Arc<str>,
}

/// A field that was not taken, with the sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: String,
    /// Why.
    pub text: String,
}

/// The fields that were not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with one field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|p| p.field == field).map(|p| p.text.as_str())
    }
}

/// A whole number as templates hand it over: by value or by reference.
pub trait Whole {
    /// The number.
    fn whole(&self) -> i64;
}

impl Whole for i64 {
    fn whole(&self) -> i64 {
        *self
    }
}

impl Whole for usize {
    fn whole(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl<T: Whole> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// What every page knows.
#[derive(Debug, Clone)]
pub struct Ui {
    /// The language.
    pub locale: Locale,
    /// The zone in which the viewer reads times.
    pub zone: Zone,
    /// Who reads, if signed in.
    pub viewer: Option<Arc<Person>>,
    /// What every form carries.
    pub form_token: String,
    /// The path of this page.
    pub path: String,
    /// Styles and scripts.
    pub assets: Assets,
    /// The present.
    pub now: Timestamp,
}

impl Ui {
    /// The language tag.
    pub fn lang(&self) -> &'static str {
        self.locale.as_str()
    }

    /// A text.
    pub fn t(&self, key: &str) -> String {
        locale::text(self.locale, key, &[])
    }

    /// A text that names one thing.
    pub fn t1(&self, key: &str, name: &str, value: impl ToString) -> String {
        locale::text(self.locale, key, &[(name, &value.to_string())])
    }

    /// A text that names two things.
    pub fn t2(&self, key: &str, a: (&str, &str), b: (&str, &str)) -> String {
        locale::text(self.locale, key, &[a, b])
    }

    /// A text that names two things, as templates hand them over.
    pub fn tt(&self, key: &str, a: &str, first: impl ToString, b: &str, second: impl ToString) -> String {
        locale::text(self.locale, key, &[(a, &first.to_string()), (b, &second.to_string())])
    }

    /// A text that names several things.
    pub fn ta(&self, key: &str, args: &[(&str, &str)]) -> String {
        locale::text(self.locale, key, args)
    }

    /// The text of a word out of a closed list: `kind-decision`.
    pub fn word(&self, list: &str, word: &str) -> String {
        self.t(&format!("{list}-{}", word.replace('_', "-")))
    }

    /// Whether the viewer has at least this role.
    pub fn is(&self, role: &str) -> bool {
        let needed = role.parse::<Role>();
        self.viewer.as_ref().is_some_and(|p| needed.is_ok_and(|needed| p.role >= needed))
    }

    /// The first letter of the viewer's name.
    pub fn initial(&self) -> String {
        self.viewer.as_ref().and_then(|p| p.name.chars().next()).map(String::from).unwrap_or_default()
    }

    /// Whether this page lies under a path, for the navigation.
    pub fn is_under(&self, path: &str) -> bool {
        self.path == path || self.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '?']))
    }

    /// Day and time to the minute in the viewer's zone, with the zone: `2026-11-13 14:02 KST`.
    pub fn at(&self, at: &Timestamp) -> String {
        self.at_in(at, &self.zone)
    }

    /// Day and time to the minute in a zone, with the zone.
    pub fn at_in(&self, at: &Timestamp, zone: &Zone) -> String {
        let zoned = at.to_zoned(zone.rules());
        format!("{} {}", zoned.strftime("%Y-%m-%d %H:%M"), zone.abbreviation(*at))
    }

    /// The machine-readable form for `<time datetime>`.
    pub fn iso(&self, at: &Timestamp) -> String {
        at.to_string()
    }

    /// Time of day in a zone, to the second where it is not zero: `14:02`, `14:02:33`.
    pub fn clock(&self, at: &Timestamp, zone: &Zone) -> String {
        let time = at.to_zoned(zone.rules()).time();
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
    }

    /// The day in a zone as people say it: `Fri 13 Nov 2026`, `2026년 11월 13일 (금)`.
    pub fn day(&self, at: &Timestamp, zone: &Zone) -> String {
        let zoned = at.to_zoned(zone.rules());
        match self.locale {
            Locale::En => zoned.strftime("%a %-d %b %Y").to_string(),
            Locale::Ko => {
                const DAYS: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];
                let weekday = DAYS[usize::try_from(zoned.weekday().to_monday_zero_offset()).unwrap_or(0) % 7];
                format!("{}년 {}월 {}일 ({weekday})", zoned.year(), zoned.month(), zoned.day())
            }
        }
    }

    /// A moment on the clock of a zone, no finer than it is known: `14:02`, `about 14 h`, or the day.
    pub fn moment(&self, moment: &Moment, zone: &Zone) -> String {
        match moment.precision {
            Precision::Second | Precision::Minute => self.clock(&moment.at, zone),
            Precision::Hour => self.t1("moment-hour", "time", moment.at.to_zoned(zone.rules()).strftime("%H:%M")),
            Precision::Day => self.t("moment-day"),
        }
    }

    /// A duration as people say it: `47 min`, `1 h 5 min`, `2 d 3 h`.
    pub fn duration(&self, seconds: impl Whole) -> String {
        duration(self.locale, seconds.whole())
    }

    /// A measure: a duration, `pending` or `invalid`.
    pub fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Seconds(seconds) => self.duration(*seconds),
            Measure::Pending => self.t("measure-pending"),
            Measure::Invalid => self.t("measure-invalid"),
        }
    }

    /// A number with its thousands apart: `1,284`.
    pub fn number(&self, n: impl Whole) -> String {
        let digits = n.whole().to_string();
        let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) && !shown.ends_with('-') {
                shown.push(',');
            }
            shown.push(digit);
        }
        shown
    }

    /// The how manieth time something came up: `3rd time`.
    pub fn nth(&self, n: impl Whole) -> String {
        publish::nth_time(self.locale, usize::try_from(n.whole()).unwrap_or_default())
    }

    /// A size in bytes as people say it.
    pub fn size(&self, bytes: impl Whole) -> String {
        let bytes = bytes.whole();
        const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
        let mut value = bytes as f64;
        let mut unit = 0;
        while value >= 1024.0 && unit < UNITS.len() - 1 {
            value /= 1024.0;
            unit += 1;
        }
        if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
    }
}

/// A length of time, in the two largest units that say something.
pub fn duration(language: Locale, seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let unit = |key: &str, n: i64| locale::text(language, key, &[("n", &n.to_string())]);
    let parts: Vec<String> = match (days, hours, minutes) {
        (0, 0, 0) => vec![unit("duration-seconds", seconds)],
        (0, 0, m) => vec![unit("duration-minutes", m)],
        (0, h, 0) => vec![unit("duration-hours", h)],
        (0, h, m) => vec![unit("duration-hours", h), unit("duration-minutes", m)],
        (d, 0, _) => vec![unit("duration-days", d)],
        (d, h, _) => vec![unit("duration-days", d), unit("duration-hours", h)],
    };
    parts.join(" ")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn ui(locale: Locale) -> Ui {
        Ui {
            locale,
            zone: "Asia/Seoul".parse().unwrap(),
            viewer: None,
            form_token: "token".into(),
            path: "/pm".into(),
            assets: Assets::default(),
            now: "2026-11-13T05:02:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn durations_read_in_both_languages() {
        assert_eq!(ui(Locale::En).duration(47_i64 * 60), "47 min");
        assert_eq!(ui(Locale::Ko).duration(65_i64 * 60), "1시간 5분");
        assert_eq!(ui(Locale::En).duration(12_i64), "12 s");
        assert_eq!(ui(Locale::En).duration(86_400_i64 * 2 + 3 * 3600), "2 d 3 h");
    }

    #[test]
    fn times_name_their_zone() {
        let at: Timestamp = "2026-11-13T05:02:00Z".parse().unwrap();
        assert_eq!(ui(Locale::En).at(&at), "2026-11-13 14:02 KST");
        assert_eq!(ui(Locale::Ko).day(&at, &Zone::utc()), "2026년 11월 13일 (금)");
        assert_eq!(ui(Locale::En).number(1284_i64), "1,284");
        assert_eq!(ui(Locale::En).number(-1_284_000_i64), "-1,284,000");
    }

    #[test]
    fn the_navigation_knows_where_it_is() {
        assert!(ui(Locale::En).is_under("/pm"));
        assert!(!ui(Locale::En).is_under("/p"));
    }
}

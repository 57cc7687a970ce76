//! Dates, times of day and durations that a text mentions, in English and Korean.
//!
//! Finds what is written plainly and nothing else; it never guesses. Knows no zone and no present.

use std::ops::Range;

use jiff::civil::{Date, Time};

/// A word or a number of a text.
#[derive(Debug, Clone, PartialEq)]
struct Token<'t> {
    text: &'t str,
    at: Range<usize>,
    number: Option<f64>,
}

/// A stretch of time that a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// How long it is.
    pub seconds: i64,
    /// Where it stands.
    pub at: Range<usize>,
}

/// A day that a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day, where it reads one way only.
    pub date: Option<Date>,
    /// Where it stands.
    pub at: Range<usize>,
}

/// A time of day that a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The time.
    pub time: Time,
    /// Whether seconds were written.
    pub has_seconds: bool,
    /// Where it stands.
    pub at: Range<usize>,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((from, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let is_digit = first.is_ascii_digit();
        let mut to = from + first.len_utf8();
        while let Some((at, next)) = chars.peek().copied() {
            let is_decimal = next == '.' && !text[..from].ends_with('.') && is_fraction(&text[at + 1..]);
            let goes_on = if is_digit {
                next.is_ascii_digit() || (is_decimal && !text[from..to].contains('.'))
            } else {
                next.is_alphanumeric() && !next.is_ascii_digit()
            };
            if !goes_on {
                break;
            }
            to = at + next.len_utf8();
            chars.next();
        }
        let number = if is_digit { text[from..to].parse().ok() } else { None };
        found.push(Token { text: &text[from..to], at: from..to, number });
    }
    found
}

/// Whether the digits behind a point are a fraction, and not a part of a date or a version such as `30.11.2026`.
fn is_fraction(behind: &str) -> bool {
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let goes_on = rest.strip_prefix('.').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    rest.len() < behind.len() && !goes_on
}

/// Finds stretches of time: `1 hour and 48 minutes`, `4-hour`, `90 s`, `1시간 30분`. Neighbouring units are one stretch.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let tokens = tokens(text);
    let mut found: Vec<(Stretch, i64)> = Vec::new();
    let mut last_unit_at = usize::MAX;
    for n in 0..tokens.len().saturating_sub(1) {
        let (Some(number), Some(unit)) = (tokens[n].number, unit(tokens[n + 1].text)) else { continue };
        let between = &text[tokens[n].at.end..tokens[n + 1].at.start];
        let before = &text[..tokens[n].at.start];
        if !matches!(between, "" | " " | "-" | "\u{a0}") || before.ends_with([':', '.', ',']) || number > 1e6 {
            continue;
        }
        let seconds = (number * unit as f64) as i64;
        let at = tokens[n].at.start..tokens[n + 1].at.end;
        let joins = last_unit_at == n.wrapping_sub(1)
            || (last_unit_at == n.wrapping_sub(2) && n > 0 && matches!(tokens[n - 1].text, "and" | "하고"));
        match found.last_mut() {
            Some((stretch, smallest)) if joins && unit < *smallest => {
                stretch.seconds += seconds;
                stretch.at.end = at.end;
                *smallest = unit;
            }
            _ => found.push((Stretch { seconds, at }, unit)),
        }
        last_unit_at = n + 1;
    }
    found.into_iter().map(|(stretch, _)| stretch).collect()
}

/// Seconds of a unit of time.
fn unit(word: &str) -> Option<i64> {
    let latin = match word.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3600),
        "day" | "days" => Some(86_400),
        _ => None,
    };
    let korean = [("시간", 3600), ("분", 60), ("초", 1)].into_iter().find_map(|(name, seconds)| {
        let rest = word.strip_prefix(name)?;
        let is_ending = matches!(rest, "" | "간" | "동안" | "가량" | "쯤" | "정도" | "의" | "이" | "여" | "만에");
        is_ending.then_some(seconds)
    });
    latin.or(korean)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of an English month, whole or by its first three letters, in any case.
pub fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let word = if word == "sept" { "sep" } else { &word };
    let place = MONTHS.iter().position(|month| *month == word || month[..3] == *word)?;
    i8::try_from(place + 1).ok()
}

/// Finds days with their year: `2026-11-13`, `13 November 2026`, `Nov 13th, 2026`, `2026년 11월 13일`, `11/30/2026`.
/// `03/04/2026` has no date: it reads two ways.
pub fn days(text: &str) -> Vec<Day> {
    let mut tokens = tokens(text);
    tokens.retain(|t| !matches!(t.text, "st" | "nd" | "rd" | "th" | "of" | "the"));
    let mut found: Vec<Day> = Vec::new();
    for n in 0..tokens.len() {
        let Some((date, width)) = korean_day(&tokens[n..]).or_else(|| day_at(text, &tokens[n..])) else { continue };
        let at = tokens[n].at.start..tokens[n + width - 1].at.end;
        if text[..at.start].ends_with(char::is_alphanumeric) {
            continue;
        }
        if found.last().is_none_or(|last| last.at.end <= at.start) {
            found.push(Day { date, at });
        }
    }
    found
}

fn whole(token: &Token<'_>) -> Option<i16> {
    token.number?;
    token.text.parse().ok()
}

fn year(token: &Token<'_>) -> Option<i16> {
    whole(token).filter(|year| token.text.len() == 4 && (1990..2200).contains(year))
}

fn korean_day(tokens: &[Token<'_>]) -> Option<(Option<Date>, usize)> {
    let [in_year, years, in_month, months, on_day, days, ..] = tokens else { return None };
    if years.text != "년" || months.text != "월" || !days.text.starts_with('일') {
        return None;
    }
    let (month, day) = (i8::try_from(whole(in_month)?).ok()?, i8::try_from(whole(on_day)?).ok()?);
    Date::new(year(in_year)?, month, day).ok().map(|date| (Some(date), 6))
}

fn day_at(text: &str, tokens: &[Token<'_>]) -> Option<(Option<Date>, usize)> {
    let [one, two, three, ..] = tokens else { return None };
    let full = |year, month, day| Date::new(year, month, day).ok().map(|date| (Some(date), 3));
    let small = |t: &Token<'_>| whole(t).and_then(|n| i8::try_from(n).ok()).filter(|n| *n >= 1 && t.text.len() <= 2);
    if let (Some(month), Some(day), Some(year)) = (month(one.text), small(two), year(three)) {
        return full(year, month, day);
    }
    if let (Some(day), Some(month), Some(year)) = (small(one), month(two.text), year(three)) {
        return full(year, month, day);
    }
    let (first, second) = (&text[one.at.end..two.at.start], &text[two.at.end..three.at.start]);
    if first != second || !matches!(first, "-" | "/" | ".") {
        return None;
    }
    if let (Some(year), Some(month), Some(day)) = (year(one), small(two), small(three)) {
        return full(year, month, day);
    }
    let (former, latter, year) = (small(one)?, small(two)?, year(three)?);
    if former <= 12 && latter <= 12 && former != latter {
        return Some((None, 3));
    }
    let (month, day) = if former <= 12 { (former, latter) } else { (latter, former) };
    full(year, month, day)
}

/// Finds times of day: `14:02`, `14:02:03`, `2:02 PM`, `14시 2분`.
pub fn clocks(text: &str) -> Vec<Clock> {
    let tokens = tokens(text);
    let mut found: Vec<Clock> = Vec::new();
    let mut n = 0;
    while n + 1 < tokens.len() {
        let Some((clock, width)) = clock_at(text, &tokens[n..]) else {
            n += 1;
            continue;
        };
        found.push(clock);
        n += width;
    }
    found
}

fn clock_at(text: &str, tokens: &[Token<'_>]) -> Option<(Clock, usize)> {
    let part = |t: &Token<'_>| whole(t).and_then(|n| i8::try_from(n).ok()).filter(|n| t.text.len() <= 2 && *n < 60);
    let [hour, second, ..] = tokens else { return None };
    let mut h = part(hour)?;
    if second.text == "시" {
        let minute = tokens.get(2).zip(tokens.get(3)).filter(|(_, unit)| unit.text.starts_with('분'));
        let (m, end, width) = minute.map_or((0, second.at.end, 2), |(m, u)| (part(m).unwrap_or(0), u.at.end, 4));
        let time = Time::new(h, m, 0, 0).ok()?;
        return Some((Clock { time, has_seconds: false, at: hour.at.start..end }, width));
    }
    let is_colon = |a: &Token<'_>, b: &Token<'_>| &text[a.at.end..b.at.start] == ":";
    if !is_colon(hour, second) || second.text.len() != 2 {
        return None;
    }
    let m = part(second)?;
    let (mut width, mut s, mut has_seconds) = (2, 0, false);
    if let Some(third) = tokens.get(2).filter(|t| is_colon(second, t))
        && let Some(seconds) = third.text.get(..2).and_then(|t| t.parse().ok()).filter(|s| *s < 60)
    {
        (width, s, has_seconds) = (3, seconds, true);
    }
    let mut end = tokens[width - 1].at.end;
    if let Some(half) = tokens.get(width).filter(|t| t.at.start <= end + 1) {
        match half.text.to_ascii_lowercase().as_str() {
            "pm" if h < 12 => h += 12,
            "am" if h == 12 => h = 0,
            "am" | "pm" => {}
            _ => width -= 1,
        }
        width += 1;
        end = tokens[width - 1].at.end.max(end);
    }
    Time::new(h, m, s, 0).ok().map(|time| (Clock { time, has_seconds, at: hour.at.start..end }, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn stretches_are_read_in_both_languages() {
        let seconds = |text| stretches(text).iter().map(|s| s.seconds).collect::<Vec<_>>();
        assert_eq!(seconds("an outage lasting 1 hour and 48 minutes, then 30s"), [6480, 30]);
        assert_eq!(seconds("a 4-hour downtime; 1.5 hours; ~4 hours and 38 minutes"), [14400, 5400, 16680]);
        assert_eq!(seconds("약 1시간 30분간 결제가 거절되었습니다. 47분 동안"), [5400, 2820]);
        assert_eq!(seconds("at 17:25 minutes were taken, 3분석, 1,200 seconds"), [] as [i64; 0]);
    }

    #[test]
    fn days_are_read_in_the_forms_that_people_write() {
        let read = |text| days(text).into_iter().map(|d| d.date).collect::<Vec<_>>();
        let day = Some(date(2026, 11, 30));
        assert_eq!(read("2026-11-30, 30 November 2026, Nov 30th, 2026"), [day, day, day]);
        assert_eq!(read("2026년 11월 30일에 11/30/2026 30.11.2026"), [day, day, day]);
        assert_eq!(read("03/04/2026 reads two ways; v1.2.2026 and 2026-13-40 are none"), [None]);
    }

    #[test]
    fn times_of_day_are_read() {
        let read = |text| clocks(text).into_iter().map(|c| c.time).collect::<Vec<_>>();
        assert_eq!(
            read("14:02 then 2:02 PM and 12:00:05 AM UTC"),
            [time(14, 2, 0, 0), time(14, 2, 0, 0), time(0, 0, 5, 0)]
        );
        assert_eq!(read("14시 2분, 14:??, HH:mm, 99:10"), [time(14, 2, 0, 0)]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[0-9a-z시분초년월일:./, 가-힣-]{0,60}") {
            for at in stretches(&text).iter().map(|s| &s.at).chain(days(&text).iter().map(|d| &d.at)).chain(clocks(&text).iter().map(|c| &c.at)) {
                proptest::prop_assert!(text.get(at.clone()).is_some());
            }
        }
    }
}

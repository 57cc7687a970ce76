//! The timeline of a document: rows of a table, items of a list or headings that begin with a time.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan, civil::Date};
use postmortem::{
    Entry, EntryId, EntryKind, KeyMoment, Moment, Precision, Zone,
    mentions::{clocks, days},
    questions::ToldRow,
};

use super::{bare, ours::entry_id};

/// What was read of a timeline.
#[derive(Debug, Default)]
pub struct Rows {
    pub entries: Vec<Entry>,
    pub lines: HashMap<EntryId, usize>,
    pub unreadable: Vec<ToldRow>,
    pub backwards: Vec<ToldRow>,
    pub names_zone: bool,
    pub names_day: bool,
    day: Option<Date>,
    zone: Option<Zone>,
    last: Option<jiff::civil::DateTime>,
}

/// How the zones are written that people use; a short name with summer time of its own is taken as it is written.
const ZONES: [(&str, &str); 24] = [
    ("UTC", "UTC"),
    ("GMT", "UTC"),
    ("KST", "Asia/Seoul"),
    ("JST", "+09:00"),
    ("CET", "+01:00"),
    ("CEST", "+02:00"),
    ("BST", "+01:00"),
    ("EET", "+02:00"),
    ("IST", "+05:30"),
    ("GST", "+04:00"),
    ("SGT", "+08:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
    ("PT", "America/Los_Angeles"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("CST", "-06:00"),
    ("CDT", "-05:00"),
    ("CT", "America/Chicago"),
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("ET", "America/New_York"),
    ("AEST", "+10:00"),
    ("NZST", "+12:00"),
];

/// Rows of so many bytes are read for a time at their beginning.
const HEAD: usize = 64;

impl Rows {
    /// Begins with the day and the zone that the document names elsewhere.
    pub fn new(day: Option<Date>, zone: Option<Zone>) -> Self {
        Self { names_day: day.is_some(), names_zone: zone.is_some(), day, zone, ..Self::default() }
    }

    /// Reads the heading of a timeline, which often names the day and the zone.
    pub fn heading(&mut self, text: &str) {
        if let Some(zone) = zone(text) {
            self.names_zone = true;
            self.zone = Some(zone);
        }
        if let Some(day) = days(text).into_iter().find_map(|d| d.date) {
            self.set_day(day);
        }
    }

    fn set_day(&mut self, day: Date) {
        self.names_day = true;
        self.day = Some(day);
    }

    /// Reads a line.
    pub fn line(&mut self, number: usize, line: &str) {
        let text = line.trim_start_matches(|c: char| c.is_whitespace() || "|*-+•>#_[(`~".contains(c));
        if text.is_empty() {
            return;
        }
        let head = &text[..floor(text, HEAD)];
        let written = days(head).into_iter().find(|d| d.at.start < 16);
        let clock = clocks(head).into_iter().find(|c| c.at.start < 40);
        let is_row = |at: usize, day_end: usize| at <= day_end + 12 || line.trim_start().starts_with('|');
        let day_end = written.as_ref().map_or(0, |d| d.at.end);
        if let Some(clock) = clock.filter(|c| is_row(c.at.start, day_end)) {
            self.timed(number, text, written.and_then(|d| d.date), &clock);
        } else if let Some(day) = written {
            // a day that reads two ways is no day; the row is passed over
            if let Some(date) = day.date {
                self.dated(number, text, date, &text[day.at.end..]);
            }
        } else if is_unfilled(head) {
            self.unreadable.push(ToldRow { line: number, text: row_text(text) });
        } else if !line.trim_start().starts_with('#')
            && let Some(last) = self.entries.last_mut().filter(|e| e.text.len() < 2_000)
        {
            if let Some(zone) = zone(head).filter(|_| self.zone.is_none()) {
                self.zone = Some(zone);
            }
            last.text.push(' ');
            last.text.push_str(&row_text(text));
        } else if let Some(zone) = zone(head) {
            self.names_zone = true;
            self.zone = self.zone.take().or(Some(zone));
        }
    }

    fn timed(&mut self, number: usize, text: &str, written: Option<Date>, clock: &postmortem::mentions::Clock) {
        if let Some(day) = written {
            self.set_day(day);
        }
        let behind = &text[clock.at.end..];
        let own_zone = zone(&behind[..floor(behind, 8)]).or_else(|| behind.starts_with('Z').then(Zone::utc));
        self.names_zone |= own_zone.is_some();
        let mut day = self.day.unwrap_or_else(|| jiff::civil::date(2000, 1, 1));
        let mut at = day.to_datetime(clock.time);
        let is_past_midnight =
            |last: jiff::civil::DateTime| written.is_none() && last.hour() >= 18 && clock.time.hour() < 6;
        if let Some(last) = self.last.filter(|last| at < *last) {
            if let Some(next) = day.checked_add(1.day()).ok().filter(|_| is_past_midnight(last)) {
                day = next;
                at = day.to_datetime(clock.time);
                self.day = self.day.map(|_| day).or(Some(day));
            } else {
                self.backwards.push(ToldRow { line: number, text: row_text(text) });
            }
        }
        self.last = Some(at);
        let zone = own_zone.or_else(|| self.zone.clone()).unwrap_or_else(Zone::utc);
        let precision = if clock.has_seconds { Precision::Second } else { Precision::Minute };
        self.push(number, text, at, precision, zone);
    }

    /// A row with a day and no time, or the heading of a day.
    fn dated(&mut self, number: usize, text: &str, day: Date, behind: &str) {
        if self.day.is_some_and(|last| day < last) && !self.entries.is_empty() {
            self.backwards.push(ToldRow { line: number, text: row_text(text) });
        }
        self.set_day(day);
        let at = day.to_datetime(jiff::civil::Time::midnight());
        if self.last.is_none_or(|last| last.date() != day) {
            self.last = Some(at);
        }
        if is_unfilled(&behind[..floor(behind, 16)]) {
            self.unreadable.push(ToldRow { line: number, text: row_text(text) });
        } else if behind.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
            let zone = self.zone.clone().unwrap_or_else(Zone::utc);
            self.push(number, text, at, Precision::Day, zone);
        }
    }

    fn push(&mut self, number: usize, text: &str, at: jiff::civil::DateTime, precision: Precision, zone: Zone) {
        let Ok(at) = zone.rules().to_ambiguous_timestamp(at).compatible() else { return };
        let id = entry_id(self.entries.len());
        self.lines.insert(id, number);
        self.entries.push(Entry {
            id,
            kind: EntryKind::Observation,
            text: row_text(text),
            occurred: Moment { at, precision, zone },
            ended: None,
            recorded_at: Timestamp::UNIX_EPOCH,
            recorded_by: None,
            key_moment: None,
            actors: Vec::new(),
            evidence: Vec::new(),
            knowledge: Vec::new(),
            decision: None,
            is_machine_written: false,
            version: 1,
        });
    }

    /// Marks the key moments that rows name in plain words. None is taken for another: an end is looked for only
    /// behind its beginning.
    pub fn mark(&mut self) {
        let start = self.first(&START, 0);
        self.set(start, KeyMoment::ImpactStart);
        let detected = self.first(&DETECTED, start.map_or(0, |n| n + 1));
        self.set(detected, KeyMoment::Detected);
        let after = detected.or(start).map_or(0, |n| n + 1);
        let acknowledged = self.first(&ACKNOWLEDGED, after);
        self.set(acknowledged, KeyMoment::Acknowledged);
        let end =
            (after..self.entries.len()).rev().find(|n| self.is_free(*n) && says(&self.entries[*n].text, &RESOLVED));
        self.set(end, KeyMoment::Resolved);
        let mitigated = self.first(&MITIGATED, after).filter(|n| end.is_none_or(|end| *n < end));
        self.set(mitigated, KeyMoment::Mitigated);
    }

    fn is_free(&self, place: usize) -> bool {
        self.entries[place].key_moment.is_none()
    }

    fn first(&self, words: &[&str], from: usize) -> Option<usize> {
        (from..self.entries.len()).find(|n| self.is_free(*n) && says(&self.entries[*n].text, words))
    }

    fn set(&mut self, place: Option<usize>, moment: KeyMoment) {
        // rows that go backwards leave no order to rely on
        if let Some(place) = place.filter(|_| self.backwards.is_empty()) {
            self.entries[place].key_moment = Some(moment);
        }
    }
}

const START: [&str; 20] = [
    "outage begins",
    "outage starts",
    "outage began",
    "outage started",
    "incident begins",
    "incident starts",
    "incident began",
    "incident start",
    "impact start",
    "impact begins",
    "impact began",
    "start of impact",
    "start of the",
    "starts failing",
    "begin failing",
    "begins failing",
    "started failing",
    "장애 시작",
    "장애 발생",
    "영향 시작",
];
const DETECTED: [&str; 15] = [
    "alert", "paged", "pages", "detected", "notice", "reported", "reports", "alarm", "warning", "감지", "탐지", "인지",
    "알림", "경보", "문의",
];
const ACKNOWLEDGED: [&str; 8] = [
    "acknowledg",
    "declared",
    "started investigating",
    "begins investigating",
    "looking into",
    "investigation",
    "확인 시작",
    "조사",
];
const MITIGATED: [&str; 8] = [
    "mitigated",
    "rolled back",
    "rollback complete",
    "failover complete",
    "workaround",
    "reverted",
    "롤백 완료",
    "완화",
];
const RESOLVED: [&str; 14] = [
    "resolved",
    "restored",
    "recovered",
    "fixed",
    "all clear",
    "back to normal",
    "operational",
    "outage ends",
    "incident ends",
    "end of incident",
    "복구",
    "해소",
    "정상화",
    "정상 동작",
];

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Whether the place of a time was left as the template had it, or holds a time that is not known.
fn is_unfilled(head: &str) -> bool {
    let cell = head.split('|').next().unwrap_or_default();
    let cell = &cell[..floor(cell, 24)];
    ["??", "HH:mm", "hh:mm", "HH:MM", "--:--", "xx:xx", "XX:XX", "mm:ss"].iter().any(|mark| cell.contains(mark))
}

/// Finds a zone by the name that people write.
pub fn zone(text: &str) -> Option<Zone> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '+');
    let named = words.into_iter().find_map(|word| {
        let word = word.trim_matches(':');
        ZONES.iter().find(|(name, _)| *name == word.split('+').next().unwrap_or_default())
    });
    named.and_then(|(_, zone)| zone.parse().ok())
}

/// What a row says, on one line and without marks.
fn row_text(text: &str) -> String {
    let text = bare(&text[..floor(text, 4_000)]);
    let cells = text.split('|').map(str::trim).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(" ").replace(['*', '`', '\n'], "")
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(heading: &str, text: &str) -> Rows {
        let mut rows = Rows::new(None, None);
        rows.heading(heading);
        for (number, line) in (1..).zip(text.lines()) {
            rows.line(number, line);
        }
        rows.mark();
        rows
    }

    fn times(rows: &Rows) -> Vec<String> {
        rows.entries.iter().map(|e| e.occurred.at.to_string()).collect()
    }

    #[test]
    fn tables_lists_and_headings_are_rows() {
        let table = read(
            "Timeline",
            "| Date and time in CET | Event |\n|:--|--|\n| 2019-11-29 12:00 | Scaling up |\n| 2019-11-30 --:-- | Surge |\n| 2019-11-30 14:?? | x |",
        );
        assert_eq!(times(&table), ["2019-11-29T11:00:00Z"]);
        assert_eq!(table.unreadable.len(), 2);
        assert!(table.names_zone);
        let list =
            read("Timeline (2025-09-29)", "- **16:58 UTC** - pods begin failing\n  more\n- **17:05 UTC** - an alert");
        assert_eq!(times(&list), ["2025-09-29T16:58:00Z", "2025-09-29T17:05:00Z"]);
        assert!(list.entries[0].text.ends_with("more"));
        let headings =
            read("Timeline (times in BST)", "### July 11, 2025, 12:42 PM\nDeclared\n### 1:06 PM\n- a revert");
        assert_eq!(times(&headings), ["2025-07-11T11:42:00Z", "2025-07-11T12:06:00Z"]);
    }

    #[test]
    fn midnight_is_passed_and_other_ways_back_are_told() {
        let rows = read("Timeline 2026-11-13 UTC", "23:50 outage begins\n00:10 alert\n00:05 reverted");
        assert_eq!(times(&rows)[1], "2026-11-14T00:10:00Z");
        assert_eq!(rows.backwards, [ToldRow { line: 3, text: "00:05 reverted".to_owned() }]);
    }

    #[test]
    fn key_moments_are_taken_from_plain_words_in_order() {
        let rows = read(
            "Timeline 2026-11-13 UTC",
            "14:02 OUTAGE BEGINS\n14:08 pager alert\n14:20 rolled back\n14:40 all clear",
        );
        let marks: Vec<_> = rows.entries.iter().map(|e| e.key_moment).collect();
        let expected = [KeyMoment::ImpactStart, KeyMoment::Detected, KeyMoment::Mitigated, KeyMoment::Resolved];
        assert_eq!(marks, expected.map(Some));
    }

    #[test]
    fn without_a_day_or_a_zone_it_says_so() {
        let rows = read("Timeline", "14:02 it began");
        assert!(!rows.names_day && !rows.names_zone && rows.entries.len() == 1);
        assert!(read("타임라인 (KST)", "2026년 11월 13일 14시 2분 결제 장애 발생").names_zone);
    }
}

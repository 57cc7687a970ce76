//! Every form of time that the documents name, and what is refused.

use super::*;

fn at(reader: &TimeReader, text: &str) -> String {
    match reader.read(text) {
        Ok(moment) => format!("{} {}", moment.at, moment.zone.as_deref().unwrap_or("-")),
        Err(flaw) => flaw.to_string(),
    }
}

fn seoul() -> TimeReader {
    TimeReader { zone: Some(TimeZone::get("Asia/Seoul").unwrap()), month_first: None }
}

#[test]
fn forms_with_a_zone() {
    let reader = TimeReader::default();
    for (text, expected) in [
        ("2026-11-13T14:02:03Z", "2026-11-13T14:02:03Z UTC"),
        ("2026-11-13T14:02:03.123456+09:00", "2026-11-13T05:02:03.123456Z +09:00"),
        ("2026-11-13T14:02:03+09:00[Asia/Seoul]", "2026-11-13T05:02:03Z Asia/Seoul"),
        ("Fri, 13 Nov 2026 14:02:03 +0900", "2026-11-13T05:02:03Z +09:00"),
        ("Fri, 13 Nov 2026 14:02:03 GMT", "2026-11-13T14:02:03Z UTC"),
        ("2026-11-13 14:02 KST", "2026-11-13T05:02:00Z +09:00"),
        ("2026-11-13 14:02:03,123 UTC", "2026-11-13T14:02:03.123Z UTC"),
        ("2026-11-13 2:02 PM PST", "2026-11-13T22:02:00Z -08:00"),
        ("2026-11-13 14:02 America/New_York", "2026-11-13T19:02:00Z America/New_York"),
        ("2026-11-13 14:02 UTC+9", "2026-11-13T05:02:00Z +09:00"),
        ("13/Nov/2026:14:02:03 +0900", "2026-11-13T05:02:03Z +09:00"),
        ("Fri Nov 13 14:02:03 UTC 2026", "2026-11-13T14:02:03Z UTC"),
        ("20261113T140203Z", "2026-11-13T14:02:03Z UTC"),
        ("1794578523", "2026-11-13T14:02:03Z -"),
        ("1794578523.5", "2026-11-13T14:02:03.5Z -"),
        ("1794578523123", "2026-11-13T14:02:03.123Z -"),
        ("1794578523123456", "2026-11-13T14:02:03.123456Z -"),
        ("1794578523123456789", "2026-11-13T14:02:03.123456789Z -"),
    ] {
        assert_eq!(at(&reader, text), expected, "{text}");
    }
}

#[test]
fn forms_in_a_stated_zone() {
    let reader = seoul();
    for text in [
        "2026-11-13 14:02",
        "2026-11-13T14:02",
        "2026/11/13 14:02",
        "2026.11.13 14:02:00",
        "2026. 11. 13. 오후 2:02",
        "2026. 11. 13. 오후 2:02:00",
        "2026년 11월 13일 14시 2분",
        "2026년 11월 13일 오후 2시 2분 0초",
        "2026-11-13 오후 2:02",
        "2026. 11. 13. (금) 14:02",
        "13 Nov 2026 14:02",
        "13 November 2026, 2:02 p.m.",
        "Nov 13, 2026 2:02 PM",
        "November 13, 2026 at 2:02 PM",
        "11/13/2026 2:02 PM",
        "13/11/2026 14:02",
        "20261113140200",
        "Fri Nov 13 14:02:00 2026",
    ] {
        assert_eq!(at(&reader, text), "2026-11-13T05:02:00Z Asia/Seoul", "{text}");
    }
    assert_eq!(at(&reader, "2026-11-13 12:02 AM"), "2026-11-12T15:02:00Z Asia/Seoul");
    assert_eq!(at(&reader, "2026. 11. 13. 오전 12:02"), "2026-11-12T15:02:00Z Asia/Seoul");
}

#[test]
fn what_says_too_little_is_refused() {
    let reader = TimeReader::default();
    assert_eq!(reader.read(""), Err(TimeFlaw::Empty));
    assert!(matches!(reader.read("2026-11-13 14:02"), Err(TimeFlaw::NoZone { .. })));
    assert!(matches!(reader.read("2026-11-13 14:02 CST"), Err(TimeFlaw::AmbiguousZone { .. })));
    assert!(matches!(reader.read("2026-11-13 14:02 Mars/Base"), Err(TimeFlaw::UnknownZone { .. })));
    for text in ["2026-11-13", "14:02", "yesterday", "12", "-5", "99999999999999999999999", "2026-11-13 14:02 +99"] {
        assert!(matches!(reader.read(text), Err(TimeFlaw::Unknown { .. })), "{text}: {:?}", reader.read(text));
    }
    let reader = seoul();
    assert!(matches!(reader.read("03/04/2026 14:02"), Err(TimeFlaw::DayOrMonth { .. })));
    assert!(matches!(reader.read("2026-02-30 14:02"), Err(TimeFlaw::NoSuchDate { .. })));
    assert!(matches!(reader.read("2026-02-20 25:02"), Err(TimeFlaw::NoSuchDate { .. })));
    assert!(matches!(reader.read("2026-02-20 14:02 PM"), Err(TimeFlaw::NoSuchDate { .. })));
    let american = TimeReader { month_first: Some(true), ..seoul() };
    assert_eq!(at(&american, "03/04/2026 14:02"), "2026-03-04T05:02:00Z Asia/Seoul");
}

#[test]
fn a_jump_of_the_clock_is_named() {
    let reader = TimeReader { zone: Some(TimeZone::get("America/New_York").unwrap()), month_first: None };
    assert!(matches!(reader.read("2026-03-08 02:30"), Err(TimeFlaw::Gap { .. })));
    assert!(matches!(reader.read("2026-11-01 01:30"), Err(TimeFlaw::Fold { .. })));
    assert_eq!(at(&reader, "2026-11-01 01:30 -04:00"), "2026-11-01T05:30:00Z -04:00");
}

//! The strip, the rows and the texts, without a server.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use postmortem::{Entry, EntryId, EntryKind, KeyMoment, Locale, Moment, Zone, gaps_during_impact};
use uuid::Uuid;

use super::{Count, Row, Strip, StripSource, input_of, rows};
use crate::{Assets, Ui, has_text, text};

fn ui(locale: Locale) -> Ui {
    Ui {
        locale,
        zone: Zone::utc(),
        viewer: None,
        form_token: "token".into(),
        path: "/pm".into(),
        assets: Assets::default(),
        now: Timestamp::UNIX_EPOCH,
    }
}

fn entry(n: u128, at: &str, zone: &str, key_moment: Option<KeyMoment>) -> Entry {
    let at: Timestamp = at.parse().unwrap();
    Entry {
        id: EntryId(Uuid::from_u128(n)),
        kind: EntryKind::Alert,
        text: format!("entry <{n}>"),
        occurred: Moment::new(at, zone.parse().unwrap()),
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

fn draw(entries: &[Entry], from: &str, to: &str, zone: &str, locale: Locale) -> Strip {
    let (from, to): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
    let zone: Zone = zone.parse().unwrap();
    let gaps = gaps_during_impact(entries, jiff::SignedDuration::from_mins(10));
    let moments: Vec<Entry> = entries.iter().filter(|e| e.key_moment.is_some()).cloned().collect();
    let step = |kind: &str, n: i64, count: i64| Count {
        kind: kind.into(),
        at: from.as_microsecond() + n * 60_000_000,
        until: from.as_microsecond() + (n + 1) * 60_000_000,
        n: count,
    };
    let counts = [step("message", 3, 9), step("alert", 4, 1)];
    let first = entries.iter().map(|e| e.occurred.at).min().map_or(from, |at| at.min(from));
    let last = entries.iter().map(|e| e.occurred.at).max().map_or(to, |at| at.max(to));
    let source = StripSource {
        from,
        to,
        first,
        last,
        zone: &zone,
        entries,
        moments: &moments,
        gaps: &gaps,
        counts: &counts,
        parties: &[],
        now: None,
    };
    Strip::draw(&ui(locale), &source)
}

#[test]
fn the_strip_shows_impact_moments_gaps_and_counts() {
    let entries = [
        entry(1, "2026-11-13T05:02:00Z", "Asia/Seoul", Some(KeyMoment::ImpactStart)),
        entry(2, "2026-11-13T05:08:00Z", "Asia/Seoul", Some(KeyMoment::Detected)),
        entry(3, "2026-11-13T05:43:00Z", "Asia/Seoul", Some(KeyMoment::Mitigated)),
    ];
    let strip = draw(&entries, "2026-11-13T04:52:00Z", "2026-11-13T06:00:00Z", "Asia/Seoul", Locale::En);
    assert_eq!(strip.impact.as_ref().map(|b| b.label.as_str()), Some("41 min to mitigation"));
    assert_eq!((strip.marks.len(), strip.moments.len(), strip.gaps.len(), strip.bars.len()), (3, 3, 1, 2));
    // two names that would lie upon each other stand in two rows
    assert_eq!(strip.moments.iter().map(|m| m.y).collect::<Vec<_>>(), [11, 23, 11]);
    let labels: Vec<&str> = strip.ticks.iter().map(|t| t.1.as_str()).collect();
    assert_eq!(labels, ["14:00", "14:10", "14:20", "14:30", "14:40", "14:50", "15:00"]);
    assert_eq!(strip.zone_names, "KST");
}

#[test]
fn names_of_close_moments_never_overlap_and_stay_inside() {
    let at = |n: u128, second: u32, moment| {
        entry(n, &format!("2026-11-13T05:{:02}:{:02}Z", second / 60, second % 60), "Asia/Seoul", Some(moment))
    };
    let moments = [
        (KeyMoment::ImpactStart, 0),
        (KeyMoment::Detected, 20),
        (KeyMoment::Acknowledged, 40),
        (KeyMoment::Mitigated, 60),
        (KeyMoment::Resolved, 3480),
    ];
    for locale in [Locale::En, Locale::Ko] {
        let entries: Vec<Entry> = (1..).zip(moments).map(|(n, (moment, s))| at(n, s, moment)).collect();
        let strip = draw(&entries, "2026-11-13T05:00:00Z", "2026-11-13T06:00:00Z", "Asia/Seoul", locale);
        let rows: Vec<u32> = strip.moments.iter().map(|m| m.y).collect();
        assert_eq!((&rows[..4], strip.rows), (&[11, 23, 35, 47][..], 4));
        // the last one would run out on the right: it stands left of its line
        assert!(strip.moments[4].is_left && !strip.moments[0].is_left);
        assert!(strip.lanes[0].1 > 47 + 5, "the lanes lie below the names");
    }
}

#[test]
fn what_lies_beyond_the_incident_is_counted_at_its_edge() {
    let mut entries = vec![
        entry(1, "2026-11-09T02:00:00Z", "Asia/Seoul", None),
        entry(2, "2026-11-13T05:02:00Z", "Asia/Seoul", Some(KeyMoment::ImpactStart)),
        entry(3, "2026-11-13T09:00:00Z", "Asia/Seoul", None),
        entry(4, "2026-11-13T12:00:00Z", "Asia/Seoul", Some(KeyMoment::Resolved)),
    ];
    let said = |entries: &[Entry], locale| {
        let strip = draw(entries, "2026-11-13T04:52:00Z", "2026-11-13T06:00:00Z", "Asia/Seoul", locale);
        let hidden = strip.marks.iter().filter(|m| m.is_outside).count();
        (strip.earlier.map(|e| (e.id, e.label)), strip.later.map(|e| (e.id, e.label)), hidden)
    };
    let id = |n: u128| EntryId(Uuid::from_u128(n));
    let en = said(&entries, Locale::En);
    assert_eq!(en.0, Some((id(1), "1 entry 4 d earlier".to_owned())));
    assert_eq!(en.1, Some((id(3), "2 entries up to 6 h later".to_owned())));
    assert_eq!(en.2, 3);
    assert_eq!(said(&entries, Locale::Ko).1.unwrap().1, "6시간 뒤까지 기록 2건");
    entries.retain(|e| e.id == id(2));
    assert_eq!(said(&entries, Locale::En), (None, None, 0));
}

#[test]
fn days_are_named_on_the_axis_and_a_change_of_clocks_is_marked() {
    let entries = [entry(1, "2026-10-24T12:00:00Z", "Europe/Berlin", None)];
    let strip = draw(&entries, "2026-10-24T10:00:00Z", "2026-10-25T10:00:00Z", "Europe/Berlin", Locale::Ko);
    let labels: Vec<&str> = strip.ticks.iter().map(|t| t.1.as_str()).collect();
    assert_eq!(labels, ["10월 24일 12:00", "18:00", "10월 25일 00:00", "06:00"]);
    assert_eq!(strip.zone_changes.len(), 1);
    assert_eq!(strip.zone_names, "CEST, CET");
}

#[test]
fn any_stretch_can_be_drawn() {
    let far = Timestamp::MAX.to_string();
    for (from, to) in [
        ("2026-11-13T05:02:00Z", "2026-11-13T05:02:00Z"),
        ("2026-11-13T05:02:00Z", "2026-11-13T05:02:01Z"),
        ("2026-11-13T05:02:00Z", "2026-12-24T05:02:00Z"),
        ("-009999-01-02T01:59:59Z", far.as_str()),
    ] {
        let strip = draw(&[entry(1, from, "UTC", Some(KeyMoment::ImpactStart))], from, to, "Asia/Seoul", Locale::En);
        assert!(strip.ticks.len() <= 20, "{from} {to}");
        assert!(strip.marks.iter().all(|m| m.x.parse::<f64>().is_ok_and(|x| (76.0..=760.0).contains(&x))));
    }
}

#[test]
fn rows_mark_days_gaps_and_times_given_elsewhere() {
    let entries = [
        entry(1, "2026-11-13T14:50:00Z", "Asia/Seoul", Some(KeyMoment::ImpactStart)),
        entry(2, "2026-11-13T15:20:00Z", "UTC", None),
    ];
    let gaps = gaps_during_impact(&entries, jiff::SignedDuration::from_mins(10));
    let rows = rows(&entries, &gaps, &[], &HashMap::new(), &HashMap::new(), &"Asia/Seoul".parse().unwrap());
    let shown: Vec<String> = rows
        .iter()
        .map(|row| match row {
            Row::Day(at) => format!("day {at}"),
            Row::Gap(seconds, ..) => format!("gap {seconds}"),
            Row::Entry(item) => format!("{} {:?}", item.html, item.given),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "day 2026-11-13T14:50:00Z",
            "entry &lt;1&gt; None",
            "gap 1800",
            "day 2026-11-13T15:20:00Z",
            "entry &lt;2&gt; Some(\"11-13 15:20 UTC\")",
        ]
    );
}

#[test]
fn a_time_that_happened_twice_goes_through_the_form_unharmed() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    for instant in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T09:00:00Z"] {
        let moment = Moment::new(instant.parse().unwrap(), berlin.clone());
        let typed = input_of(&moment, &berlin);
        assert_eq!(Moment::parse(&typed, &berlin).unwrap().at, moment.at, "{typed}");
    }
}

#[test]
fn every_text_of_the_timeline_is_there_in_both_languages() {
    let keys = |file: &str| -> BTreeSet<String> {
        file.lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|l| l.split_once(" =").map(|(key, _)| key.to_owned()))
            .collect()
    };
    let (en, ko) = (include_str!("../../../locales/en/timeline.ftl"), include_str!("../../../locales/ko/timeline.ftl"));
    assert_eq!(keys(en), keys(ko));
    let templates = [
        include_str!("../../../templates/timeline/page.html"),
        include_str!("../../../templates/timeline/strip.html"),
        include_str!("../../../templates/timeline/entry.html"),
        include_str!("../../../templates/timeline/form.html"),
        include_str!("../../../templates/timeline/fields.html"),
        include_str!("../../../templates/timeline/form_in_place.html"),
        include_str!("../../../templates/timeline/keys.html"),
        include_str!("../../../templates/timeline/macros.html"),
        include_str!("../../../templates/timeline/near.html"),
        include_str!("../../../templates/timeline/stale_body.html"),
        include_str!("../../../templates/timeline/versus.html"),
        include_str!("../../../templates/timeline/split.html"),
        include_str!("../../../templates/timeline/history.html"),
        include_str!("../../../templates/timeline/actors.html"),
    ];
    let mut n = 0;
    for piece in templates.iter().flat_map(|t| t.split("ui.t").skip(1)) {
        let Some(key) = piece.split('"').nth(1).filter(|_| piece.starts_with("(\"") || piece.starts_with("1(\""))
        else {
            continue;
        };
        for locale in [Locale::En, Locale::Ko] {
            let args = ["n", "duration", "zone", "name", "time"].map(|name| (name, "1"));
            assert!(has_text(locale, key) || text(locale, key, &args) != key, "{locale:?} {key}");
        }
        n += 1;
    }
    assert!(n > 60, "{n}");
}

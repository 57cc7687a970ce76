//! What is read from tables of many makers, and which rows are refused.

use jiff::tz::TimeZone;

use super::*;
use crate::run::Options;
use crate::testing::{Seen, import};

fn table(bytes: &[u8]) -> Input {
    Input::bytes("t.csv", bytes.to_vec())
}

fn seoul() -> Options {
    Options { zone: Some(TimeZone::get("Asia/Seoul").unwrap()), ..Options::default() }
}

fn read_text(text: &str) -> Seen {
    import(SourceKind::Table, table(text.as_bytes()), &seoul()).unwrap()
}

#[test]
fn a_korean_table_with_quoted_lines_is_read() {
    let seen = read_text(
        "\u{feff}발생 시각;작성자;내용;비고;링크\r\n2026. 11. 13. 오후 2:02;민수;\"결제 오류\r\n42%; 확인 중\";첫 알림;https://g.example/1\r\n2026-11-13 14:05:10;지수;롤백합니다;;\r\n",
    );
    assert_eq!(seen.refused(), Vec::<String>::new());
    let told: Vec<_> = seen
        .items
        .iter()
        .map(|(i, p)| format!("{p} {} {} {}", i.occurred, i.author.as_ref().unwrap().handle, i.text))
        .collect();
    assert_eq!(
        told,
        ["t.csv:2 2026-11-13T05:02:00Z 민수 결제 오류\r\n42%; 확인 중", "t.csv:4 2026-11-13T05:05:10Z 지수 롤백합니다"]
    );
    let first = &seen.items[0].0;
    assert_eq!(first.zone.as_deref(), Some("Asia/Seoul"));
    assert_eq!(first.link.as_deref(), Some("https://g.example/1"));
    assert_eq!(first.details, [("비고".to_owned(), "첫 알림".to_owned())]);
}

#[test]
fn the_delimiter_is_told_from_the_head() {
    for sign in [",", "\t", ";", "|"] {
        let text = format!(
            "time{sign}who{sign}message\n2026-11-13T14:02:00Z{sign}ada{sign}hello\n2026-11-13T14:03:00Z{sign}ben{sign}bye\n"
        );
        assert_eq!(read_text(&text).summary.taken, 2, "{sign:?}");
    }
}

#[test]
fn rows_are_refused_by_line_and_the_rest_is_taken() {
    let seen = read_text(
        "time,text\n2026-11-13T14:02:00Z,a\nyesterday,b\n2026-11-13T14:02:00Z,\n2026-11-13T14:02:00Z,c,d,e\n\n03/04/2026 14:02,f\n2026-11-13T14:03:00Z,g\n",
    );
    assert_eq!(seen.summary.taken, 2);
    assert_eq!(
        seen.refused(),
        [
            "t.csv:3 `yesterday` is no known way to write a date and a time",
            "t.csv:4 no text",
            "t.csv:5 4 cells in a table of 2 columns; a sign inside a text may need quotes",
            "t.csv:7 `03/04/2026 14:02` may mean two dates; say whether the month comes first",
        ]
    );
}

#[test]
fn a_time_without_a_zone_needs_a_stated_one() {
    let seen = import(SourceKind::Table, table(b"time,text\n2026-11-13 14:02,a\n"), &Options::default()).unwrap();
    assert_eq!(seen.refused(), ["t.csv:2 `2026-11-13 14:02` names no zone; state the zone of this file"]);
}

#[test]
fn equal_rows_stay_two_and_keys_are_stable() {
    let text = "time,text\n2026-11-13T14:02:00Z,ok\n2026-11-13T14:02:00Z,ok\n2026-11-13T14:02:00Z,no\n";
    let seen = read_text(text);
    let mut keys: Vec<_> = seen.items.iter().map(|(i, _)| i.key.clone()).collect();
    keys.dedup();
    assert_eq!(keys.len(), 3);
    assert_eq!(seen.items, read_text(text).items);
    let seen = read_text("id,time,text\n77,2026-11-13T14:02:00Z,ok\n");
    assert_eq!(seen.items[0].0.key, "77");
}

#[test]
fn json_lines_are_read_with_their_columns() {
    let text = "{\"@timestamp\":\"2026-11-13T14:02:00Z\",\"message\":\"boom\",\"user\":\"ada\",\"level\":\"error\",\"n\":3}\n[1]\n{\"@timestamp\":1794578523123,\"message\":\"again\"}\n";
    let seen = read_text(text);
    assert_eq!(seen.summary.taken, 2);
    assert_eq!(seen.items[0].0.detail("level"), Some("error"));
    assert_eq!(seen.items[1].0.occurred.to_string(), "2026-11-13T14:02:03.123Z");
    assert_eq!(seen.summary.refused, 1);
    assert!(matches!(
        import(SourceKind::Table, table(b"{\"time\": 1"), &seoul()),
        Err(Rejected::Mapping { .. } | Rejected::Json { .. })
    ));
}

#[test]
fn a_mapping_is_offered_and_obeyed() {
    let text = b"When it was,Words,Nobody\n2026-11-13T14:02:00Z,a,b\n";
    let overview = inspect(table(text), &Options::default()).unwrap();
    assert_eq!(overview.columns, ["When it was", "Words", "Nobody"]);
    assert_eq!(overview.sample, [["2026-11-13T14:02:00Z", "a", "b"]]);
    assert_eq!(overview.guess, Mapping::default());
    match import(SourceKind::Table, table(text), &Options::default()) {
        Err(Rejected::Mapping { missing, columns, .. }) => {
            assert_eq!((missing, columns.len()), (crate::MissingColumn::Time, 3));
        }
        other => panic!("{:?}", other.map(|s| s.summary)),
    }
    let mapping = Mapping {
        time: Some("When it was".to_owned()),
        text: Some("words".to_owned()),
        who: Some("Nobody".to_owned()),
        ..Mapping::default()
    };
    let options = Options { mapping: Some(mapping), ..Options::default() };
    assert_eq!(import(SourceKind::Table, table(text), &options).unwrap().summary.taken, 1);
    let guess = Mapping::guess(&["일시".to_owned(), "담당자".to_owned(), "내용".to_owned(), "Time (KST)".to_owned()]);
    assert_eq!(
        (guess.time.as_deref(), guess.who.as_deref(), guess.text.as_deref()),
        (Some("Time (KST)"), Some("담당자"), Some("내용"))
    );
}

#[test]
fn what_is_no_utf8_is_named_by_line() {
    let seen = import(
        SourceKind::Table,
        table(b"time,text\n2026-11-13T14:02:00Z,\xb0\xa1\n2026-11-13T14:02:00Z,ok\n"),
        &Options::default(),
    )
    .unwrap();
    assert_eq!((seen.summary.taken, seen.refused()), (1, vec!["t.csv:2 the row is not UTF-8".to_owned()]));
    for bytes in [&b"\xff\xfet\0i\0"[..], b"time,\xb0\xa1\n"] {
        assert!(matches!(import(SourceKind::Table, table(bytes), &Options::default()), Err(Rejected::Encoding { .. })));
    }
}

#[test]
fn secrets_leave_every_cell() {
    let secret = format!("gh{}", "p_abcdefghijklmnopqrstuvwxyz0123");
    let seen = read_text(&format!("time,text,who,extra\n2026-11-13T14:02:00Z,x {secret},{secret},{secret}\n"));
    let item = &seen.items[0].0;
    assert!(item.is_scrubbed);
    assert!(!format!("{item:?}{}", String::from_utf8_lossy(&item.raw)).contains(&secret));
}

proptest::proptest! {
    #[test]
    fn any_bytes_never_panic(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), has_head: bool) {
        if has_head {
            bytes.splice(0..0, b"time,text,who\n".iter().copied());
        }
        let _ = import(SourceKind::Table, table(&bytes), &seoul());
        let _ = inspect(table(&bytes), &seoul());
    }
}

#[test]
fn the_fixtures_are_read_as_written() {
    let support = import(SourceKind::Table, table(include_bytes!("fixtures/support.csv")), &seoul()).unwrap();
    assert_eq!(support.summary.taken, 2);
    assert_eq!(support.refused().len(), 1, "{:?}", support.refused());
    assert!(support.refused()[0].contains(":5"), "{:?}", support.refused());
    let metric = import(SourceKind::Table, table(include_bytes!("fixtures/metric.jsonl")), &seoul()).unwrap();
    let times: Vec<_> = metric.items.iter().map(|(i, _)| i.occurred.to_string()).collect();
    assert_eq!(times, ["2026-11-13T05:02:00Z", "2026-11-13T05:03:00Z", "2026-11-13T05:05:00Z"]);
}

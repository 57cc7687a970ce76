//! What is proposed from talk, alerts and deployments, and how much.

use super::*;
use crate::item::{Author, SourceKind};

fn item(n: u64, seconds: i64, who: &str, text: &str) -> Item {
    Item {
        source: SourceKind::Slack,
        key: format!("C/{n}"),
        revision: Revision::Original,
        kind: ItemKind::Message,
        author: Some(Author { handle: who.to_owned(), name: None, is_bot: false }),
        occurred: Timestamp::from_second(1_794_578_520 + seconds).unwrap(),
        zone: None,
        place: Some("#inc".to_owned()),
        thread: None,
        text: text.to_owned(),
        link: None,
        details: Vec::new(),
        raw: Vec::new(),
        hash: [0; 32],
        is_scrubbed: false,
    }
}

fn alert(n: u64, seconds: i64, name: &str, state: &str) -> Item {
    let details = vec![("state".to_owned(), state.to_owned()), ("alert".to_owned(), name.to_owned())];
    Item { kind: ItemKind::Alert, place: None, details, ..item(n, seconds, "alertmanager", name) }
}

fn told(items: &[Item]) -> Vec<String> {
    let mut suggester = Suggester::new();
    let found = items.iter().flat_map(|item| suggester.feed(item, item.key.as_str()));
    found.map(|s| format!("{} {}", s.tag, s.rule.as_str())).collect()
}

#[test]
fn an_alert_counts_the_first_time_and_when_it_ends() {
    let items = [
        alert(1, 0, "A", "firing"),
        alert(2, 60, "A", "firing"),
        alert(3, 90, "B", "resolved"),
        alert(4, 120, "A", "resolved"),
        alert(5, 180, "A", "firing"),
    ];
    assert_eq!(told(&items), ["C/1 alert_first_time", "C/4 alert_resolved"]);
}

#[test]
fn an_alert_told_by_a_bot_is_an_alert() {
    let bot = |n, seconds, text: &str| {
        let mut item = item(n, seconds, "B1", text);
        item.author.as_mut().unwrap().is_bot = true;
        item
    };
    let items = [
        bot(1, 0, "[FIRING:1] HighErrorRate (checkout) (https://a.example)\nx"),
        bot(2, 5, "[FIRING:2] HighErrorRate (checkout)"),
        bot(3, 9, "[RESOLVED] HighErrorRate (checkout)"),
    ];
    assert_eq!(told(&items), ["C/1 alert_first_time", "C/3 alert_resolved"]);
}

#[test]
fn one_person_is_proposed_once_in_ten_minutes() {
    let items = [item(1, 0, "a", "rolling back"), item(2, 300, "a", "롤백 중입니다"), item(3, 700, "a", "롤백 완료")];
    assert_eq!(told(&items), ["C/1 rollback_word", "C/3 rollback_word"]);
}

#[test]
fn a_question_weighs_less_and_says_its_word() {
    let mut suggester = Suggester::new();
    let found = suggester.feed(&item(1, 0, "a", "should we Roll Back?"), ());
    assert_eq!(found[0].score, Rule::RollbackWord.score() - 20);
    assert_eq!(found[0].data, [("word", "Roll Back".to_owned())]);
}

#[test]
fn a_burst_is_told_once_and_newcomers_within_it() {
    let mut items: Vec<Item> = (0..10).map(|n| item(n, n as i64 * 3600, ["a", "b"][n as usize % 2], "hm")).collect();
    items.extend((0..40).map(|n| item(100 + n, 50_000 + n as i64 * 5, ["a", "b"][n as usize % 2], "hm")));
    items.push(item(200, 50_300, "new", "hello"));
    let told = told(&items);
    assert_eq!(told.iter().filter(|t| t.ends_with(" burst")).count(), 1);
    assert!(told.contains(&"C/200 first_message_of_person".to_owned()), "{told:?}");
    assert!(told.contains(&"C/100 silence_ends".to_owned()), "{told:?}");
}

#[test]
fn a_deployment_is_told_once_and_when_it_fails() {
    let deploy = |n, key: &str, thread: Option<&str>, state: &str| {
        let mut item = item(n, n as i64, "bot", "");
        item.kind = ItemKind::Deploy;
        item.key = key.to_owned();
        item.thread = thread.map(str::to_owned);
        item.details = vec![("state".to_owned(), state.to_owned())];
        item
    };
    let items = [
        deploy(1, "d1", None, "created"),
        deploy(2, "s1", Some("d1"), "in_progress"),
        deploy(3, "s2", Some("d1"), "failure"),
        deploy(4, "s3", Some("d1"), "failure"),
    ];
    assert_eq!(told(&items), ["d1 deploy", "s2 deploy"]);
}

#[test]
fn a_thousand_messages_give_some_dozens_and_always_the_same() {
    let texts = [
        "rolling back now",
        "seeing 300 5xx per minute",
        "p99 is 900 ms",
        "declaring a SEV2",
        "지금 롤백합니다",
        "lunch?",
        "복제 지연이 9초입니다",
        "쓰기 복구됐습니다",
        "thanks all, marking resolved",
        "posted status page update",
        "넵",
        "상태 페이지 업데이트했습니다",
        "ok",
        "오류율이 9%예요",
        "+1",
        "reviewing PR #12",
    ];
    let items: Vec<Item> = (0..1000u64)
        .map(|n| item(n, n as i64 * 11, &format!("u{}", n * 7 % 30), texts[(n * n + n / 3) as usize % texts.len()]))
        .collect();
    let first = told(&items);
    assert!((15..=60).contains(&first.len()), "{} {first:?}", first.len());
    assert_eq!(first, told(&items));
}

#[test]
fn places_may_come_mixed_or_one_after_the_other() {
    let texts =
        ["rolling back now", "declaring a SEV2", "hm", "지금 롤백합니다", "복구됐습니다", "[FIRING:1] Late (x)"];
    let mixed: Vec<Item> = (0..900u64)
        .map(|n| {
            let mut item = item(n, n as i64 * 13, &format!("u{}", n % 7), texts[(n / 3 % 6) as usize]);
            item.place = Some(format!("#{}", n % 3));
            item.author.as_mut().unwrap().is_bot = n % 11 == 0;
            item
        })
        .collect();
    let mut apart = mixed.clone();
    apart.sort_by_key(|item| item.place.clone());
    let (mut of_mixed, mut of_apart) = (told(&mixed), told(&apart));
    of_mixed.sort();
    of_apart.sort();
    assert!(of_mixed.len() > 20, "{of_mixed:?}");
    assert_eq!(of_mixed, of_apart);
}

#[test]
fn a_place_that_goes_back_in_time_is_not_sure() {
    let mut suggester = Suggester::new();
    suggester.feed(&item(1, 10, "a", "hm"), ());
    assert!(suggester.is_sure());
    suggester.feed(&item(2, 9, "a", "hm"), ());
    assert!(!suggester.is_sure());
}

#[test]
fn rules_read_back_by_name() {
    for rule in Rule::ALL {
        assert_eq!(rule.as_str().parse(), Ok(*rule));
    }
}

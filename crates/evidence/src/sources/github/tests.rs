//! What is read from deliveries of ours, from real ones where they are at hand, and from damaged ones.

use super::*;
use crate::run::Options;
use crate::testing::{Seen, import, shared};

const DELIVERIES: &str = include_str!("fixtures/deliveries.jsonl");

fn read_text(text: &str) -> Seen {
    import(SourceKind::Github, Input::bytes("d", text.as_bytes().to_vec()), &Options::default()).unwrap()
}

#[test]
fn each_event_becomes_its_items() {
    let seen = read_text(DELIVERIES);
    let zeros = |digit: &str| digit.repeat(40);
    assert_eq!(
        seen.told(),
        [
            format!("d:2 change 2026-11-13T04:52:00Z acme/checkout/push/refs/heads/main/{}..{} ada: main pushed / - Raise the pool limit / - Fix", zeros("1"), zeros("2")),
            format!("d:2 change 2026-11-13T04:50:00Z acme/checkout/commit/{} ada: Raise the pool limit /  / For the sale.", zeros("2")),
            format!("d:2 change 2026-11-13T04:51:00Z acme/checkout/commit/{} ben: Fix", zeros("3")),
            "d:3 change 2026-11-13T04:52:00Z acme/checkout/pull/7/closed/2026-11-13T04:52:00Z ada: pull request #7 merged: Raise the pool limit / For the sale.".to_owned(),
            "d:4 deploy 2026-11-13T04:55:00Z acme/checkout/deployment/11 deploy[bot]: deployment of main to production: created".to_owned(),
            "d:5 deploy 2026-11-13T04:58:00Z acme/checkout/deployment_status/12 deploy[bot]: deployment of main to production: success".to_owned(),
            "d:6 check 2026-11-13T04:54:00Z acme/checkout/workflow_run/13/1/completed ada: CI (main): failure".to_owned(),
            "d:7 release 2026-11-13T04:59:00Z acme/checkout/release/14/published ada: release v1.2 published / Sale / Pool limit".to_owned(),
            "d:8 check 2026-11-13T04:53:30Z acme/checkout/check_run/15/completed/success ada: lint: success".to_owned(),
        ]
    );
    assert_eq!(seen.summary.skipped.get("other_event"), Some(&1));
    assert_eq!(seen.items[1].0.zone.as_deref(), Some("+09:00"));
    assert!(seen.items[4].0.author.as_ref().unwrap().is_bot);
    let commit = String::from_utf8_lossy(&seen.items[2].0.raw).into_owned();
    assert!(commit.starts_with("{\"id\":\"3333") && DELIVERIES.contains(&commit));
}

#[test]
fn a_redelivery_gives_the_same_items() {
    let seen = read_text(&format!("{DELIVERIES}{DELIVERIES}"));
    assert_eq!(seen.summary.taken, 9);
    assert_eq!(seen.summary.skipped.get("duplicate"), Some(&9));
    assert_eq!(read_text(DELIVERIES).items, read_text(DELIVERIES).items);
}

#[test]
fn the_header_decides_where_it_is_known() {
    let line = DELIVERIES.lines().nth(3).unwrap();
    let options = Options { event: Some("issues".to_owned()), ..Options::default() };
    let seen = import(SourceKind::Github, Input::bytes("d", line.as_bytes().to_vec()), &options).unwrap();
    assert_eq!(seen.summary.skipped.get("other_event"), Some(&1));
    let options = Options { event: Some("push".to_owned()), ..Options::default() };
    let seen = import(SourceKind::Github, Input::bytes("d", line.as_bytes().to_vec()), &options).unwrap();
    assert_eq!(seen.refused(), ["d:1 push: no ref"]);
}

#[test]
fn real_bodies_are_read_or_skipped_by_name() {
    let Some(root) = shared("webhooks/github") else {
        return;
    };
    let read = ["push", "pull_request", "deployment", "deployment_status", "workflow_run", "release", "check_run"];
    for event in read.into_iter().chain(["ping", "issues"]) {
        for entry in std::fs::read_dir(root.join(event)).unwrap() {
            let path = entry.unwrap().path();
            let seen = import(SourceKind::Github, Input::open(&path).unwrap(), &Options::default()).unwrap();
            assert_eq!(seen.refused(), Vec::<String>::new(), "{}", path.display());
            let is_read = read.contains(&event);
            assert_eq!(seen.summary.taken > 0, is_read, "{}", path.display());
            assert!(
                seen.items.iter().all(|(i, _)| i.detail("event").is_some_and(|e| e == event || e == "commit")),
                "{}",
                path.display()
            );
        }
    }
    let seen = import(SourceKind::Github, Input::Folder(root), &Options::default()).unwrap();
    assert_eq!(seen.summary.refused, 0);
    assert!(seen.summary.taken > 30);
}

proptest::proptest! {
    #[test]
    fn a_mutated_delivery_never_panics(at in 0usize..6000, byte: u8, cut in 0usize..7000) {
        let mut bytes = DELIVERIES.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        let _ = import(SourceKind::Github, Input::bytes("x", bytes), &Options::default());
    }
}

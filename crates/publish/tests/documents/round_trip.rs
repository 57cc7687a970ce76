//! Export, import, export: the same text but for the number.

use crate::house::{self, any_full, any_locale, plain, rebuilt, sample};
use postmortem::Locale;
use proptest::prelude::*;
use publish::markdown::{Problem, export, parse};

fn without_number(document: &str) -> String {
    let line = document.lines().find(|l| l.starts_with("number: ")).unwrap().to_owned();
    document.replacen(&line, "number:", 1)
}

fn check(full: &publish::Full, locale: Locale) {
    let document = export(full, locale);
    let imported = parse(&document).unwrap_or_else(|errors| panic!("{errors:?} in\n{document}"));
    let again = export(&rebuilt(imported.clone()), imported.locale);
    assert_eq!(without_number(&again), without_number(&document));
    assert_eq!(plain(&rebuilt(imported)), plain(full), "all of it came along, in\n{document}");
}

#[test]
fn the_sample_comes_back_in_both_languages() {
    for locale in Locale::ALL {
        check(&sample(), locale);
    }
    let document = export(&sample(), Locale::En);
    for line in [
        "title: 카드 결제가 47분 동안 거절되었습니다",
        "services: [payments-api, card gateway]",
        "\\## Timeline",
        "### 2. 2026-11-13 14:17:30 KST · decision",
        "occurred: 2026-11-13T14:02:00+09:00 Asia/Seoul minute",
        "  known_entries: [1]",
        "weakness: Releases go out without a canary",
        "    Timeouts at provider A only.",
    ] {
        assert!(document.lines().any(|l| l == line), "{line:?} is missing in\n{document}");
    }
}

#[test]
fn an_editor_may_change_every_line_end() {
    let document = export(&sample(), Locale::Ko);
    let windows = format!("\u{feff}{}", document.replace('\n', "\r\n"));
    assert_eq!(parse(&windows).unwrap(), parse(&document).unwrap());
}

#[test]
fn a_document_by_hand_is_read() {
    let document = "---\ninquest: 1\ntitle: Cards were declined\nseverity: sev2\noccasion: near_miss\nzone: Asia/Seoul\nactors:\n  - handle: ben\n---\n\n## 요약\n\nShort.\n\n## Timeline\n\n### 5. 2026-11-13 14:02\n\nIt began.\n\n```yaml entry\nkind: impact\noccurred: 2026-11-13 14:02\nactors: [ben]\n```\n";
    let read = parse(document).unwrap();
    assert_eq!(read.narrative, [(postmortem::Part::Summary, "Short.".to_owned())]);
    assert_eq!(read.entries[0].text, "It began.");
    assert_eq!(read.entries[0].occurred.at.to_string(), "2026-11-13T05:02:00Z");
    assert_eq!(read.number, None);
}

#[test]
fn refusals_name_the_line_and_a_way_out() {
    let good = export(&sample(), Locale::En);
    let first = |document: &str| parse(document).unwrap_err().remove(0);
    assert_eq!(first("no front matter").problem, Problem::NoFrontMatter);
    assert_eq!(first("---\ntitle: x\n").problem, Problem::OpenFrontMatter);
    let line = |text: &str| good.lines().position(|l| l == text).unwrap() + 1;
    type Case = (&'static str, &'static str, fn(&Problem) -> bool);
    let cases: [Case; 8] = [
        ("kind: decision", "kind: guess", |p| matches!(p, Problem::Value { field: "kind", .. })),
        ("occasion: incident", "occasion: party", |p| matches!(p, Problem::Value { field: "occasion", .. })),
        ("occurred: 2026-11-13T14:02:00+09:00 Asia/Seoul minute", "occurred: yesterday", |p| {
            matches!(p, Problem::Value { .. })
        }),
        ("### 1. 2026-11-13 14:02 KST · impact · impact start", "### 1. 2026-11-13 14:03 KST", |p| {
            matches!(p, Problem::OtherTime(_))
        }),
        ("### 1. 2026-11-13 14:02 KST · impact · impact start", "### 2. 2026-11-13 14:02 KST", |p| {
            matches!(p, Problem::Duplicate(_))
        }),
        ("kind: impact", "kynd: impact", |p| matches!(p, Problem::Yaml(_))),
        ("## Impact", "## Summary", |p| matches!(p, Problem::Twice(_))),
        ("# 카드 결제가 47분 동안 거절되었습니다", "# other", |p| matches!(p, Problem::OtherTitle(_))),
    ];
    for (from, to, is_it) in cases {
        let at = line(from);
        let error = first(&good.replacen(&format!("\n{from}\n"), &format!("\n{to}\n"), 1));
        assert!(is_it(&error.problem), "{to}: {error}");
        assert!(
            error.line.abs_diff(at) <= 1 || matches!(error.problem, Problem::Duplicate(_)),
            "{to}: {error}, not line {at}"
        );
        assert!(!error.problem.way_out().is_empty());
    }
    let strange = good.replacen("actors: [haneul, U07BEN]", "actors: [haneul, nobody]", 1);
    assert!(matches!(first(&strange).problem, Problem::Unknown(_)));
    for (from, to, is_it) in [
        ("class: mechanism", "class: culprit", "class"),
        ("### 3. No canary on the gateway", "### 2. No canary on the gateway", "twice"),
        ("  - cause: 3\n    necessity: necessary", "  - cause: 9\n    necessity: necessary", "stands for nothing"),
        ("deep_enough: ", "because: [{cause: 1}]\ndeep_enough: ", "no map"),
        ("class: mechanism", "class: mechanism\nweakness: no canary", "only a condition has one"),
        ("```yaml cause\nclass: mitigator", "class: mitigator", "no data block"),
    ] {
        let broken = good.replacen(from, to, 1);
        assert_ne!(broken, good, "{from}");
        let error = first(&broken).to_string();
        assert!(error.contains(is_it), "{to}: {error}");
    }
    let open = &good[..good.rfind("```").unwrap()];
    assert_eq!(first(open).problem, Problem::OpenBlock);
}

proptest! {
    // twice what PROPTEST_CASES says, as scripts/campaign.sh does
    #![proptest_config(ProptestConfig {
        cases: 2 * ProptestConfig::default().cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_postmortem_comes_back(full in any_full(), locale in any_locale()) {
        check(&full, locale);
    }

    #[test]
    fn any_document_is_read_or_refused(full in any_full(), at in 0usize..4000, junk in house::hostile()) {
        let mut document = export(&full, Locale::En);
        let at = (0..=at.min(document.len())).rev().find(|n| document.is_char_boundary(*n)).unwrap();
        document.insert_str(at, &junk);
        let _ = parse(&document);
        let _ = parse(&document[..at]);
    }
}

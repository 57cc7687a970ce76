//! Documents read to ask questions about them.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use postmortem::{
    Locale,
    questions::{Code, Place, Question, Rules, questions},
};
use publish::told::{Document, document, subject};

use crate::house;

fn now() -> Timestamp {
    "2026-12-01T00:00:00Z".parse().unwrap()
}

fn open(document: &Document) -> Vec<Question> {
    questions(&document.subject, now(), &Rules::default())
}

/// The codes of what is open, each with its line.
fn asked(text: &str) -> Vec<(&'static str, usize)> {
    let document = document(text, "x.md").unwrap();
    open(&document).iter().map(|q| (q.code.as_str(), document.lines.of(q.place))).collect()
}

const GOOGLE: &str = "\
# Cards were declined

**Date**: 2026-11-13

**Authors**: Ada Kim, jeroen

**Summary**: Card payments were declined in an outage lasting 3 hours.

**Impact**: 1,200 payments.

**Root Causes**: The pool was halved.

**Resolution**: Ada Kim rolled back.

## Action Items

| Action Item | Type | Owner | Bug |
| --- | --- | --- | --- |
| Refuse such a release, checked by a drill | prevent | payments | n/a |
| Add an alert | detect | | DONE |

## Lessons Learned

### What went wrong

* the pool had no margin

### Where we got lucky

* it was a quiet hour

## Timeline

2026-11-13 (all times UTC)

* 14:02 OUTAGE BEGINS
* 14:08 an alert fires
* 14:?? a call
* 14:28 rolled back
* 14:40 all clear
";

#[test]
fn a_document_in_the_manner_of_google_is_understood() {
    let expected = [
        ("T08", 39), // 20 minutes until the rollback; the 12 behind it are no impact any more
        ("T19", 38),
        ("L01", 22),
        ("A02", 20),
        ("A03", 19),
        ("P04", 7),
        ("P07", 13),
    ];
    assert_eq!(asked(GOOGLE), expected);
}

#[test]
fn documents_in_other_manners_are_understood() {
    let atlassian = "# Incident\n\n## Incident summary\n\nLogins failed for 4 % of users.\n\n## Leadup\nA release.\n\n## Fault\nA loop.\n\n## Impact\n4 % of users.\n\n## Detection\nAn alert.\n\n## Response\nOn call.\n\n## Recovery\nRestart.\n\n## Timeline\nAll times are UTC.\n\n- 2026-11-13 14:02 - start of the loop\n- 2026-11-13 14:05 - alert\n- 2026-11-13 14:09 - restored\n\n## Five whys\n1. Why?\n\n## Lessons learned\nThe loop needs a limit.\n\n## Corrective actions\n- Limit the loop and verify with a test (owner: team A, due 2026-12-24)\n";
    assert_eq!(asked(atlassian), []);
    let wikitech = "== Summary ==\nThe site was slow for 12 minutes, 3 % of requests.\n\n== Impact ==\n3 % of requests\n\n== Timeline ==\nAll times in UTC.\n\n* 2026-11-13 14:02 outage begins\n* 14:05 pages\n* 14:09 recovered\n\n== Conclusions ==\n=== What went well? ===\n* the page came quickly\n=== What went poorly? ===\n* the dashboard was slow\n\n== Actionables ==\n* Cache the page, measure its hit rate (owner: web, done)\n";
    assert_eq!(asked(wikitech), [("C01", 1), ("P02", 1)], "how it ended stands only in the timeline");
    let korean = "# 결제 장애\n\n## 요약\n오늘 3%의 결제가 거절되었습니다.\n\n## 영향\n결제 1,200건\n\n## 타임라인 (KST)\n- 2026년 11월 13일 14시 2분 장애 발생\n- 2026년 11월 13일 14시 5분 경보\n- 2026년 11월 13일 14시 9분 복구\n\n## 조치\n되돌렸습니다.\n\n## 교훈\n- 여유가 필요합니다\n\n## 재발 방지 대책\n- 배포 절차 교육 (담당: 결제팀, 기한 2026-12-24)\n";
    assert_eq!(asked(korean), [("C01", 1), ("A04", 20), ("A05", 20), ("P06", 3)]);
}

#[test]
fn what_is_no_document_is_asked_what_is_missing() {
    for text in ["", "\n\n", "---\n", "# \n", "|||\n", "```\n# x"] {
        let codes: Vec<_> = asked(text).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["T01", "C01", "L03", "A01", "P01", "P02", "P02", "P02", "P02"], "{text:?}");
    }
}

#[test]
fn our_own_markdown_is_asked_the_same_as_the_house() {
    let mut full = house::sample();
    full.narrative.retain(|(part, _)| *part != postmortem::Part::Summary);
    for entry in &mut full.entries {
        if let Some(decision) = &mut entry.decision {
            decision.reason.clear();
        }
    }
    let here = questions(&subject(&full), now(), &Rules::default());
    let text = publish::markdown::export(&full, Locale::Ko);
    let read = document(&text, "pm.md").unwrap();
    let there = open(&read);
    let codes = |all: &[Question]| {
        // where it stands in its life is in no document
        let is_told = |c: &Code| !matches!(c, Code::P09 | Code::T13);
        all.iter().map(|q| q.code).filter(is_told).collect::<Vec<_>>()
    };
    assert_eq!(codes(&here), codes(&there));
    assert!(codes(&there).contains(&Code::T05) && codes(&there).contains(&Code::P01), "{there:?}");
    for question in there.iter().filter(|q| matches!(q.place, Place::Entry(_))) {
        let line = text.lines().nth(read.lines.of(question.place) - 1).unwrap();
        assert!(line.starts_with("### "), "{line}");
    }
    let ties: Vec<&Question> =
        there.iter().filter(|q| matches!(q.place, Place::Because(_) | Place::Cause(_))).collect();
    assert!(ties.len() > 1, "{there:?}");
    for question in ties {
        let line = text.lines().nth(read.lines.of(question.place) - 1).unwrap();
        assert!(line.starts_with("### ") || line.starts_with("## 원인"), "{line}");
    }
    assert!(document(&text.replace("zone: ", "zone: Mars/"), "pm.md").is_err());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_public_postmortem_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/postmortems-en");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let mut all = Vec::new();
    files(&folder, &mut all);
    let (mut n_timelines, mut n_parts, mut n_actions, mut n_lessons) = (0, 0, 0, 0);
    let mut counts = std::collections::BTreeMap::<Code, usize>::new();
    let began = std::time::Instant::now();
    for path in &all {
        let bytes = std::fs::read(path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let document = document(&text, &path.file_name().unwrap().to_string_lossy()).unwrap();
        let told = document.subject.told.as_ref().unwrap();
        n_timelines += usize::from(!document.subject.entries.is_empty());
        n_parts += document.subject.narrative.iter().filter(|(_, text)| !text.trim().is_empty()).count();
        n_actions += told.actions.len();
        n_lessons += told.lessons.len();
        let n_lines = text.lines().count().max(1);
        for question in open(&document) {
            *counts.entry(question.code).or_default() += 1;
            assert!((1..=n_lines).contains(&document.lines.of(question.place)), "{question:?} in {}", path.display());
        }
    }
    println!(
        "{} files in {:?}: {n_timelines} timelines, {n_parts} parts, {n_lessons} lessons, {n_actions} actions; {counts:?}",
        all.len(),
        began.elapsed()
    );
    assert!(n_timelines > all.len() / 10 && n_actions > 200, "hardly anything was understood");
}

proptest::proptest! {
    #[test]
    fn no_document_is_refused(text in "([#*|=-]{0,3} ?(Timeline|Impact|조치|Action items|14:02|\\?\\?|2026-11-13|a|`|\n|\\|){0,4}){0,12}") {
        open(&document(&text, "x.md").unwrap());
    }
}

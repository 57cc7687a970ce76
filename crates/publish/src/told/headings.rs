//! What the headings of others mean: the names that Google, PagerDuty, Atlassian, GitLab, Wikitech and many more use.

use postmortem::{Part, questions::ToldLessonKind};

/// What a section tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A part of the narrative.
    Part(Part),
    /// The timeline.
    Timeline,
    /// Causes.
    Causes,
    /// Lessons.
    Lessons(ToldLessonKind),
    /// Actions.
    Actions,
    /// Who was there, or who wrote it.
    People,
}

use Meaning::{Actions, Causes, Lessons, People, Timeline};
use ToldLessonKind::{GotLucky, Unsorted, WentWell, WentWrong};

const SUMMARY: Meaning = Meaning::Part(Part::Summary);
const IMPACT: Meaning = Meaning::Part(Part::Impact);
const BACKGROUND: Meaning = Meaning::Part(Part::Background);
const HAPPENED: Meaning = Meaning::Part(Part::WhatHappened);
const DETECTION: Meaning = Meaning::Part(Part::Detection);
const RESPONSE: Meaning = Meaning::Part(Part::Response);
const RECOVERY: Meaning = Meaning::Part(Part::Recovery);

/// Each meaning by the words with which a heading of it begins, in lower case and without marks.
const NAMES: &[(Meaning, &[&str])] = &[
    (
        SUMMARY,
        &[
            "summary",
            "executive summary",
            "issue summary",
            "incident summary",
            "overview",
            "tldr",
            "tl dr",
            "abstract",
            "요약",
            "개요",
            "장애 요약",
            "장애 개요",
        ],
    ),
    (
        IMPACT,
        &[
            "impact",
            "summary of impact",
            "customer impact",
            "user impact",
            "end user impact",
            "business impact",
            "infrastructure impact",
            "productivity impact",
            "affected users",
            "who was affected",
            "who was impacted",
            "scope",
            "user impact",
            "영향",
            "장애 영향",
            "영향 범위",
            "고객 영향",
            "서비스 영향",
        ],
    ),
    (BACKGROUND, &["background", "context", "lead up", "leadup", "contextual information", "배경"]),
    (
        HAPPENED,
        &[
            "what happened",
            "fault",
            "outage description",
            "incident description",
            "description",
            "incident details",
            "details",
            "chain of events",
            "무슨 일이 있었나",
            "장애 내용",
            "장애 현상",
            "현상",
            "상황",
        ],
    ),
    (
        DETECTION,
        &[
            "detection",
            "how was it detected",
            "how was the incident detected",
            "how we detected",
            "how did we detect",
            "monitoring",
            "탐지",
            "감지",
            "인지",
        ],
    ),
    (
        RESPONSE,
        &[
            "response",
            "our response",
            "incident response",
            "mitigation",
            "escalation",
            "how did we respond",
            "대응",
            "조치",
            "조치 내용",
            "대응 내용",
        ],
    ),
    (
        RECOVERY,
        &[
            "recovery",
            "resolution",
            "remediation",
            "mitigation resolution",
            "mitigation and resolution",
            "how did we fix",
            "복구",
            "해결",
            "해결 방법",
        ],
    ),
    (
        Timeline,
        &[
            "timeline",
            "incident timeline",
            "detailed timeline",
            "event timeline",
            "chronology",
            "sequence of events",
            "incident timing",
            "타임라인",
            "장애 경과",
            "경과",
            "시간별 경과",
            "장애 타임라인",
        ],
    ),
    (
        Causes,
        &[
            "root cause",
            "root causes",
            "contributing factors",
            "contributing factor",
            "contributing conditions",
            "trigger",
            "triggers",
            "cause",
            "causes",
            "proximate cause",
            "five whys",
            "5 whys",
            "what caused the incident",
            "why did it happen",
            "process breakdown",
            "process breakdowns",
            "원인",
            "근본 원인",
            "장애 원인",
            "원인 분석",
        ],
    ),
    (
        Lessons(Unsorted),
        &[
            "lessons learned",
            "lessons learnt",
            "lessons",
            "learnings",
            "what we learned",
            "what did we learn",
            "key takeaways",
            "takeaways",
            "conclusion",
            "conclusions",
            "what weakness did we learn about",
            "reflections",
            "교훈",
            "배운 점",
            "회고",
            "느낀 점",
        ],
    ),
    (
        Lessons(WentWell),
        &[
            "what went well",
            "things that went well",
            "went well",
            "what worked",
            "what worked well",
            "what went right",
            "잘된 점",
            "잘한 점",
            "좋았던 점",
        ],
    ),
    (
        Lessons(WentWrong),
        &[
            "what went wrong",
            "what went poorly",
            "what went badly",
            "things that went poorly",
            "things that went wrong",
            "went wrong",
            "what could have gone better",
            "what could be improved",
            "what didnt go so well",
            "what didnt go well",
            "what did not go well",
            "opportunities",
            "잘못된 점",
            "아쉬운 점",
            "개선할 점",
            "부족했던 점",
        ],
    ),
    (
        Lessons(GotLucky),
        &["where we got lucky", "where did we get lucky", "got lucky", "luck", "운이 좋았던 점", "다행이었던 점"],
    ),
    (
        Actions,
        &[
            "action items",
            "action item",
            "actions",
            "actionables",
            "follow ups",
            "follow up",
            "followups",
            "follow up actions",
            "next steps",
            "corrective actions",
            "corrective action",
            "resulting action",
            "resulting actions",
            "corrective and preventative measure",
            "corrective and preventative measures",
            "corrective and preventive measures",
            "corrective measures",
            "preventative measures",
            "prevention",
            "recommendations",
            "moving forward",
            "improvements",
            "short term improvements",
            "long term improvements",
            "immediate actions",
            "what are we doing",
            "what we are doing",
            "what were doing",
            "재발 방지",
            "재발 방지 대책",
            "재발방지 대책",
            "개선 과제",
            "후속 조치",
            "향후 계획",
            "개선 사항",
            "대책",
        ],
    ),
    (
        People,
        &[
            "attendees",
            "postmortem attendees",
            "authors",
            "author",
            "participants",
            "responders",
            "names of people involved",
            "people involved",
            "incident commander",
            "owner",
            "reviewers",
            "작성자",
            "참석자",
            "담당자",
        ],
    ),
];

/// Reads a heading.
pub fn meaning(heading: &str) -> Option<Meaning> {
    let name = normal(heading);
    find(|alias| name == alias || name.strip_prefix(alias).is_some_and(|rest| rest.starts_with(' ')))
}

/// Reads a line that is a heading only if it says nothing else.
pub fn exact(line: &str) -> Option<Meaning> {
    if line.len() > 60 || line.trim_end().ends_with(['.', ',']) {
        return None;
    }
    let name = normal(line);
    find(|alias| name == alias)
}

fn find(fits: impl Fn(&str) -> bool) -> Option<Meaning> {
    let all = NAMES.iter().flat_map(|(meaning, aliases)| aliases.iter().map(move |alias| (*meaning, *alias)));
    all.filter(|(_, alias)| fits(alias)).max_by_key(|(_, alias)| alias.len()).map(|(meaning, _)| meaning)
}

/// Lower case, without marks, numbering and what stands in brackets.
fn normal(heading: &str) -> String {
    let heading = heading.split(['(', '[']).next().unwrap_or_default().to_lowercase().replace(['\'', '’'], "");
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let words =
        words.skip_while(|w| w.len() <= 2 && w.bytes().all(|b| b.is_ascii_digit()) && !heading.contains("whys"));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_many_houses_are_understood() {
        for (heading, expected) in [
            ("Issue Summary", SUMMARY),
            ("**Summary of impact**:", IMPACT),
            ("Timeline (all times PST) 02/26/2024", Timeline),
            ("Timeline of the outage", Timeline),
            ("5 Whys", Causes),
            ("3. Root Cause(s)", Causes),
            ("Lessons Learnt", Lessons(Unsorted)),
            ("What didn’t go well?", Lessons(WentWrong)),
            ("What went well & where did we get lucky", Lessons(WentWell)),
            ("Corrective and Preventative Measures", Actions),
            ("Action Items & Followups", Actions),
            ("재발 방지 대책", Actions),
            ("1. 장애 요약", SUMMARY),
        ] {
            assert_eq!(meaning(heading), Some(expected), "{heading}");
        }
    }

    #[test]
    fn other_words_are_no_headings() {
        for heading in ["Stats", "The error itself", "Impactful", ""] {
            assert_eq!(meaning(heading), None, "{heading}");
        }
        assert_eq!(exact("Summary"), Some(SUMMARY));
        assert_eq!(exact("Timeline of what we saw that day"), None);
    }

    #[test]
    fn no_name_means_two_things() {
        let mut seen = std::collections::HashMap::new();
        for (meaning, aliases) in NAMES {
            for alias in *aliases {
                assert!(seen.insert(alias, meaning).is_none_or(|m| m == meaning), "{alias}");
                assert_eq!(super::meaning(alias), Some(*meaning), "{alias}");
            }
        }
    }
}

//! The words that documents need, in each language. Documents are read outside of the program, so they carry their own.

use postmortem::{
    ActionKind, ActionStatus, CauseClass, Confidence, EntryKind, KeyMoment, LessonKind, Locale, MeasureKind, Necessity,
    Occasion, Part, Strength, Sureness, Verdict,
};

use crate::{causes::PublishedWeakness, publication::PublishedKnowledge};

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    pub timeline: &'static str,
    pub causes: &'static str,
    pub causes_lead: &'static str,
    pub causes_map: &'static str,
    pub impact: &'static str,
    pub cause_again: &'static str,
    pub deep_enough: &'static str,
    pub weakness: &'static str,
    pub responder: &'static str,
    pub colleague: &'static str,
    pub link_left_out: &'static str,
    pub faced: &'static str,
    pub known: &'static str,
    pub options: &'static str,
    pub chosen: &'static str,
    pub deciders: &'static str,
    pub reason: &'static str,
    pub expected: &'static str,
    pub actual: &'static str,
    pub actors: &'static str,
    pub learned: &'static str,
    pub may: &'static str,
    pub evidence: &'static str,
    pub severity: &'static str,
    pub services: &'static str,
    pub teams: &'static str,
    pub departments: &'static str,
    pub tags: &'static str,
    pub zone: &'static str,
    pub pending: &'static str,
    pub invalid: &'static str,
    pub roles_note: &'static str,
    pub facts: &'static str,
    pub reading: &'static str,
    pub lessons: &'static str,
    pub actions: &'static str,
    pub luck_open: &'static str,
    pub luck_action: &'static str,
    pub luck_mitigator: &'static str,
    pub luck_accepted: &'static str,
    pub practice_made: &'static str,
    pub practice_helped: &'static str,
    pub practice_applies: &'static str,
    pub shown_by: &'static str,
    pub addresses: &'static str,
    pub review_on: &'static str,
    pub due: &'static str,
    pub owner: &'static str,
    pub expected_effect: &'static str,
    pub measure: &'static str,
    pub tracker: &'static str,
}

const EN: Words = Words {
    timeline: "Timeline",
    causes: "Causes",
    causes_lead: "How the impact became possible: below each cause stands what made it possible.",
    causes_map: "Map of causes; the outline says the same",
    impact: "impact",
    cause_again: "see",
    deep_enough: "Deep enough",
    weakness: "Weakness",
    responder: "responder",
    colleague: "a colleague",
    link_left_out: "link left out",
    faced: "Faced",
    known: "Known at the time",
    options: "Options",
    chosen: "chosen",
    deciders: "Decided by",
    reason: "Reason",
    expected: "Expected",
    actual: "What came of it",
    actors: "Involved",
    learned: "Learned of it",
    may: "may have",
    evidence: "Evidence",
    severity: "Severity",
    services: "Services",
    teams: "Teams",
    departments: "Departments",
    tags: "Tags",
    zone: "Times are in",
    pending: "pending",
    invalid: "invalid",
    roles_note: "People are shown by their roles.",
    facts: "Facts",
    reading: "min read",
    lessons: "Lessons",
    actions: "Actions",
    luck_open: "Nothing follows from this luck yet",
    luck_action: "Ends in an action",
    luck_mitigator: "No coincidence: a mitigator",
    luck_accepted: "Accepted risk",
    practice_made: "Became a practice",
    practice_helped: "A practice that helped",
    practice_applies: "A practice that would have applied",
    shown_by: "Shown by the entries of",
    addresses: "Addresses",
    review_on: "Looked at again on",
    due: "due",
    owner: "owner",
    expected_effect: "Expected effect",
    measure: "Outcome measure",
    tracker: "Tracked at",
};

const KO: Words = Words {
    timeline: "타임라인",
    causes: "원인",
    causes_lead: "영향이 어떻게 가능했는지 적습니다. 각 원인 아래에 그것을 가능하게 한 원인이 있습니다.",
    causes_map: "원인 지도. 아래 목록과 같은 내용입니다",
    impact: "영향",
    cause_again: "참조:",
    deep_enough: "충분히 깊음",
    weakness: "약점",
    responder: "대응자",
    colleague: "동료",
    link_left_out: "링크 생략",
    faced: "마주한 상황",
    known: "당시에 알려진 것",
    options: "선택지",
    chosen: "선택됨",
    deciders: "결정한 역할",
    reason: "이유",
    expected: "기대한 결과",
    actual: "실제 결과",
    actors: "관련자",
    learned: "인지한 때",
    may: "인지했을 수 있음",
    evidence: "증거",
    severity: "심각도",
    services: "서비스",
    teams: "팀",
    departments: "부서",
    tags: "태그",
    zone: "시간대",
    pending: "미정",
    invalid: "확인 필요",
    roles_note: "사람은 이름 대신 역할로 표시합니다.",
    facts: "주요 사실",
    reading: "분 분량",
    lessons: "교훈",
    actions: "개선 과제",
    luck_open: "이 운에서 아직 이어진 것이 없습니다",
    luck_action: "이어진 개선 과제",
    luck_mitigator: "우연이 아닌 완화 요인",
    luck_accepted: "감수하는 위험",
    practice_made: "모범 사례가 됨",
    practice_helped: "도움이 된 모범 사례",
    practice_applies: "적용할 수 있었던 모범 사례",
    shown_by: "보여 주는 기록",
    addresses: "다루는 원인",
    review_on: "다시 살펴볼 날",
    due: "기한",
    owner: "담당",
    expected_effect: "기대 효과",
    measure: "결과 지표",
    tracker: "이슈 링크",
};

/// Gives the words of a language.
pub fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &EN,
        Locale::Ko => &KO,
    }
}

/// Who learned of an entry, when, by which channel and how surely: `on-call (2026-11-13 14:18, #inc-041, may have)`.
pub fn learned(locale: Locale, known: &PublishedKnowledge) -> String {
    let mut about = vec![known.learned.to_input()];
    about.extend((!known.channel.is_empty()).then(|| known.channel.clone()));
    about.extend((known.sureness == Sureness::May).then(|| words(locale).may.to_owned()));
    format!("{} ({})", known.who, about.join(", "))
}

/// Names a part of the narrative.
pub fn part(locale: Locale, part: Part) -> &'static str {
    let (en, ko) = match part {
        Part::Summary => ("Summary", "요약"),
        Part::Impact => ("Impact", "영향"),
        Part::Background => ("Background", "배경"),
        Part::WhatHappened => ("What happened", "무슨 일이 있었나"),
        Part::Detection => ("Detection", "탐지"),
        Part::Response => ("Response", "대응"),
        Part::Recovery => ("Recovery", "복구"),
    };
    pick(locale, en, ko)
}

/// Names a kind of entry.
pub fn kind(locale: Locale, kind: EntryKind) -> &'static str {
    let (en, ko) = match kind {
        EntryKind::Impact => ("impact", "영향"),
        EntryKind::Alert => ("alert", "경보"),
        EntryKind::Change => ("change", "변경"),
        EntryKind::Observation => ("observation", "관찰"),
        EntryKind::Hypothesis => ("hypothesis", "가설"),
        EntryKind::Communication => ("communication", "소통"),
        EntryKind::Decision => ("decision", "결정"),
        EntryKind::Response => ("response", "대응"),
    };
    pick(locale, en, ko)
}

/// Names a class of causes.
pub fn cause_class(locale: Locale, class: CauseClass) -> &'static str {
    let (en, ko) = match class {
        CauseClass::Trigger => ("trigger", "계기"),
        CauseClass::Mechanism => ("mechanism", "작동 방식"),
        CauseClass::Condition => ("condition", "조건"),
        CauseClass::Hindrance => ("hindrance", "방해 요인"),
        CauseClass::Mitigator => ("mitigator", "완화 요인"),
    };
    pick(locale, en, ko)
}

/// Names a column of the map: so many steps from the impact.
pub fn step(locale: Locale, n: usize) -> String {
    match locale {
        Locale::En => format!("step {n}"),
        Locale::Ko => format!("{n}단계"),
    }
}

/// Tells the how manieth time something came up: `3rd time`, `세 번째`.
pub fn nth_time(locale: Locale, n: usize) -> String {
    const COUNTED: [&str; 10] = ["첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"];
    match locale {
        Locale::En => {
            let ending = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{n}{ending} time")
        }
        Locale::Ko => match n.checked_sub(1).and_then(|at| COUNTED.get(at)) {
            Some(counted) => format!("{counted} 번째"),
            None => format!("{n}번째"),
        },
    }
}

/// Tells the weakness of a condition, and which earlier incidents came through it.
pub fn weakness(locale: Locale, weakness: &PublishedWeakness) -> String {
    let named = format!("{}: {}", words(locale).weakness, weakness.name);
    if weakness.earlier.is_empty() {
        return named;
    }
    let earlier: Vec<String> = weakness.earlier.iter().map(ToString::to_string).collect();
    let (nth, earlier) = (nth_time(locale, weakness.nth()), earlier.join(", "));
    match locale {
        Locale::En => format!("{named} · {nth}, after {earlier}"),
        Locale::Ko => format!("{named} · {nth}, 이전: {earlier}"),
    }
}

/// Says whether an effect needed a cause.
pub fn necessity(locale: Locale, necessity: Necessity) -> &'static str {
    let (en, ko) = match necessity {
        Necessity::Necessary => ("necessary", "필수"),
        Necessity::Contributed => ("contributed", "기여"),
    };
    pick(locale, en, ko)
}

/// Says how sure people are of a because.
pub fn confidence(locale: Locale, confidence: Confidence) -> &'static str {
    let (en, ko) = match confidence {
        Confidence::High => ("shown", "증거로 확인됨"),
        Confidence::Medium => ("likely", "가능성 높음"),
        Confidence::Low => ("a guess so far", "아직 추측"),
    };
    pick(locale, en, ko)
}

/// Names a key moment.
pub fn key_moment(locale: Locale, moment: KeyMoment) -> &'static str {
    let (en, ko) = match moment {
        KeyMoment::ImpactStart => ("impact start", "영향 시작"),
        KeyMoment::Detected => ("detected", "탐지"),
        KeyMoment::Acknowledged => ("acknowledged", "대응 착수"),
        KeyMoment::Mitigated => ("mitigated", "완화"),
        KeyMoment::Resolved => ("resolved", "해결"),
    };
    pick(locale, en, ko)
}

/// Names a measure.
pub fn measure(locale: Locale, measure: MeasureKind) -> &'static str {
    let (en, ko) = match measure {
        MeasureKind::TimeToDetect => ("time to detect", "탐지까지"),
        MeasureKind::TimeToAcknowledge => ("time to acknowledge", "대응 착수까지"),
        MeasureKind::TimeToMitigate => ("time to mitigate", "완화까지"),
        MeasureKind::TimeToResolve => ("time to resolve", "해결까지"),
    };
    pick(locale, en, ko)
}

/// Names an occasion.
pub fn occasion(locale: Locale, occasion: Occasion) -> &'static str {
    let (en, ko) = match occasion {
        Occasion::Incident => ("incident", "장애"),
        Occasion::NearMiss => ("near miss", "아차 사고"),
        Occasion::Drill => ("drill", "훈련"),
    };
    pick(locale, en, ko)
}

/// Names a kind of lesson.
pub fn lesson_kind(locale: Locale, kind: LessonKind) -> &'static str {
    let (en, ko) = match kind {
        LessonKind::WentWell => ("Went well", "잘된 일"),
        LessonKind::WentWrong => ("Went wrong", "아쉬운 일"),
        LessonKind::GotLucky => ("Got lucky", "운이 좋았던 일"),
    };
    pick(locale, en, ko)
}

/// Names what an action is for.
pub fn action_kind(locale: Locale, kind: ActionKind) -> &'static str {
    let (en, ko) = match kind {
        ActionKind::Investigate => ("investigate", "조사"),
        ActionKind::Prevent => ("prevent", "예방"),
        ActionKind::Detect => ("detect", "탐지"),
        ActionKind::Mitigate => ("mitigate", "완화"),
        ActionKind::Repair => ("repair", "복구"),
    };
    pick(locale, en, ko)
}

/// Names a strength.
pub fn strength(locale: Locale, strength: Strength) -> &'static str {
    let (en, ko) = match strength {
        Strength::Strong => ("strong", "강함"),
        Strength::Medium => ("medium", "중간"),
        Strength::Weak => ("weak", "약함"),
    };
    pick(locale, en, ko)
}

/// Tells where an action stands.
pub fn action_status(locale: Locale, status: ActionStatus) -> &'static str {
    let (en, ko) = match status {
        ActionStatus::Idea => ("idea", "제안"),
        ActionStatus::Open => ("open", "시작 전"),
        ActionStatus::InProgress => ("in progress", "진행 중"),
        ActionStatus::Done => ("done", "완료"),
        ActionStatus::Declined => ("we will not act", "하지 않기로 함"),
    };
    pick(locale, en, ko)
}

/// Tells whether an action had its effect.
pub fn verdict(locale: Locale, verdict: Verdict) -> &'static str {
    let (en, ko) = match verdict {
        Verdict::Worked => ("It worked", "효과 있음"),
        Verdict::Partly => ("It worked in part", "일부 효과"),
        Verdict::DidNot => ("It did not work", "효과 없음"),
        Verdict::CannotTell => ("Cannot tell yet", "아직 알 수 없음"),
    };
    pick(locale, en, ko)
}

/// Tells a length of time: `47 min`, `1 h 5 min`, `30 s`.
pub fn length(locale: Locale, seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let units = match locale {
        Locale::En => [" d", " h", " min", " s"],
        Locale::Ko => ["일", "시간", "분", "초"],
    };
    let seconds_shown = if seconds < 600 { seconds % 60 } else { 0 };
    let parts: Vec<String> = [days, hours, minutes, seconds_shown]
        .into_iter()
        .zip(units)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    if parts.is_empty() { format!("0{}", units[3]) } else { parts.join(" ") }
}

fn pick(locale: Locale, en: &'static str, ko: &'static str) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::Ko => ko,
    }
}

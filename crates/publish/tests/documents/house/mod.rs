//! Postmortems to test with: a small cast in two languages, and arbitrary ones made of hostile texts.

mod actions;
mod causes;
mod lessons;
mod plain;
mod rebuilt;
mod text;
mod timeline;

use jiff::Timestamp;
use postmortem::{
    Action, ActionId, Actor, ActorId, CauseMap, Decision, Entry, EntryId, EntryKind, EvidenceId, KeyMoment, Knowledge,
    Lesson, LessonId, Locale, Moment, Number, Occasion, Opt, Part, PersonId, Postmortem, PostmortemId, Severity,
    Status, Sureness, Visibility,
};
use proptest::prelude::*;
use publish::{Author, EvidenceRef, FileRef, Full, PersonName};
use uuid::Uuid;

use actions::an_action;
use causes::{any_causes, any_register, causes};
use lessons::{a_lesson, practices};
use timeline::an_entry;

pub use causes::{because, cause, weakness};
pub use plain::plain;
pub use rebuilt::rebuilt;
pub use text::hostile;
pub use timeline::entry;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn moment(at: &str, zone: &str) -> Moment {
    Moment::parse(at, &zone.parse().unwrap()).unwrap()
}

pub fn actor(n: u128, handle: &str, name: &str, role: Option<&str>) -> Actor {
    Actor {
        id: ActorId(id(n)),
        handle: handle.into(),
        name: name.into(),
        role: role.map(Into::into),
        team: None,
        person: None,
    }
}

pub fn empty(title: &str) -> Full {
    let at: Timestamp = "2026-11-13T06:00:00Z".parse().unwrap();
    Full {
        postmortem: Postmortem {
            id: PostmortemId(id(1)),
            number: Number { year: 2026, count: 41 },
            title: title.into(),
            severity: "sev1".into(),
            occasion: Occasion::Incident,
            zone: "Asia/Seoul".parse().unwrap(),
            status: Status::Draft,
            visibility: Visibility::Private,
            owner: PersonId(id(900)),
            tags: vec![],
            services: vec![],
            teams: vec![],
            departments: vec![],
            version: 1,
            created_at: at,
            updated_at: at,
            archived_at: None,
            merged_into: None,
        },
        severity: Severity {
            code: "sev1".into(),
            name: "SEV 1".into(),
            meaning: String::new(),
            position: 1,
            is_offered: true,
            version: 1,
        },
        narrative: vec![],
        lessons: vec![],
        actions: vec![],
        entries: vec![],
        causes: CauseMap::default(),
        weaknesses: vec![],
        practices: vec![],
        actors: vec![],
        people: vec![],
        evidence: vec![],
        files: vec![],
    }
}

/// The sample: a pool of connections runs dry; two people, one decision.
pub fn sample() -> Full {
    let mut full = empty("카드 결제가 47분 동안 거절되었습니다");
    full.postmortem.services = vec!["payments-api".into(), "card gateway".into()];
    full.postmortem.tags = vec!["연결-풀".into()];
    full.actors = vec![
        actor(11, "haneul", "김하늘", Some("당직 엔지니어 (결제)")),
        actor(12, "U07BEN", "Ben Stone", None),
        actor(13, "dana", "Dana Reyes", None),
    ];
    full.people =
        vec![PersonName { id: PersonId(id(900)), name: "이서연".into(), login: "seoyeon@corp.example".into() }];
    full.evidence = vec![EvidenceRef {
        id: EvidenceId(id(50)),
        hash: "ab".repeat(32),
        source: "slack".into(),
        key: "C01/1763010120.000100".into(),
        occurred: "2026-11-13T05:02:00Z".parse().unwrap(),
        zone: None,
        author: Some(Author { handle: "U09X".into(), name: Some("최민준".into()) }),
        place: Some("#inc-41".into()),
        link: Some("https://corp.slack.example/archives/C01/p1763010120000100".into()),
        text: "secret words of a message".into(),
    }];
    full.files = vec![FileRef {
        hash: "cd".repeat(32),
        name: "haneul-graph.png".into(),
        media_type: "image/png".into(),
        size: 4,
    }];
    full.narrative = vec![
        (
            Part::Summary,
            format!(
                "김하늘님이 14시 02분에 알아차렸고 @ben 대신 Ben Stone이 되돌렸습니다.\n\n![graph](file:{})",
                "cd".repeat(32)
            ),
        ),
        (Part::Impact, "## Timeline\n\n12,400 orders failed.\n```yaml entry\nnot data\n```".into()),
    ];
    let mut first = entry(21, EntryKind::Impact, "2026-11-13 14:02", "Card payments are declined.");
    first.key_moment = Some(KeyMoment::ImpactStart);
    first.evidence = vec![EvidenceId(id(50))];
    let mut second = entry(22, EntryKind::Decision, "2026-11-13 14:17:30", "haneul and <@U07BEN> roll the pool back");
    second.actors = vec![ActorId(id(11)), ActorId(id(12))];
    second.knowledge = vec![Knowledge {
        channel: "#inc-041".into(),
        sureness: Sureness::May,
        ..Knowledge::sure(ActorId(id(13)), moment("2026-11-13 14:43", "Asia/Seoul"))
    }];
    second.decision = Some(Decision {
        faced: "Timeouts at provider A only.\n\nThe pool looked fine to 김하늘.".into(),
        known: "nothing of the other rollout".into(),
        known_entries: vec![EntryId(id(21))],
        known_evidence: vec![EvidenceId(id(50))],
        options: vec![
            Opt { text: "roll back".into(), is_chosen: true },
            Opt { text: "wait: \"really\"".into(), is_chosen: false },
        ],
        deciders: vec![ActorId(id(11))],
        reason: "safe and quick".into(),
        expected: "recovery within 5 min".into(),
        actual: String::new(),
    });
    full.entries = vec![first, second];
    full.causes = causes();
    full.weaknesses = vec![weakness(81, "Releases go out without a canary")];
    full
}

/// Any postmortem, with the nastiest texts in every field.
pub fn any_full() -> impl Strategy<Value = Full> {
    let head = (hostile(), prop::collection::vec(hostile(), 0..3), hostile(), prop::sample::select(Occasion::ALL));
    let narrative = prop::collection::vec(hostile(), 7);
    let maybe = || prop::option::of(hostile());
    let actors = prop::collection::vec((hostile(), hostile(), maybe(), maybe()), 3);
    let evidence = prop::collection::vec((hostile(), hostile()), 3);
    let entries = prop::collection::vec(an_entry(), 0..4);
    let learned = (prop::collection::vec(a_lesson(), 0..4), prop::collection::vec(an_action(), 0..3), practices());
    (head, narrative, actors, evidence, (entries, (any_causes(), any_register()), learned)).prop_map(
        |(
            (title, names, severity, occasion),
            narrative,
            actors,
            evidence,
            (entries, (causes, weaknesses), (lessons, actions, practices)),
        )| {
            let mut full = empty(&title);
            full.causes = causes;
            full.weaknesses = weaknesses;
            full.practices = practices;
            full.postmortem.occasion = occasion;
            full.postmortem.severity.clone_from(&severity);
            full.severity.code = severity;
            full.postmortem.tags.clone_from(&names);
            full.postmortem.services = names;
            full.narrative = Part::ALL.into_iter().zip(narrative).collect();
            full.actors = (0u128..)
                .zip(actors)
                .map(|(n, (handle, name, role, team))| Actor {
                    id: ActorId(id(100 + n)),
                    handle: format!("{handle}{n}"),
                    name,
                    role,
                    team,
                    person: None,
                })
                .collect();
            full.evidence = (0u128..)
                .zip(evidence)
                .map(|(n, (source, key))| EvidenceRef {
                    id: EvidenceId(id(300 + n)),
                    hash: format!("{n:064x}"),
                    source,
                    key,
                    occurred: Timestamp::UNIX_EPOCH,
                    zone: None,
                    author: None,
                    place: None,
                    link: None,
                    text: String::new(),
                })
                .collect();
            full.entries =
                (0u128..).zip(entries).map(|(n, entry)| Entry { id: EntryId(id(200 + n)), ..entry }).collect();
            full.people =
                vec![PersonName { id: PersonId(id(900)), name: String::new(), login: "eve@x.example".into() }];
            full.actions =
                (0u128..).zip(actions).map(|(n, action)| Action { id: ActionId(id(400 + n)), ..action }).collect();
            full.lessons =
                (0u128..).zip(lessons).map(|(n, lesson)| Lesson { id: LessonId(id(500 + n)), ..lesson }).collect();
            full
        },
    )
}

/// Both languages.
pub fn any_locale() -> impl Strategy<Value = Locale> {
    prop::sample::select(&Locale::ALL[..])
}

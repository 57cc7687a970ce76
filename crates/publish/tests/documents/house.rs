//! Postmortems to test with: a small cast in two languages, and arbitrary ones made of hostile texts.

use jiff::Timestamp;
use postmortem::{
    Acceptance, Action, ActionId, ActionKind, Actor, ActorId, Because, BecauseId, Cause, CauseClass, CauseId, CauseMap,
    Commitment, Completion, Confidence, Decision, Effect, Entry, EntryId, EntryKind, EvidenceId, Judgement, KeyMoment,
    Knowledge, Lesson, LessonId, Locale, Luck, Moment, Necessity, Number, Occasion, Opt, Ownership, Part, PersonId,
    Plan, Postmortem, PostmortemId, Precision, Progress, Refusal, Severity, State, Status, Strength, Sureness, Telling,
    Verdict, Visibility, WeaknessId, Zone,
};
use proptest::prelude::*;
use publish::{
    Author, EvidenceRef, FileRef, Full, FullWeakness, PersonName,
    markdown::{Imported, ImportedBecause, ImportedCauses},
};
use uuid::Uuid;

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

pub fn entry(n: u128, kind: EntryKind, at: &str, text: &str) -> Entry {
    Entry {
        id: EntryId(id(n)),
        kind,
        text: text.into(),
        occurred: moment(at, "Asia/Seoul"),
        ended: None,
        recorded_at: "2026-11-14T01:00:00.123456Z".parse().unwrap(),
        recorded_by: Some(PersonId(id(900))),
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
        version: 3,
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

/// A weakness by its number.
pub fn weakness(n: u128, name: &str) -> FullWeakness {
    FullWeakness { id: WeaknessId(id(n)), name: name.into(), earlier: vec![] }
}

pub fn cause(n: u128, class: CauseClass, text: &str) -> Cause {
    Cause {
        id: CauseId(id(n)),
        class,
        text: text.into(),
        meaning: String::new(),
        deep_enough: None,
        weakness: None,
        recorded_at: "2026-11-14T02:00:00Z".parse().unwrap(),
        recorded_by: Some(PersonId(id(900))),
        version: 2,
    }
}

pub fn because(n: u128, effect: Effect, cause: u128) -> Because {
    Because {
        id: BecauseId(id(n)),
        effect,
        cause: CauseId(id(cause)),
        necessity: Necessity::Necessary,
        confidence: Confidence::High,
        evidence: vec![],
        version: 1,
    }
}

/// Two branches that join, a text with a name, and one cause that is tied to nothing.
fn causes() -> CauseMap {
    let mut canary = cause(73, CauseClass::Condition, "No canary on the gateway");
    canary.meaning = "Ben Stone saw it too.\n\n## Causes\n\n- all pods at once".into();
    canary.weakness = Some(WeaknessId(id(81)));
    canary.deep_enough = Some("a staged rollout by 김하늘 removes it".into());
    let causes = vec![
        cause(72, CauseClass::Hindrance, "41 minutes until <somebody> looked"),
        cause(71, CauseClass::Mechanism, "The pool of 김하늘 ran dry"),
        canary,
        cause(74, CauseClass::Mitigator, "Dana watched the queue"),
    ];
    let at = |n| Effect::Cause(CauseId(id(n)));
    let mut shown = because(81, Effect::Impact, 71);
    shown.evidence = vec![EvidenceId(id(50))];
    let mut guess = because(83, at(72), 73);
    (guess.necessity, guess.confidence) = (Necessity::Contributed, Confidence::Low);
    CauseMap::new(causes, vec![shown, because(82, Effect::Impact, 72), guess, because(84, at(71), 73)]).unwrap()
}

/// A postmortem with new ids made of what a document held.
pub fn rebuilt(imported: Imported) -> Full {
    let mut full = empty(&imported.title);
    let p = &mut full.postmortem;
    p.number = Number { year: 2031, count: 7 };
    p.severity.clone_from(&imported.severity);
    p.occasion = imported.occasion;
    p.zone = imported.zone;
    (p.services, p.teams, p.departments, p.tags) =
        (imported.services, imported.teams, imported.departments, imported.tags);
    full.severity.code = imported.severity;
    full.severity.name = imported.severity_name.unwrap_or_default();
    full.narrative = imported.narrative;
    let mut next = 10_000..;
    let mut fresh = || id(next.next().unwrap());
    full.actors = imported
        .actors
        .into_iter()
        .map(|a| Actor {
            id: ActorId(fresh()),
            handle: a.handle,
            name: a.name,
            role: a.role,
            team: a.team,
            person: None,
        })
        .collect();
    let actors: Vec<ActorId> = full.actors.iter().map(|a| a.id).collect();
    let ids: Vec<EntryId> = imported.entries.iter().map(|_| EntryId(fresh())).collect();
    let mut kept: Vec<EvidenceRef> = vec![];
    let links = imported.causes;
    for (n, e) in imported.entries.into_iter().enumerate() {
        let mut evidence = |keys| ids_of(&mut kept, keys);
        let of = |places: Vec<usize>| places.into_iter().map(|p| actors[p]).collect::<Vec<_>>();
        full.entries.push(Entry {
            id: ids[n],
            kind: e.kind,
            text: e.text,
            occurred: e.occurred,
            ended: e.ended,
            recorded_at: e.recorded_at.unwrap(),
            recorded_by: None,
            key_moment: e.key_moment,
            actors: of(e.actors),
            evidence: evidence(e.evidence),
            knowledge: e
                .knowledge
                .into_iter()
                .map(|k| Knowledge {
                    actor: actors[k.actor],
                    learned: k.learned,
                    channel: k.channel,
                    sureness: k.sureness,
                })
                .collect(),
            decision: e.decision.map(|d| Decision {
                faced: d.faced,
                known: d.known,
                known_entries: d.known_entries.into_iter().map(|p| ids[p]).collect(),
                known_evidence: evidence(d.known_evidence),
                options: d.options,
                deciders: of(d.deciders),
                reason: d.reason,
                expected: d.expected,
                actual: d.actual,
            }),
            is_machine_written: e.is_machine_written,
            version: 1,
        });
    }
    let mut named: Vec<String> = links.causes.iter().filter_map(|c| c.weakness.clone()).collect();
    named.sort();
    named.dedup();
    full.weaknesses = (70_000..).zip(&named).map(|(n, name)| weakness(n, name)).collect();
    full.causes = mapped(&mut kept, links, &full.weaknesses);
    full.evidence = kept;
    let fresh_actions: Vec<ActionId> =
        (0u128..).zip(&imported.actions).map(|(n, _)| ActionId(id(20_000 + n))).collect();
    full.lessons = (0u128..)
        .zip(imported.lessons)
        .map(|(n, l)| Lesson {
            id: LessonId(id(30_000 + n)),
            telling: l.action.map_or(l.telling, |at| Telling::GotLucky(Luck::Action(fresh_actions[at]))),
            text: l.text,
            entries: l.entries.into_iter().map(|at| ids[at]).collect(),
            practices: vec![],
            position: 1,
            recorded_at: l.recorded_at.unwrap(),
            recorded_by: None,
            version: 1,
        })
        .collect();
    for (n, a) in (0u128..).zip(imported.actions) {
        let mut state = a.state;
        if let Some((login, has_accepted)) = a.owner {
            let person = PersonId(id(40_000 + n));
            full.people.push(PersonName { id: person, name: String::new(), login });
            match &mut state {
                State::Committed(c) if has_accepted => c.ownership = Ownership::Accepted(person),
                State::Committed(c) => c.ownership = Ownership::Asked(person),
                State::Declined(refusal) => refusal.owner = Some(person),
                State::Idea => panic!("an idea has no owner"),
            }
        }
        let recorded_at = a.recorded_at.unwrap();
        let id = fresh_actions[usize::try_from(n).unwrap()];
        full.actions.push(Action {
            id,
            text: a.text,
            state,
            causes: vec![],
            recorded_at,
            recorded_by: None,
            version: 1,
        });
    }
    full
}

/// The ids of evidence that is named by its keys; what was not named before is kept.
fn ids_of(kept: &mut Vec<EvidenceRef>, keys: Vec<publish::markdown::EvidenceKey>) -> Vec<EvidenceId> {
    keys.into_iter()
        .map(|key| {
            if let Some(known) = kept.iter().find(|k| k.hash == key.hash && k.source == key.source && k.key == key.key)
            {
                return known.id;
            }
            let id = EvidenceId(id(90_000 + kept.len() as u128));
            kept.push(EvidenceRef {
                id,
                hash: key.hash,
                source: key.source,
                key: key.key,
                occurred: Timestamp::UNIX_EPOCH,
                zone: None,
                author: None,
                place: None,
                link: None,
                text: String::new(),
            });
            id
        })
        .collect()
}

fn mapped(kept: &mut Vec<EvidenceRef>, imported: ImportedCauses, named: &[FullWeakness]) -> CauseMap {
    let cause_at = |place: usize| 50_000 + place as u128;
    let mut ties = vec![];
    let mut tie = |effect, given: Vec<ImportedBecause>| {
        for b in given {
            let (necessity, confidence) = (b.necessity, b.confidence);
            let n = 60_000 + ties.len() as u128;
            let evidence = ids_of(kept, b.evidence);
            ties.push(Because { necessity, confidence, evidence, ..because(n, effect, cause_at(b.cause)) });
        }
    };
    tie(Effect::Impact, imported.because);
    let mut causes = vec![];
    for (place, c) in imported.causes.into_iter().enumerate() {
        tie(Effect::Cause(CauseId(id(cause_at(place)))), c.because);
        causes.push(Cause {
            meaning: c.meaning,
            deep_enough: c.deep_enough,
            weakness: c.weakness.map(|name| named.iter().find(|w| w.name == name).unwrap().id),
            recorded_at: c.recorded_at.unwrap(),
            ..cause(cause_at(place), c.class, &c.text)
        });
    }
    CauseMap::new(causes, ties).unwrap()
}

/// A lesson of any kind; luck ends in the first action, in an accepted risk, or in nothing.
fn a_lesson() -> impl Strategy<Value = Lesson> {
    let luck = prop_oneof![
        Just(Luck::Open),
        Just(Luck::Action(ActionId(id(400)))),
        hostile().prop_map(|reason| Luck::Accepted(Acceptance { reason, review_on: jiff::civil::date(2027, 3, 1) })),
    ];
    let telling = prop_oneof![Just(Telling::WentWell), Just(Telling::WentWrong), luck.prop_map(Telling::GotLucky)];
    (telling, hostile(), any::<bool>()).prop_map(|(telling, text, is_shown)| Lesson {
        id: LessonId(id(500)),
        telling,
        text,
        entries: if is_shown { vec![EntryId(id(200))] } else { vec![] },
        practices: vec![],
        position: 1,
        recorded_at: "2026-11-17T01:02:03Z".parse().unwrap(),
        recorded_by: None,
        version: 1,
    })
}

/// An action in any state.
fn an_action() -> impl Strategy<Value = Action> {
    let at: Timestamp = "2026-11-17T01:02:03Z".parse().unwrap();
    let texts = (hostile(), hostile(), hostile(), hostile(), prop::option::of(hostile()));
    (texts, 0..6usize, any::<bool>()).prop_map(move |((text, reason, expected, measure, skipped), state, is_owned)| {
        let person = is_owned.then(|| PersonId(id(900)));
        let judgement =
            Judgement { verdict: Verdict::DidNot, evidence: reason.clone(), at, by: None, recurrence: None };
        let done = |judgement| Progress::Done(Completion { at, judgement });
        let progress = match state {
            2 => Progress::Open,
            3 => Progress::InProgress,
            4 => done(None),
            _ => done(Some(judgement)),
        };
        let plan = Plan {
            kind: ActionKind::Detect,
            strength: Strength::Weak,
            due_on: is_owned.then(|| jiff::civil::date(2026, 12, 1)),
            expected,
            measure,
            tracker: is_owned.then(|| "https://x.example/1?a=b#c".parse().unwrap()),
        };
        let ownership = person.map_or(Ownership::Nobody, Ownership::Accepted);
        let state = match state {
            0 => State::Idea,
            1 => State::Declined(Refusal { reason, owner: person, review_on: jiff::civil::date(2027, 1, 1) }),
            _ => State::Committed(Box::new(Commitment { plan, ownership, at, skipped, progress })),
        };
        Action { id: ActionId(id(400)), text, state, causes: vec![], recorded_at: at, recorded_by: None, version: 1 }
    })
}

/// Text that tries to break out of whatever holds it.
pub fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(
            &[
                "---",
                "\n",
                "\r\n",
                "\r",
                "\n\n",
                "```",
                "```yaml entry",
                "\n```yaml cause\n",
                "\n```yaml impact",
                "\n## Causes\n",
                "\n## 원인\n",
                "\n```\n",
                "\n---\n",
                "\n## Timeline\n",
                "\n## 타임라인",
                "\n## Summary\n",
                "\n## 요약\r\n",
                "\n### 1. 2026-11-13 14:02",
                "\n### 12.\n",
                "\\## Summary",
                "\n\\\\## Impact\n",
                "# x",
                ": ",
                " #",
                "- ",
                "\"",
                "'",
                "\\",
                "|-\n",
                "  ",
                "\t",
                " \n",
                "&a",
                "*a",
                "!x",
                "{",
                "}",
                "[",
                "]",
                ",",
                "%",
                "@",
                "`",
                "true",
                "null",
                "1.5",
                "0x1f",
                "~",
                "김하늘님이",
                "각\u{301}",
                "\u{feff}",
                "\u{85}",
                "\u{2028}",
                "\u{7f}",
                "😀",
                "\u{202e}",
                "<!--",
                "-->",
                "\n   leading",
                "\n\ttab",
                "trailing   \n",
                "kind: alert\n",
            ][..]
        )
        .prop_map(str::to_owned),
        "\\PC{0,8}",
        "[a-z가-힣 ]{0,12}",
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn a_moment() -> impl Strategy<Value = Moment> {
    let zone = prop::sample::select(&["UTC", "Asia/Seoul", "America/New_York", "+05:30", "Europe/Berlin"][..]);
    (0i64..4_000_000_000_000_000, zone, prop::sample::select(&Precision::ALL[..])).prop_map(|(us, zone, precision)| {
        Moment { at: Timestamp::from_microsecond(us).unwrap(), precision, zone: zone.parse::<Zone>().unwrap() }
    })
}

fn ids() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0usize..3, 0..3)
}

fn a_decision() -> impl Strategy<Value = Decision> {
    let texts = prop::collection::vec(hostile(), 5);
    let options = prop::collection::vec((hostile(), any::<bool>()), 0..3);
    (texts, options, ids(), ids(), ids()).prop_map(|(texts, options, known, evidence, deciders)| Decision {
        faced: texts[0].clone(),
        known: texts[1].clone(),
        known_entries: known.into_iter().map(|n| EntryId(id(200 + n as u128))).collect(),
        known_evidence: evidence.into_iter().map(|n| EvidenceId(id(300 + n as u128))).collect(),
        options: options.into_iter().map(|(text, is_chosen)| Opt { text, is_chosen }).collect(),
        deciders: deciders.into_iter().map(|n| ActorId(id(100 + n as u128))).collect(),
        reason: texts[2].clone(),
        expected: texts[3].clone(),
        actual: texts[4].clone(),
    })
}

fn a_fact() -> impl Strategy<Value = Knowledge> {
    (0usize..3, a_moment(), hostile(), prop::sample::select(Sureness::ALL)).prop_map(
        |(n, learned, channel, sureness)| Knowledge { actor: ActorId(id(100 + n as u128)), learned, channel, sureness },
    )
}

fn an_entry() -> impl Strategy<Value = Entry> {
    let head = (hostile(), a_moment(), prop::option::of(a_moment()), 0i64..4_000_000_000_000_000, any::<bool>());
    let kinds = (prop::sample::select(EntryKind::ALL), prop::option::of(prop::sample::select(KeyMoment::ALL)));
    let links = (ids(), ids(), prop::collection::vec(a_fact(), 0..2), prop::option::of(a_decision()));
    (head, kinds, links).prop_map(
        |((text, occurred, ended, recorded, machine), (kind, key_moment), (actors, evidence, learned, decision))| {
            Entry {
                id: EntryId(id(0)),
                kind,
                text,
                occurred,
                ended,
                recorded_at: Timestamp::from_microsecond(recorded).unwrap(),
                recorded_by: None,
                key_moment,
                actors: actors.into_iter().map(|n| ActorId(id(100 + n as u128))).collect(),
                evidence: evidence.into_iter().map(|n| EvidenceId(id(300 + n as u128))).collect(),
                knowledge: learned,
                decision,
                is_machine_written: machine,
                version: 1,
            }
        },
    )
}

type AnyTie = (usize, usize, Necessity, Confidence, Vec<usize>);

/// Any map: ties that would close a circle or stand twice are left out.
fn any_causes() -> impl Strategy<Value = CauseMap> {
    let class = prop::sample::select(CauseClass::ALL);
    let said = (hostile(), hostile(), prop::option::of(hostile()), prop::option::of(0u128..3));
    let causes = prop::collection::vec((class, said), 0..6);
    let weighed = (prop::sample::select(Necessity::ALL), prop::sample::select(Confidence::ALL));
    let tie = (0usize..7, 0usize..6, weighed, ids()).prop_map(|(e, c, (n, s), ids)| (e, c, n, s, ids));
    (causes, prop::collection::vec(tie, 0..12)).prop_map(|(causes, ties): (_, Vec<AnyTie>)| {
        let n_causes = causes.len();
        let causes = (0u128..).zip(causes).map(|(n, (class, (text, meaning, deep_enough, tied)))| Cause {
            meaning,
            deep_enough,
            weakness: tied.filter(|_| class == CauseClass::Condition).map(|n| WeaknessId(id(80 + n))),
            ..cause(400 + n, class, &text)
        });
        let mut map = CauseMap::new(causes.collect(), vec![]).unwrap();
        for (n, (effect, to, necessity, confidence, evidence)) in (500u128..).zip(ties) {
            if effect > n_causes || to >= n_causes {
                continue;
            }
            let effect = effect.checked_sub(1).map_or(Effect::Impact, |e| Effect::Cause(CauseId(id(400 + e as u128))));
            let evidence = evidence.into_iter().map(|n| EvidenceId(id(300 + n as u128))).collect();
            let tie = Because { necessity, confidence, evidence, ..because(n, effect, 400 + to as u128) };
            let _ = map.link(tie);
        }
        map
    })
}

/// Any postmortem, with the nastiest texts in every field.
pub fn any_full() -> impl Strategy<Value = Full> {
    let head = (hostile(), prop::collection::vec(hostile(), 0..3), hostile(), prop::sample::select(Occasion::ALL));
    let narrative = prop::collection::vec(hostile(), 7);
    let maybe = || prop::option::of(hostile());
    let actors = prop::collection::vec((hostile(), hostile(), maybe(), maybe()), 3);
    let evidence = prop::collection::vec((hostile(), hostile()), 3);
    let register = prop::collection::vec(hostile(), 3);
    let entries = prop::collection::vec(an_entry(), 0..4);
    let learned = (prop::collection::vec(a_lesson(), 0..3), prop::collection::vec(an_action(), 0..3));
    (head, narrative, actors, evidence, (entries, (any_causes(), register), learned)).prop_map(
        |((title, names, severity, occasion), narrative, actors, evidence, (entries, causes, (lessons, actions)))| {
            let mut full = empty(&title);
            let (causes, register) = causes;
            full.causes = causes;
            // names are told apart here, as in the register
            full.weaknesses = (80..).zip(register).map(|(n, name)| weakness(n, &format!("{name}{n}"))).collect();
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

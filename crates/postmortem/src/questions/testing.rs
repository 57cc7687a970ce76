//! A postmortem that leaves nothing open, told here and in a document, for tests to take things away from.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Code, Learned, Origin, Place, Question, Rules, Subject, Told, ToldAction, ToldLesson, ToldLessonKind, ToldRow,
    Worded, WordingFamily, questions,
};
use crate::{
    action::{Action, ActionKind, Commitment, Completion, Hand, Move, Plan, Progress, State, Strength},
    cause::{Because, Cause, CauseClass, CauseMap, Confidence, Effect, Necessity},
    entry::{Decision, Entry, EntryKind, KeyMoment, Opt},
    id::{ActionId, ActorId, BecauseId, CauseId, EntryId, EvidenceId, LessonId, PersonId},
    knowledge::Knowledge,
    lesson::{Lesson, Luck, Telling},
    moment::{Moment, Precision, Zone},
    narrative::Part,
    work::{Occasion, Status},
};

/// Two days after the incident.
pub fn now() -> Timestamp {
    "2026-11-15T00:00:00Z".parse().unwrap()
}

/// `14:02` on the day of the incident.
pub fn at(clock: &str) -> Moment {
    let at = format!("2026-11-13T{clock}:00Z").parse().unwrap();
    Moment { at, precision: Precision::Minute, zone: Zone::utc() }
}

pub fn entry(n: u128, clock: &str, kind: EntryKind, key_moment: Option<KeyMoment>) -> Entry {
    let occurred = at(clock);
    Entry {
        id: EntryId(Uuid::from_u128(n)),
        kind,
        text: format!("what happened at {clock}"),
        recorded_at: occurred.at,
        occurred,
        ended: None,
        recorded_by: None,
        key_moment,
        actors: vec![],
        evidence: vec![EvidenceId(Uuid::from_u128(n))],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
        version: 1,
    }
}

/// The place of the decision among the entries.
pub const DECISION: usize = 5;

pub fn house() -> Subject {
    let ada = ActorId(Uuid::from_u128(1));
    let mut entries = vec![
        entry(1, "14:00", EntryKind::Change, None),
        entry(2, "14:02", EntryKind::Impact, Some(KeyMoment::ImpactStart)),
        entry(3, "14:08", EntryKind::Alert, Some(KeyMoment::Detected)),
        entry(4, "14:10", EntryKind::Response, Some(KeyMoment::Acknowledged)),
        entry(5, "14:15", EntryKind::Communication, None),
        entry(6, "14:20", EntryKind::Decision, None),
        entry(7, "14:28", EntryKind::Response, Some(KeyMoment::Mitigated)),
        entry(8, "14:40", EntryKind::Observation, Some(KeyMoment::Resolved)),
    ];
    entries[2].knowledge = vec![Knowledge::sure(ada, at("14:09"))];
    entries[DECISION].decision = Some(Decision {
        faced: "declines rise".into(),
        known: String::new(),
        known_entries: vec![entries[2].id],
        known_evidence: vec![],
        options: ["roll back", "wait"].map(|t| Opt { text: t.into(), is_chosen: t == "roll back" }).into(),
        deciders: vec![ada],
        reason: "the release is the only change".into(),
        expected: "declines fall".into(),
        actual: "they fell".into(),
    });
    let part = |part, text: &str| (part, text.to_owned());
    Subject {
        origin: Origin::House,
        title: "Cards were declined".into(),
        occasion: Occasion::Incident,
        status: Some(Status::InReview),
        severity: Some(1),
        groups: vec!["payments".into()],
        narrative: vec![
            part(Part::Summary, "On 2026-11-13 cards were declined. The outage lasted 26 minutes."),
            part(Part::Impact, "1,200 of 40,000 payments were declined."),
            part(Part::Background, "The pool is shared since 2026-03-02."),
            part(Part::WhatHappened, "A release halved the pool."),
            part(Part::Detection, "An alert on declines."),
            part(Part::Response, "The on-call engineer rolled back."),
            part(Part::Recovery, "Declines fell within a minute."),
        ],
        entries,
        names: vec!["Ada Kim".into(), "김하늘".into()],
        roles: vec!["On-call engineer".into()],
        causes: Some(causes()),
        learned: Some(learned()),
        told: None,
        wording: Vec::new(),
    }
}

/// The causes of the house by their numbers.
pub const TRIGGER: u128 = 1;
pub const CONDITION: u128 = 2;
pub const HINDRANCE: u128 = 3;
pub const MITIGATOR: u128 = 4;

pub fn cause_id(n: u128) -> CauseId {
    CauseId(Uuid::from_u128(n))
}

/// Impact, because of the trigger, because of the condition; the hindrance and the mitigator beside the trigger.
fn causes() -> CauseMap {
    let cause = |n, class, text: &str, deep_enough: Option<&str>| Cause {
        id: cause_id(n),
        class,
        text: text.into(),
        meaning: String::new(),
        deep_enough: deep_enough.map(Into::into),
        weakness: None,
        recorded_at: now(),
        recorded_by: None,
        version: 1,
    };
    let because = |effect, n, necessity| Because {
        id: BecauseId(Uuid::from_u128(n)),
        effect,
        cause: cause_id(n),
        necessity,
        confidence: Confidence::High,
        evidence: vec![EvidenceId(Uuid::from_u128(n))],
        version: 1,
    };
    let causes = vec![
        cause(TRIGGER, CauseClass::Trigger, "A release halved the pool", None),
        cause(CONDITION, CauseClass::Condition, "All tenants share the pool", Some("Whoever runs it can part it")),
        cause(HINDRANCE, CauseClass::Hindrance, "The alert names another service", Some("A change of one line")),
        cause(MITIGATOR, CauseClass::Mitigator, "Clients retry twice", None),
    ];
    let becauses = vec![
        because(Effect::Impact, TRIGGER, Necessity::Necessary),
        because(Effect::Cause(cause_id(TRIGGER)), CONDITION, Necessity::Necessary),
        because(Effect::Impact, HINDRANCE, Necessity::Contributed),
        because(Effect::Impact, MITIGATOR, Necessity::Contributed),
    ];
    CauseMap::new(causes, becauses).unwrap()
}

fn map_with(subject: &mut Subject, change: impl FnOnce(&mut Vec<Cause>, &mut Vec<Because>)) {
    let map = subject.causes.take().unwrap();
    let (mut causes, mut becauses) = (map.causes().to_vec(), map.becauses().to_vec());
    change(&mut causes, &mut becauses);
    subject.causes = Some(CauseMap::new(causes, becauses).unwrap());
}

/// Changes a cause of the house.
pub fn cause(subject: &mut Subject, n: u128, change: impl FnOnce(&mut Cause)) {
    map_with(subject, |causes, _| change(causes.iter_mut().find(|c| c.id == cause_id(n)).unwrap()));
}

/// Changes what ties a cause of the house.
pub fn because(subject: &mut Subject, n: u128, change: impl FnOnce(&mut Because)) {
    map_with(subject, |_, becauses| change(becauses.iter_mut().find(|b| b.cause == cause_id(n)).unwrap()));
}

/// Takes a cause of the house away.
pub fn without_cause(subject: &mut Subject, n: u128) {
    subject.causes.as_mut().unwrap().remove(cause_id(n)).unwrap();
}

/// Unties a cause of the house.
pub fn without_tie(subject: &mut Subject, n: u128) {
    map_with(subject, |_, becauses| becauses.retain(|b| b.cause != cause_id(n)));
}

/// What the linter may have found in the summary.
pub fn worded(family: WordingFamily) -> Worded {
    let (rule, words) = (format!("{}/rule", family.as_str()), "the words".into());
    Worded { family, rule, place: Place::Part(Part::Summary), words }
}

/// Lets the one commitment of the house be done at a time.
pub fn finish(subject: &mut Subject, at: &str) {
    commitment(subject).progress = Progress::Done(Completion { at: at.parse().unwrap(), judgement: None });
}

fn learned() -> Learned {
    let ada = PersonId(Uuid::from_u128(1));
    let action = ActionId(Uuid::from_u128(1));
    let lesson = |n: u128, telling, text: &str| Lesson {
        id: LessonId(Uuid::from_u128(n)),
        telling,
        text: text.into(),
        entries: vec![],
        practices: vec![],
        position: 1,
        recorded_at: now(),
        recorded_by: None,
        version: 1,
    };
    let plan = Plan {
        kind: ActionKind::Prevent,
        strength: Strength::Strong,
        due_on: Some(jiff::civil::date(2026, 12, 1)),
        expected: "No release shrinks the pool".into(),
        measure: "A drill".into(),
        tracker: None,
    };
    let hand = Hand { by: Some(ada), now: now(), soaked_at: now() };
    let state = State::Idea.after(Move::Commit { plan, owner: ada, skip: None }, hand).unwrap();
    let refuse = Action {
        id: action,
        text: "Refuse such a release".into(),
        state,
        causes: vec![cause_id(CONDITION), cause_id(HINDRANCE)],
        recorded_at: now(),
        recorded_by: None,
        version: 2,
    };
    Learned {
        lessons: vec![
            lesson(1, Telling::WentWell, "the alert was quick"),
            lesson(2, Telling::WentWrong, "the pool had no margin"),
            lesson(3, Telling::GotLucky(Luck::Action(action)), "it was a quiet hour"),
        ],
        actions: vec![refuse],
    }
}

/// The one commitment of the house, to change.
pub fn commitment(subject: &mut Subject) -> &mut Commitment {
    let action = &mut subject.learned.as_mut().unwrap().actions[0];
    let State::Committed(commitment) = &mut action.state else { panic!("it is committed to") };
    commitment
}

pub fn document() -> Subject {
    let lesson = |kind, text: &str| ToldLesson { kind, line: 1, text: text.into() };
    let mut subject = house();
    subject.origin = Origin::Document;
    subject.status = None;
    subject.learned = None;
    subject.causes = None;
    subject.told = Some(Told {
        has_timeline: true,
        names_zone: true,
        names_day: true,
        has_causes: true,
        causes: vec![row("A release halved the pool")],
        has_lessons: true,
        lessons: vec![
            lesson(ToldLessonKind::WentWell, "the alert was quick"),
            lesson(ToldLessonKind::WentWrong, "the pool had no margin"),
            lesson(ToldLessonKind::GotLucky, "it was a quiet hour"),
        ],
        has_actions: true,
        actions: vec![ToldAction {
            line: 9,
            text: "Refuse a release that shrinks the pool; measured by the release check".into(),
            has_owner: true,
            has_date: true,
        }],
        ..Told::default()
    });
    subject
}

pub fn row(text: &str) -> ToldRow {
    ToldRow { line: 3, text: text.into() }
}

/// What one question finds in the house after a change.
pub fn house_with(code: Code, change: impl FnOnce(&mut Subject)) -> Vec<Question> {
    found(code, house(), change)
}

/// What one question finds in the document after a change.
pub fn document_with(code: Code, change: impl FnOnce(&mut Subject, &mut Told)) -> Vec<Question> {
    found(code, document(), |subject| {
        let mut told = subject.told.take().unwrap();
        change(subject, &mut told);
        subject.told = Some(told);
    })
}

fn found(code: Code, mut subject: Subject, change: impl FnOnce(&mut Subject)) -> Vec<Question> {
    change(&mut subject);
    let mut open = questions(&subject, now(), &Rules::default());
    open.retain(|q| q.code == code);
    open
}

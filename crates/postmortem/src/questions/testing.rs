//! A postmortem that leaves nothing open, told here and in a document, for tests to take things away from.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Code, Learned, Origin, Question, Rules, Subject, Told, ToldAction, ToldLesson, ToldLessonKind, ToldRow, questions,
};
use crate::{
    action::{Action, ActionKind, Commitment, Hand, Move, Plan, State, Strength},
    entry::{Decision, Entry, EntryKind, KeyMoment, Opt},
    id::{ActionId, ActorId, EntryId, EvidenceId, LessonId, PersonId},
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
        learned: Some(learned()),
        told: None,
    }
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
        causes: vec![],
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
    subject.told = Some(Told {
        has_timeline: true,
        names_zone: true,
        names_day: true,
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

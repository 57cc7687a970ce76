//! Entries: one as a person writes it, and arbitrary ones.

use jiff::Timestamp;
use postmortem::{
    ActorId, Decision, Entry, EntryId, EntryKind, EvidenceId, KeyMoment, Knowledge, Moment, Opt, PersonId, Precision,
    Sureness, Zone,
};
use proptest::prelude::*;

use super::{hostile, id, moment};

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

pub fn a_moment() -> impl Strategy<Value = Moment> {
    let zone = prop::sample::select(&["UTC", "Asia/Seoul", "America/New_York", "+05:30", "Europe/Berlin"][..]);
    (0i64..4_000_000_000_000_000, zone, prop::sample::select(&Precision::ALL[..])).prop_map(|(us, zone, precision)| {
        Moment { at: Timestamp::from_microsecond(us).unwrap(), precision, zone: zone.parse::<Zone>().unwrap() }
    })
}

pub fn ids() -> impl Strategy<Value = Vec<usize>> {
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

pub fn an_entry() -> impl Strategy<Value = Entry> {
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

//! A document back as a postmortem, with ids of its own.

use std::collections::BTreeSet;

use jiff::Timestamp;
use postmortem::{
    Action, ActionId, Actor, ActorId, Because, Cause, CauseId, CauseMap, Decision, Effect, Entry, EntryId, EvidenceId,
    Knowledge, Lesson, LessonId, Number, Ownership, PersonId, PracticeId, State,
};
use publish::{
    EvidenceRef, Full, FullWeakness, PersonName, PracticeRef,
    markdown::{Imported, ImportedBecause, ImportedCauses},
};

use super::{because, cause, empty, id, weakness};

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
    full.weaknesses = named(&links);
    full.causes = mapped(&mut kept, links, &full.weaknesses);
    full.evidence = kept;
    let causes: Vec<CauseId> = full.causes.causes().iter().map(|c| c.id).collect();
    let actions: Vec<ActionId> = (0u128..).zip(&imported.actions).map(|(n, _)| ActionId(id(20_000 + n))).collect();
    for (n, l) in (0u128..).zip(imported.lessons) {
        let lesson = LessonId(id(30_000 + n));
        let practices = l.practices.into_iter().map(|name| practice(&mut full.practices, name).id).collect();
        if let Some(name) = l.became {
            practice(&mut full.practices, name).made_from = Some(lesson);
        }
        full.lessons.push(Lesson {
            id: lesson,
            telling: l.telling.told(&actions, &causes),
            text: l.text,
            entries: l.entries.into_iter().map(|at| ids[at]).collect(),
            practices,
            position: 1,
            recorded_at: l.recorded_at.unwrap(),
            recorded_by: None,
            version: 1,
        });
    }
    for ((n, action), a) in (0u128..).zip(actions).zip(imported.actions) {
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
        full.actions.push(Action {
            id: action,
            text: a.text,
            state,
            causes: a.causes.into_iter().map(|at| causes[at]).collect(),
            recorded_at: a.recorded_at.unwrap(),
            recorded_by: None,
            version: 1,
        });
    }
    full
}

/// The practice of this name; what was not named before is kept.
fn practice(known: &mut Vec<PracticeRef>, name: String) -> &mut PracticeRef {
    let at = known.iter().position(|p| p.name == name).unwrap_or_else(|| {
        let id = PracticeId(id(70_000 + known.len() as u128));
        known.push(PracticeRef { id, name, owner: None, made_from: None });
        known.len() - 1
    });
    &mut known[at]
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

/// The weaknesses that causes name, each once.
fn named(links: &ImportedCauses) -> Vec<FullWeakness> {
    let names: BTreeSet<&String> = links.causes.iter().filter_map(|c| c.weakness.as_ref()).collect();
    (80_000..).zip(names).map(|(n, name)| weakness(n, name)).collect()
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

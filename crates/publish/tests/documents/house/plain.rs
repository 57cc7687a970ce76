//! Everything that a postmortem says, without the ids of an installation: two that say the same are equal here.

use std::collections::HashSet;

use postmortem::{
    Action, ActorId, CauseId, Decision, Entry, EntryId, EvidenceId, Lesson, Luck, Ownership, PersonId, State, Telling,
};
use publish::Full;

/// What it says, a line a thing.
pub fn plain(full: &Full) -> Vec<String> {
    let p = &full.postmortem;
    let head = (&p.title, &p.severity, &full.severity.name, p.occasion, &p.zone);
    let groups = (&p.services, &p.teams, &p.departments, &p.tags);
    let mut lines = vec![format!("{head:?} {groups:?}")];
    lines.extend(full.actors.iter().map(|a| format!("actor {:?}", (&a.handle, &a.name, &a.role, &a.team))));
    lines.extend(full.narrative.iter().filter(|(_, text)| !text.is_empty()).map(|part| format!("{part:?}")));
    lines.extend(full.entries.iter().map(|e| entry(full, e)));
    lines.extend(causes(full));
    lines.extend(full.lessons.iter().map(|l| lesson(full, l)));
    lines.extend(full.actions.iter().map(|a| action(full, a)));
    lines
}

fn handles(full: &Full, ids: &[ActorId]) -> Vec<String> {
    let handle = |id: &ActorId| full.actors.iter().find(|a| a.id == *id).map(|a| a.handle.clone());
    ids.iter().filter_map(handle).collect()
}

/// What an entry rests on, each item once.
fn evidence(full: &Full, ids: &[EvidenceId]) -> Vec<String> {
    let mut seen = HashSet::new();
    let known = ids.iter().filter(|id| seen.insert(**id)).filter_map(|id| full.evidence.iter().find(|e| e.id == *id));
    known.map(|e| format!("{:?}", (&e.hash, &e.source, &e.key))).collect()
}

fn entries(full: &Full, ids: &[EntryId]) -> Vec<usize> {
    ids.iter().filter_map(|id| full.entries.iter().position(|e| e.id == *id)).collect()
}

fn cause_places(full: &Full, ids: &[CauseId]) -> Vec<usize> {
    ids.iter().filter_map(|id| full.causes.causes().iter().position(|c| c.id == *id)).collect()
}

fn entry(full: &Full, e: &Entry) -> String {
    let knowledge: Vec<_> =
        e.knowledge.iter().map(|k| (handles(full, &[k.actor]), &k.learned, &k.channel, k.sureness)).collect();
    let times = (&e.occurred, &e.ended, e.recorded_at);
    let links = (handles(full, &e.actors), evidence(full, &e.evidence), knowledge);
    let decision = e.decision.as_ref().map(|d| decision(full, d));
    format!("{:?} {times:?} {links:?} {decision:?}", (e.kind, &e.text, e.key_moment, e.is_machine_written))
}

fn decision(full: &Full, d: &Decision) -> String {
    let links = (entries(full, &d.known_entries), evidence(full, &d.known_evidence), handles(full, &d.deciders));
    format!("{:?} {:?} {links:?}", (&d.faced, &d.known, &d.reason, &d.expected, &d.actual), d.options)
}

/// Each cause with what ties it to its effects.
fn causes(full: &Full) -> Vec<String> {
    let told = |c: &postmortem::Cause| {
        let ties: Vec<_> = full
            .causes
            .effects(c.id)
            .map(|b| {
                let effect = b.effect.cause().map(|id| cause_places(full, &[id]));
                (effect, b.necessity, b.confidence, evidence(full, &b.evidence))
            })
            .collect();
        let ties: std::collections::BTreeSet<String> = ties.iter().map(|tie| format!("{tie:?}")).collect();
        let weakness = full.weakness(c).map(|w| &w.name);
        format!("{:?} {ties:?}", (c.class, &c.text, &c.meaning, &c.deep_enough, c.recorded_at, weakness))
    };
    full.causes.causes().iter().map(told).collect()
}

fn lesson(full: &Full, l: &Lesson) -> String {
    let telling = match &l.telling {
        Telling::GotLucky(Luck::Action(id)) => match full.actions.iter().position(|a| a.id == *id) {
            Some(place) => format!("luck ends in action {place}"),
            None => "luck is open".to_owned(),
        },
        Telling::GotLucky(Luck::Mitigator(id)) => match cause_places(full, &[*id]).first() {
            Some(place) => format!("luck was cause {place}"),
            None => "luck is open".to_owned(),
        },
        Telling::GotLucky(Luck::Open) => "luck is open".to_owned(),
        other => format!("{other:?}"),
    };
    let name = |id| full.practices.iter().find(|p| p.id == id).map(|p| &p.name);
    let practices: Vec<_> = l.practices.iter().filter_map(|id| name(*id)).collect();
    let became = full.practices.iter().find(|p| p.made_from == Some(l.id)).map(|p| &p.name);
    format!("{telling} {:?} {:?} {:?}", (&l.text, l.recorded_at), entries(full, &l.entries), (practices, became))
}

fn action(full: &Full, a: &Action) -> String {
    let login = |id: PersonId| full.people.iter().find(|p| p.id == id).map(|p| &p.login);
    let state = match &a.state {
        State::Idea => "idea".to_owned(),
        State::Declined(r) => format!("declined {:?}", (&r.reason, r.review_on, r.owner.and_then(login))),
        State::Committed(c) => {
            let owner = match c.ownership {
                Ownership::Nobody => "nobody".to_owned(),
                Ownership::Asked(id) => format!("asked {:?}", login(id)),
                Ownership::Accepted(id) => format!("accepted {:?}", login(id)),
            };
            format!("{:?} {owner} {:?}", c.plan, (c.at, &c.skipped, &c.progress))
        }
    };
    format!("{:?} {state} {:?}", (&a.text, a.recorded_at), cause_places(full, &a.causes))
}

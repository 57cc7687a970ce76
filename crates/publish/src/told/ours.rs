//! Our own Markdown, as `markdown::export` writes it.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{
    Action, ActionId, ActorId, CauseId, Decision, Entry, EntryId, EvidenceId, Knowledge, Lesson, LessonId, Ownership,
    PersonId, State,
    questions::{Learned, Origin, Subject},
};
use uuid::Uuid;

use super::{Document, Lines, bare};
use crate::markdown::{
    EvidenceKey, Imported, ImportedAction, ImportedDecision, ImportedEntry, ImportedKnowledge, ImportedLesson,
    ParseError, Section, entry_heading, parse, section,
};

/// Whether a document says in its front matter that it is ours.
pub fn is_ours(text: &str) -> bool {
    let mut lines = text.lines();
    lines.next().is_some_and(|line| line.trim_end() == "---")
        && lines.take_while(|line| line.trim_end() != "---").any(|line| line.starts_with("inquest:"))
}

pub fn read(text: &str) -> Result<Document, Vec<ParseError>> {
    let imported = parse(text)?;
    let mut lines = lines(text);
    let Imported {
        title,
        occasion,
        services,
        teams,
        departments,
        actors,
        narrative,
        entries,
        causes,
        lessons,
        actions,
        ..
    } = imported;
    let action_ids: Vec<ActionId> = (0..actions.len()).map(action_id).collect();
    let cause_ids: Vec<CauseId> = (0..causes.causes.len()).map(cause_id).collect();
    let mut evidence = Numbers::default();
    let lessons = (0..).zip(lessons).map(|(n, l)| lesson(n, l, &action_ids, &cause_ids)).collect();
    let actions = (0..).zip(actions).map(|(n, a)| action(n, a)).collect();
    let entries = entries.into_iter().enumerate().map(|(n, e)| entry(n, e, &mut evidence)).collect();
    // a document whose causes make no map was refused
    let causes = causes.map(|keys| evidence.ids(keys.to_vec())).unwrap_or_default();
    for because in causes.becauses() {
        let line = because.effect.cause().map_or(lines.causes, |id| lines.each_cause.get(&id).copied());
        lines.ties.extend(line.map(|line| (because.id, line)));
    }
    let roles = actors.iter().filter_map(|a| a.role.clone()).collect();
    let subject = Subject {
        origin: Origin::House,
        title,
        occasion,
        status: None,
        severity: None,
        groups: [services, teams, departments].concat(),
        narrative: narrative.into_iter().map(|(part, text)| (part, bare(&text))).collect(),
        entries,
        names: actors.into_iter().map(|a| a.name).filter(|name| !name.is_empty()).collect(),
        roles,
        causes: Some(causes),
        learned: Some(Learned { lessons, actions }),
        told: None,
        wording: Vec::new(),
    };
    Ok(Document { subject, lines })
}

/// Every line that begins something is a mark of the format, so that their order is that of what was read.
fn lines(text: &str) -> Lines {
    let mut lines = Lines::default();
    let mut n_entries = 0;
    let (mut in_timeline, mut in_causes) = (false, false);
    for (line, text) in (1..).zip(text.lines()) {
        let at = section(text);
        if at.is_some() {
            in_timeline = at == Some(Section::Timeline);
            in_causes = at == Some(Section::Causes);
        }
        match at {
            Some(Section::Part(part)) => {
                lines.parts.insert(part, line);
            }
            Some(Section::Timeline) => lines.timeline = Some(line),
            Some(Section::Lessons) => lines.lessons = Some(line),
            Some(Section::Actions) => lines.actions = Some(line),
            None if in_timeline && entry_heading(text).is_some() => {
                lines.entries.insert(entry_id(n_entries), line);
                n_entries += 1;
            }
            Some(Section::Causes) => lines.causes = Some(line),
            None if in_causes && entry_heading(text).is_some() => {
                lines.each_cause.insert(CauseId(Uuid::from_u128(lines.each_cause.len() as u128 + 1)), line);
            }
            None => {}
        }
    }
    lines
}

fn lesson(place: usize, lesson: ImportedLesson, actions: &[ActionId], causes: &[CauseId]) -> Lesson {
    Lesson {
        id: LessonId(Uuid::from_u128(place as u128 + 1)),
        telling: lesson.telling.told(actions, causes),
        text: bare(&lesson.text),
        entries: lesson.entries.into_iter().map(entry_id).collect(),
        practices: Vec::new(),
        position: i64::try_from(place).unwrap_or(i64::MAX),
        recorded_at: lesson.recorded_at.unwrap_or(Timestamp::UNIX_EPOCH),
        recorded_by: None,
        version: 1,
    }
}

fn action(place: usize, action: ImportedAction) -> Action {
    let mut state = action.state;
    if let (State::Committed(commitment), Some((_, has_accepted))) = (&mut state, action.owner) {
        // a stand-in: whoever it is has an account elsewhere
        let person = PersonId(Uuid::from_u128(1));
        commitment.ownership = if has_accepted { Ownership::Accepted(person) } else { Ownership::Asked(person) };
    }
    Action {
        id: action_id(place),
        text: action.text,
        state,
        causes: action.causes.into_iter().map(cause_id).collect(),
        recorded_at: action.recorded_at.unwrap_or(Timestamp::UNIX_EPOCH),
        recorded_by: None,
        version: 1,
    }
}

fn action_id(place: usize) -> ActionId {
    ActionId(Uuid::from_u128(place as u128 + 1))
}

fn cause_id(place: usize) -> CauseId {
    CauseId(Uuid::from_u128(place as u128 + 1))
}

pub fn entry_id(place: usize) -> EntryId {
    EntryId(Uuid::from_u128(place as u128 + 1))
}

fn actor_id(place: usize) -> ActorId {
    ActorId(Uuid::from_u128(place as u128 + 1))
}

/// Stand-ins for the ids of evidence, which a document has not.
#[derive(Default)]
struct Numbers(HashMap<EvidenceKey, u128>);

impl Numbers {
    fn ids(&mut self, keys: Vec<EvidenceKey>) -> Vec<EvidenceId> {
        let id = |key| {
            let next = self.0.len() as u128 + 1;
            EvidenceId(Uuid::from_u128(*self.0.entry(key).or_insert(next)))
        };
        keys.into_iter().map(id).collect()
    }
}

fn entry(place: usize, entry: ImportedEntry, evidence: &mut Numbers) -> Entry {
    let learned = |k: ImportedKnowledge| Knowledge {
        actor: actor_id(k.actor),
        learned: k.learned,
        channel: k.channel,
        sureness: k.sureness,
    };
    Entry {
        id: entry_id(place),
        kind: entry.kind,
        text: bare(&entry.text),
        occurred: entry.occurred,
        ended: entry.ended,
        recorded_at: entry.recorded_at.unwrap_or(Timestamp::UNIX_EPOCH),
        recorded_by: None,
        key_moment: entry.key_moment,
        actors: entry.actors.into_iter().map(actor_id).collect(),
        evidence: evidence.ids(entry.evidence),
        knowledge: entry.knowledge.into_iter().map(learned).collect(),
        decision: entry.decision.map(|d| decision(d, evidence)),
        is_machine_written: entry.is_machine_written,
        version: 1,
    }
}

fn decision(decision: ImportedDecision, evidence: &mut Numbers) -> Decision {
    Decision {
        faced: decision.faced,
        known: decision.known,
        known_entries: decision.known_entries.into_iter().map(entry_id).collect(),
        known_evidence: evidence.ids(decision.known_evidence),
        options: decision.options,
        deciders: decision.deciders.into_iter().map(actor_id).collect(),
        reason: decision.reason,
        expected: decision.expected,
        actual: decision.actual,
    }
}

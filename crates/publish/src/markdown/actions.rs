//! The ideas and actions of a document: a heading each and the data below it, out and back in.

use std::{collections::HashMap, fmt::Write};

use jiff::{Timestamp, civil::Date};
use postmortem::{
    Action, ActionKind, ActionStatus, Commitment, Completion, Judgement, Locale, Ownership, Plan, Progress, Refusal,
    State, Strength, TrackerLink, Verdict,
};
use serde::{Deserialize, Serialize};

use super::{
    ACTION_FENCE, Imported, heading,
    read::{Places, Problem, Reader},
    write::Index,
    yaml,
};
use crate::{Full, words};

/// An idea or action of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedAction {
    /// What is to be done.
    pub text: String,
    /// Where it stands; nobody owns it here.
    pub state: State,
    /// Who owned it there, by what they sign in with, and whether they had accepted.
    pub owner: Option<(String, bool)>,
    /// The causes that it addresses, by place in `ImportedCauses::causes`.
    pub causes: Vec<usize>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ActionBlock {
    text: String,
    status: Option<ActionStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<ActionKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<Strength>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracker: Option<TrackerLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    committed: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_on: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Timestamp>,
}

/// Writes the ideas and actions, each below a heading with its number.
pub(super) fn write(out: &mut String, full: &Full, index: &Index<'_>, locale: Locale) {
    if !full.actions.is_empty() {
        let _ = writeln!(out, "\n## {}", words::words(locale).actions);
    }
    for (n, action) in (1..).zip(&full.actions) {
        let owner = action.owner().and_then(|id| full.people.iter().find(|p| p.id == id)).map(|p| p.login.clone());
        let causes = action.causes.iter().filter_map(|id| index.cause(*id)).collect();
        let block = yaml::mapping(&ActionBlock::new(action, owner, causes));
        let _ = write!(out, "\n### {n}. {}\n\n{ACTION_FENCE}\n{block}```\n", heading(&action.text));
    }
}

/// An idea or action that was read, before its numbers are places.
pub(super) struct Draft {
    line: usize,
    number: u32,
    block: ActionBlock,
}

/// Reads the data of an idea or action; gives the line behind it.
pub(super) fn read(reader: &mut Reader<'_>, at: usize, number: u32) -> (usize, Option<Draft>) {
    let (next, read) = reader.block(at, ACTION_FENCE);
    (next, read.map(|(block, _)| Draft { line: at, number, block }))
}

/// Reads the states, and puts places where the document has numbers; gives the places of the numbers.
pub(super) fn settle(
    reader: &mut Reader<'_>,
    imported: &mut Imported,
    drafts: Vec<Draft>,
    causes: &Places<u32>,
) -> Places<u32> {
    let mut numbers: Places<u32> = HashMap::new();
    for Draft { line, number, block } in drafts {
        if numbers.insert(number, imported.actions.len()).is_some() {
            reader.refuse(line, Problem::Duplicate(format!("the action {number}")));
        }
        let state = reader.value("status", line, block.state());
        let causes = reader.places(line, &block.causes, causes);
        let ActionBlock { text, owner, accepted, recorded, .. } = block;
        let owner = owner.map(|login| (login, accepted == Some(true)));
        imported.actions.extend(state.map(|state| ImportedAction {
            text,
            state,
            owner,
            causes,
            recorded_at: recorded,
        }));
    }
    numbers
}

impl ActionBlock {
    fn new(action: &Action, owner: Option<String>, causes: Vec<u32>) -> Self {
        let mut block = Self {
            text: action.text.clone(),
            status: Some(action.status()),
            owner,
            causes,
            recorded: Some(action.recorded_at),
            ..Self::default()
        };
        match &action.state {
            State::Idea => {}
            State::Declined(refusal) => {
                block.reason = Some(refusal.reason.clone());
                block.review_on = Some(refusal.review_on);
            }
            State::Committed(c) => block.commit(c),
        }
        block
    }

    fn commit(&mut self, c: &Commitment) {
        let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
        self.accepted = matches!(c.ownership, Ownership::Accepted(_)).then_some(true).filter(|_| self.owner.is_some());
        self.kind = Some(c.plan.kind);
        self.strength = Some(c.plan.strength);
        self.due_on = c.plan.due_on;
        self.expected = filled(&c.plan.expected);
        self.measure = filled(&c.plan.measure);
        self.tracker.clone_from(&c.plan.tracker);
        self.committed = Some(c.at);
        self.skipped.clone_from(&c.skipped);
        if let Progress::Done(completion) = &c.progress {
            self.done = Some(completion.at);
        }
        if let Some(judgement) = c.judgement() {
            self.verdict = Some(judgement.verdict);
            self.evidence = Some(judgement.evidence.clone());
            self.judged = Some(judgement.at);
        }
    }

    /// The state that the data tells, without an owner; what is missing is named.
    fn state(&self) -> Result<State, String> {
        let missing = |field: &str| format!("{field} is missing");
        let progress = match self.status.ok_or_else(|| missing("status"))? {
            ActionStatus::Idea => return Ok(State::Idea),
            ActionStatus::Declined => {
                let reason = self.reason.clone().ok_or_else(|| missing("reason"))?;
                let review_on = self.review_on.ok_or_else(|| missing("review_on"))?;
                return Ok(State::Declined(Refusal { reason, owner: None, review_on }));
            }
            ActionStatus::Open => Progress::Open,
            ActionStatus::InProgress => Progress::InProgress,
            ActionStatus::Done => Progress::Done(self.completion()?),
        };
        let plan = Plan {
            kind: self.kind.ok_or_else(|| missing("kind"))?,
            strength: self.strength.ok_or_else(|| missing("strength"))?,
            due_on: self.due_on,
            expected: self.expected.clone().unwrap_or_default(),
            measure: self.measure.clone().unwrap_or_default(),
            tracker: self.tracker.clone(),
        };
        Ok(State::Committed(Box::new(Commitment {
            plan,
            ownership: Ownership::Nobody,
            at: self.committed.ok_or_else(|| missing("committed"))?,
            skipped: self.skipped.clone(),
            progress,
        })))
    }

    fn completion(&self) -> Result<Completion, String> {
        let judgement = match (self.verdict, self.judged) {
            (Some(verdict), Some(at)) => {
                let evidence = self.evidence.clone().unwrap_or_default();
                Some(Judgement { verdict, evidence, at, by: None, recurrence: None })
            }
            _ => None,
        };
        Ok(Completion { at: self.done.ok_or("done is missing")?, judgement })
    }
}

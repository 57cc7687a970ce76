//! The data of lessons and actions in the document: one form for the way out and the way in.

use jiff::{Timestamp, civil::Date};
use postmortem::{
    Acceptance, Action, ActionKind, ActionStatus, Commitment, Completion, Judgement, Lesson, LessonKind, Luck,
    Ownership, Plan, Progress, Refusal, State, Strength, Telling, TrackerLink, Verdict,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::yaml::Yaml;

/// A lesson of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedLesson {
    /// What it tells; luck that ends in an action is told apart.
    pub telling: Telling,
    /// The action that luck ended in, by place in `Imported::actions`.
    pub action: Option<usize>,
    /// Its Markdown.
    pub text: String,
    /// The entries that show it, by place in `Imported::entries`.
    pub entries: Vec<usize>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
}

/// An idea or action of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedAction {
    /// What is to be done.
    pub text: String,
    /// Where it stands; nobody owns it here.
    pub state: State,
    /// Who owned it there, by what they sign in with, and whether they had accepted.
    pub owner: Option<(String, bool)>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LessonBlock {
    pub kind: Option<LessonKind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Timestamp>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ActionBlock {
    pub text: String,
    pub status: Option<ActionStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ActionKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<TrackerLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committed: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Timestamp>,
}

/// Writes the fields of a block as the lines of a mapping.
pub(super) fn lines(block: &impl Serialize) -> String {
    let mut yaml = Yaml::default();
    let value = serde_json::to_value(block).expect("a block always serialises");
    for (key, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => yaml.text(0, key, text),
            Value::Null => {}
            other => yaml.line(0, &format!("{key}: {other}")),
        }
    }
    yaml.finish()
}

impl LessonBlock {
    pub fn new(lesson: &Lesson, entries: Vec<u32>, action: Option<u32>) -> Self {
        let accepted = match &lesson.telling {
            Telling::GotLucky(Luck::Accepted(a)) => Some(a),
            _ => None,
        };
        Self {
            kind: Some(lesson.telling.kind()),
            entries,
            action,
            reason: accepted.map(|a| a.reason.clone()),
            review_on: accepted.map(|a| a.review_on),
            recorded: Some(lesson.recorded_at),
        }
    }

    pub fn telling(&self) -> Result<Telling, String> {
        let luck = match (&self.reason, self.review_on) {
            (Some(reason), Some(review_on)) => Luck::Accepted(Acceptance { reason: reason.clone(), review_on }),
            _ => Luck::Open,
        };
        match self.kind.ok_or("kind is missing")? {
            LessonKind::WentWell => Ok(Telling::WentWell),
            LessonKind::WentWrong => Ok(Telling::WentWrong),
            LessonKind::GotLucky => Ok(Telling::GotLucky(luck)),
        }
    }
}

impl ActionBlock {
    pub fn new(action: &Action, owner: Option<String>) -> Self {
        let mut block = Self {
            text: action.text.clone(),
            status: Some(action.status()),
            owner,
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
    pub fn state(&self) -> Result<State, String> {
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

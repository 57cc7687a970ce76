//! An action as a row: what stands in its columns follows from its state.

use jiff::{Timestamp, civil::Date};
use postmortem::{
    Action, ActionId, ActionStatus, Commitment, Completion, Judgement, Ownership, PersonId, Plan, PostmortemId,
    Progress, Recurrence, Refusal, State, TrackerLink, WeaknessId,
};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::{Micros, micros},
    kept::Kept,
    tx::word,
};

#[derive(sqlx::FromRow)]
pub(super) struct ActionRow {
    id: Uuid,
    text: String,
    status: String,
    kind: Option<String>,
    strength: Option<String>,
    owner_id: Option<Uuid>,
    is_accepted: bool,
    due_on: Option<String>,
    expected: Option<String>,
    measure: Option<String>,
    tracker: Option<String>,
    committed_at: Option<Micros>,
    skipped: Option<String>,
    done_at: Option<Micros>,
    verdict: Option<String>,
    evidence: Option<String>,
    judged_at: Option<Micros>,
    judged_by: Option<Uuid>,
    reason: Option<String>,
    review_on: Option<String>,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    version: i64,
    deleted_at: Option<Micros>,
    recurred_in: Option<Uuid>,
    recurred_through: Option<Uuid>,
    recurred_at: Option<Micros>,
}

fn corrupt(column: &'static str, what: &str) -> Error {
    Error::Corrupt { table: "actions", column, what: what.to_owned() }
}

/// What a state demands.
fn there<T>(column: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| corrupt(column, "missing"))
}

fn day(column: &'static str, text: &str) -> Result<Date> {
    text.parse().map_err(|_| corrupt(column, text))
}

impl ActionRow {
    fn state(&self) -> Result<State> {
        let progress = match word("actions", "status", &self.status)? {
            ActionStatus::Idea => return Ok(State::Idea),
            ActionStatus::Declined => return self.refusal().map(State::Declined),
            ActionStatus::Open => Progress::Open,
            ActionStatus::InProgress => Progress::InProgress,
            ActionStatus::Done => Progress::Done(self.completion()?),
        };
        Ok(State::Committed(Box::new(Commitment {
            plan: self.plan()?,
            ownership: match self.owner_id.map(PersonId) {
                None => Ownership::Nobody,
                Some(person) if self.is_accepted => Ownership::Accepted(person),
                Some(person) => Ownership::Asked(person),
            },
            at: there("committed_at", self.committed_at)?.into(),
            skipped: self.skipped.clone(),
            progress,
        })))
    }

    fn refusal(&self) -> Result<Refusal> {
        Ok(Refusal {
            reason: there("reason", self.reason.clone())?,
            owner: self.owner_id.map(PersonId),
            review_on: day("review_on", &there("review_on", self.review_on.clone())?)?,
        })
    }

    fn plan(&self) -> Result<Plan> {
        let tracker = self.tracker.as_deref().map(|t| t.parse().map_err(|_| corrupt("tracker", t))).transpose()?;
        Ok(Plan {
            kind: word("actions", "kind", &there("kind", self.kind.clone())?)?,
            strength: word("actions", "strength", &there("strength", self.strength.clone())?)?,
            due_on: self.due_on.as_deref().map(|text| day("due_on", text)).transpose()?,
            expected: self.expected.clone().unwrap_or_default(),
            measure: self.measure.clone().unwrap_or_default(),
            tracker,
        })
    }

    fn completion(&self) -> Result<Completion> {
        let judgement = match &self.verdict {
            None => None,
            Some(verdict) => Some(Judgement {
                verdict: word("actions", "verdict", verdict)?,
                evidence: self.evidence.clone().unwrap_or_default(),
                at: there("judged_at", self.judged_at)?.into(),
                by: self.judged_by.map(PersonId),
                recurrence: self.recurrence(),
            }),
        };
        Ok(Completion { at: there("done_at", self.done_at)?.into(), judgement })
    }

    fn recurrence(&self) -> Option<Recurrence> {
        Some(Recurrence {
            postmortem: self.recurred_in.map(PostmortemId)?,
            weakness: self.recurred_through.map(WeaknessId)?,
            at: self.recurred_at?.into(),
        })
    }
}

impl TryFrom<ActionRow> for Kept<Action> {
    type Error = Error;
    fn try_from(row: ActionRow) -> Result<Self> {
        let it = Action {
            id: ActionId(row.id),
            state: row.state()?,
            text: row.text,
            causes: Vec::new(),
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            version: row.version,
        };
        Ok(Self { it, deleted_at: row.deleted_at.map(Timestamp::from) })
    }
}

/// The columns that follow from a state.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub status: &'static str,
    pub kind: Option<&'static str>,
    pub strength: Option<&'static str>,
    pub owner_id: Option<Uuid>,
    pub is_accepted: bool,
    pub due_on: Option<String>,
    pub expected: Option<&'a str>,
    pub measure: Option<&'a str>,
    pub tracker: Option<&'a str>,
    pub committed_at: Option<Micros>,
    pub skipped: Option<&'a str>,
    pub done_at: Option<Micros>,
    pub verdict: Option<&'static str>,
    pub evidence: Option<&'a str>,
    pub judged_at: Option<Micros>,
    pub judged_by: Option<Uuid>,
    pub reason: Option<&'a str>,
    pub review_on: Option<String>,
    pub recurred_in: Option<Uuid>,
    pub recurred_through: Option<Uuid>,
    pub recurred_at: Option<Micros>,
}

impl<'a> From<&'a State> for Columns<'a> {
    fn from(state: &'a State) -> Self {
        let status = state.status().as_str();
        let none = Self { status, ..Self::default() };
        match state {
            State::Idea => none,
            State::Declined(refusal) => Self {
                reason: Some(&refusal.reason),
                owner_id: refusal.owner.map(|p| p.0),
                review_on: Some(refusal.review_on.to_string()),
                ..none
            },
            State::Committed(commitment) => Self { status, ..Self::from(&**commitment) },
        }
    }
}

impl<'a> From<&'a Commitment> for Columns<'a> {
    fn from(commitment: &'a Commitment) -> Self {
        let Commitment { plan, ownership, at, skipped, progress } = commitment;
        let done_at = match progress {
            Progress::Done(completion) => Some(completion.at),
            Progress::Open | Progress::InProgress => None,
        };
        let judgement = commitment.last_judgement();
        let recurrence = judgement.and_then(|j| j.recurrence);
        Self {
            kind: Some(plan.kind.as_str()),
            strength: Some(plan.strength.as_str()),
            owner_id: ownership.person().map(|p| p.0),
            is_accepted: matches!(ownership, Ownership::Accepted(_)),
            due_on: plan.due_on.map(|day| day.to_string()),
            expected: Some(&plan.expected),
            measure: Some(&plan.measure),
            tracker: plan.tracker.as_ref().map(TrackerLink::as_str),
            committed_at: micros(Some(*at)),
            skipped: skipped.as_deref(),
            done_at: micros(done_at),
            verdict: judgement.map(|j| j.verdict.as_str()),
            evidence: judgement.map(|j| j.evidence.as_str()),
            judged_at: micros(judgement.map(|j| j.at)),
            judged_by: judgement.and_then(|j| j.by).map(|p| p.0),
            recurred_in: recurrence.map(|r| r.postmortem.0),
            recurred_through: recurrence.map(|r| r.weakness.0),
            recurred_at: micros(recurrence.map(|r| r.at)),
            ..Self::default()
        }
    }
}

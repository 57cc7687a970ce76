//! Where an idea or action stands, and the moves from one state to the next.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{ActionStatus, Plan, Verdict};
use crate::{
    id::{PersonId, PostmortemId, WeaknessId},
    text::{InvalidLine, line},
};

/// Where an idea or action stands, with what belongs to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Collected; nobody has committed.
    Idea,
    /// We will not act.
    Declined(Refusal),
    /// Somebody committed.
    Committed(Box<Commitment>),
}

/// Why we will not act, who answers for that, and when it is looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: String,
    /// Who answers for it; nobody once the account is gone.
    pub owner: Option<PersonId>,
    /// When it is looked at again.
    pub review_on: Date,
}

/// What somebody committed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// The plan.
    pub plan: Plan,
    /// Who takes it on.
    pub ownership: Ownership,
    /// Since when.
    pub at: Timestamp,
    /// Why the soak was skipped, where it was.
    pub skipped: Option<String>,
    /// How far it is.
    pub progress: Progress,
}

/// Who takes an action on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// Nobody; it was given back.
    Nobody,
    /// Someone was asked, and has not accepted yet.
    Asked(PersonId),
    /// Someone has accepted.
    Accepted(PersonId),
}

impl Ownership {
    /// Who was asked or has accepted.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Nobody => None,
            Self::Asked(person) | Self::Accepted(person) => Some(person),
        }
    }

    /// Whoever names themselves has accepted; anyone else is asked.
    fn named(owner: PersonId, by: Option<PersonId>) -> Self {
        if by == Some(owner) { Self::Accepted(owner) } else { Self::Asked(owner) }
    }
}

/// How far a commitment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not begun.
    Open,
    /// Begun.
    InProgress,
    /// Done.
    Done(Completion),
}

impl Progress {
    fn checked(self) -> Result<Self, (Field, InvalidLine)> {
        let Self::Done(Completion { at, judgement: Some(judged) }) = self else { return Ok(self) };
        let evidence = said(Field::Evidence, &judged.evidence)?;
        Ok(Self::Done(Completion { at, judgement: Some(Judgement { evidence, ..judged }) }))
    }
}

/// When an action was done, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// When.
    pub at: Timestamp,
    /// What came of it, once somebody said so.
    pub judgement: Option<Judgement>,
}

/// Whether an action had its effect, and what shows that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Whether it had.
    pub verdict: Verdict,
    /// What shows it.
    pub evidence: String,
    /// Since when it is judged so.
    pub at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub by: Option<PersonId>,
    /// What put it in question since: it is to be judged again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
}

impl Judgement {
    /// Whether it says that the action had an effect, in part at least.
    pub(super) fn is_effective(&self) -> bool {
        matches!(self.verdict, Verdict::Worked | Verdict::Partly)
    }
}

/// An incident that came through a weakness which an action had addressed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// The postmortem of the incident.
    pub postmortem: PostmortemId,
    /// The weakness through which it came.
    pub weakness: WeaknessId,
    /// Since when that is known.
    pub at: Timestamp,
}

/// What is done to an idea or action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Somebody commits; before the soak is over only with a reason.
    Commit {
        /// To what.
        plan: Plan,
        /// Who takes it on.
        owner: PersonId,
        /// Why the soak is skipped.
        skip: Option<String>,
    },
    /// We will not act.
    Decline(Refusal),
    /// Declined things become ideas again.
    Reconsider,
    /// Whoever was asked accepts.
    Accept,
    /// Whoever was asked or had accepted gives it back.
    GiveBack,
    /// Someone else is asked.
    HandTo(PersonId),
    /// Work begins.
    Start,
    /// It is done.
    Finish,
    /// Its effect is judged.
    Judge(Verdict, String),
    /// It was not done after all.
    Reopen,
    /// An incident that began at a time came through what the action addresses.
    Recur(Recurrence, Timestamp),
    /// What put the verdict in question holds no longer: it stands as it was.
    Stand,
}

/// Who makes a move, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Who; nobody where a command of the operator does it.
    pub by: Option<PersonId>,
    /// The present.
    pub now: Timestamp,
    /// When the soak of the idea is over.
    pub soaked_at: Timestamp,
}

/// A field of a form that a move carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The reason for not acting.
    Reason,
    /// The reason for skipping the soak.
    Skip,
    /// The expected effect.
    Expected,
    /// The outcome measure.
    Measure,
    /// What shows the effect.
    Evidence,
}

/// Why a move was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotMove {
    /// The idea soaks until then.
    #[error("the idea soaks until {0}; committing sooner takes a reason")]
    Soaking(Timestamp),
    /// From here there is no such move.
    #[error("there is no such move from {0:?}")]
    From(ActionStatus),
    /// Only whoever was asked accepts.
    #[error("somebody else was asked")]
    NotAsked,
    /// A text was not taken.
    #[error("the field {0:?} {1}")]
    Text(Field, InvalidLine),
}

/// The most characters of a reason, and of what shows an effect.
const MAX_REASON: usize = 500;

fn text(field: Field, text: &str) -> Result<String, CannotMove> {
    said(field, text).map_err(|(field, why)| CannotMove::Text(field, why))
}

fn said(field: Field, text: &str) -> Result<String, (Field, InvalidLine)> {
    line(text, MAX_REASON).map_err(|why| (field, why))
}

impl State {
    /// Where that is, in one word.
    pub fn status(&self) -> ActionStatus {
        match self {
            Self::Idea => ActionStatus::Idea,
            Self::Declined(_) => ActionStatus::Declined,
            Self::Committed(c) => match c.progress {
                Progress::Open => ActionStatus::Open,
                Progress::InProgress => ActionStatus::InProgress,
                Progress::Done(_) => ActionStatus::Done,
            },
        }
    }

    /// The state after a move, or why there is none.
    pub fn after(&self, step: Move, hand: Hand) -> Result<Self, CannotMove> {
        match (self, step) {
            (Self::Idea, Move::Commit { plan, owner, skip }) => commit(plan, owner, skip, hand),
            (Self::Declined(_), Move::Reconsider) => Ok(Self::Idea),
            (Self::Idea, Move::Decline(refusal)) => decline(refusal),
            (Self::Committed(c), Move::Decline(refusal)) if !c.is_done() => decline(refusal),
            (Self::Committed(c), step) => c.after(step, hand).map(|c| Self::Committed(Box::new(c))),
            _ => Err(CannotMove::From(self.status())),
        }
    }

    /// Brings every text into its one form, or tells which does not fit: for states that come from outside.
    pub fn checked(self) -> Result<Self, (Field, InvalidLine)> {
        Ok(match self {
            Self::Idea => Self::Idea,
            Self::Declined(refusal) => {
                Self::Declined(Refusal { reason: said(Field::Reason, &refusal.reason)?, ..refusal })
            }
            Self::Committed(commitment) => {
                let Commitment { plan, ownership, at, skipped, progress } = *commitment;
                let (plan, progress) = (plan.checked()?, progress.checked()?);
                let skipped = skipped.map(|reason| said(Field::Skip, &reason)).transpose()?;
                Self::Committed(Box::new(Commitment { plan, ownership, at, skipped, progress }))
            }
        })
    }

    /// The same with another plan; nothing is planned where nobody committed.
    pub fn replanned(&self, plan: Plan) -> Result<Self, CannotMove> {
        match self {
            Self::Committed(c) => {
                let plan = plan.checked().map_err(|(field, why)| CannotMove::Text(field, why))?;
                Ok(Self::Committed(Box::new(Commitment { plan, ..Commitment::clone(c) })))
            }
            _ => Err(CannotMove::From(self.status())),
        }
    }
}

fn commit(plan: Plan, owner: PersonId, skip: Option<String>, hand: Hand) -> Result<State, CannotMove> {
    let plan = plan.checked().map_err(|(field, why)| CannotMove::Text(field, why))?;
    let skipped = match skip {
        _ if hand.now >= hand.soaked_at => None,
        None => return Err(CannotMove::Soaking(hand.soaked_at)),
        Some(reason) => Some(text(Field::Skip, &reason)?),
    };
    let ownership = Ownership::named(owner, hand.by);
    Ok(State::Committed(Box::new(Commitment { plan, ownership, at: hand.now, skipped, progress: Progress::Open })))
}

fn decline(refusal: Refusal) -> Result<State, CannotMove> {
    Ok(State::Declined(Refusal { reason: text(Field::Reason, &refusal.reason)?, ..refusal }))
}

impl Commitment {
    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        matches!(self.progress, Progress::Done(_))
    }

    /// What came of it, once somebody said so, as long as it stands: a recurrence puts it in question.
    pub fn judgement(&self) -> Option<&Judgement> {
        self.last_judgement().filter(|j| j.recurrence.is_none())
    }

    /// What was judged and what put that in question, where something did and nobody judged again.
    pub fn reopened(&self) -> Option<(&Judgement, Recurrence)> {
        self.last_judgement().and_then(|j| Some((j, j.recurrence?)))
    }

    /// What was judged last, whether it stands or not.
    pub fn last_judgement(&self) -> Option<&Judgement> {
        match &self.progress {
            Progress::Done(completion) => completion.judgement.as_ref(),
            Progress::Open | Progress::InProgress => None,
        }
    }

    fn after(&self, step: Move, hand: Hand) -> Result<Self, CannotMove> {
        let with = |progress| Ok(Self { progress, ..self.clone() });
        let owned = |ownership| Ok(Self { ownership, ..self.clone() });
        match (&self.progress, step) {
            (Progress::Open, Move::Start) | (Progress::Done(_), Move::Reopen) => with(Progress::InProgress),
            (Progress::Open | Progress::InProgress, Move::Finish) => {
                with(Progress::Done(Completion { at: hand.now, judgement: None }))
            }
            (Progress::Done(done), Move::Judge(verdict, evidence)) => {
                let evidence = text(Field::Evidence, &evidence)?;
                let judgement = Judgement { verdict, evidence, at: hand.now, by: hand.by, recurrence: None };
                with(Progress::Done(Completion { at: done.at, judgement: Some(judgement) }))
            }
            (Progress::Done(done), Move::Recur(recurrence, began)) => match &done.judgement {
                Some(judged) if judged.is_effective() && judged.recurrence.is_none() && began > done.at => {
                    with(in_question(done, judged, Some(recurrence)))
                }
                _ => self.no_such(),
            },
            (Progress::Done(done), Move::Stand) => match &done.judgement {
                Some(judged) if judged.recurrence.is_some() => with(in_question(done, judged, None)),
                _ => self.no_such(),
            },
            (Progress::Open | Progress::InProgress, Move::HandTo(person)) => owned(Ownership::named(person, hand.by)),
            (Progress::Open | Progress::InProgress, Move::GiveBack) => owned(Ownership::Nobody),
            (Progress::Open | Progress::InProgress, Move::Accept) => match self.ownership {
                Ownership::Asked(person) if hand.by == Some(person) => owned(Ownership::Accepted(person)),
                _ => Err(CannotMove::NotAsked),
            },
            _ => self.no_such(),
        }
    }

    fn no_such(&self) -> Result<Self, CannotMove> {
        Err(CannotMove::From(State::Committed(Box::new(self.clone())).status()))
    }
}

fn in_question(done: &Completion, judged: &Judgement, recurrence: Option<Recurrence>) -> Progress {
    Progress::Done(Completion { at: done.at, judgement: Some(Judgement { recurrence, ..judged.clone() }) })
}

//! What people concluded: causes, lessons, ideas and actions.

use jiff::{Timestamp, civil::Date};
use postmortem::{
    ActionKind, CauseClass, Confidence, LessonKind, Necessity, Strength, TrackerLink, Verdict, questions::Code,
};
use serde::Deserialize;

use super::Cited;

/// A cause, and all that it answers for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub key: String,
    pub class: CauseClass,
    pub text: String,
    #[serde(default)]
    pub meaning: String,
    pub deep_enough: Option<String>,
    /// The name of the weakness that it is an instance of.
    pub weakness: Option<String>,
    pub answers: Vec<Answer>,
}

/// How a cause answers for an effect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `impact`, or the key of a cause that stands before.
    #[serde(rename = "for")]
    pub effect: String,
    pub necessity: Necessity,
    pub confidence: Confidence,
    #[serde(default)]
    pub evidence: Vec<Cited>,
}

/// A lesson.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    pub kind: LessonKind,
    pub text: String,
    #[serde(default)]
    pub entries: Vec<String>,
    pub luck: Option<Luck>,
    /// The practice that it became.
    pub practice: Option<Practice>,
    /// The names of practices that it cites.
    #[serde(default)]
    pub cites: Vec<String>,
}

/// A lesson that went well, promoted for all. `owner` and `by` are logins, a team is named by its key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    pub at: Timestamp,
    pub name: String,
    pub what: String,
    pub why: String,
    pub conditions: String,
    pub owner: String,
    #[serde(default)]
    pub adopted: Vec<Adopted>,
}

/// A team that works by a practice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    pub at: Timestamp,
    pub by: String,
    pub team: String,
}

/// What luck ended in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// The key of an action.
    Action(String),
    /// The key of a cause.
    Mitigator(String),
    Accepted {
        reason: String,
        review_on: Date,
    },
}

/// An idea, and what became of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub key: String,
    pub text: String,
    pub collected: Collected,
    /// Keys of causes.
    #[serde(default)]
    pub causes: Vec<String>,
    pub commitment: Option<Commitment>,
    pub refusal: Option<Refusal>,
}

/// Who had an idea, and when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collected {
    pub at: Timestamp,
    pub by: String,
}

/// What somebody committed to, and how far it went. Every `by` and `owner` is a login.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    pub at: Timestamp,
    pub by: String,
    pub owner: String,
    /// Why the soak was skipped.
    pub skip: Option<String>,
    pub kind: ActionKind,
    pub strength: Strength,
    pub due_on: Option<Date>,
    #[serde(default)]
    pub expected: String,
    #[serde(default)]
    pub measure: String,
    pub tracker: Option<TrackerLink>,
    /// When whoever was asked accepted.
    pub accepted: Option<Timestamp>,
    pub begun: Option<Timestamp>,
    pub done: Option<Timestamp>,
    pub judged: Option<Judged>,
}

/// What came of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    pub at: Timestamp,
    pub verdict: Verdict,
    pub evidence: String,
}

/// Why we will not act.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub at: Timestamp,
    pub by: String,
    pub owner: String,
    pub reason: String,
    pub review_on: Date,
}

/// Why the questions of a code are dismissed here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismissal {
    pub at: Timestamp,
    pub by: String,
    pub code: Code,
    pub reason: String,
}

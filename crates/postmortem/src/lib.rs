//! The words of a postmortem and their rules.
//!
//! No I/O, no clock, no random: whoever needs the present hands it in.

mod action;
mod actor;
mod cause;
mod entry;
mod group;
mod id;
mod knowledge;
mod lesson;
mod measure;
pub mod mentions;
mod moment;
mod narrative;
mod number;
mod person;
mod practice;
pub mod questions;
mod severity;
mod text;
mod weakness;
mod work;
mod working_days;

pub use action::{
    Action, ActionKind, ActionStatus, CannotMove, Commitment, Completion, Field, Hand, InvalidTracker, Judgement, Move,
    Ownership, Plan, Progress, Recurrence, Refusal, State, Strength, TrackerLink, Verdict, default_due, is_only_weak,
};
pub use actor::Actor;
pub use cause::{
    Because, BecauseDraft, CannotLink, Cause, CauseClass, CauseDraft, CauseMap, Change, Confidence, Effect, End,
    EndState, InvalidCause, Line, Necessity, Preceding, preceding,
};
pub use entry::{Decision, Entry, EntryDraft, EntryKind, InvalidEntry, KeyMoment, Opt};
pub use group::{Group, GroupKind};
pub use id::{
    ActionId, ActorId, BecauseId, CauseId, ConnectionId, EntryId, EvidenceId, FileId, GroupId, ImportId, LessonId,
    PersonId, PostmortemId, PracticeId, PublicationId, WeaknessId,
};
pub use knowledge::{
    Act, Cited, Eyes, HandOver, Knowledge, Party, Proposal, Sureness, THERE, Trace, hand_overs, hindsight, learned,
    party, proposals, steps,
};
pub use lesson::{Acceptance, InvalidLesson, Lesson, LessonDraft, LessonKind, Luck, Telling};
pub use measure::{Gap, Measure, MeasureKind, gaps_during_impact, key_moments, measures};
pub use moment::{InvalidMoment, InvalidZone, Moment, Precision, Zone};
pub use narrative::{InvalidPart, Part};
pub use number::{InvalidNumber, Number};
pub use person::{InvalidLogin, Locale, Login, Person, Role};
pub use practice::{InvalidPractice, Practice, PracticeDraft};
pub use severity::{InvalidSeverity, Severity, default_severities};
pub use text::{InvalidLine, InvalidProse, line, prose, tag};
pub use weakness::{InvalidWeakness, Occurrence, Times, Weakness, WeaknessDraft, count_postmortems, similar, times};
pub use work::{InvalidPostmortem, Occasion, Postmortem, PostmortemDraft, Status, Visibility};
pub use working_days::{after_working_days, due_after, is_working_day, working_day_from};

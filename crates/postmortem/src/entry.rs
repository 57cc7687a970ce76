//! Entries: the curated moments of a timeline, and decisions among them.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ActorId, EntryId, EvidenceId, PersonId},
    knowledge::Knowledge,
    moment::Moment,
    work::words,
};

words! {
    /// What an entry tells of.
    EntryKind {
        /// What users felt.
        Impact = "impact",
        /// An alert.
        Alert = "alert",
        /// A change to the system.
        Change = "change",
        /// Something seen.
        Observation = "observation",
        /// A guess at what is going on.
        Hypothesis = "hypothesis",
        /// Something said to others.
        Communication = "communication",
        /// A decision, with its background.
        Decision = "decision",
        /// Something done against the incident.
        Response = "response",
    }
}

words! {
    /// The moments that measures are taken between.
    KeyMoment {
        /// Users begin to feel it. Entered by a person, never inferred.
        ImpactStart = "impact_start",
        /// Someone, or an alert, notices.
        Detected = "detected",
        /// Someone takes it on.
        Acknowledged = "acknowledged",
        /// Users no longer feel it.
        Mitigated = "mitigated",
        /// It is over.
        Resolved = "resolved",
    }
}

/// One option that was open at a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opt {
    /// What could be done.
    pub text: String,
    /// Whether it was chosen.
    pub is_chosen: bool,
}

/// The background of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// What was faced.
    pub faced: String,
    /// What was known, in words.
    pub known: String,
    /// What was known, as entries of the same timeline.
    pub known_entries: Vec<EntryId>,
    /// What was known, as evidence.
    pub known_evidence: Vec<EvidenceId>,
    /// The options.
    pub options: Vec<Opt>,
    /// Who decided; actors of the postmortem.
    pub deciders: Vec<ActorId>,
    /// The reason.
    pub reason: String,
    /// What was expected.
    pub expected: String,
    /// What came of it.
    pub actual: String,
}

/// One curated moment of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// What it tells of.
    pub kind: EntryKind,
    /// What happened, in Markdown of one or a few lines.
    pub text: String,
    /// When it happened; the timeline is sorted by this clock.
    pub occurred: Moment,
    /// When it ended, for what lasted.
    pub ended: Option<Moment>,
    /// When it was first written down here.
    pub recorded_at: Timestamp,
    /// Who wrote it down; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// The key moment that it marks.
    pub key_moment: Option<KeyMoment>,
    /// Who acted.
    pub actors: Vec<ActorId>,
    /// What it rests on.
    pub evidence: Vec<EvidenceId>,
    /// Who learned of it when.
    pub knowledge: Vec<Knowledge>,
    /// Its background, where it is a decision.
    pub decision: Option<Decision>,
    /// Whether a machine wrote its text and no person has rewritten it.
    pub is_machine_written: bool,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// An entry as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryDraft {
    /// What it tells of.
    pub kind: EntryKind,
    /// What happened.
    pub text: String,
    /// When.
    pub occurred: Moment,
    /// Until when.
    pub ended: Option<Moment>,
    /// The key moment that it marks.
    pub key_moment: Option<KeyMoment>,
    /// Who acted.
    pub actors: Vec<ActorId>,
    /// What it rests on.
    pub evidence: Vec<EvidenceId>,
    /// Who learned of it when.
    pub knowledge: Vec<Knowledge>,
    /// Its background, where it is a decision.
    pub decision: Option<Decision>,
    /// Whether a machine wrote the text.
    pub is_machine_written: bool,
}

/// Why an entry was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEntry {
    /// It says nothing.
    #[error("the entry says nothing yet")]
    Empty,
    /// It says too much for one moment.
    #[error("the entry is longer than {0} bytes; longer texts belong into the narrative")]
    TooLong(usize),
    /// It ends before it begins.
    #[error("the entry ends before it begins")]
    EndsBeforeBegin,
    /// It holds a character that text cannot hold.
    #[error("the entry holds a control character")]
    Control,
}

impl EntryDraft {
    /// The most that the text of one entry may hold, in bytes.
    pub const MAX_BYTES: usize = 20_000;

    /// Checks what must hold within one entry. A decision's background is kept only where the kind is a decision.
    pub fn checked(mut self) -> Result<Self, InvalidEntry> {
        self.text = String::from(self.text.replace("\r\n", "\n").trim());
        if self.text.is_empty() {
            return Err(InvalidEntry::Empty);
        }
        if self.text.len() > Self::MAX_BYTES {
            return Err(InvalidEntry::TooLong(Self::MAX_BYTES));
        }
        if self.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(InvalidEntry::Control);
        }
        if self.ended.as_ref().is_some_and(|end| end.at < self.occurred.at) {
            return Err(InvalidEntry::EndsBeforeBegin);
        }
        if self.kind != EntryKind::Decision {
            self.decision = None;
        }
        dedup(&mut self.actors);
        dedup(&mut self.evidence);
        Ok(self)
    }
}

fn dedup<T: PartialEq>(list: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *list = kept;
}

impl Entry {
    /// The entry as a draft of itself, to change and hand back.
    pub fn to_draft(&self) -> EntryDraft {
        EntryDraft {
            kind: self.kind,
            text: self.text.clone(),
            occurred: self.occurred.clone(),
            ended: self.ended.clone(),
            key_moment: self.key_moment,
            actors: self.actors.clone(),
            evidence: self.evidence.clone(),
            knowledge: self.knowledge.clone(),
            decision: self.decision.clone(),
            is_machine_written: self.is_machine_written,
        }
    }
}

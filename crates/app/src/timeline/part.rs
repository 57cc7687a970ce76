//! Parting one entry in two, and taking two into one. Evidence is never lost by either.

use postmortem::{Entry, EntryDraft, EntryKind, EvidenceId, Knowledge, Moment};

use super::change::earliest;
use crate::{Error, Result};

/// How an entry is parted in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What the first says from now on.
    pub first_text: String,
    /// What the second says.
    pub second_text: String,
    /// What the second tells of.
    pub second_kind: EntryKind,
    /// When the second happened.
    pub second_occurred: Moment,
    /// The evidence that goes to the second; the rest stays with the first.
    pub second_evidence: Vec<EvidenceId>,
}

/// The two drafts. Key moment and decision stay with the first; who learned of it before the second happened
/// cannot have learned of the second.
pub(super) fn parted(entry: &Entry, split: Split) -> Result<(EntryDraft, EntryDraft)> {
    if split.second_evidence.iter().any(|item| !entry.evidence.contains(item)) {
        return Err(Error::field("evidence", "unknown-evidence"));
    }
    if split.first_text.trim().is_empty() {
        return Err(Error::field("first_text", "empty"));
    }
    if split.second_text.trim().is_empty() {
        return Err(Error::field("second_text", "empty"));
    }
    if split.second_occurred.at < entry.occurred.at {
        return Err(Error::field("second_occurred", "second-before-first"));
    }
    let (first_end, second_end) = match &entry.ended {
        Some(end) if end.at > split.second_occurred.at => (Some(split.second_occurred.clone()), Some(end.clone())),
        end => (end.clone(), None),
    };
    let second = EntryDraft {
        kind: split.second_kind,
        is_machine_written: entry.is_machine_written && entry.text.contains(split.second_text.trim()),
        text: split.second_text,
        ended: second_end,
        key_moment: None,
        actors: entry.actors.clone(),
        knowledge: known_since(entry, &split.second_occurred),
        occurred: split.second_occurred,
        evidence: split.second_evidence.clone(),
        decision: (split.second_kind == EntryKind::Decision).then(Default::default),
    };
    let mut first = entry.to_draft();
    first.is_machine_written &= entry.text.contains(split.first_text.trim());
    first.text = split.first_text;
    first.ended = first_end;
    first.evidence.retain(|item| !split.second_evidence.contains(item));
    Ok((first, second))
}

fn known_since(entry: &Entry, occurred: &Moment) -> Vec<Knowledge> {
    entry.knowledge.iter().filter(|k| k.learned.at >= occurred.at).cloned().collect()
}

/// Two entries as one: the earliest beginning, the latest end, the words of both in the order of time.
pub(super) fn merged(keep: &Entry, other: &Entry) -> Result<EntryDraft> {
    let decision = match (&keep.decision, &other.decision) {
        (Some(one), Some(two)) if one != two => return Err(Error::field("other", "two-decisions")),
        (one, two) => one.clone().or_else(|| two.clone()),
    };
    let key_moment = match (keep.key_moment, other.key_moment) {
        (Some(one), Some(two)) if one != two => return Err(Error::field("other", "two-key-moments")),
        (one, two) => one.or(two),
    };
    let (first, second) = if other.occurred.at < keep.occurred.at { (other, keep) } else { (keep, other) };
    let text = match (first.text.as_str(), second.text.as_str()) {
        (one, two) if one == two => one.to_owned(),
        (one, two) => format!("{one}\n\n{two}"),
    };
    let kind = if decision.is_some() { EntryKind::Decision } else { keep.kind };
    let ends = [&keep.ended, &other.ended];
    let ended = ends.into_iter().flatten().max_by_key(|end| end.at).cloned();
    let both = |one: &[EvidenceId], two: &[EvidenceId]| one.iter().chain(two).copied().collect();
    Ok(EntryDraft {
        kind,
        text,
        occurred: first.occurred.clone(),
        // an end before the second beginning would tell that it was over too early
        ended: ended.filter(|end| end.at >= second.occurred.at),
        key_moment,
        actors: first.actors.iter().chain(&second.actors).copied().collect(),
        evidence: both(&first.evidence, &second.evidence),
        knowledge: earliest(first.knowledge.iter().chain(&second.knowledge).cloned().collect()),
        decision,
        is_machine_written: keep.is_machine_written && other.is_machine_written,
    })
}

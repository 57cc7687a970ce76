//! What an import found, in sum and line by line.

use std::collections::BTreeMap;

use evidence::{Note, Rejected, SkipReason, Summary};
use serde::{Deserialize, Serialize};
use store::import::Finding;

use super::why::written;
use crate::{Error, FieldError};

/// What an import found, in sum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Items that are new through it, revisions included.
    pub n_taken: u64,
    /// Items that were there already.
    pub n_known: u64,
    /// Things left out on purpose, by the code of the reason.
    pub skipped: BTreeMap<String, u64>,
    /// Things that could not be read.
    pub n_refused: u64,
}

impl Report {
    /// The sum of a run that took so many.
    pub(super) fn new(summary: &Summary, n_taken: u64) -> Self {
        Self {
            n_taken,
            n_known: summary.taken.saturating_sub(n_taken),
            skipped: summary.skipped.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect(),
            n_refused: summary.refused,
        }
    }
}

/// The lines of a report, as many as are kept; the rest is only counted.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub kept: Vec<Finding>,
    n_refused: usize,
    n_skipped: usize,
}

const MOST_REFUSED: usize = 1000;
const MOST_SKIPPED: usize = 200;

impl Lines {
    pub fn add(&mut self, note: Note) {
        match note {
            Note::Refused { place, reason } => {
                self.n_refused += 1;
                if self.n_refused <= MOST_REFUSED {
                    self.keep(true, place, written(&reason));
                }
            }
            // whoever chose a window or channels knows what that leaves out
            Note::Skipped { reason: SkipReason::OutsideWindow | SkipReason::OtherChannel, .. } => {}
            Note::Skipped { place, reason } => {
                self.n_skipped += 1;
                if self.n_skipped <= MOST_SKIPPED {
                    let what = reason.what().map(|what| format!(": {what}")).unwrap_or_default();
                    self.keep(false, place, format!("{}{what}", reason.code()));
                }
            }
        }
    }

    fn keep(&mut self, is_refused: bool, place: evidence::Place, reason: String) {
        let line = place.line.and_then(|line| i64::try_from(line).ok());
        let (file, reason) = (without_nul(place.file), without_nul(reason));
        self.kept.push(Finding { is_refused, file, line, reason });
    }
}

/// PostgreSQL keeps no NUL in a text.
pub(super) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// The whole chain of reasons in one line.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    without_nul(text)
}

/// An input that was not read, as the answer to whoever handed it in.
pub(crate) fn refused(rejected: &Rejected) -> Error {
    let mut error = FieldError::new("file", "not-readable").with("reason", without_nul(rejected.to_string()));
    error.reason = Some(rejected.told());
    error.into()
}

//! The map as an outline: what a page without a drawing shows, and a screen reader reads.

use std::collections::HashSet;

use super::{Because, Cause, CauseClass, CauseMap, Effect};
use crate::id::CauseId;

/// One line of the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// How far in it stands; 1 right below the impact, or for a loose cause.
    pub depth: usize,
    /// What ties it to the line above; nothing for a loose cause.
    pub because: Option<&'a Because>,
    /// The cause.
    pub cause: &'a Cause,
    /// Whether it stood in an earlier line, with all below it.
    pub is_again: bool,
}

/// How a branch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndState {
    /// The question is still open.
    Open,
    /// Someone said why it goes no further.
    DeepEnough,
    /// It is what kept the impact from being worse; nobody has to ask on.
    Mitigator,
}

/// A cause without answers, where a branch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End<'a> {
    /// The cause.
    pub cause: &'a Cause,
    /// How many steps it lies from the impact.
    pub depth: usize,
    /// How the branch ends.
    pub state: EndState,
}

impl CauseMap {
    /// So many steps back guide each branch.
    pub const GUIDE: usize = 5;

    /// How the branch ends at a cause; nothing where it goes on.
    pub fn end_state(&self, cause: &Cause) -> Option<EndState> {
        if self.answers(Effect::Cause(cause.id)).next().is_some() {
            return None;
        }
        Some(match (&cause.deep_enough, cause.class) {
            (Some(_), _) => EndState::DeepEnough,
            (None, CauseClass::Mitigator) => EndState::Mitigator,
            (None, _) => EndState::Open,
        })
    }

    /// Where the branches end that begin at the impact.
    pub fn ends(&self) -> Vec<End<'_>> {
        let layers = self.layers();
        let end = |cause| Some(End { cause, depth: *layers.get(&cause.id)?, state: self.end_state(cause)? });
        self.causes().iter().filter_map(end).collect()
    }

    /// Every answer below the impact, and then every loose cause with what is below it. Each tie stands in one line;
    /// a cause is told with what is below it where it comes first, and named again elsewhere.
    pub fn outline(&self) -> (Vec<Line<'_>>, Vec<Line<'_>>) {
        let mut seen = HashSet::new();
        let mut tied = Vec::new();
        self.below(Effect::Impact, 1, &mut seen, &mut tied);
        let mut loose = Vec::new();
        for cause in self.loose() {
            seen.insert(cause.id);
            loose.push(Line { depth: 1, because: None, cause, is_again: false });
            self.below(Effect::Cause(cause.id), 2, &mut seen, &mut loose);
        }
        (tied, loose)
    }

    fn below<'a>(&'a self, effect: Effect, depth: usize, seen: &mut HashSet<CauseId>, lines: &mut Vec<Line<'a>>) {
        for because in self.answers(effect) {
            let Some(cause) = self.cause(because.cause) else { continue };
            let is_again = !seen.insert(cause.id);
            lines.push(Line { depth, because: Some(because), cause, is_again });
            if !is_again {
                self.below(Effect::Cause(cause.id), depth + 1, seen, lines);
            }
        }
    }
}

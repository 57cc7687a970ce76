//! What an organisation chose for its questions: levels, and how long is long.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Code, Level};

/// What an organisation chose for its questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Levels other than those that the questions come with; nothing where a question is not asked.
    pub levels: BTreeMap<Code, Option<Level>>,
    /// A silence of so long during impact is a gap.
    pub gap: SignedDuration,
    /// An impact of so long calls for words to those who feel it.
    pub untold: SignedDuration,
    /// A postmortem is expected to be published so long after the incident.
    pub unpublished: SignedDuration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            levels: BTreeMap::new(),
            gap: SignedDuration::from_mins(10),
            untold: SignedDuration::from_mins(30),
            unpublished: SignedDuration::from_hours(7 * 24),
        }
    }
}

/// Why what was chosen was not taken: a length of time is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRules {
    /// The gap is not between a minute and a day.
    #[error("a gap is between a minute and a day")]
    Gap,
    /// The time without word is not between a minute and a day.
    #[error("the time without word is between a minute and a day")]
    Untold,
    /// The time until publication is not between a day and a year.
    #[error("the time until publication is between a day and a year")]
    Unpublished,
}

impl Rules {
    /// The level at which a question is asked; nothing where it is not.
    pub fn level(&self, code: Code) -> Option<Level> {
        self.levels.get(&code).copied().unwrap_or(Some(code.level()))
    }

    /// Brings it into its one form, in which only what differs is held, or tells what does not fit.
    pub fn checked(mut self) -> Result<Self, InvalidRules> {
        self.levels.retain(|code, level| *level != Some(code.level()));
        let (minute, day) = (SignedDuration::from_mins(1), SignedDuration::from_hours(24));
        let fits = |given: SignedDuration, least, most| (least..=most).contains(&given);
        if !fits(self.gap, minute, day) {
            return Err(InvalidRules::Gap);
        }
        if !fits(self.untold, minute, day) {
            return Err(InvalidRules::Untold);
        }
        if !fits(self.unpublished, day, day * 366) {
            return Err(InvalidRules::Unpublished);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_held() {
        let mut rules = Rules::default();
        rules.levels.insert(Code::T05, Some(Code::T05.level()));
        rules.levels.insert(Code::T06, None);
        let rules = rules.checked().unwrap();
        assert_eq!(rules.levels.len(), 1);
        assert_eq!((rules.level(Code::T05), rules.level(Code::T06)), (Some(Level::Should), None));
    }

    #[test]
    fn lengths_have_bounds() {
        let with = |change: fn(&mut Rules)| {
            let mut rules = Rules::default();
            change(&mut rules);
            rules.checked()
        };
        assert_eq!(with(|r| r.gap = SignedDuration::ZERO), Err(InvalidRules::Gap));
        assert_eq!(with(|r| r.untold = SignedDuration::from_hours(25)), Err(InvalidRules::Untold));
        assert_eq!(with(|r| r.unpublished = SignedDuration::from_hours(23)), Err(InvalidRules::Unpublished));
    }
}

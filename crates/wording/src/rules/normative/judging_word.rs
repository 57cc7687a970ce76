//! A word that grades conduct: careless, inadequate, wrong call.
//!
//! RCA2, rule 2 of causation: no negative or vague words.

use crate::rule::{Family, Rule};

/// The rule.
pub const JUDGING_WORD: Rule = Rule::of(Family::Normative, "normative/judging-word", "judging-word");

//! Fault, guilt, responsibility taken or punishment.
//!
//! Dekker, *Field Guide to Understanding Human Error*: judgement ends the inquiry.

use crate::rule::{Family, Rule};

/// The rule.
pub const FAULT_AND_GUILT: Rule = Rule::of(Family::Blame, "blame/fault-and-guilt", "fault-and-guilt");

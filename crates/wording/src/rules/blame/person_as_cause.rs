//! A person, a role or "human error" as the cause of something.
//!
//! RCA2, rule 3 of causation: human errors must have a preceding cause; PagerDuty, *Blameless*.

use crate::rule::{Family, Rule};

/// The rule.
pub const PERSON_AS_CAUSE: Rule = Rule::of(Family::Blame, "blame/person-as-cause", "person-as-cause");

//! Text in, findings about its wording out: where blame and hindsight slip in, why that hurts, what to ask instead.
//!
//! A rule is a file in `rules/<family>`; what it looks for is data beside it, by language. Deterministic: no model,
//! no network, no clock. Never a rewrite: only the writer knows what happened.

mod allow;
mod check;
mod finder;
mod ground;
mod lexicon;
mod passage;
mod patterns;
mod rule;
mod rules;

pub use check::{Finding, Report, check};
pub use rule::{Family, Rule};
pub use rules::{ALL as RULES, find as rule};

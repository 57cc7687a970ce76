//! A question that accuses. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod who_did_it;
pub mod why_did_you;

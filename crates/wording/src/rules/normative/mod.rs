//! A norm judges what was done. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod judging_word;
pub mod not_properly;
pub mod should_have;

//! One cause stands for all. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod but_for;
pub mod the_root_cause;

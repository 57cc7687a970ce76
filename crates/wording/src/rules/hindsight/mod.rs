//! What is known now colours what was known then. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod in_hindsight;
pub mod just_needed_to;
pub mod obvious;

//! Too little is said to learn from it. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod fuzzy_action;
pub mod how_many;
pub mod when;

//! What did not happen is told in place of what did. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod could_have;
pub mod failed_to;
pub mod if_only;

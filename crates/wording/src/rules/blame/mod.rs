//! A person stands as the cause. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod fault_and_guilt;
pub mod person_as_cause;

//! The remedy is that people take more care. A file a rule; their words are in `en.toml` and `ko.toml`.

pub mod be_careful;
pub mod remind_and_retrain;

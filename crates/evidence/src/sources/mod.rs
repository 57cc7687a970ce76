//! One folder a source: parser, README, fixtures. A source knows no other source.

pub mod alertmanager;
mod bodies;
pub mod git;
pub mod github;
pub mod note;
pub mod slack;
pub mod table;

//! TestApp, people, builders, both databases.

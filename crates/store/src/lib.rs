//! What is kept, in SQLite or PostgreSQL. The only crate that knows SQL.

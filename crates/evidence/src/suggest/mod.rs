//! Key moments.

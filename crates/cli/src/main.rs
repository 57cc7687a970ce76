//! inquest.
fn main() {}

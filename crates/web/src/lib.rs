//! HTTP. The only crate that knows it.

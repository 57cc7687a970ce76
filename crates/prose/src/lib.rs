//! Written text: Markdown in, safe HTML out, positions, diff.

//! Written text: Markdown in, safe HTML out, plain text, references, diff.
//!
//! No I/O, no clock. HTML leaves this room only through the sanitiser.

mod diff;
mod html;
mod plain;
mod reference;
mod sanitize;
mod tree;
mod words;

pub use diff::{Diff, Hunk, Line, LineKind, Span, diff};
pub use html::{Html, Options, html, inline_html};
pub use plain::{excerpt, plain, reading_minutes};
pub use reference::{Reference, ReferenceKind, references};
pub use sanitize::clean;

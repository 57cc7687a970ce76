//! Why a document was not taken, line by line, as keys of the locales.

use publish::{
    bundle::BundleError,
    markdown::{ParseError, Problem},
};

use crate::{Error, FieldError};

/// Problems that are told at once.
const MOST: usize = 20;

pub(super) fn document(errors: &[ParseError]) -> Error {
    Error::Rejected(errors.iter().take(MOST).map(line).collect())
}

fn line(error: &ParseError) -> FieldError {
    let (code, text) = match &error.problem {
        Problem::NoFrontMatter => ("document-no-front-matter", String::new()),
        Problem::OpenFrontMatter => ("document-open-front-matter", String::new()),
        Problem::Version(version) => ("document-version", version.to_string()),
        Problem::Yaml(why) => ("document-yaml", why.clone()),
        Problem::Value { field, reason } => ("document-value", format!("{field}: {reason}")),
        Problem::StrayText => ("document-stray-text", String::new()),
        Problem::OtherTitle(title) => ("document-other-title", title.clone()),
        Problem::OtherCause(text) => ("document-other-cause", text.clone()),
        Problem::NoMap(why) => ("document-no-map", why.clone()),
        Problem::Twice(name) => ("document-twice", name.clone()),
        Problem::StrayEntry => ("document-stray-entry", String::new()),
        Problem::NoBlock => ("document-no-block", String::new()),
        Problem::OpenBlock => ("document-open-block", String::new()),
        Problem::OtherTime(time) => ("document-other-time", time.clone()),
        Problem::Duplicate(name) => ("document-duplicate", name.clone()),
        Problem::Unknown(name) => ("document-unknown", name.clone()),
    };
    FieldError::new("document", code).with("line", error.line.to_string()).with("text", text)
}

pub(super) fn bundle(error: &BundleError) -> Error {
    FieldError::new("document", "bundle").with("why", error.to_string()).into()
}

//! Why an import or a line of it was not read, as it is kept: code and arguments in JSON, a value again when read.

use evidence::{RefuseReason, Rejected, Told, reasons};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::import::Import;

reasons! {
    /// Why an import ended although its input may be in order.
    BrokenOff, "import-error", {
        /// The process of the command line is gone.
        #[error("the process that ran it ended")]
        ProcessEnded => "process-ended",
        /// The process ended in the middle again and again.
        #[error("the process that ran it ended {times} times")]
        ProcessEndedOften {
            /// How often.
            times: i64,
        } => "process-ended-often",
        /// It broke off on an error that came again each time.
        #[error("{reason}")]
        CameAgain {
            /// What the program said.
            reason: String,
        } => "came-again",
    }
}

/// Why an import has failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Failure {
    /// The input was not read.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The run broke off.
    #[error(transparent)]
    BrokenOff(#[from] BrokenOff),
}

impl Failure {
    /// The reason as it is told.
    pub fn told(&self) -> Told {
        match self {
            Self::Rejected(rejected) => rejected.told(),
            Self::BrokenOff(broken_off) => broken_off.told(),
        }
    }
}

/// What a kept text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept<T> {
    /// A reason that is known.
    Known(T),
    /// A text that reads as none: it is shown as it stands.
    Text(String),
}

impl<T: std::fmt::Display> std::fmt::Display for Kept<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(reason) => reason.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl<T: DeserializeOwned> Kept<T> {
    fn read(text: &str) -> Self {
        serde_json::from_str(text).map_or_else(|_| Self::Text(text.to_owned()), Self::Known)
    }
}

/// Why an import has failed, where it has.
pub fn failure(import: &Import) -> Option<Kept<Failure>> {
    import.error.as_deref().map(Kept::read)
}

/// Why a line of the report stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Left out on purpose: a code of [`evidence::SkipReason`], and what was met.
    Skipped {
        /// The code.
        code: String,
        /// What was met, where the code alone does not say it.
        what: Option<String>,
    },
    /// It could not be read.
    Refused(Kept<RefuseReason>),
}

/// A line of the report of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, inside the archive or folder.
    pub file: String,
    /// The line, counted from one.
    pub line: Option<i64>,
    /// Why it stands there.
    pub why: Why,
}

impl From<store::import::Finding> for Finding {
    fn from(kept: store::import::Finding) -> Self {
        let why = match kept.reason.split_once(": ") {
            _ if kept.is_refused => Why::Refused(Kept::read(&kept.reason)),
            Some((code, what)) => Why::Skipped { code: code.to_owned(), what: Some(what.to_owned()) },
            None => Why::Skipped { code: kept.reason, what: None },
        };
        Self { file: kept.file, line: kept.line, why }
    }
}

/// A reason as it is kept.
pub(super) fn written(reason: &(impl Serialize + std::fmt::Display)) -> String {
    let kept = serde_json::to_value(reason).map(|mut value| {
        replace_nul(&mut value);
        value.to_string()
    });
    kept.unwrap_or_else(|_| super::report::without_nul(reason.to_string()))
}

/// A NUL that the input held is shown as a sign, here as everywhere.
fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{fffd}"),
        Value::Array(values) => values.iter_mut().for_each(replace_nul),
        Value::Object(fields) => fields.values_mut().for_each(replace_nul),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_no_reason_is_shown_as_it_stands() {
        for text in ["the disk was full", "{", "{\"code\":\"of-tomorrow\"}", "{\"code\":\"json\"}", "null", ""] {
            assert_eq!(Kept::<RefuseReason>::read(text), Kept::Text(text.to_owned()));
            assert_eq!(Kept::<Failure>::read(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let row = RefuseReason::TooManyCells { cells: 4, columns: 2 };
        assert_eq!(Kept::read(&written(&row)), Kept::Known(row));
        for failure in [
            Failure::from(Rejected::Note { flaw: evidence::NoteFlaw::Empty }),
            Failure::from(BrokenOff::ProcessEndedOften { times: 20 }),
            Failure::from(BrokenOff::ProcessEnded),
        ] {
            assert_eq!(Kept::read(&written(&failure)), Kept::Known(failure));
        }
        let nul = RefuseReason::UnknownStatus { status: "a\0\\u0000".to_owned() };
        assert_eq!(Kept::<RefuseReason>::read(&written(&nul)).to_string(), "unknown status `a\u{fffd}\\u0000`");
    }
}

//! The only error that `web`, `jobs` and `cli` match on.

/// A field that was not taken, and why. The code is a key of the locales, `error-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field as the form and the API call it.
    pub field: String,
    /// What is wrong, as a key.
    pub code: &'static str,
    /// What the sentence names.
    pub args: Vec<(&'static str, String)>,
    /// A reason from below, told instead of the code where the language of the reader is known.
    pub reason: Option<evidence::Told>,
}

impl FieldError {
    /// A field error without anything to name.
    pub fn new(field: &str, code: &'static str) -> Self {
        Self { field: field.to_owned(), code, args: Vec::new(), reason: None }
    }

    /// Adds something that the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// Why a verb was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the viewer may not know of it.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("not signed in")]
    SignedOut,
    /// The viewer may know of it, but not do this. The hint is a key of the locales, `denied-<hint>`.
    #[error("not allowed: {0}")]
    Denied(&'static str),
    /// What was handed in was not taken.
    #[error("not taken: {}", .0.iter().map(|e| format!("{} ({})", e.field, e.code)).collect::<Vec<_>>().join(", "))]
    Rejected(Vec<FieldError>),
    /// Someone else changed it in between.
    #[error("changed by someone else in between")]
    Conflict,
    /// Too many tries; later again.
    #[error("too many tries; try again in {0} seconds")]
    TooMany(u64),
    /// Busy or full; the same call may succeed later.
    #[error("the database is not available at the moment")]
    Busy(#[source] store::Error),
    /// Our fault.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One field that was not taken.
    pub fn field(field: &str, code: &'static str) -> Self {
        Self::Rejected(vec![FieldError::new(field, code)])
    }

    /// Wraps what should not have happened.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Rejected(vec![error])
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Conflict => Self::Conflict,
            store::Error::Unavailable(_) => Self::Busy(error),
            other => Self::internal(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(error)
    }
}

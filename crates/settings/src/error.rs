//! What can be wrong with a configuration. Knows nothing else of this crate.

use std::path::PathBuf;

/// Everything that is wrong with a configuration, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Error(pub Vec<Problem>);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file is no TOML.
    #[error("{}: {message}", .path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// What the parser says, with the line.
        message: String,
    },
    /// There is no such setting.
    #[error("{origin}: unknown setting `{name}`{}", did_you_mean(.suggestion.as_deref()))]
    Unknown {
        /// What was written.
        name: String,
        /// Where it was written.
        origin: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The value does not fit the setting.
    #[error("{origin}: `{key}` {message}")]
    Value {
        /// The setting.
        key: String,
        /// Where the value came from.
        origin: String,
        /// What is wrong with it; never holds a secret.
        message: String,
    },
}

fn did_you_mean(name: Option<&str>) -> String {
    name.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default()
}

//! Where values come from, and in which order they win.

use std::{fmt, path::PathBuf};

/// What the settings are made of, the strongest first.
#[derive(Debug, Clone, Default)]
pub struct Layers<'a> {
    /// Flags of the command line: the setting (`server.listen`) and its value.
    pub flags: Vec<(&'a str, String)>,
    /// Every variable of the environment; those that do not concern us are passed over.
    pub environment: Vec<(String, String)>,
    /// The configuration file and its text, if there is one.
    pub file: Option<(PathBuf, String)>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag,
    /// A variable of the environment.
    Environment(String),
    /// The configuration file.
    File(PathBuf),
    /// A file that holds nothing but a secret.
    SecretFile(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment(name) => f.write_str(name),
            Self::File(path) | Self::SecretFile(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value as it may be shown to anyone, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The setting, such as `server.listen`.
    pub key: String,
    /// The value with secrets blotted out; nothing where it is not set.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

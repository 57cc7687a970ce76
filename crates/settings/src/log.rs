//! `[log]`: what the log says, and how.

use crate::{section::section, value::Value};

section! {
    /// What the log says, and how. It goes to standard error and never holds texts that people wrote.
    Log = "log" {
        /// The least level: error, warn, info, debug or trace; or directives such as `info,store=debug`.
        level: String = "info",
        /// `text` for people or `json` for programs.
        format: Format = "text",
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A line for people.
    Text,
    /// A JSON object a line.
    Json,
}

impl Value for Format {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("is {text:?}; it must be text or json")),
        }
    }

    fn show(&self) -> Option<String> {
        Some(match self {
            Self::Text => "text".to_owned(),
            Self::Json => "json".to_owned(),
        })
    }
}

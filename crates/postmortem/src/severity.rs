//! The organisation's scheme of severities.

use serde::{Deserialize, Serialize};

use crate::text::{InvalidLine, line};

/// One value of the organisation's scheme; the first in the scheme is the worst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// The code kept in postmortems, such as `sev1`. Never changes.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// When it applies.
    pub meaning: String,
    /// Its place in the scheme, from 1, the worst first.
    pub position: i64,
    /// Whether new postmortems may take it.
    pub is_offered: bool,
    /// Counts its changes, so that two at once are noticed.
    pub version: i64,
}

/// Why a severity was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSeverity {
    /// Codes are short words of letters, digits and dashes.
    #[error("code {0:?} is not made of 1 to 20 lower-case letters, digits and dashes")]
    Code(String),
    /// The name was not taken.
    #[error("name {0}")]
    Name(InvalidLine),
}

impl Severity {
    /// Checks a severity that an administrator wrote.
    pub fn new(code: &str, name: &str, meaning: &str, position: i64) -> Result<Self, InvalidSeverity> {
        let code = code.trim().to_lowercase();
        let fits = (1..=20).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fits {
            return Err(InvalidSeverity::Code(code));
        }
        Ok(Self {
            code,
            name: line(name, 40).map_err(InvalidSeverity::Name)?,
            meaning: meaning.trim().chars().take(500).collect(),
            position,
            is_offered: true,
            version: 1,
        })
    }
}

/// The scheme that an organisation starts with.
pub fn default_severities() -> Vec<Severity> {
    [
        ("sev1", "SEV 1", "Most users cannot do what they came for, or data is lost"),
        ("sev2", "SEV 2", "An important function fails for many users"),
        ("sev3", "SEV 3", "A function is slow or fails for some users; a way around exists"),
        ("sev4", "SEV 4", "Users hardly notice"),
    ]
    .into_iter()
    .zip(1..)
    .map(|((code, name, meaning), position)| Severity {
        code: code.to_owned(),
        name: name.to_owned(),
        meaning: meaning.to_owned(),
        position,
        is_offered: true,
        version: 1,
    })
    .collect()
}

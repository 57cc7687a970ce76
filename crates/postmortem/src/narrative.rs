//! The narrative: the written parts of a postmortem, each Markdown.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A part of the narrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What happened, in a few sentences for everyone.
    Summary,
    /// Who was hit, how hard, in numbers.
    Impact,
    /// What one has to know to follow.
    Background,
    /// The story.
    WhatHappened,
    /// How it was noticed.
    Detection,
    /// What was done against it.
    Response,
    /// How it ended and what was repaired.
    Recovery,
}

/// The text names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the narrative has no part {0:?}")]
pub struct InvalidPart(pub String);

impl Part {
    /// Every part in reading order.
    pub const ALL: [Self; 7] = [
        Self::Summary,
        Self::Impact,
        Self::Background,
        Self::WhatHappened,
        Self::Detection,
        Self::Response,
        Self::Recovery,
    ];

    /// The most that one part may hold, in bytes.
    pub const MAX_BYTES: usize = 200_000;

    /// The word used in code, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Impact => "impact",
            Self::Background => "background",
            Self::WhatHappened => "what_happened",
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Recovery => "recovery",
        }
    }
}

impl FromStr for Part {
    type Err = InvalidPart;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|p| p.as_str() == s).ok_or_else(|| InvalidPart(s.to_owned()))
    }
}

//! What somebody commits to: kind, strength, day, expected effect, how that will be seen, and where the work is tracked.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ActionKind, Field, Strength};
use crate::{text::InvalidLine, working_days::due_after};

/// What somebody commits to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is for.
    pub kind: ActionKind,
    /// How much it depends on people remembering.
    pub strength: Strength,
    /// When it is to be done.
    pub due_on: Option<Date>,
    /// What is expected of it; may be empty.
    pub expected: String,
    /// How one will see that it worked; may be empty.
    pub measure: String,
    /// Where the work is tracked.
    pub tracker: Option<TrackerLink>,
}

impl Plan {
    /// The most characters of the expected effect, and of the outcome measure.
    pub const MAX_TEXT: usize = 500;

    /// Brings every field into its one form, or tells what does not fit.
    pub fn checked(mut self) -> Result<Self, (Field, InvalidLine)> {
        self.expected = optional(&self.expected).map_err(|why| (Field::Expected, why))?;
        self.measure = optional(&self.measure).map_err(|why| (Field::Measure, why))?;
        Ok(self)
    }
}

fn optional(text: &str) -> Result<String, InvalidLine> {
    match crate::text::line(text, Plan::MAX_TEXT) {
        Err(InvalidLine::Empty) => Ok(String::new()),
        other => other,
    }
}

/// When an action is due unless somebody says otherwise: the worse the incident, the sooner.
pub fn default_due(severity: i64, today: Date) -> Date {
    let days = match severity {
        ..=1 => 14,
        2 => 30,
        3 => 60,
        _ => 90,
    };
    due_after(today, days)
}

/// An address of a tracker: `https` alone, so that no link runs a script or tells a password.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrackerLink(String);

/// The text is no address of a tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no address that begins with https:// and a host")]
pub struct InvalidTracker;

impl TrackerLink {
    /// The most bytes of an address.
    pub const MAX: usize = 500;

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a link to it says: the last part of the path, such as `GH-2310`, otherwise the host.
    pub fn label(&self) -> &str {
        let rest = self.0.strip_prefix("https://").unwrap_or(&self.0);
        let path = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
        path.rsplit('/').next().unwrap_or(path)
    }
}

impl FromStr for TrackerLink {
    type Err = InvalidTracker;
    fn from_str(text: &str) -> Result<Self, InvalidTracker> {
        let text = text.trim();
        let rest = text.strip_prefix("https://").ok_or(InvalidTracker)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        let is_host = name.chars().any(char::is_alphanumeric)
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\{}|^".contains(c);
        if is_host && text.len() <= Self::MAX && text.chars().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTracker)
        }
    }
}

impl TryFrom<String> for TrackerLink {
    type Error = InvalidTracker;
    fn try_from(text: String) -> Result<Self, InvalidTracker> {
        text.parse()
    }
}

impl From<TrackerLink> for String {
    fn from(link: TrackerLink) -> Self {
        link.0
    }
}

impl fmt::Display for TrackerLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Numbers for people: `PM-2026-041`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The human number of a postmortem: the year it was begun in and a count within it. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    /// The year.
    pub year: i16,
    /// The count within the year, from 1, without an upper end.
    pub count: i64,
}

/// The text is no number of a postmortem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no number of a postmortem; they look like PM-2026-041")]
pub struct InvalidNumber(pub String);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PM-{:04}-{:03}", self.year, self.count)
    }
}

impl FromStr for Number {
    type Err = InvalidNumber;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidNumber(s.to_owned());
        let rest = s.strip_prefix("PM-").or_else(|| s.strip_prefix("pm-")).ok_or_else(invalid)?;
        let (year, count) = rest.split_once('-').ok_or_else(invalid)?;
        let digits = |t: &str| !t.is_empty() && t.len() <= 12 && t.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !digits(year) || !digits(count) {
            return Err(invalid());
        }
        let number = Self { year: year.parse().map_err(|_| invalid())?, count: count.parse().map_err(|_| invalid())? };
        if number.count == 0 { Err(invalid()) } else { Ok(number) }
    }
}

impl TryFrom<String> for Number {
    type Error = InvalidNumber;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for text in ["PM-2026-041", "PM-2026-001", "PM-2027-12345"] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }
        assert_eq!("pm-2026-41".parse::<Number>().unwrap().to_string(), "PM-2026-041");
        for text in ["", "PM-2026", "PM-26-1", "PM-2026-0", "PM-2026-x", "PM-2026-1-2", "PM-2026-+1"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}

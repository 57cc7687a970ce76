//! Instants as both databases keep them: microseconds since 1970 UTC in a 64-bit integer.

use jiff::Timestamp;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Micros(pub i64);

impl From<Timestamp> for Micros {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl From<Micros> for Timestamp {
    fn from(micros: Micros) -> Self {
        // Out of jiff's range (years -9999..9999) only if a row was damaged; the bounds keep pages readable then.
        Self::from_microsecond(micros.0).unwrap_or(if micros.0 < 0 { Self::MIN } else { Self::MAX })
    }
}

/// An instant that may be missing.
pub(crate) fn micros(at: Option<Timestamp>) -> Option<Micros> {
    at.map(Micros::from)
}

//! The clock while the samples are loaded: it shows when the people of the samples wrote something down, so that an
//! idea has soaked and a done action has a past.

use std::sync::Mutex;

use app::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock that is turned by hand. It goes on by a millisecond each time it is asked, so that what is written first
/// stands first.
#[derive(Debug)]
pub struct Calendar {
    at: Mutex<Timestamp>,
}

impl Calendar {
    /// A clock that shows this time.
    pub fn new(at: Timestamp) -> Self {
        Self { at: Mutex::new(at) }
    }

    /// Turns it to another time, earlier or later.
    pub fn turn_to(&self, at: Timestamp) {
        *self.shown() = at;
    }

    /// Turns it on to another time, unless it shows a later one.
    pub fn turn_on_to(&self, at: Timestamp) {
        let mut shown = self.shown();
        *shown = at.max(*shown);
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        // a time is whole whatever happened to whoever held it
        self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        let mut at = self.shown();
        *at = at.checked_add(SignedDuration::from_millis(1)).unwrap_or(*at);
        *at
    }
}

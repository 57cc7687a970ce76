//! The clock and the randomness of the machine: the only place where either is asked.

use app::{Clock, Dice};
use jiff::Timestamp;
use rand::Rng;

/// The clock of the machine.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "here the clock enters the house")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The randomness of the operating system, by way of a generator that nobody can foresee and that asks it anew from
/// time to time: an import draws millions of ids.
#[derive(Debug)]
pub struct SystemDice;

impl Dice for SystemDice {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// Every variable of the environment.
pub fn environment() -> Vec<(String, String)> {
    // what is no UTF-8 is none of ours
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

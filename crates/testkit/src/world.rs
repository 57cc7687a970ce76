//! A stable world: the clock stands still until told, and the dice fall the same way every time.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::{Clock, Dice};
use jiff::{SignedDuration, Timestamp};

/// A clock that stands at 2030-01-01T09:00:00Z until it is put forward.
#[derive(Debug)]
pub struct FrozenClock(AtomicI64);

impl Default for FrozenClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_893_488_400_000_000))
    }
}

impl FrozenClock {
    /// Puts the clock forward, or back.
    pub fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).expect("tests move by less than centuries"), Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("within the range of jiff")
    }
}

/// Dice that fall the same way every time: a counter, spread by splitmix64.
#[derive(Debug, Default)]
pub struct SeededDice(AtomicU64);

impl Dice for SeededDice {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let word = (z ^ (z >> 31)).to_be_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

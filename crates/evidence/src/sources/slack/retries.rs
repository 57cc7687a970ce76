//! Remembers the last messages, to know a client's retry again. Bounded.

use std::collections::{HashMap, VecDeque};

/// The days of all channels are read side by side, and a retry comes soon.
const REMEMBERED: usize = 65_536;

#[derive(Debug, Default)]
pub(super) struct Retries {
    channel: usize,
    seen: HashMap<(usize, u128), Box<str>>,
    order: VecDeque<(usize, u128)>,
}

impl Retries {
    /// What follows is of this channel. An id means something within its channel only.
    pub(super) fn enter(&mut self, channel: usize) {
        self.channel = channel;
    }

    /// The ts of an earlier message with the same id under another ts; remembers this one otherwise.
    pub(super) fn earlier(&mut self, client_msg_id: &str, ts: &str) -> Option<&str> {
        let id = (self.channel, fingerprint(client_msg_id));
        if self.seen.contains_key(&id) {
            return self.seen.get(&id).map(|seen| &**seen).filter(|seen| *seen != ts);
        }
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        self.order.push_back(id);
        self.seen.insert(id, ts.into());
        None
    }
}

/// The id itself where it is a UUID, else a part of its hash.
fn fingerprint(id: &str) -> u128 {
    let mut value = 0u128;
    let mut digits = 0;
    for byte in id.bytes() {
        match (byte as char).to_digit(16) {
            Some(digit) if digits < 32 => {
                value = value << 4 | u128::from(digit);
                digits += 1;
            }
            None if byte == b'-' => {}
            _ => {
                digits = 0;
                break;
            }
        }
    }
    if digits == 32 {
        return value;
    }
    let hash = crate::item::sha256(id.as_bytes());
    hash[..16].iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_is_known_again_and_memory_is_bounded() {
        let mut retries = Retries::default();
        assert_eq!(retries.earlier("a", "1.0"), None);
        assert_eq!(retries.earlier("a", "1.0"), None);
        assert_eq!(retries.earlier("a", "2.0"), Some("1.0"));
        retries.enter(1);
        assert_eq!(retries.earlier("a", "3.0"), None);
        for n in 0..2 * REMEMBERED {
            assert_eq!(retries.earlier(&format!("m{n}"), "3.0"), None);
        }
        assert!(retries.seen.len() <= REMEMBERED && retries.order.len() <= REMEMBERED);
    }

    #[test]
    fn ids_that_are_uuids_keep_their_value() {
        assert_eq!(fingerprint("00000000-0000-4000-a000-0000000000ff"), 0x0000_0000_0000_4000_a000_0000_0000_00ff);
        assert_ne!(
            fingerprint("00000000-0000-4000-a000-0000000000fg"),
            fingerprint("00000000-0000-4000-a000-0000000000fh")
        );
    }
}

//! Where triggers stand: English ones where a word begins, Korean ones anywhere, in any case of ASCII letters.
//!
//! Most words begin no trigger, which their first three bytes tell; only the others are compared.

use std::collections::{BTreeMap, BTreeSet};

/// So many values has the hash of a head.
const HEADS: usize = 1 << 16;

/// A byte of an ASCII word.
const IN_WORD: u8 = 1;
/// A byte of an ASCII word that begins a trigger, if it begins the word.
const AFTER_WORD_END: u8 = 2;
/// A byte that begins a trigger wherever it stands.
const ANYWHERE: u8 = 4;

/// Finds triggers.
#[derive(Debug)]
pub struct Finder {
    triggers: Vec<String>,
    /// What each byte may be.
    kinds: [u8; 256],
    /// A bit for each hash of a head that begins a trigger.
    heads: Vec<u64>,
    /// For each hash of a head, which of `lists` it means.
    list_of: Vec<u16>,
    /// The triggers, by number, that a head may begin.
    lists: Vec<Vec<usize>>,
}

impl Finder {
    /// A finder of these triggers, each of two bytes at least.
    pub fn of<'a>(triggers: impl Iterator<Item = &'a String>) -> Self {
        let triggers: Vec<String> = triggers.cloned().collect();
        let mut all = BTreeMap::<usize, BTreeSet<usize>>::new();
        for (n, trigger) in triggers.iter().enumerate() {
            let bytes = trigger.as_bytes();
            assert!(bytes.len() >= 2, "a trigger is longer than a letter: {trigger}");
            let thirds = bytes.get(2).map_or(0..=u8::MAX, |third| *third..=*third);
            for third in thirds {
                all.entry(hash([bytes[0], bytes[1], third])).or_default().insert(n);
            }
        }
        let (mut heads, mut list_of, mut lists) = (vec![0; HEADS / 64], vec![0; HEADS], Vec::new());
        for (head, list) in all {
            heads[head / 64] |= 1 << (head % 64);
            list_of[head] = u16::try_from(lists.len()).expect("the triggers are few");
            lists.push(list.into_iter().collect());
        }
        Self { kinds: kinds(&triggers), triggers, heads, list_of, lists }
    }

    /// Calls back with where triggers begin, and which, in the order of the text.
    pub fn each(&self, text: &str, mut found: impl FnMut(usize, usize)) {
        let bytes = text.as_bytes();
        let mut open = ANYWHERE | AFTER_WORD_END;
        for (at, byte) in bytes.iter().enumerate() {
            let kind = self.kinds[usize::from(*byte)];
            if kind & open != 0 {
                for n in self.list(bytes, at) {
                    let trigger = self.triggers[*n].as_bytes();
                    if bytes.get(at..at + trigger.len()).is_some_and(|it| it.eq_ignore_ascii_case(trigger)) {
                        found(at, *n);
                    }
                }
            }
            open = ANYWHERE | if kind & IN_WORD == 0 { AFTER_WORD_END } else { 0 };
        }
    }

    /// The triggers that may begin here.
    fn list(&self, bytes: &[u8], at: usize) -> &[usize] {
        let byte = |n| bytes.get(at + n).copied().unwrap_or(0);
        let head = hash([byte(0), byte(1), byte(2)]);
        if self.heads[head / 64] >> (head % 64) & 1 == 0 {
            return &[];
        }
        &self.lists[usize::from(self.list_of[head])]
    }
}

/// What each byte may be in a text where these triggers are looked for.
fn kinds(triggers: &[String]) -> [u8; 256] {
    std::array::from_fn(|n| {
        let byte = n as u8;
        let begins = triggers.iter().any(|it| it.as_bytes()[0].eq_ignore_ascii_case(&byte));
        match (byte.is_ascii_alphanumeric(), begins) {
            (true, true) => IN_WORD | AFTER_WORD_END,
            (true, false) => IN_WORD,
            (false, true) => ANYWHERE,
            (false, false) => 0,
        }
    })
}

/// A number below [`HEADS`], the same for letters of either case.
fn hash(head: [u8; 3]) -> usize {
    let [a, b, c] = head.map(|byte| u32::from(byte.to_ascii_lowercase()));
    ((a | b << 8 | c << 16).wrapping_mul(0x9e37_79b1) >> 16) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_are_found_where_words_begin() {
        let triggers = ["we", "went to", "due", "왜"].map(str::to_owned);
        let finder = Finder::of(triggers.iter());
        let found = |text: &str| {
            let mut found = Vec::new();
            finder.each(text, |at, n| found.push((at, n)));
            found
        };
        assert_eq!(found("We went to; owe, due"), [(0, 0), (3, 0), (3, 1), (17, 2)]);
        assert_eq!(found("그런데왜 we"), [(9, 3), (13, 0)]);
        assert_eq!(found("du"), []);
        assert_eq!(found("\u{2019}we _DUE"), [(3, 0), (7, 2)]);
    }

    /// As plain as can be: every trigger at every place.
    fn plainly(triggers: &[String], text: &str) -> Vec<(usize, usize)> {
        let bytes = text.as_bytes();
        let is_begin =
            |at: usize| !bytes[at].is_ascii_alphanumeric() || at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let is_there = |at: usize, it: &String| {
            bytes[at..].len() >= it.len() && bytes[at..at + it.len()].eq_ignore_ascii_case(it.as_bytes())
        };
        let places = (0..bytes.len()).filter(|at| is_begin(*at));
        places
            .flat_map(|at| (0..triggers.len()).filter(move |n| is_there(at, &triggers[*n])).map(move |n| (at, n)))
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn no_trigger_is_passed_over(text in "([wW]e|went to|du|e|왜|그| |-|_|\\.|\\PC){0,40}") {
            let triggers = ["-e", "due", "we", "went to", "왜", "왜 그"].map(str::to_owned);
            let mut found = Vec::new();
            Finder::of(triggers.iter()).each(&text, |at, n| found.push((at, n)));
            proptest::prop_assert_eq!(found, plainly(&triggers, &text));
        }
    }
}

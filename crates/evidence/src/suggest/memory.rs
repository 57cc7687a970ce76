//! What the rules remember: when they last spoke, and how a place talks. Bounded by forgetting the oldest.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use jiff::{SignedDuration, Timestamp};

use super::{Rule, Suggestion, after, made, suggestion};
use crate::item::Item;

const REMEMBERED: usize = 20_000;
const PLACES: usize = 2_000;
const PEOPLE: usize = 50_000;

fn hashed(what: impl Hash) -> u64 {
    // fixed keys: the same input gives the same answers
    BuildHasherDefault::<DefaultHasher>::default().hash_one(what)
}

/// When something was last proposed, and what was met at all.
#[derive(Debug, Default)]
pub(super) struct Cooldowns {
    last: HashMap<u64, Timestamp>,
    counts: HashMap<u64, (i64, u32)>,
    known: HashSet<u64>,
}

impl Cooldowns {
    /// Whether enough time has passed since the last yes; a yes is remembered.
    pub(super) fn may(&mut self, what: (&str, &str), at: Timestamp, pause: SignedDuration) -> bool {
        let id = hashed(what);
        if self.last.get(&id).is_some_and(|last| after(*last, at) < pause) {
            return false;
        }
        if self.last.len() >= REMEMBERED {
            self.last.retain(|_, last| after(*last, at) < pause);
            if self.last.len() >= REMEMBERED {
                self.last.clear();
            }
        }
        self.last.insert(id, at);
        true
    }

    /// Whether fewer than `most` were proposed by this rule here within the hour, and twice as many within the day.
    pub(super) fn may_in_hour(&mut self, rule: Rule, place: &str, at: Timestamp, most: u32) -> bool {
        self.may_within(rule, place, at, 3_600, most) && self.may_within(rule, place, at, 86_400, 2 * most)
    }

    fn may_within(&mut self, rule: Rule, place: &str, at: Timestamp, seconds: i64, most: u32) -> bool {
        let span = at.as_second().div_euclid(seconds);
        if self.counts.len() >= REMEMBERED {
            let now = [at.as_second().div_euclid(3_600), at.as_second().div_euclid(86_400)];
            self.counts.retain(|_, (then, _)| now.contains(then));
            if self.counts.len() >= REMEMBERED {
                self.counts.clear();
            }
        }
        let count = self.counts.entry(hashed((rule, place, seconds))).or_insert((span, 0));
        if count.0 != span {
            *count = (span, 0);
        }
        count.1 += 1;
        count.1 <= most
    }

    pub(super) fn is_known(&self, what: (&str, &str)) -> bool {
        self.known.contains(&hashed(what))
    }

    pub(super) fn know(&mut self, what: (&str, &str)) {
        if self.known.len() < 10 * REMEMBERED {
            self.known.insert(hashed(what));
        }
    }
}

const WINDOW: SignedDuration = SignedDuration::from_mins(5);
const BURST: usize = 20;
const BURST_PAUSE: SignedDuration = SignedDuration::from_mins(30);
const SILENCE: SignedDuration = SignedDuration::from_mins(90);
const AWAKE: usize = 5;
const HEAT: SignedDuration = SignedDuration::from_mins(45);
const NEWCOMERS: u32 = 5;

#[derive(Debug, Default)]
struct Talk {
    recent: VecDeque<Timestamp>,
    /// Messages in a window of usual length, learned slowly.
    usual: f64,
    last: Option<Timestamp>,
    n: u64,
    last_burst: Option<Timestamp>,
    /// The first message after a silence, its time, how long the silence was, how many came since.
    waking: Option<(String, Timestamp, i64, usize)>,
    last_waking: Option<Timestamp>,
    hot_until: Option<Timestamp>,
    newcomers: u32,
}

/// How each place talks.
#[derive(Debug, Default)]
pub(super) struct Places {
    talks: HashMap<u64, Talk>,
    people: HashSet<u64>,
}

impl Places {
    fn of(&mut self, item: &Item) -> &mut Talk {
        let id = hashed(item.place.as_deref());
        if self.talks.len() >= PLACES && !self.talks.contains_key(&id) {
            self.talks.clear();
        }
        self.talks.entry(id).or_default()
    }

    /// From now on newcomers matter here for a while.
    pub(super) fn heat(&mut self, item: &Item) {
        let talk = self.of(item);
        if talk.hot_until.is_none_or(|until| until < item.occurred) {
            talk.newcomers = 0;
        }
        talk.hot_until = item.occurred.checked_add(HEAT).ok();
    }

    pub(super) fn talk(&mut self, item: &Item, out: &mut Vec<Suggestion>) {
        let at = item.occurred;
        let person = item.author.as_ref().map(|a| hashed((item.place.as_deref(), &a.handle)));
        let is_new = person.is_some_and(|p| !self.people.contains(&p));
        if let Some(person) = person.filter(|_| is_new && self.people.len() < PEOPLE) {
            self.people.insert(person);
        }
        let talk = self.of(item);
        talk.silence(item, out);
        if talk.is_burst(at) {
            let n = talk.recent.len().to_string();
            out.push(made(item, Rule::Burst, 0, &[("n", &n), ("minutes", "5")]));
        }
        // of the first who ever spoke here, nobody is a newcomer
        if is_new && talk.n > 3 && talk.hot_until.is_some_and(|until| at <= until) && talk.newcomers < NEWCOMERS {
            talk.newcomers += 1;
            let name = item.author.as_ref().map_or("", |a| a.name.as_deref().unwrap_or(&a.handle));
            out.push(made(item, Rule::FirstMessageOfPerson, 0, &[("person", name)]));
        }
        talk.last = Some(at);
        talk.n += 1;
    }
}

impl Talk {
    fn is_burst(&mut self, at: Timestamp) -> bool {
        while self.recent.front().is_some_and(|first| after(*first, at) > WINDOW) {
            self.recent.pop_front();
        }
        if self.recent.len() < 1_000 {
            self.recent.push_back(at);
        }
        let n = self.recent.len();
        let is_burst = n >= BURST
            && n as f64 >= 3.0 * self.usual
            && self.last_burst.is_none_or(|last| after(last, at) > BURST_PAUSE);
        self.usual += (n as f64 - self.usual) / 200.0;
        if is_burst {
            self.last_burst = Some(at);
        }
        is_burst
    }

    fn silence(&mut self, item: &Item, out: &mut Vec<Suggestion>) {
        let at = item.occurred;
        if let Some(last) = self.last
            && self.n >= 10
            && after(last, at) >= SILENCE
        {
            self.waking = Some((item.key.clone(), at, after(last, at).as_mins(), 0));
        }
        let Some((key, since, minutes, n)) = &mut self.waking else {
            return;
        };
        *n += 1;
        if after(*since, at) > SignedDuration::from_mins(10) {
            self.waking = None;
        } else if *n >= AWAKE {
            if self.last_waking.is_none_or(|last| after(last, at) > SignedDuration::from_hours(12)) {
                let minutes = minutes.to_string();
                out.push(suggestion(key.clone(), Rule::SilenceEnds, 0, &[("minutes", &minutes)]));
                self.last_waking = Some(at);
            }
            self.waking = None;
        }
    }
}

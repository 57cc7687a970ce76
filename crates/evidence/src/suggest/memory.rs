//! What the rules remember: when they last spoke, and how a place talks. Every memory belongs to one place of one
//! source, so that places may come one after the other or mixed; bounded, and `has_forgotten` says when a bound was met.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use jiff::{SignedDuration, Timestamp};

use super::{Rule, after};
use crate::item::Item;

const REMEMBERED: usize = 400_000;
const PLACES: usize = 10_000;
const PEOPLE: usize = 400_000;

fn hashed(what: impl Hash) -> u64 {
    // fixed keys: the same input gives the same answers
    BuildHasherDefault::<DefaultHasher>::default().hash_one(what)
}

/// A place of a source, in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PlaceId(u64);

impl PlaceId {
    pub(super) fn of(item: &Item) -> Self {
        Self(hashed((item.source.as_str(), item.place.as_deref())))
    }
}

/// When something was last proposed, and what was met at all.
#[derive(Debug, Default)]
pub(super) struct Cooldowns {
    last: HashMap<u64, Timestamp>,
    counts: HashMap<u64, (i64, u32)>,
    known: HashSet<u64>,
    pub(super) has_forgotten: bool,
}

impl Cooldowns {
    /// Whether enough time has passed since the last yes; a yes is remembered.
    pub(super) fn may(&mut self, what: (PlaceId, Rule, &str), at: Timestamp, pause: SignedDuration) -> bool {
        let id = hashed(what);
        if self.last.get(&id).is_some_and(|last| after(*last, at) < pause) {
            return false;
        }
        if self.last.len() >= REMEMBERED {
            self.last.clear();
            self.has_forgotten = true;
        }
        self.last.insert(id, at);
        true
    }

    /// Whether fewer than `most` were proposed by this rule here within the hour, and twice as many within the day.
    pub(super) fn may_in_hour(&mut self, place: PlaceId, rule: Rule, at: Timestamp, most: u32) -> bool {
        self.may_within(place, rule, at, 3_600, most) && self.may_within(place, rule, at, 86_400, 2 * most)
    }

    fn may_within(&mut self, place: PlaceId, rule: Rule, at: Timestamp, seconds: i64, most: u32) -> bool {
        let span = at.as_second().div_euclid(seconds);
        if self.counts.len() >= REMEMBERED {
            self.counts.clear();
            self.has_forgotten = true;
        }
        let count = self.counts.entry(hashed((place, rule, seconds))).or_insert((span, 0));
        if count.0 != span {
            *count = (span, 0);
        }
        count.1 += 1;
        count.1 <= most
    }

    /// Whether this was met here before; it is from now on.
    pub(super) fn meets_again(&mut self, what: (PlaceId, &str, &str)) -> bool {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
            self.has_forgotten = true;
        }
        !self.known.insert(hashed(what))
    }

    pub(super) fn is_known(&self, what: (PlaceId, &str, &str)) -> bool {
        self.known.contains(&hashed(what))
    }
}

const WINDOW: SignedDuration = SignedDuration::from_mins(5);
const BURST: usize = 20;
const BURST_PAUSE: SignedDuration = SignedDuration::from_mins(30);
const SILENCE: SignedDuration = SignedDuration::from_mins(90);
const AWAKE: usize = 5;
const HEAT: SignedDuration = SignedDuration::from_mins(45);
const NEWCOMERS: u32 = 5;

/// The first message after a silence.
#[derive(Debug)]
struct Waking<T> {
    tag: T,
    since: Timestamp,
    /// Minutes of the silence.
    minutes: i64,
    /// Messages since.
    n: usize,
}

#[derive(Debug)]
struct Talk<T> {
    passed: Option<Timestamp>,
    recent: VecDeque<Timestamp>,
    /// Messages in a window of usual length, learned slowly.
    usual: f64,
    last: Option<Timestamp>,
    n: u64,
    last_burst: Option<Timestamp>,
    waking: Option<Waking<T>>,
    last_waking: Option<Timestamp>,
    hot_until: Option<Timestamp>,
    newcomers: u32,
}

impl<T> Default for Talk<T> {
    fn default() -> Self {
        Self {
            passed: None,
            recent: VecDeque::new(),
            usual: 0.0,
            last: None,
            n: 0,
            last_burst: None,
            waking: None,
            last_waking: None,
            hot_until: None,
            newcomers: 0,
        }
    }
}

/// What a message in a place shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sign<T> {
    /// So many messages within the window.
    Burst(usize),
    /// The person is new here.
    Newcomer,
    /// That item ended a silence of so many minutes.
    SilenceEnded { by: T, at: Timestamp, minutes: i64 },
}

/// How each place talks.
#[derive(Debug)]
pub(super) struct Places<T> {
    talks: HashMap<PlaceId, Talk<T>>,
    people: HashSet<u64>,
    pub(super) has_forgotten: bool,
    /// Some place went back in time.
    pub(super) went_back: bool,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self { talks: HashMap::new(), people: HashSet::new(), has_forgotten: false, went_back: false }
    }
}

impl<T: Copy> Places<T> {
    fn of(&mut self, place: PlaceId) -> &mut Talk<T> {
        if self.talks.len() >= PLACES && !self.talks.contains_key(&place) {
            self.talks.clear();
            self.has_forgotten = true;
        }
        self.talks.entry(place).or_default()
    }

    /// Notes that time passes in a place.
    pub(super) fn pass(&mut self, place: PlaceId, at: Timestamp) {
        let talk = self.of(place);
        let is_back = talk.passed.is_some_and(|last| at < last);
        talk.passed = Some(at);
        self.went_back |= is_back;
    }

    /// From now on newcomers matter here for a while.
    pub(super) fn heat(&mut self, place: PlaceId, at: Timestamp) {
        let talk = self.of(place);
        if talk.hot_until.is_none_or(|until| until < at) {
            talk.newcomers = 0;
        }
        talk.hot_until = at.checked_add(HEAT).ok();
    }

    /// Takes a message; `tag` is what the caller calls it by.
    pub(super) fn talk(&mut self, place: PlaceId, item: &Item, tag: T) -> Vec<Sign<T>> {
        let at = item.occurred;
        let is_new = item.author.as_ref().is_some_and(|author| self.meets(place, &author.handle));
        let talk = self.of(place);
        let mut signs = Vec::new();
        signs.extend(talk.silence(at, tag));
        if talk.is_burst(at) {
            signs.push(Sign::Burst(talk.recent.len()));
        }
        // of the first who ever spoke here, nobody is a newcomer
        if is_new && talk.n > 3 && talk.hot_until.is_some_and(|until| at <= until) && talk.newcomers < NEWCOMERS {
            talk.newcomers += 1;
            signs.push(Sign::Newcomer);
        }
        talk.last = Some(at);
        talk.n += 1;
        signs
    }

    fn meets(&mut self, place: PlaceId, handle: &str) -> bool {
        if self.people.len() >= PEOPLE {
            self.people.clear();
            self.has_forgotten = true;
        }
        self.people.insert(hashed((place, handle)))
    }
}

impl<T: Copy> Talk<T> {
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

    fn silence(&mut self, at: Timestamp, tag: T) -> Option<Sign<T>> {
        if let Some(last) = self.last
            && self.n >= 10
            && after(last, at) >= SILENCE
        {
            self.waking = Some(Waking { tag, since: at, minutes: after(last, at).as_mins(), n: 0 });
        }
        let waking = self.waking.as_mut()?;
        waking.n += 1;
        if after(waking.since, at) > SignedDuration::from_mins(10) {
            self.waking = None;
        } else if waking.n >= AWAKE {
            let Waking { tag, since, minutes, .. } = self.waking.take()?;
            if self.last_waking.is_none_or(|last| after(last, at) > SignedDuration::from_hours(12)) {
                self.last_waking = Some(at);
                return Some(Sign::SilenceEnded { by: tag, at: since, minutes });
            }
        }
        None
    }
}

//! What is looked up with every request, remembered until anything at all is changed in the database. Never decides
//! who may see it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};

use store::Stamp;

/// The most small answers that are remembered; then it begins anew.
const MAX: usize = 10_000;

/// Answers that hold for one stamp of the database.
#[derive(Debug)]
pub(crate) struct Recall<K, V> {
    max: usize,
    inside: Mutex<Inside<K, V>>,
}

#[derive(Debug)]
struct Inside<K, V> {
    stamp: Option<Stamp>,
    known: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Recall<K, V> {
    /// Remembers at most so many answers.
    pub fn holding(max: usize) -> Self {
        Self { max, inside: Mutex::new(Inside { stamp: None, known: HashMap::new() }) }
    }

    /// Finds what was remembered, if the database is still the same.
    pub fn get(&self, stamp: Stamp, key: &K) -> Option<V> {
        let inside = self.inside();
        if inside.stamp == Some(stamp) { inside.known.get(key).cloned() } else { None }
    }

    /// Remembers what was read after that stamp was taken, and gives it back.
    pub fn keep(&self, stamp: Stamp, key: K, value: V) -> V {
        let mut inside = self.inside();
        if inside.stamp != Some(stamp) || inside.known.len() >= self.max {
            inside.known.clear();
            inside.stamp = Some(stamp);
        }
        inside.known.insert(key, value.clone());
        value
    }

    fn inside(&self) -> MutexGuard<'_, Inside<K, V>> {
        // nothing between two lines here can panic and leave a wrong answer behind
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V: Clone> Default for Recall<K, V> {
    fn default() -> Self {
        Self::holding(MAX)
    }
}

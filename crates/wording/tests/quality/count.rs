//! Right, false, missed; and how sure that is.

use std::collections::BTreeMap;

use wording::Family;

use crate::sets::Sentence;

/// Counts by sentence and family: a family found in a sentence is right where the label names it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub right: usize,
    pub wrong: usize,
    pub missed: usize,
}

impl Count {
    pub fn precision(self) -> Share {
        Share(self.right, self.right + self.wrong)
    }

    pub fn recall(self) -> Share {
        Share(self.right, self.right + self.missed)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { right, wrong, missed } = self;
        write!(f, "{right} / {wrong} / {missed}, precision {}, recall {}", self.precision(), self.recall())
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy)]
pub struct Share(pub usize, pub usize);

impl Share {
    pub fn value(self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }

    /// The interval in which the true share lies, 19 times of 20 (Wilson).
    pub fn interval(self) -> (f64, f64) {
        let (n, z) = (self.1.max(1) as f64, 1.96);
        let p = self.value();
        let middle = p + z * z / (2.0 * n);
        let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let all = 1.0 + z * z / n;
        (((middle - reach) / all).max(0.0), ((middle + reach) / all).min(1.0))
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (low, high) = self.interval();
        write!(f, "{:.2} ({low:.2} to {high:.2})", self.value())
    }
}

/// The counts of each family, and over all.
pub fn count(sentences: &[Sentence]) -> (BTreeMap<&'static str, Count>, Count) {
    let mut counts: BTreeMap<&str, Count> = Family::ALL.map(|it| (it.as_str(), Count::default())).into();
    for sentence in sentences {
        for (family, count) in &mut counts {
            let is = |families: &[String]| families.iter().any(|it| it == family);
            match (is(&sentence.wanted), is(&sentence.found)) {
                (true, true) => count.right += 1,
                (true, false) => count.missed += 1,
                (false, true) => count.wrong += 1,
                (false, false) => {}
            }
        }
    }
    let mut all = Count::default();
    counts.values().for_each(|it| all.add(*it));
    (counts, all)
}

/// Prints the counts.
pub fn print(title: &str, sentences: &[Sentence]) -> Count {
    let (counts, all) = count(sentences);
    let n_with = sentences.iter().filter(|it| !it.wanted.is_empty()).count();
    println!("{title}: {} sentences, {n_with} with something to find: {all}", sentences.len());
    for (family, count) in counts.into_iter().filter(|(_, count)| *count != Count::default()) {
        println!("    {family}: {count}");
    }
    all
}

/// Prints the sentences in which labels and findings differ.
pub fn print_differences(sentences: &[Sentence]) {
    for sentence in sentences {
        let missed = sentence.wanted.iter().filter(|it| !sentence.found.contains(it));
        let wrong = sentence.found.iter().filter(|it| !sentence.wanted.contains(it));
        missed.for_each(|it| println!("missed {it}: {}", sentence.text));
        wrong.for_each(|it| println!("wrong {it}: {}", sentence.text));
    }
}

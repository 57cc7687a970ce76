//! Changes that came before the impact, the likeliest to matter first. A ranking for people to judge, no conclusion.

use jiff::Timestamp;

/// A change that may have mattered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<T> {
    /// What it is, for whoever asks.
    pub of: T,
    /// When.
    pub at: Timestamp,
    /// What is told of it: text, place, the source's own name of it.
    pub told: String,
}

/// A change that came before the impact, and why it is shown where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preceding<T> {
    /// What it is, for whoever asked.
    pub of: T,
    /// How many minutes before the impact.
    pub minutes_before: i64,
    /// The services of the postmortem that it names.
    pub services: Vec<String>,
    /// How many items of evidence mention it.
    pub n_mentions: usize,
    /// What it weighs, together.
    pub score: i64,
}

const MINUTES_OF_A_MONTH: f64 = 30.0 * 24.0 * 60.0;
/// A change just before the impact weighs so much, one of a month earlier nothing.
const WEIGHT_OF_TIME: f64 = 60.0;
const WEIGHT_OF_SERVICE: i64 = 25;
const WEIGHT_OF_MENTION: i64 = 8;
/// Further mentions weigh no more.
const MENTIONS_THAT_COUNT: usize = 5;

/// Ranks the changes that came before the impact: by how shortly, by whether they name a service that was hit, and by
/// how much of what people said meanwhile names them.
pub fn preceding<T>(
    changes: Vec<Change<T>>,
    start: Timestamp,
    services: &[String],
    said: &[String],
) -> Vec<Preceding<T>> {
    let said: Vec<String> = said.iter().map(|s| s.to_lowercase()).collect();
    let mut found: Vec<Preceding<T>> = changes
        .into_iter()
        .filter(|change| change.at <= start)
        .map(|change| weigh(change, start, services, &said))
        .collect();
    found.sort_by_key(|p| (std::cmp::Reverse(p.score), p.minutes_before));
    found
}

fn weigh<T>(change: Change<T>, start: Timestamp, services: &[String], said: &[String]) -> Preceding<T> {
    let told = change.told.to_lowercase();
    let minutes_before = start.duration_since(change.at).as_mins();
    let named: Vec<String> = services.iter().filter(|s| names(&told, &s.to_lowercase())).cloned().collect();
    let marks = marks(&told);
    let n_mentions = said.iter().filter(|text| marks.iter().any(|mark| names(text, mark))).count();
    let share = 1.0 - (minutes_before as f64 + 1.0).ln() / MINUTES_OF_A_MONTH.ln();
    let time = (WEIGHT_OF_TIME * share.clamp(0.0, 1.0)).round() as i64;
    let service = if named.is_empty() { 0 } else { WEIGHT_OF_SERVICE };
    let mentions = n_mentions.min(MENTIONS_THAT_COUNT) as i64 * WEIGHT_OF_MENTION;
    Preceding { of: change.of, minutes_before, services: named, n_mentions, score: time + service + mentions }
}

/// Whether a text names a word: not as a part of a longer one. Korean endings may follow.
fn names(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + word.len()..].chars();
        let next = after.next();
        // 3.0 is not named by 3.0.1
        let goes_on = next == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
        !word.is_empty() && !before.is_some_and(is_part) && !next.is_some_and(is_part) && !goes_on
    })
}

/// What marks a change: its commit, its number, its version. Plain words would be found everywhere.
fn marks(told: &str) -> Vec<String> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | '.' | '-' | '_');
    let mut marks: Vec<String> = told
        .split(|c| !is_inner(c))
        .map(|word| word.trim_matches(['.', '-', '_']))
        .filter(|word| is_mark(word))
        .map(str::to_owned)
        .collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn is_mark(word: &str) -> bool {
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    let is_commit = (7..=64).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_number = word.strip_prefix('#').is_some_and(|n| n.len() >= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let is_version = word.contains('.') && word.bytes().filter(u8::is_ascii_digit).count() >= 2;
    let is_named = word.len() >= 5 && word.contains('-') && word.bytes().any(|b| b.is_ascii_alphabetic());
    has_digit && (is_commit || is_number || is_version || is_named)
}

//! What a rule is: its name, its family, its texts, and what it demands of a place beyond the patterns.

use std::ops::Range;

use postmortem::Locale;

use crate::lexicon;

/// The families of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// A person stands as the cause.
    Blame,
    /// What did not happen is told in place of what did.
    Counterfactual,
    /// A norm judges what was done.
    Normative,
    /// What is known now colours what was known then.
    Hindsight,
    /// The remedy is that people take more care.
    Vigilance,
    /// One cause stands for all.
    SingleCause,
    /// A question that accuses.
    AccusingQuestion,
    /// Too little said to learn from it.
    Vague,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 8] = [
        Self::Blame,
        Self::Counterfactual,
        Self::Normative,
        Self::Hindsight,
        Self::Vigilance,
        Self::SingleCause,
        Self::AccusingQuestion,
        Self::Vague,
    ];

    /// The name, as it stands before the slash of a rule's id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blame => "blame",
            Self::Counterfactual => "counterfactual",
            Self::Normative => "normative",
            Self::Hindsight => "hindsight",
            Self::Vigilance => "vigilance",
            Self::SingleCause => "single_cause",
            Self::AccusingQuestion => "accusing_question",
            Self::Vague => "vague",
        }
    }
}

/// A place that a pattern of a rule matched.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Whose words these are.
    pub language: Locale,
    /// The sentence around it, in lower case, without marks, code and quotations.
    pub sentence: &'a str,
    /// What was matched in the sentence.
    pub part: Range<usize>,
}

/// Words after which a number counts time, not things; and the months beside which it is a date.
const TIME: &[&str] = &[
    "second",
    "minute",
    "min",
    "hour",
    "hr",
    "day",
    "week",
    "month",
    "year",
    "utc",
    "pst",
    "pdt",
    "cst",
    "am",
    "pm",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "초",
    "분",
    "시간",
];

impl Place<'_> {
    /// Whether the sentence bears a number that counts things: no time of day, date, duration, version or name.
    pub fn has_number(&self) -> bool {
        let words: Vec<&str> = self.sentence.split_whitespace().collect();
        let is_time = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|it| is_time_word(it));
        words
            .iter()
            .enumerate()
            .any(|(at, word)| is_count(word) && !is_time(at.checked_sub(1)) && !is_time(Some(at + 1)))
    }
}

fn is_time_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    TIME.contains(&word.strip_suffix('s').unwrap_or(word))
}

/// Whether a word is a number such as `1,200`, `4.5%`, `~3k` or `300명`; a year is none.
fn is_count(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = &word[digits.len()..];
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let is_version = digits.matches('.').count() > 1;
    let is_korean = unit.starts_with(|c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let is_korean_time = ["초", "분", "시", "일", "월", "년", "주", "개월"].iter().any(|it| unit.starts_with(it));
    let is_unit = matches!(unit, "" | "k" | "m" | "x") || (is_korean && !is_korean_time);
    is_number && is_unit && !(is_year && unit.is_empty()) && !is_version
}

/// A rule; equal to another where it bears the same id.
#[derive(Debug)]
pub struct Rule {
    /// The family.
    pub family: Family,
    /// The name within the family.
    pub name: &'static str,
    /// Family and name, such as `blame/person-as-cause`.
    pub id: &'static str,
    pub(crate) keep: fn(&Place) -> bool,
}

impl Rule {
    /// A rule whose patterns say all.
    pub(crate) const fn of(family: Family, id: &'static str, name: &'static str) -> Self {
        Self { family, name, id, keep: |_| true }
    }

    /// Demands more of a place than the patterns can say.
    pub(crate) const fn only(mut self, keep: fn(&Place) -> bool) -> Self {
        self.keep = keep;
        self
    }

    /// Why what it finds hinders learning.
    pub fn reason(&self, locale: Locale) -> &'static str {
        &lexicon::texts(self, locale).reason
    }

    /// What to ask instead.
    pub fn question(&self, locale: Locale) -> &'static str {
        &lexicon::texts(self, locale).question
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

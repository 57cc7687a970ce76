//! What a rule is: its name, its family, its texts, and what it demands of a place beyond the patterns.

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
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Whose words these are.
    pub language: Locale,
    /// The sentence around it, in lower case, without marks, code and quotations.
    pub sentence: &'a str,
}

impl Place<'_> {
    /// Whether the sentence bears a number that is no time of day.
    pub fn has_number(&self) -> bool {
        let is_clock = |c: char| c.is_ascii_digit() || c == ':';
        self.sentence
            .split(|c: char| !is_clock(c))
            .any(|word| word.contains(|c: char| c.is_ascii_digit()) && !word.contains(':'))
    }
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

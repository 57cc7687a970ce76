//! Weaknesses: conditions as they recur across postmortems, in the register of the organisation.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{CauseId, PersonId, PostmortemId, WeaknessId},
    number::Number,
    text::{InvalidLine, InvalidProse, line, prose},
};

/// A condition as it recurs across postmortems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weakness {
    /// Its id.
    pub id: WeaknessId,
    /// What it is called, in one line.
    pub name: String,
    /// What it is, in Markdown; may be empty.
    pub description: String,
    /// When it was named first.
    pub recorded_at: Timestamp,
    /// Who named it first; nobody where a command of the operator did.
    pub recorded_by: Option<PersonId>,
    /// Since when every member may know of it: since a postmortem that is open to all members was tied to it. Until
    /// then only those know of it who may read what is tied to it.
    pub opened_at: Option<Timestamp>,
    /// The weakness that took it in, where one did.
    pub merged_into: Option<WeaknessId>,
    /// Counts every change; guards against overwriting.
    pub version: i64,
}

/// A weakness as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeaknessDraft {
    /// What it is called, in one line.
    pub name: String,
    /// What it is, in Markdown.
    pub description: String,
}

/// Why a weakness was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWeakness {
    /// Its name was not taken.
    #[error("the name {0}")]
    Name(InvalidLine),
    /// Its description was not taken.
    #[error("the description {0}")]
    Description(InvalidProse),
}

impl WeaknessDraft {
    /// The most characters of the name.
    pub const MAX_NAME: usize = 120;
    /// The most bytes of the description.
    pub const MAX_DESCRIPTION: usize = 20_000;

    /// Brings every field into its one form, or tells what does not fit.
    pub fn checked(self) -> Result<Self, InvalidWeakness> {
        let name = Weakness::checked_name(&self.name)?;
        let description = match prose(&self.description, Self::MAX_DESCRIPTION) {
            Err(InvalidProse::Empty) => String::new(),
            other => other.map_err(InvalidWeakness::Description)?,
        };
        Ok(Self { name, description })
    }
}

impl Weakness {
    /// Brings a name into its one form: blanks are single, so that equal names are equal.
    pub fn checked_name(name: &str) -> Result<String, InvalidWeakness> {
        let has_control = name.trim().chars().any(char::is_control);
        if has_control {
            return Err(InvalidWeakness::Name(InvalidLine::Control));
        }
        let single = name.split_whitespace().collect::<Vec<_>>().join(" ");
        line(&single, WeaknessDraft::MAX_NAME).map_err(InvalidWeakness::Name)
    }

    /// A name as it is compared: small and capital letters are the same.
    pub fn folded(name: &str) -> String {
        name.to_lowercase()
    }

    /// The weakness as a draft of itself, to change and hand back.
    pub fn to_draft(&self) -> WeaknessDraft {
        WeaknessDraft { name: self.name.clone(), description: self.description.clone() }
    }
}

/// A condition of a postmortem that is tied to a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The weakness.
    pub weakness: WeaknessId,
    /// The condition.
    pub cause: CauseId,
    /// What the condition says.
    pub text: String,
    /// The postmortem.
    pub postmortem: PostmortemId,
    /// Its number.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The code of its severity.
    pub severity: String,
    /// When its impact began; where nobody said so, its first entry; where there is none, when it was begun.
    pub began_at: Timestamp,
}

/// How often a weakness had come up by the time of one postmortem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// The postmortems whose incidents came before, the earliest first; each once.
    pub earlier: Vec<Occurrence>,
    /// Those whose incidents came after, the earliest first; each once.
    pub later: Vec<Occurrence>,
}

impl Times {
    /// The how manieth time it is: 1 where it never came up before.
    pub fn nth(&self) -> usize {
        self.earlier.len() + 1
    }
}

/// In how many postmortems these came up: each counts once, however many of its conditions are tied.
pub fn count_postmortems<'o>(all: impl IntoIterator<Item = &'o Occurrence>) -> usize {
    all.into_iter().map(|o| o.postmortem).collect::<HashSet<_>>().len()
}

/// Tells how often a weakness came up before and after one postmortem. Each postmortem counts once, however many of its
/// conditions are tied. What came at the same instant is ordered by number.
pub fn times(all: &[Occurrence], weakness: WeaknessId, here: PostmortemId) -> Times {
    let mut of: Vec<&Occurrence> = all.iter().filter(|o| o.weakness == weakness).collect();
    of.sort_by_key(|o| (o.began_at, o.number.year, o.number.count));
    let mut seen = HashSet::new();
    of.retain(|o| seen.insert(o.postmortem));
    let at = of.iter().position(|o| o.postmortem == here);
    let (earlier, later) = of.split_at(at.unwrap_or(of.len()));
    let cloned = |part: &[&Occurrence]| part.iter().copied().cloned().collect();
    Times { earlier: cloned(earlier), later: cloned(later.get(1..).unwrap_or_default()) }
}

/// A suggestion has to share so much with what it is suggested for.
const LEAST: f64 = 0.25;

/// Finds, of these names, the ones that resemble a text, the most alike first: they share words, or in Korean parts of
/// words. A suggestion, no conclusion.
pub fn similar<'n, T>(text: &str, names: impl IntoIterator<Item = (T, &'n str)>, at_most: usize) -> Vec<T> {
    let wanted = marks(text);
    let mut found: Vec<(f64, T)> = names
        .into_iter()
        .map(|(of, name)| (likeness(&wanted, &marks(name)), of))
        .filter(|(likeness, _)| *likeness >= LEAST)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(at_most).map(|(_, of)| of).collect()
}

/// How much of the smaller of the two is in the other: a long text may hold a short name.
fn likeness(a: &HashSet<String>, b: &HashSet<String>) -> f64 {
    let smaller = a.len().min(b.len());
    if smaller == 0 { 0.0 } else { a.intersection(b).count() as f64 / smaller as f64 }
}

/// Words that say nothing of what a name is about.
const EMPTY: [&str; 18] = [
    "the", "and", "for", "not", "was", "were", "are", "has", "had", "with", "without", "that", "this", "from", "into",
    "when", "only", "no",
];

/// Latin words without the ending of a plural; two letters each of Hangul and Han, as their words bear endings.
fn marks(text: &str) -> HashSet<String> {
    let mut marks = HashSet::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.iter().all(char::is_ascii) {
            let is_telling = letters.len() >= 3 && !EMPTY.contains(&word);
            let stem = if letters.len() > 3 { word.trim_end_matches('s') } else { word };
            marks.extend(is_telling.then(|| stem.to_owned()));
        } else {
            marks.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn names_have_one_form() {
        assert_eq!(Weakness::checked_name("  No   canary ").unwrap(), "No canary");
        assert_eq!(Weakness::checked_name(" \t"), Err(InvalidWeakness::Name(InvalidLine::Empty)));
        assert_eq!(Weakness::checked_name("a\u{7}b"), Err(InvalidWeakness::Name(InvalidLine::Control)));
        let long = "가".repeat(121);
        assert_eq!(Weakness::checked_name(&long), Err(InvalidWeakness::Name(InvalidLine::TooLong(120))));
        assert_eq!(Weakness::folded("No Canary"), Weakness::folded("no canary"));
        let draft = WeaknessDraft { name: "a".into(), description: " \r\n ".into() };
        assert_eq!(draft.checked().unwrap().description, "");
    }

    fn came(weakness: u128, postmortem: u32, hour: i64) -> Occurrence {
        Occurrence {
            weakness: WeaknessId(Uuid::from_u128(weakness)),
            cause: CauseId(Uuid::nil()),
            text: String::new(),
            postmortem: PostmortemId(Uuid::from_u128(postmortem.into())),
            number: Number { year: 2026, count: postmortem.into() },
            title: String::new(),
            severity: "sev1".into(),
            began_at: Timestamp::from_second(hour * 3600).unwrap(),
        }
    }

    #[test]
    fn times_are_counted_by_when_the_incidents_came() {
        // written down in another order than they came; one of them twice
        let all = [came(1, 9, 3), came(1, 2, 1), came(1, 9, 3), came(1, 5, 2), came(2, 1, 0), came(1, 6, 2)];
        let at = |n: u32| times(&all, all[0].weakness, PostmortemId(Uuid::from_u128(n.into())));
        let numbers = |part: &[Occurrence]| part.iter().map(|o| o.number.count).collect::<Vec<_>>();
        assert_eq!((at(2).nth(), numbers(&at(2).later)), (1, vec![5, 6, 9]));
        assert_eq!((at(6).nth(), numbers(&at(6).earlier), numbers(&at(6).later)), (3, vec![2, 5], vec![9]));
        assert_eq!((at(9).nth(), numbers(&at(9).later)), (4, vec![]));
    }

    #[test]
    fn a_name_is_suggested_by_its_words() {
        let names = ["Releases go out without a canary", "No alert on certificates", "배포에 카나리 단계가 없음"];
        let find = |text: &str| similar(text, names.iter().enumerate().map(|(n, name)| (n, *name)), 5);
        assert_eq!(find("The release had no canary"), [0]);
        assert_eq!(find("인증서 만료를 아무도 몰랐다"), Vec::<usize>::new());
        assert_eq!(find("카나리 단계 없이 배포했다"), [2]);
        assert_eq!(find("Certificate alerts were missing"), [1]);
        assert_eq!(find(""), Vec::<usize>::new());
        assert_eq!(find("the and for not"), Vec::<usize>::new());
    }
}

//! Causes for an audience: what made the impact possible, each told once and named by its place.

use jiff::Timestamp;
use postmortem::{
    Because, BecauseId, Cause, CauseClass, CauseId, CauseMap, Confidence, Effect, EvidenceId, Line, Necessity, Number,
    WeaknessId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Full, PublishedEvidence};

/// What made the impact possible.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCauses {
    /// The answers at the impact.
    pub because: Vec<PublishedBecause>,
    /// Every cause that leads to the impact, in the order in which the outline tells them.
    pub causes: Vec<PublishedCause>,
}

/// A cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCause {
    /// What part it played.
    pub class: CauseClass,
    /// What it is, in one line.
    pub text: String,
    /// What that means, in Markdown.
    pub meaning: String,
    /// Why the walk ends here.
    pub deep_enough: Option<String>,
    /// The weakness of the register that it is an instance of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weakness: Option<PublishedWeakness>,
    /// How it became possible itself.
    pub because: Vec<PublishedBecause>,
}

/// A weakness, and how often it had come up by then as far as the audience may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedWeakness {
    /// What it is called.
    pub name: String,
    /// The earlier incidents that came through it, the earliest first.
    pub earlier: Vec<Number>,
}

impl PublishedWeakness {
    /// The how manieth time it is.
    pub fn nth(&self) -> usize {
        self.earlier.len() + 1
    }
}

/// An answer to "how did this become possible?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedBecause {
    /// The cause, by its place in `PublishedCauses::causes`.
    pub cause: usize,
    /// Whether the effect needed it.
    pub necessity: Necessity,
    /// How sure people are.
    pub confidence: Confidence,
    /// How much evidence shows it, by the sort of source.
    pub evidence: Vec<PublishedEvidence>,
}

impl PublishedCauses {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// The same as a map, where the id of a cause tells its place. Empty where what is kept is no map.
    pub fn map(&self) -> CauseMap {
        let cause = |(place, c): (usize, &PublishedCause)| Cause {
            id: id_at(place),
            class: c.class,
            text: c.text.clone(),
            meaning: c.meaning.clone(),
            deep_enough: c.deep_enough.clone(),
            weakness: None,
            recorded_at: Timestamp::UNIX_EPOCH,
            recorded_by: None,
            version: 1,
        };
        let causes = self.causes.iter().enumerate().map(cause).collect();
        let below = |(place, c): (usize, &PublishedCause)| answers(Effect::Cause(id_at(place)), &c.because);
        let of_causes = self.causes.iter().enumerate().flat_map(below);
        let ties = answers(Effect::Impact, &self.because).into_iter().chain(of_causes);
        let becauses = ties.zip(1..).map(|(b, n)| Because { id: BecauseId(Uuid::from_u128(n)), ..b }).collect();
        CauseMap::new(causes, becauses).unwrap_or_default()
    }

    /// The weakness of a cause of [`Self::map`].
    pub fn weakness(&self, id: CauseId) -> Option<&PublishedWeakness> {
        self.causes.get(place_of(id)).and_then(|c| c.weakness.as_ref())
    }

    /// What a tie of [`Self::map`] rests on.
    pub fn evidence(&self, because: &Because) -> &[PublishedEvidence] {
        let answers = match because.effect {
            Effect::Impact => Some(&self.because),
            Effect::Cause(id) => self.causes.get(place_of(id)).map(|c| &c.because),
        };
        let found = answers.and_then(|all| all.iter().find(|b| b.cause == place_of(because.cause)));
        found.map_or(&[], |b| &b.evidence)
    }
}

fn answers(effect: Effect, all: &[PublishedBecause]) -> Vec<Because> {
    let tie = |b: &PublishedBecause| Because {
        id: BecauseId(Uuid::nil()),
        effect,
        cause: id_at(b.cause),
        necessity: b.necessity,
        confidence: b.confidence,
        evidence: Vec::new(),
        version: 1,
    };
    all.iter().map(tie).collect()
}

fn id_at(place: usize) -> CauseId {
    CauseId(Uuid::from_u128(place as u128 + 1))
}

/// The place of a cause of [`PublishedCauses::map`] in `PublishedCauses::causes`.
pub fn place_of(id: CauseId) -> usize {
    usize::try_from(id.0.as_u128().saturating_sub(1)).unwrap_or(usize::MAX)
}

/// The causes that lead to the impact, each once, in the order of the outline. What is tied to nothing stays inside.
pub(crate) fn told(map: &CauseMap) -> Vec<&Cause> {
    map.outline().0.into_iter().filter(|line| !line.is_again).map(|line| line.cause).collect()
}

/// The weaknesses that a publication of this would name, each once.
pub fn published_weaknesses(full: &Full) -> Vec<WeaknessId> {
    let mut named: Vec<WeaknessId> = told(&full.causes).into_iter().filter_map(|c| c.weakness).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Chooses what goes out: `text` passes a text of a place, `sources` counts evidence.
pub(crate) fn projected(
    full: &Full,
    text: &mut dyn FnMut(&str, &str) -> String,
    sources: &dyn Fn(&[EvidenceId]) -> Vec<PublishedEvidence>,
) -> PublishedCauses {
    let map = &full.causes;
    let told = told(map);
    let answers = |effect| {
        let because = |b: &Because| {
            Some(PublishedBecause {
                cause: told.iter().position(|c| c.id == b.cause)?,
                necessity: b.necessity,
                confidence: b.confidence,
                evidence: sources(&b.evidence),
            })
        };
        map.answers(effect).filter_map(because).collect()
    };
    let mut cause = |(number, cause): (usize, &&Cause)| {
        let place = format!("cause {number}");
        PublishedCause {
            class: cause.class,
            text: text(&place, &cause.text),
            meaning: text(&format!("{place} meaning"), &cause.meaning),
            deep_enough: cause.deep_enough.as_ref().map(|why| text(&format!("{place} reason"), why)),
            weakness: full.weakness(cause).map(|w| PublishedWeakness {
                name: text(&format!("{place} weakness"), &w.name),
                earlier: w.earlier.clone(),
            }),
            because: answers(Effect::Cause(cause.id)),
        }
    };
    let causes = (1..).zip(&told).map(&mut cause).collect();
    PublishedCauses { because: answers(Effect::Impact), causes }
}

/// For each line of an outline, whether a list begins below it, and how many end after it.
pub(crate) fn steps(outline: &[Line<'_>]) -> impl Iterator<Item = (bool, usize)> {
    let next = |at: usize| outline.get(at + 1).map_or(1, |line| line.depth);
    outline.iter().enumerate().map(move |(at, line)| (next(at) > line.depth, line.depth.saturating_sub(next(at))))
}

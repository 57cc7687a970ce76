//! The map: causes, and what ties them. No cause may lead to itself, over whatever way.

use std::collections::{HashMap, HashSet};

use super::{Because, Cause, Effect};
use crate::id::{BecauseId, CauseId};

/// Why a tie was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotLink {
    /// The map does not know this cause.
    #[error("the map holds no cause {0}")]
    Unknown(CauseId),
    /// The map holds this cause already.
    #[error("the map holds the cause {0} already")]
    Known(CauseId),
    /// The effect has this answer already.
    #[error("the effect has this answer already")]
    AlreadyThere(BecauseId),
    /// A cause would lead to itself. The path begins and ends with it, each step from an effect to its cause.
    #[error("a cause would lead to itself over {} steps", .0.len().saturating_sub(1))]
    Cycle(Vec<CauseId>),
}

/// How the impact became possible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CauseMap {
    causes: Vec<Cause>,
    becauses: Vec<Because>,
}

impl CauseMap {
    /// Puts a map together, in the order in which causes and answers are handed in.
    pub fn new(causes: Vec<Cause>, becauses: Vec<Because>) -> Result<Self, CannotLink> {
        let mut map = Self::default();
        for cause in causes {
            if map.cause(cause.id).is_some() {
                return Err(CannotLink::Known(cause.id));
            }
            map.causes.push(cause);
        }
        for because in becauses {
            map.link(because)?;
        }
        Ok(map)
    }

    /// Every cause.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Every tie.
    pub fn becauses(&self) -> &[Because] {
        &self.becauses
    }

    /// The most causes of one map; more is several incidents.
    pub const MOST: usize = 300;

    /// Whether nothing was answered yet.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// A cause by its id.
    pub fn cause(&self, id: CauseId) -> Option<&Cause> {
        self.causes.iter().find(|c| c.id == id)
    }

    /// A tie by its id.
    pub fn because(&self, id: BecauseId) -> Option<&Because> {
        self.becauses.iter().find(|b| b.id == id)
    }

    /// The answers to "how did this become possible?".
    pub fn answers(&self, effect: Effect) -> impl Iterator<Item = &Because> {
        self.becauses.iter().filter(move |b| b.effect == effect)
    }

    /// What a cause made possible.
    pub fn effects(&self, cause: CauseId) -> impl Iterator<Item = &Because> {
        self.becauses.iter().filter(move |b| b.cause == cause)
    }

    /// Tells whether a cause can answer for an effect.
    pub fn can_link(&self, effect: Effect, cause: CauseId) -> Result<(), CannotLink> {
        for id in effect.cause().into_iter().chain([cause]) {
            if self.cause(id).is_none() {
                return Err(CannotLink::Unknown(id));
            }
        }
        if let Some(there) = self.answers(effect).find(|b| b.cause == cause) {
            return Err(CannotLink::AlreadyThere(there.id));
        }
        match effect.cause().and_then(|effect| self.way(cause, effect)) {
            Some(mut way) => {
                way.insert(0, way.last().copied().unwrap_or(cause));
                Err(CannotLink::Cycle(way))
            }
            None => Ok(()),
        }
    }

    /// The causes on a shortest way from an effect down to one of its causes, both included.
    fn way(&self, from: CauseId, to: CauseId) -> Option<Vec<CauseId>> {
        let mut came_from: HashMap<CauseId, CauseId> = HashMap::new();
        let mut seen = HashSet::from([from]);
        let mut next = std::collections::VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            if at == to {
                let mut way = vec![to];
                while let Some(before) = way.last().and_then(|id| came_from.get(id)) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            for because in self.answers(Effect::Cause(at)) {
                if seen.insert(because.cause) {
                    came_from.insert(because.cause, at);
                    next.push_back(because.cause);
                }
            }
        }
        None
    }

    /// Ties a cause to an effect.
    pub fn link(&mut self, because: Because) -> Result<(), CannotLink> {
        self.can_link(because.effect, because.cause)?;
        self.becauses.push(because);
        Ok(())
    }

    /// Adds a cause as an answer.
    pub fn answer(&mut self, cause: Cause, because: Because) -> Result<(), CannotLink> {
        if self.cause(cause.id).is_some() {
            return Err(CannotLink::Known(cause.id));
        }
        self.causes.push(cause);
        self.link(because).inspect_err(|_| {
            self.causes.pop();
        })
    }

    /// Unties. A cause that answers nothing any more stays and is shown as loose.
    pub fn unlink(&mut self, id: BecauseId) -> Option<Because> {
        let at = self.becauses.iter().position(|b| b.id == id)?;
        Some(self.becauses.remove(at))
    }

    /// Takes a cause away with its ties. What answered only for it stays and is shown as loose.
    pub fn remove(&mut self, id: CauseId) -> Option<Cause> {
        let at = self.causes.iter().position(|c| c.id == id)?;
        self.becauses.retain(|b| b.cause != id && b.effect != Effect::Cause(id));
        Some(self.causes.remove(at))
    }

    /// The causes that answer for nothing: not tied yet, or no longer.
    pub fn loose(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter().filter(|c| self.effects(c.id).next().is_none())
    }

    /// How many steps each cause lies from the impact, over the longest way. What hangs on loose causes is not in it.
    pub fn layers(&self) -> HashMap<CauseId, usize> {
        let mut known = HashMap::new();
        for cause in &self.causes {
            self.layer(Effect::Cause(cause.id), &mut known);
        }
        known.into_iter().filter_map(|(id, layer)| Some((id, layer?))).collect()
    }

    fn layer(&self, of: Effect, known: &mut HashMap<CauseId, Option<usize>>) -> Option<usize> {
        let Effect::Cause(id) = of else { return Some(0) };
        if let Some(layer) = known.get(&id) {
            return *layer;
        }
        let layer = self.effects(id).filter_map(|b| self.layer(b.effect, known)).max().map(|above| above + 1);
        known.insert(id, layer);
        layer
    }
}

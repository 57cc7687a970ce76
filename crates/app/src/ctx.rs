//! Who asks, and in which house.

use std::sync::Arc;

use jiff::Timestamp;
use postmortem::{Locale, Person, PersonId, PostmortemId, Role, Zone};
use store::{Stamp, Tx, audit::Who};
use uuid::Uuid;

use crate::{Error, House, Result};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Someone signed in.
    Person(Arc<Person>),
    /// Whoever runs commands on the machine; may do everything, and the trail says so.
    Operator,
    /// Nobody is signed in.
    Stranger,
}

/// Who asks, and in which house. The first parameter of every verb.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The house.
    pub house: Arc<House>,
    /// Who asks.
    pub viewer: Viewer,
    stamp: Option<Stamp>,
}

impl Ctx {
    /// Someone or nobody asks.
    pub fn new(house: Arc<House>, viewer: Viewer) -> Self {
        Self { house, viewer, stamp: None }
    }

    /// The same for one request, whose session was looked up at this stamp: it came before that look.
    #[must_use]
    pub fn seen_at(self, stamp: Stamp) -> Self {
        Self { stamp: Some(stamp), ..self }
    }

    /// What the database held when the request came, or holds now.
    pub(crate) async fn stamp(&self) -> Result<Stamp> {
        match self.stamp {
            Some(stamp) => Ok(stamp),
            None => Ok(self.house.stamps.now().await?),
        }
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.house.now()
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.house.id()
    }

    /// The person who asks, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match &self.viewer {
            Viewer::Person(person) => Some(person),
            _ => None,
        }
    }

    /// The id of the person who asks, if it is one.
    pub fn person_id(&self) -> Option<PersonId> {
        self.person().map(|p| p.id)
    }

    /// The zone in which the viewer reads times.
    pub fn zone(&self) -> Zone {
        self.person().map_or_else(Zone::utc, |p| p.zone.clone())
    }

    /// The language of the viewer.
    pub fn locale(&self) -> Locale {
        self.person().map_or(Locale::En, |p| p.locale)
    }

    /// Demands that someone with at least this role asks.
    pub fn need(&self, role: Role) -> Result<()> {
        match &self.viewer {
            Viewer::Operator => Ok(()),
            Viewer::Person(person) if person.role >= role => Ok(()),
            Viewer::Person(_) if role == Role::Administrator => Err(Error::NotFound),
            Viewer::Person(_) => Err(Error::Denied("needs-member")),
            Viewer::Stranger => Err(Error::SignedOut),
        }
    }

    /// Writes into the trail, in the same transaction as the change.
    pub async fn audit(
        &self,
        tx: &mut Tx,
        postmortem: Option<PostmortemId>,
        verb: &str,
        detail: serde_json::Value,
    ) -> Result<()> {
        let who = match &self.viewer {
            Viewer::Person(person) => Who::Person(person.id),
            Viewer::Operator => Who::Operator,
            Viewer::Stranger => Who::Program,
        };
        Ok(store::audit::append(tx, self.now(), who, postmortem, verb, &detail).await?)
    }
}

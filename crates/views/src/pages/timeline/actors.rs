//! The actors: names, roles, and whom they were matched to.

use askama::Template;
use postmortem::{Actor, Number, Person};

use crate::{Problems, Ui, pages::Rail, routes};

/// An actor with where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRow {
    /// The actor.
    pub actor: Actor,
    /// Other handles that were merged into it.
    pub handles: Vec<String>,
    /// How many entries name it.
    pub n_entries: i64,
    /// The name of the person it was matched to.
    pub person: Option<String>,
}

impl ActorRow {
    fn is(&self, person: postmortem::PersonId) -> bool {
        self.actor.person == Some(person)
    }
}

/// The page of the actors.
#[derive(Template)]
#[template(path = "timeline/actors.html")]
pub struct ActorsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The actors by name.
    pub rows: Vec<ActorRow>,
    /// The people to match with.
    pub people: Vec<Person>,
    /// What was not taken.
    pub problems: Problems,
}

impl ActorsPage {
    fn number(&self) -> Number {
        self.rail.number()
    }
}

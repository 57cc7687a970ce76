//! Connections: webhooks of the organisation, and taking over what arrived by them.

use askama::Template;
use jiff::Timestamp;
use postmortem::{ConnectionId, Number, Zone};

use super::Rail;
use crate::{Problems, Ui, routes};

/// A connection in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Its id.
    pub id: ConnectionId,
    /// The kind of source.
    pub source: String,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Option<String>,
    /// Since when nothing is taken from it.
    pub revoked_at: Option<Timestamp>,
    /// When something last arrived.
    pub arrived_at: Option<Timestamp>,
}

/// What is shown once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedConnection {
    /// What it is called.
    pub name: String,
    /// The address that the source calls.
    pub address: String,
    /// The secret with which the source signs.
    pub secret: Option<String>,
}

/// The connected webhooks.
#[derive(Template)]
#[template(path = "connections/list.html")]
pub struct ConnectionsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The connections, the first made first.
    pub connections: Vec<ConnectionRow>,
    /// The one just made.
    pub created: Option<CreatedConnection>,
    /// The kind of source, as chosen.
    pub source: String,
    /// The name, as typed.
    pub name: String,
    /// What was not taken.
    pub problems: Problems,
}

/// Taking over what arrived in a window.
#[derive(Template)]
#[template(path = "connections/take-over.html")]
pub struct TakeOverPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// The connections that have not been revoked, and those that were: what arrived stays.
    pub connections: Vec<ConnectionRow>,
    /// The connection that is chosen.
    pub connection: String,
    /// From when.
    pub from: String,
    /// Until when.
    pub to: String,
    /// How many arrivals that window holds, where it was asked.
    pub count: Option<i64>,
    /// What was not taken.
    pub problems: Problems,
}

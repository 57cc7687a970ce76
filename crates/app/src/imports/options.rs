//! What of a source is to be imported, as it is kept with the import.

use jiff::Timestamp;
use postmortem::Zone;
use serde::{Deserialize, Serialize};

/// What of a source is to be imported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// Channels by name or id; none means all.
    pub channels: Option<Vec<String>>,
    /// The first instant of the window.
    pub from: Option<Timestamp>,
    /// The first instant after the window.
    pub to: Option<Timestamp>,
    /// The zone of times that bear none.
    pub zone: Option<Zone>,
    /// Which column is what.
    pub mapping: Option<evidence::table::Mapping>,
    /// Whether `03/04/2026` is the fourth of March.
    pub month_first: Option<bool>,
    /// The name of the webhook's event, where the body came without headers.
    pub event: Option<String>,
}

impl ImportOptions {
    /// As the parsers want it.
    pub(crate) fn to_options(&self) -> evidence::Options {
        evidence::Options {
            channels: self.channels.clone(),
            from: self.from,
            to: self.to,
            zone: self.zone.as_ref().map(Zone::rules),
            mapping: self.mapping.clone(),
            month_first: self.month_first,
            event: self.event.clone(),
            ..evidence::Options::default()
        }
    }
}

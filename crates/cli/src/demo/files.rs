//! The files of the samples, embedded. Their format is told in `samples/README.md`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use postmortem::{EntryKind, KeyMoment, Locale, Moment, Occasion, Precision, Role, Zone};
use serde::{Deserialize, de::DeserializeOwned};

use crate::exit::Exit;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../samples/"]
struct Samples;

/// Reads one file of the samples.
pub fn read<T: DeserializeOwned>(path: &str) -> Result<T, Exit> {
    let file = Samples::get(path).ok_or_else(|| Exit::internal(anyhow::anyhow!("there is no sample {path}")))?;
    let text = std::str::from_utf8(&file.data).map_err(Exit::internal)?;
    toml::from_str(text).map_err(|e| Exit::internal(anyhow::anyhow!("{path}: {e}")))
}

/// `company.toml`
#[derive(Debug, Deserialize)]
pub struct Company {
    pub postmortems: Vec<String>,
    pub people: Vec<Member>,
}

/// Someone of the company.
#[derive(Debug, Deserialize)]
pub struct Member {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub locale: Locale,
    pub zone: Zone,
}

/// `postmortem.toml`
#[derive(Debug, Deserialize)]
pub struct Work {
    pub title: String,
    pub occasion: Occasion,
    pub severity: String,
    pub zone: Zone,
    #[serde(default)]
    pub services: Vec<String>,
    #[serde(default)]
    pub teams: Vec<String>,
    #[serde(default)]
    pub departments: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub draft_access: String,
    pub owner: String,
    #[serde(default)]
    pub editors: Vec<String>,
    #[serde(default)]
    pub actors: BTreeMap<String, Acting>,
    #[serde(default)]
    pub narrative: BTreeMap<String, String>,
    #[serde(default)]
    pub entries: Vec<Entry>,
}

/// An actor.
#[derive(Debug, Deserialize)]
pub struct Acting {
    pub name: String,
    pub handle: Option<String>,
    pub person: Option<String>,
    pub role: Option<String>,
}

/// An entry.
#[derive(Debug, Deserialize)]
pub struct Entry {
    pub key: String,
    pub kind: EntryKind,
    pub key_moment: Option<KeyMoment>,
    pub occurred: Given,
    pub ended: Option<Given>,
    pub text: String,
    #[serde(default)]
    pub actors: Vec<String>,
    pub decision: Option<Decision>,
    #[serde(default)]
    pub knowledge: Vec<Learned>,
}

/// A moment as it was given.
#[derive(Debug, Deserialize)]
pub struct Given {
    pub at: Timestamp,
    pub precision: Precision,
    pub zone: Zone,
}

impl Given {
    pub fn moment(&self) -> Moment {
        Moment { at: self.at, precision: self.precision, zone: self.zone.clone() }
    }
}

/// The background of a decision.
#[derive(Debug, Deserialize)]
pub struct Decision {
    #[serde(default)]
    pub faced: String,
    #[serde(default)]
    pub known: String,
    #[serde(default)]
    pub known_entries: Vec<String>,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub decided_by: Vec<String>,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub expected: String,
    #[serde(default)]
    pub actual: String,
}

/// Who learned of an entry, and when.
#[derive(Debug, Deserialize)]
pub struct Learned {
    pub who: Who,
    pub learned: Timestamp,
}

/// An actor; teams are passed over.
#[derive(Debug, Deserialize)]
pub struct Who {
    pub actor: Option<String>,
}

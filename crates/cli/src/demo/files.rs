//! The files of the samples, embedded. Their format is told in `samples/README.md`.

mod concluded;

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use postmortem::{EntryKind, KeyMoment, Locale, Moment, Occasion, Precision, Role, Sureness, Zone};
use serde::{Deserialize, de::DeserializeOwned};

use crate::exit::Exit;

pub use concluded::{Action, Cause, Commitment, Dismissal, Lesson, Luck, Practice, Refusal};

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../samples/"]
struct Samples;

/// Reads one file of the samples.
pub fn read<T: DeserializeOwned>(path: &str) -> Result<T, Exit> {
    let file = Samples::get(path).ok_or_else(|| Exit::internal(anyhow::anyhow!("there is no sample {path}")))?;
    let text = std::str::from_utf8(&file.data).map_err(Exit::internal)?;
    toml::from_str(text).map_err(|e| Exit::internal(anyhow::anyhow!("{path}: {e}")))
}

/// Writes the files of one sample into a folder, for sources that are read from a path.
pub fn unpack(folder: &str, to: &Path) -> Result<(), Exit> {
    for name in Samples::iter() {
        let Some(within) = name.strip_prefix(folder).and_then(|n| n.strip_prefix('/')) else { continue };
        let path = to.join(within);
        std::fs::create_dir_all(path.parent().unwrap_or(to))?;
        if let Some(file) = Samples::get(&name) {
            std::fs::write(path, file.data)?;
        }
    }
    Ok(())
}

/// `company.toml`
#[derive(Debug, Deserialize)]
pub struct Company {
    pub postmortems: Vec<String>,
    pub people: Vec<Member>,
    pub teams: Vec<Team>,
    pub departments: Vec<Department>,
    pub services: Vec<Service>,
    #[serde(default)]
    pub weaknesses: Vec<Weakness>,
}

/// What a weakness of the register is; postmortems name it.
#[derive(Debug, Deserialize)]
pub struct Weakness {
    pub name: String,
    pub description: String,
    /// The login of whoever describes it.
    pub by: String,
    pub at: Timestamp,
}

/// A team.
#[derive(Debug, Deserialize)]
pub struct Team {
    pub key: String,
    pub name: String,
    pub department: String,
}

/// A department.
#[derive(Debug, Deserialize)]
pub struct Department {
    pub key: String,
    pub name: String,
}

/// A service.
#[derive(Debug, Deserialize)]
pub struct Service {
    pub key: String,
    #[serde(default)]
    pub members: Vec<String>,
}

/// Someone of the company.
#[derive(Debug, Deserialize)]
pub struct Member {
    pub email: String,
    pub name: String,
    /// The handle in messages.
    pub slack: String,
    pub role: Role,
    pub locale: Locale,
    pub zone: Zone,
    #[serde(default)]
    pub teams: Vec<String>,
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
    pub locale: Locale,
    pub draft_access: String,
    /// When it was written down.
    pub written: Option<Timestamp>,
    pub owner: String,
    #[serde(default)]
    pub editors: Vec<String>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    pub actors: BTreeMap<String, Acting>,
    #[serde(default)]
    pub narrative: BTreeMap<String, String>,
    #[serde(default)]
    pub entries: Vec<Entry>,
    #[serde(default)]
    pub causes: Vec<Cause>,
    #[serde(default)]
    pub actions: Vec<Action>,
    #[serde(default)]
    pub lessons: Vec<Lesson>,
    #[serde(default)]
    pub dismissals: Vec<Dismissal>,
    pub publication: Option<Publishing>,
}

/// Who published it, and why without a meeting that this program knows of.
#[derive(Debug, Deserialize)]
pub struct Publishing {
    pub published_by: String,
    pub at: Option<Timestamp>,
    pub note: String,
}

/// Something to take in as evidence.
#[derive(Debug, Deserialize)]
pub struct Source {
    #[serde(rename = "source")]
    pub kind: String,
    pub path: String,
    pub channels: Option<Vec<String>>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub zone: Option<Zone>,
    pub mapping: Option<evidence::table::Mapping>,
    pub at: Option<Timestamp>,
    pub caption: Option<String>,
}

/// An item of evidence by raw fields.
#[derive(Debug, Deserialize)]
pub struct Cited {
    pub source: String,
    pub path: Option<String>,
    channel: Option<String>,
    ts: Option<String>,
    fingerprint: Option<String>,
    state: Option<String>,
    starts_at: Option<Timestamp>,
    repository: Option<String>,
    event: Option<String>,
    id: Option<u64>,
    number: Option<u64>,
    action: Option<String>,
    commit: Option<String>,
    /// When the row of a table was read.
    pub at: Option<Timestamp>,
}

impl Cited {
    /// What the key of the item holds; nothing where the source gives keys of another kind.
    pub fn marks(&self) -> Option<Vec<String>> {
        match self.source.as_str() {
            "slack" => Some(vec![self.channel.clone()?, self.ts.clone()?]),
            "alertmanager" => {
                // of those that fit the first is the one that fired
                let resolved = (self.state.as_deref() == Some("resolved")).then(|| "/resolved/".to_owned());
                let fired = format!("{}/{}", self.fingerprint.as_deref()?, self.starts_at?);
                Some([fired].into_iter().chain(resolved).collect())
            }
            "github" => {
                let repository = self.repository.as_deref()?;
                let object = match self.event.as_deref()? {
                    // a push is cited by the commit that it ended with
                    "push" => format!("commit/{}", self.commit.as_deref()?),
                    "pull_request" => format!("pull/{}/{}", self.number?, self.action.as_deref()?),
                    event => format!("{event}/{}", self.id?),
                };
                Some(vec![format!("{repository}/{object}")])
            }
            _ => None,
        }
    }
}

/// An actor.
#[derive(Debug, Deserialize)]
pub struct Acting {
    pub name: String,
    pub handle: Option<String>,
    pub person: Option<String>,
    pub role: Option<String>,
    /// The key of a team of the company.
    pub team: Option<String>,
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
    #[serde(default)]
    pub evidence: Vec<Cited>,
    pub decision: Option<Decision>,
    #[serde(default)]
    pub knowledge: Vec<Learned>,
    /// Actors whose knowledge is taken over from the evidence of the entry.
    #[serde(default)]
    pub taken_over: Vec<String>,
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
    /// Which of the options was taken, word for word.
    pub chosen: Option<String>,
    #[serde(default)]
    pub decided_by: Vec<String>,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub expected: String,
    #[serde(default)]
    pub actual: String,
}

/// Which actor learned of an entry, when, by which channel and how surely.
#[derive(Debug, Deserialize)]
pub struct Learned {
    pub who: String,
    pub learned: Timestamp,
    #[serde(default)]
    pub channel: String,
    pub sureness: Sureness,
}

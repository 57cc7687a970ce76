//! What every source is turned into: one raw item with its author, time, text and original bytes.
//! Knows no source in particular.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Says that a stored or given name is not one of the known ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`")]
pub struct UnknownName {
    /// What was looked for.
    pub what: &'static str,
    /// The name that was given.
    pub name: String,
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident => $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $name)] $variant),+ }

        impl $type {
            /// All of them, in the order of the product's documents.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in storage, addresses and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = UnknownName;
            fn from_str(name: &str) -> Result<Self, UnknownName> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownName { what: $what, name: name.to_owned() }),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named! {
    /// Where evidence comes from.
    SourceKind, "source", {
        /// A Slack export.
        Slack => "slack",
        /// Alertmanager webhook bodies.
        Alertmanager => "alertmanager",
        /// GitHub webhook bodies.
        Github => "github",
        /// A local git repository.
        Git => "git",
        /// CSV or JSON Lines.
        Table => "table",
        /// A file or a pasted text.
        Note => "note",
    }
}

named! {
    /// What an item is, for filters and for suggestions.
    ItemKind, "item kind", {
        /// Something somebody said.
        Message => "message",
        /// Somebody came or went.
        Join => "join",
        /// The topic, purpose or name of a channel was set.
        Topic => "topic",
        /// A file was shared.
        File => "file",
        /// An alert fired or was resolved.
        Alert => "alert",
        /// A deployment or its status.
        Deploy => "deploy",
        /// A commit, a push or a pull request.
        Change => "change",
        /// A release or a tag.
        Release => "release",
        /// A check or a workflow run.
        Check => "check",
        /// A row of a table.
        Row => "row",
        /// A pasted text or an uploaded file.
        Note => "note",
    }
}

named! {
    /// What this item says about its key.
    Revision, "revision", {
        /// The item as first seen.
        Original => "original",
        /// A later text of an item that bears the same key.
        Edit => "edit",
        /// The word that the item of this key was deleted.
        Deletion => "deletion",
    }
}

/// Who made an item, as the source names them; never an account of ours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Author {
    /// The source's own id or login.
    pub handle: String,
    /// The display name, where the source tells one.
    pub name: Option<String>,
    /// Whether the source says that a program acted.
    pub is_bot: bool,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The kind of source it came from.
    pub source: SourceKind,
    /// The source's id of it; the same item has the same key in every import.
    pub key: String,
    /// Whether this is the item itself or a later word about it.
    pub revision: Revision,
    /// What it is.
    pub kind: ItemKind,
    /// Who made it.
    pub author: Option<Author>,
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone in which the source gave the time; none means UTC or an epoch.
    pub zone: Option<String>,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The key of the item that began the thread.
    pub thread: Option<String>,
    /// The readable text.
    pub text: String,
    /// Where it can be seen at its source.
    pub link: Option<String>,
    /// Small further facts, such as files, labels and reactions.
    pub details: Vec<(String, String)>,
    /// The original bytes, secrets replaced.
    pub raw: Vec<u8>,
    /// SHA-256 of `raw`.
    pub hash: [u8; 32],
    /// Whether secrets were replaced in `raw` or `text`.
    pub is_scrubbed: bool,
}

impl Item {
    /// The value of the first detail of that name.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// SHA-256 of bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for kind in ItemKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        for source in SourceKind::ALL {
            assert_eq!(source.as_str().parse(), Ok(*source));
        }
        assert!("mail".parse::<SourceKind>().is_err());
    }
}

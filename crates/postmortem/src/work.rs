//! The postmortem itself: the whole work on one incident.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{PersonId, PostmortemId},
    moment::Zone,
    number::Number,
    text::{InvalidLine, line, tag},
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }
        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word used in code, database and API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s { $($word => Ok(Self::$variant),)* _ => Err(format!("unknown value {s:?}")) }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What gave occasion to the postmortem.
    Occasion {
        /// Something broke for someone.
        Incident = "incident",
        /// It almost did.
        NearMiss = "near_miss",
        /// It was practised.
        Drill = "drill",
    }
}

words! {
    /// Where a postmortem stands in its life.
    Status {
        /// Being worked on.
        Draft = "draft",
        /// The meeting was called.
        InReview = "in_review",
        /// Readable by its audience.
        Published = "published",
        /// Actions verified, exposure answered.
        Closed = "closed",
    }
}

words! {
    /// Who may read the work while it is a draft; its owner chooses.
    Visibility {
        /// Its editors alone.
        Private = "private",
        /// Every member.
        Members = "members",
    }
}

/// The whole work on one incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmortem {
    /// Its id.
    pub id: PostmortemId,
    /// Its number for people.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The code of its severity.
    pub severity: String,
    /// What gave occasion to it.
    pub occasion: Occasion,
    /// The zone in which its timeline is told.
    pub zone: Zone,
    /// Where it stands.
    pub status: Status,
    /// Who may read the draft.
    pub visibility: Visibility,
    /// Who is answerable for it.
    pub owner: PersonId,
    /// Free tags.
    pub tags: Vec<String>,
    /// Services that failed or were hit, by name.
    pub services: Vec<String>,
    /// Teams concerned, by name.
    pub teams: Vec<String>,
    /// Departments concerned, by name.
    pub departments: Vec<String>,
    /// Counts every change of the fields above; guards against overwriting.
    pub version: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When anything in it was last changed.
    pub updated_at: Timestamp,
    /// When it was put out of the way.
    pub archived_at: Option<Timestamp>,
    /// The postmortem that it was merged into.
    pub merged_into: Option<PostmortemId>,
}

/// The fields of a postmortem as a person writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostmortemDraft {
    /// The title.
    pub title: String,
    /// The code of a severity in the scheme.
    pub severity: String,
    /// What gave occasion to it.
    pub occasion: Occasion,
    /// The zone in which the timeline is told.
    pub zone: Zone,
    /// Free tags.
    pub tags: Vec<String>,
    /// Services, by name.
    pub services: Vec<String>,
    /// Teams, by name.
    pub teams: Vec<String>,
    /// Departments, by name.
    pub departments: Vec<String>,
}

/// Why the fields were not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPostmortem {
    /// The title was not taken.
    #[error("title {0}")]
    Title(InvalidLine),
    /// A tag was not taken.
    #[error("tag {0:?} {1}")]
    Tag(String, InvalidLine),
    /// A name of a group was not taken.
    #[error("name {0:?} {1}")]
    Group(String, InvalidLine),
}

impl PostmortemDraft {
    /// Brings every field into its one form, or tells what does not fit.
    pub fn checked(mut self) -> Result<Self, InvalidPostmortem> {
        self.title = line(&self.title, 200).map_err(InvalidPostmortem::Title)?;
        self.tags = each(self.tags, |t| tag(t).map_err(|e| InvalidPostmortem::Tag(t.to_owned(), e)))?;
        let name = |n: &str| line(n, 80).map_err(|e| InvalidPostmortem::Group(n.to_owned(), e));
        self.services = each(self.services, name)?;
        self.teams = each(self.teams, name)?;
        self.departments = each(self.departments, name)?;
        Ok(self)
    }
}

fn each<E>(given: Vec<String>, check: impl Fn(&str) -> Result<String, E>) -> Result<Vec<String>, E> {
    let mut kept = Vec::new();
    for text in given.iter().filter(|t| !t.trim().is_empty()) {
        let checked = check(text)?;
        if !kept.contains(&checked) {
            kept.push(checked);
        }
    }
    Ok(kept)
}

//! Teams, departments and services: named groups with members.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, PersonId};

/// What sort of group it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// A team.
    Team,
    /// A department.
    Department,
    /// A service; its members answer for it.
    Service,
}

impl GroupKind {
    /// Every sort.
    pub const ALL: [Self; 3] = [Self::Service, Self::Team, Self::Department];

    /// The word used in code, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Department => "department",
            Self::Service => "service",
        }
    }
}

impl FromStr for GroupKind {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| format!("unknown kind of group {s:?}"))
    }
}

/// A named group with its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// What sort of group it is.
    pub kind: GroupKind,
    /// Its name, unique within its kind.
    pub name: String,
    /// Its members.
    pub members: Vec<PersonId>,
    /// Counts its changes, so that two at once are noticed.
    pub version: i64,
}

//! People who can sign in.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{id::PersonId, moment::Zone};

/// What someone may do in the organisation at large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what is published to the company.
    Reader,
    /// Reads, begins postmortems and edits those they are editor of.
    Member,
    /// A member who also keeps accounts, groups, severities and connections.
    Administrator,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Member, Self::Administrator];

    /// The word used in code, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Member => "member",
            Self::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|r| r.as_str() == s)
            .ok_or_else(|| format!("unknown role {s:?}; use reader, member or administrator"))
    }
}

/// The languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The language tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }
}

impl FromStr for Locale {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|l| l.as_str() == s).ok_or_else(|| format!("unknown language {s:?}; use en or ko"))
    }
}

/// What someone signs in with: an e-mail address, folded to lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Login(String);

/// The text is no e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no e-mail address")]
pub struct InvalidLogin(pub String);

impl Login {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = InvalidLogin;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidLogin(s.chars().take(100).collect());
        let folded = s.trim().to_lowercase();
        let (local, host) = folded.rsplit_once('@').ok_or_else(invalid)?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"(),;:\\[]".contains(c);
        if local.is_empty() || host.is_empty() || folded.len() > 254 || !folded.chars().all(|c| plain(c) || c == '@') {
            return Err(invalid());
        }
        Ok(Self(folded))
    }
}

impl TryFrom<String> for Login {
    type Error = InvalidLogin;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Someone who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// What they sign in with.
    pub login: Login,
    /// What they are called.
    pub name: String,
    /// What they may do in the organisation at large.
    pub role: Role,
    /// The language of their pages.
    pub locale: Locale,
    /// The zone in which they read times.
    pub zone: Zone,
    /// Since when they can no longer sign in.
    pub suspended_at: Option<Timestamp>,
    /// Whether a password is set; an invited person has none yet.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

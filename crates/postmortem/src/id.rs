//! Identifiers: UUIDv7 inside, so that ids sort by the time they were made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Names one postmortem.
    PostmortemId,
    /// Names one entry of a timeline.
    EntryId,
    /// Names one actor of a postmortem.
    ActorId,
    /// Names one cause.
    CauseId,
    /// Names one because: the tie from an effect to a cause.
    BecauseId,
    /// Names one weakness of the register.
    WeaknessId,
    /// Names one lesson.
    LessonId,
    /// Names one practice of the organisation.
    PracticeId,
    /// Names one idea or action.
    ActionId,
    /// Names one item of evidence.
    EvidenceId,
    /// Names one import.
    ImportId,
    /// Names one connected webhook of the organisation.
    ConnectionId,
    /// Names one person who can sign in.
    PersonId,
    /// Names a team, department or service.
    GroupId,
    /// Names one publication (one frozen version).
    PublicationId,
    /// Names one kept file.
    FileId,
}

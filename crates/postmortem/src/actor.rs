//! Actors: who acted in the timeline.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, PersonId};

/// Who acted in the timeline of one postmortem; known by a handle until matched to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Its id.
    pub id: ActorId,
    /// The handle in the evidence, such as a Slack id or a GitHub login; unique within the postmortem.
    pub handle: String,
    /// The name to show to those who may see names.
    pub name: String,
    /// The role in the incident, such as `on-call engineer (checkout)`; shown in place of the name in publications.
    pub role: Option<String>,
    /// The team that it belongs to, by name; that of a team's own actor is the team itself.
    #[serde(default)]
    pub team: Option<String>,
    /// The person, once matched.
    pub person: Option<PersonId>,
}

//! What a postmortem is made of before it goes anywhere: everything, with names. Never handed to a reader.

use jiff::Timestamp;
use postmortem::{
    Action, Actor, Cause, CauseMap, Entry, EvidenceId, Lesson, LessonId, Number, Part, PersonId, Postmortem,
    PracticeId, Severity, WeaknessId,
};
use serde::{Deserialize, Serialize};

/// Everything that belongs to one postmortem.
#[derive(Debug, Clone)]
pub struct Full {
    /// The postmortem.
    pub postmortem: Postmortem,
    /// Its severity in the organisation's scheme.
    pub severity: Severity,
    /// The written parts.
    pub narrative: Vec<(Part, String)>,
    /// The timeline, in its order.
    pub entries: Vec<Entry>,
    /// How the impact became possible.
    pub causes: CauseMap,
    /// The weaknesses that conditions are tied to.
    pub weaknesses: Vec<FullWeakness>,
    /// Lessons, in their order.
    pub lessons: Vec<Lesson>,
    /// Ideas and actions, in the order in which they were written down.
    pub actions: Vec<Action>,
    /// The practices that its lessons cite or became.
    pub practices: Vec<PracticeRef>,
    /// Who acted.
    pub actors: Vec<Actor>,
    /// Accounts whose names and addresses must not go out either: matched persons, owner, editors.
    pub people: Vec<PersonName>,
    /// The evidence that entries and causes rest on.
    pub evidence: Vec<EvidenceRef>,
    /// The files that texts show or link.
    pub files: Vec<FileRef>,
}

impl Full {
    /// The weakness that a cause is tied to.
    pub fn weakness(&self, cause: &Cause) -> Option<&FullWeakness> {
        self.weaknesses.iter().find(|w| Some(w.id) == cause.weakness)
    }

    /// Whether an actor is no person but a service, team or department that the postmortem names: what it is called
    /// goes out, as it does beside the title.
    pub fn is_group(&self, actor: &Actor) -> bool {
        // with a merged handle comes a stand-in for an account, under the actor's own id
        actor.person.is_none_or(|person| person.0 == actor.id.0) && self.is_group_name(&actor.name)
    }

    /// Whether a service, team or department that the postmortem names is called so.
    pub fn is_group_name(&self, name: &str) -> bool {
        let Postmortem { services, teams, departments, .. } = &self.postmortem;
        let name = name.trim().to_lowercase();
        services.iter().chain(teams).chain(departments).any(|group| group.trim().to_lowercase() == name)
    }

    /// The practices that a lesson cites, in its order.
    pub(crate) fn cited<'f>(&'f self, lesson: &'f Lesson) -> impl Iterator<Item = &'f PracticeRef> {
        lesson.practices.iter().filter_map(|id| self.practices.iter().find(|p| p.id == *id))
    }

    /// The practice that a lesson became.
    pub(crate) fn became(&self, lesson: LessonId) -> Option<&PracticeRef> {
        self.practices.iter().find(|p| p.made_from == Some(lesson))
    }
}

/// A weakness of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullWeakness {
    /// Its id here.
    pub id: WeaknessId,
    /// What it is called.
    pub name: String,
    /// The earlier incidents whose publications name it too, the earliest first: what the company may know of it.
    pub earlier: Vec<Number>,
}

/// A practice of the organisation, as far as a postmortem tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeRef {
    /// Its id here.
    pub id: PracticeId,
    /// What it is called.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// The lesson of this postmortem that became it.
    pub made_from: Option<LessonId>,
}

/// An account by its name and address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// The account.
    pub id: PersonId,
    /// What the person is called.
    pub name: String,
    /// The address to sign in with.
    pub login: String,
}

/// Who wrote an item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The handle in the source.
    pub handle: String,
    /// The name, where the source has one.
    pub name: Option<String>,
}

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRef {
    /// Its id here.
    pub id: EvidenceId,
    /// The hash of its raw content, sha-256 in hexadecimal.
    pub hash: String,
    /// The sort of source, such as `slack`.
    pub source: String,
    /// The id within the source.
    pub key: String,
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone that it was given in.
    pub zone: Option<String>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Where it was written, such as a channel.
    pub place: Option<String>,
    /// Where it is found in the source.
    pub link: Option<String>,
    /// Its words, as far as shown.
    pub text: String,
}

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    /// The hash of its bytes, sha-256 in hexadecimal.
    pub hash: String,
    /// The name it was uploaded under.
    pub name: String,
    /// What it holds.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
}

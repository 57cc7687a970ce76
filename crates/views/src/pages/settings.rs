//! What administrators keep: people, groups, severities.

use askama::Template;
use postmortem::{Group, GroupKind, Locale, Number, Person, PersonId, Role, Severity};

use super::account::{COMMON_ZONES, own_name};
use crate::{Problems, Ui, routes};

/// Where administrators begin.
#[derive(Template)]
#[template(path = "settings/index.html")]
pub struct SettingsPage {
    /// What every page knows.
    pub ui: Ui,
}

/// A single-use link, shown this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenLink {
    /// Whom it is for.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// The link.
    pub link: String,
    /// Whether it takes up an account for the first time.
    pub is_invite: bool,
}

/// Who is to be invited, as it stands in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InviteForm {
    /// The e-mail address.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The language.
    pub locale: String,
    /// The zone.
    pub zone: String,
}

/// Accounts.
#[derive(Template)]
#[template(path = "settings/people.html")]
pub struct PeoplePage {
    /// What every page knows.
    pub ui: Ui,
    /// Everyone.
    pub people: Vec<Person>,
    /// The form to invite with.
    pub form: InviteForm,
    /// A link that was just made.
    pub given: Option<GivenLink>,
    /// Whether something was just changed.
    pub is_done: bool,
    /// What was not taken.
    pub problems: Problems,
}

/// Teams, departments and services.
#[derive(Template)]
#[template(path = "settings/groups.html")]
pub struct GroupsPage {
    /// What every page knows.
    pub ui: Ui,
    /// Every group.
    pub groups: Vec<Group>,
    /// Everyone, for the names of members.
    pub people: Vec<Person>,
    /// The kind, as it stands in the form.
    pub kind: String,
    /// The name, as it stands in the form.
    pub name: String,
    /// Whether something was just changed.
    pub is_done: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl GroupsPage {
    fn of(&self, kind: GroupKind) -> Vec<&Group> {
        self.groups.iter().filter(|g| g.kind == kind).collect()
    }

    fn names(&self, group: &Group) -> String {
        let named = self.people.iter().filter(|p| group.members.contains(&p.id));
        named.map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// One group: its name and its members.
#[derive(Template)]
#[template(path = "settings/group.html")]
pub struct GroupPage {
    /// What every page knows.
    pub ui: Ui,
    /// The group as it is kept.
    pub group: Group,
    /// The name, as it stands in the form.
    pub name: String,
    /// Who is ticked.
    pub members: Vec<PersonId>,
    /// Those who can be ticked.
    pub people: Vec<Person>,
    /// Whether someone else changed it while this was written.
    pub is_late: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl GroupPage {
    fn names(&self, members: &[PersonId]) -> String {
        let named = self.people.iter().filter(|p| members.contains(&p.id));
        named.map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// What deleting a group removes, before it is done.
#[derive(Template)]
#[template(path = "settings/group_delete.html")]
pub struct GroupDeletePage {
    /// What every page knows.
    pub ui: Ui,
    /// The group.
    pub group: Group,
    /// The postmortems that the viewer may read and that name it.
    pub postmortems: Vec<(Number, String)>,
}

/// A severity, as it stands in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeverityForm {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// When it applies.
    pub meaning: String,
    /// Its place.
    pub position: String,
    /// Whether new postmortems may take it.
    pub is_offered: bool,
    /// The version that it is based on.
    pub version: i64,
}

impl From<&Severity> for SeverityForm {
    fn from(severity: &Severity) -> Self {
        Self {
            code: severity.code.clone(),
            name: severity.name.clone(),
            meaning: severity.meaning.clone(),
            position: severity.position.to_string(),
            is_offered: severity.is_offered,
            version: severity.version,
        }
    }
}

/// The scheme of severities.
#[derive(Template)]
#[template(path = "settings/severities.html")]
pub struct SeveritiesPage {
    /// What every page knows.
    pub ui: Ui,
    /// The scheme, the worst first.
    pub severities: Vec<Severity>,
    /// The form that was not taken, or the one to add with.
    pub form: SeverityForm,
    /// Whether `form` changes a severity that is there.
    pub is_revision: bool,
    /// Whether someone else changed it while `form` was written.
    pub is_late: bool,
    /// Whether something was just changed.
    pub is_done: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl SeveritiesPage {
    fn is_at(&self, code: &str) -> bool {
        self.is_revision && self.form.code == code
    }

    /// What was not taken, at the form it belongs to.
    fn problem(&self, code: &str, field: &str) -> Option<&str> {
        let is_here = if code.is_empty() { !self.is_revision } else { self.is_at(code) };
        if is_here { self.problems.of(field) } else { None }
    }

    /// A severity with what was typed about it.
    fn typed(&self, severity: &Severity) -> SeverityForm {
        if self.is_at(&severity.code) { self.form.clone() } else { severity.into() }
    }

    fn new_one(&self) -> SeverityForm {
        if self.is_revision { SeverityForm { is_offered: true, ..SeverityForm::default() } } else { self.form.clone() }
    }
}

//! The register of practices: the list, one practice, its forms, and what it said before.

use askama::Template;
use jiff::Timestamp;
use postmortem::{Group, LessonId, LessonKind, Number, Person, Practice, PracticeId};

use super::{Rail, Theirs, Version};
use crate::{Problems, Ui, routes};

/// A practice in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeRow {
    /// The practice.
    pub practice: Practice,
    /// The beginning of what is done.
    pub beginning: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How many teams adopted it.
    pub n_adoptions: i64,
    /// How many postmortems cite it, of those that the viewer may read.
    pub n_citations: i64,
}

/// What is asked for, as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterForm {
    /// Words.
    pub q: String,
    /// The team.
    pub team: String,
    /// `mine`, `none` or empty.
    pub owner: String,
    /// The order, as a word.
    pub order: String,
    /// Whether the withdrawn ones are asked for.
    pub is_withdrawn: bool,
}

impl RegisterForm {
    fn is_empty(&self) -> bool {
        self.q.is_empty() && self.team.is_empty() && self.owner.is_empty() && !self.is_withdrawn
    }

    fn is_team(&self, group: &Group) -> bool {
        self.team == group.id.to_string()
    }
}

/// The orders that the register offers, as words.
pub const PRACTICE_ORDERS: [&str; 3] = ["name", "adopted", "cited"];

/// The register.
#[derive(Template)]
#[template(path = "practices/list.html")]
pub struct PracticesPage {
    /// What every page knows.
    pub ui: Ui,
    /// The practices.
    pub rows: Vec<PracticeRow>,
    /// The teams that can be asked for.
    pub teams: Vec<Group>,
    /// What is asked for.
    pub form: RegisterForm,
    /// The page before, and the one behind.
    pub around: (Option<String>, Option<String>),
}

/// The lesson that a practice came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameFrom {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The lesson.
    pub lesson: LessonId,
}

/// A team that works by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAdoption {
    /// The team.
    pub team: String,
    /// Its id.
    pub id: String,
    /// Since when.
    pub at: Timestamp,
    /// Who said so.
    pub by: Option<String>,
    /// Whether the viewer may take it back.
    pub is_own: bool,
}

/// A lesson that cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCitation {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The lesson.
    pub lesson: LessonId,
    /// Of what kind it is.
    pub kind: LessonKind,
    /// The beginning of its text.
    pub beginning: String,
}

/// The key of what a citation in a lesson of this kind says: the practice helped, or would have applied.
pub fn citation_key(kind: LessonKind) -> &'static str {
    match kind {
        LessonKind::WentWell => "practice-helped",
        LessonKind::WentWrong | LessonKind::GotLucky => "practice-would-apply",
    }
}

impl ShownCitation {
    fn key(&self) -> &'static str {
        citation_key(self.kind)
    }
}

/// One practice.
#[derive(Template)]
#[template(path = "practices/one.html")]
pub struct PracticePage {
    /// What every page knows.
    pub ui: Ui,
    /// The practice.
    pub practice: Practice,
    /// What is done, why it worked and under which conditions: the key of the heading, and safe HTML.
    pub texts: Vec<(&'static str, String)>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it came from, where the viewer may read that.
    pub came_from: Option<CameFrom>,
    /// The teams that work by it.
    pub adoptions: Vec<ShownAdoption>,
    /// The teams that could say so through the viewer.
    pub teams: Vec<Group>,
    /// The lessons that cite it, of those that the viewer may read.
    pub citations: Vec<ShownCitation>,
    /// Whether the viewer answers for it.
    pub is_answerable: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl PracticePage {
    fn id(&self) -> PracticeId {
        self.practice.id
    }
}

/// A practice as it stands in its form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PracticeForm {
    /// What it is called.
    pub name: String,
    /// What is done.
    pub what: String,
    /// Why it worked.
    pub why: String,
    /// Under which conditions.
    pub conditions: String,
    /// Who answers for it.
    pub owner: String,
    /// Whether whoever writes it said that it may be read by all.
    pub is_confirmed: bool,
}

impl PracticeForm {
    fn is_owner(&self, person: &Person) -> bool {
        self.owner == person.id.to_string()
    }
}

/// The form by which a lesson becomes a practice.
#[derive(Template)]
#[template(path = "practices/make.html")]
pub struct MakePracticePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The lesson.
    pub lesson: LessonId,
    /// Its text, as safe HTML.
    pub html: String,
    /// The form.
    pub form: PracticeForm,
    /// Who can answer for it.
    pub members: Vec<Person>,
    /// What was not taken.
    pub problems: Problems,
}

/// The form of a practice that is there.
#[derive(Template)]
#[template(path = "practices/revise.html")]
pub struct RevisePracticePage {
    /// What every page knows.
    pub ui: Ui,
    /// Which practice.
    pub id: PracticeId,
    /// The version that the form was made from.
    pub version: i64,
    /// The form.
    pub form: PracticeForm,
    /// Who can answer for it.
    pub members: Vec<Person>,
    /// What someone else made of it meanwhile.
    pub theirs: Option<Theirs>,
    /// What was not taken.
    pub problems: Problems,
}

/// What a practice said before.
#[derive(Template)]
#[template(path = "practices/history.html")]
pub struct PracticeHistoryPage {
    /// What every page knows.
    pub ui: Ui,
    /// The practice.
    pub practice: Practice,
    /// Its versions, the latest first.
    pub versions: Vec<Version>,
}

//! Lessons: what went well, what went wrong, where luck helped; and the form of one.

use askama::Template;
use postmortem::{
    Acceptance, ActionId, CauseId, EntryId, Lesson, LessonId, LessonKind, Luck, Number, PracticeId, Telling,
};

use super::{Rail, Theirs, citation_key};
use crate::{Problems, Ui, routes};

/// A practice to which a lesson leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeLink {
    /// Its id.
    pub id: PracticeId,
    /// What it is called.
    pub name: String,
    /// Whether it is withdrawn.
    pub is_withdrawn: bool,
}

/// A lesson as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLesson {
    /// The lesson.
    pub lesson: Lesson,
    /// Its text, as safe HTML.
    pub html: String,
    /// The entries that show it, with their beginnings.
    pub entries: Vec<(EntryId, String)>,
    /// The action that its luck ended in.
    pub action: Option<(ActionId, String)>,
    /// The mitigator that its luck turned out to be.
    pub cause: Option<(CauseId, String)>,
    /// The practice that it became.
    pub became: Option<PracticeLink>,
    /// The practices that it cites.
    pub practices: Vec<PracticeLink>,
    /// Who wrote it down.
    pub by: Option<String>,
}

impl ShownLesson {
    fn id(&self) -> LessonId {
        self.lesson.id
    }

    /// The key of what its citations say.
    fn cites(&self) -> &'static str {
        citation_key(self.lesson.telling.kind())
    }

    fn accepted(&self) -> Option<&Acceptance> {
        match &self.lesson.telling {
            Telling::GotLucky(Luck::Accepted(acceptance)) => Some(acceptance),
            _ => None,
        }
    }
}

/// An entry to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChoice {
    /// Its id.
    pub id: EntryId,
    /// When, and the beginning of its text.
    pub text: String,
}

/// A lesson as it stands in its form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LessonForm {
    /// The kind, as a word.
    pub kind: String,
    /// The text.
    pub text: String,
    /// The entries that are chosen.
    pub entries: Vec<String>,
    /// The practices that are chosen.
    pub practices: Vec<String>,
    /// What luck ended in, as a word.
    pub luck: String,
    /// The action that luck ended in.
    pub action: String,
    /// The mitigator that luck turned out to be.
    pub cause: String,
    /// The reason for accepting the risk.
    pub reason: String,
    /// When the risk is looked at again.
    pub review_on: String,
}

impl LessonForm {
    fn has(&self, id: &EntryId) -> bool {
        self.entries.contains(&id.to_string())
    }

    fn cites(&self, id: &PracticeId) -> bool {
        self.practices.contains(&id.to_string())
    }

    fn is_action(&self, id: &ActionId) -> bool {
        self.action == id.to_string()
    }

    fn is_cause(&self, id: &CauseId) -> bool {
        self.cause == id.to_string()
    }

    fn is(&self, kind: &LessonKind) -> bool {
        self.kind == kind.as_str()
    }
}

/// The lessons of a postmortem.
#[derive(Template)]
#[template(path = "lessons/page.html")]
pub struct LessonsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The lessons by kind, in their order.
    pub kinds: Vec<(LessonKind, Vec<ShownLesson>)>,
    /// The form of a new one.
    pub form: LessonForm,
    /// The entries to choose from.
    pub choices: Vec<EntryChoice>,
    /// The ideas and actions in which luck may end.
    pub actions: Vec<(ActionId, String)>,
    /// The mitigators that luck may turn out to be.
    pub causes: Vec<(CauseId, String)>,
    /// The practices that it may cite.
    pub practices: Vec<(PracticeId, String)>,
    /// Where a lesson that was just removed comes back.
    pub undo: Option<String>,
    /// What was not taken.
    pub problems: Problems,
}

impl LessonsPage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    fn n_open(&self) -> usize {
        self.kinds.iter().flat_map(|(_, lessons)| lessons).filter(|l| l.lesson.is_luck_open()).count()
    }
}

/// The form of one lesson.
#[derive(Template)]
#[template(path = "lessons/one.html")]
pub struct LessonPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which lesson.
    pub id: LessonId,
    /// The version that the form was made from.
    pub version: i64,
    /// The form.
    pub form: LessonForm,
    /// The entries to choose from.
    pub choices: Vec<EntryChoice>,
    /// The ideas and actions in which luck may end.
    pub actions: Vec<(ActionId, String)>,
    /// The mitigators that luck may turn out to be.
    pub causes: Vec<(CauseId, String)>,
    /// The practices that it may cite.
    pub practices: Vec<(PracticeId, String)>,
    /// The practice that it became.
    pub became: Option<PracticeLink>,
    /// What someone else made of it meanwhile.
    pub theirs: Option<Theirs>,
    /// What was not taken.
    pub problems: Problems,
}

impl LessonPage {
    fn number(&self) -> Number {
        self.rail.number()
    }
}

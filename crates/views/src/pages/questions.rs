//! Questions: the summary of a postmortem, the page that explains one, what stands beside what it is about, and what
//! administrators choose.

use std::collections::HashMap;

use askama::Template;
use jiff::Timestamp;
use postmortem::{
    ActionId, CauseId, EntryId, LessonId, Number, Part,
    questions::{Code, Family, Level, Place, Question, Room},
};

use super::Rail;
use crate::{
    Problems, Ui,
    questions::{anchor, sentence, title},
    routes,
};

/// A question as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownQuestion {
    /// Its code.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// What it is called.
    pub title: &'static str,
    /// What it asks.
    pub sentence: String,
    /// The text by which it is dismissed.
    pub key: String,
    /// Its place on the page of questions.
    pub anchor: String,
    /// Where it is settled.
    pub href: String,
    /// Who dismissed it, when and why.
    pub dismissal: Option<ShownDismissal>,
}

/// Who dismissed a question, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownDismissal {
    /// Who; nobody where it was the operator, or the account is gone.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

impl ShownQuestion {
    /// Prepares a question.
    pub fn new(ui: &Ui, number: Number, question: &Question, dismissal: Option<ShownDismissal>) -> Self {
        Self {
            code: question.code,
            level: question.level,
            title: title(ui.locale, question.code),
            sentence: sentence(ui.locale, question),
            key: question.key(),
            anchor: anchor(question),
            href: href(number, question),
            dismissal,
        }
    }

    fn code(&self) -> &'static str {
        self.code.as_str()
    }
}

/// Where a question is settled.
fn href(number: Number, question: &Question) -> String {
    let timeline = routes::timeline(number);
    match question.place {
        Place::Whole | Place::Facts | Place::Line(_) => routes::postmortem(number),
        Place::Timeline | Place::KeyMoment(_) => timeline,
        // the gap stands behind the first of the two
        Place::Entry(id) | Place::Between(id, _) => format!("{timeline}#entry-{id}"),
        Place::Part(part) => format!("{}#{}", routes::narrative(number), part.as_str()),
        Place::Causes => routes::causes(number),
        Place::Cause(id) => routes::cause(number, id),
        Place::Because(id) => routes::because(number, id),
        Place::Lessons => routes::lessons(number),
        Place::Lesson(id) => format!("{}#lesson-{id}", routes::lessons(number)),
        Place::Actions => routes::actions(number),
        Place::Action(id) => format!("{}#action-{id}", routes::actions(number)),
    }
}

/// The questions of a postmortem.
#[derive(Template)]
#[template(path = "questions/page.html")]
pub struct QuestionsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// What is open, by the room in which it is settled.
    pub rooms: Vec<(Room, Vec<ShownQuestion>)>,
    /// How much is open, by level.
    pub counts: Vec<(Level, usize)>,
    /// What was dismissed.
    pub dismissed: Vec<ShownQuestion>,
    /// The key and the reason of a dismissal that was not taken.
    pub form: (String, String),
    /// Whether somebody else was faster, or the question is gone.
    pub is_late: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl QuestionsPage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    fn is_typed(&self, key: &str) -> bool {
        self.form.0 == key
    }

    fn n_open(&self) -> usize {
        self.counts.iter().map(|(_, n)| n).sum()
    }
}

/// What a question means.
#[derive(Template)]
#[template(path = "questions/explain.html")]
pub struct ExplainPage {
    /// What every page knows.
    pub ui: Ui,
    /// The code.
    pub code: Code,
    /// Its level in this organisation; nothing where it is not asked.
    pub level: Option<Level>,
    /// Its page, as safe HTML.
    pub html: String,
}

impl ExplainPage {
    fn title(&self) -> &'static str {
        title(self.ui.locale, self.code)
    }
}

/// A question and its level in this organisation; nothing where it is not asked.
pub type Listed = (Code, Option<Level>);

/// Every question there is.
#[derive(Template)]
#[template(path = "questions/all.html")]
pub struct AllQuestionsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The questions by family, each with its level here.
    pub families: Vec<(Family, Vec<Listed>)>,
}

impl AllQuestionsPage {
    fn title(&self, code: &Code) -> &'static str {
        title(self.ui.locale, *code)
    }
}

/// A question beside what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its code.
    pub code: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What it asks.
    pub sentence: String,
    /// Its place on the page of questions.
    pub anchor: String,
}

/// What stands beside one thing: what weighs, and the notes, which are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// What must or should be settled.
    pub weighty: Vec<Mark>,
    /// The notes.
    pub notes: Vec<Mark>,
}

/// The questions of a room, beside what they are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside(HashMap<Place, Marks>);

impl Beside {
    /// Prepares those of one room.
    pub fn of<'q>(ui: &Ui, room: Room, open: impl Iterator<Item = &'q Question>) -> Self {
        let mut places: HashMap<Place, Marks> = HashMap::new();
        for question in open.filter(|q| q.room() == room) {
            let place = match question.place {
                // where no entry stands it is told of the whole
                Place::KeyMoment(_) => Place::Timeline,
                other => other,
            };
            let mark = Mark {
                code: question.code.as_str(),
                level: question.level,
                sentence: sentence(ui.locale, question),
                anchor: anchor(question),
            };
            let marks = places.entry(place).or_default();
            let list = if question.level == Level::Note { &mut marks.notes } else { &mut marks.weighty };
            list.push(mark);
        }
        Self(places)
    }

    fn at(&self, place: Place) -> &Marks {
        static NONE: Marks = Marks { weighty: Vec::new(), notes: Vec::new() };
        self.0.get(&place).unwrap_or(&NONE)
    }

    /// Beside the timeline as a whole.
    pub fn timeline(&self) -> &Marks {
        self.at(Place::Timeline)
    }

    /// Beside an entry.
    pub fn entry(&self, id: &EntryId) -> &Marks {
        self.at(Place::Entry(*id))
    }

    /// In the gap between two entries.
    pub fn gap(&self, after: &EntryId, before: &EntryId) -> &Marks {
        self.at(Place::Between(*after, *before))
    }

    /// Beside a part of the narrative.
    pub fn part(&self, part: &Part) -> &Marks {
        self.at(Place::Part(*part))
    }

    /// Beside the map of causes as a whole.
    pub fn causes(&self) -> &Marks {
        self.at(Place::Causes)
    }

    /// Beside a cause.
    pub fn cause(&self, id: &CauseId) -> &Marks {
        self.at(Place::Cause(*id))
    }

    /// Beside what ties a cause.
    pub fn because(&self, id: &postmortem::BecauseId) -> &Marks {
        self.at(Place::Because(*id))
    }

    /// Beside the lessons as a whole.
    pub fn lessons(&self) -> &Marks {
        self.at(Place::Lessons)
    }

    /// Beside a lesson.
    pub fn lesson(&self, id: &LessonId) -> &Marks {
        self.at(Place::Lesson(*id))
    }

    /// Beside the actions as a whole.
    pub fn actions(&self) -> &Marks {
        self.at(Place::Actions)
    }

    /// Beside an idea or action.
    pub fn action(&self, id: &ActionId) -> &Marks {
        self.at(Place::Action(*id))
    }
}

/// What administrators choose for the questions.
#[derive(Template)]
#[template(path = "settings/questions.html")]
pub struct QuestionSettingsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The questions by family, each with the word of its level as it stands in the form.
    pub families: Vec<(Family, Vec<(Code, String)>)>,
    /// A silence of so many minutes is a gap.
    pub gap_minutes: String,
    /// An impact of so many minutes calls for word.
    pub untold_minutes: String,
    /// So many days until publication.
    pub unpublished_days: String,
    /// The version that the form was made from.
    pub version: i64,
    /// What holds now, where someone else chose while the form was written: its fields that differ.
    pub theirs: Vec<(String, String, String)>,
    /// Whether someone else chose meanwhile.
    pub is_late: bool,
    /// Whether something was just changed.
    pub is_done: bool,
    /// What was not taken.
    pub problems: Problems,
}

impl QuestionSettingsPage {
    fn title(&self, code: &Code) -> &'static str {
        title(self.ui.locale, *code)
    }

    fn words(&self) -> [&'static str; 4] {
        let [must, should, note] = [Level::Must, Level::Should, Level::Note].map(Level::as_str);
        [must, should, note, "off"]
    }

    fn is(&self, word: &str, chosen: &str) -> bool {
        word == chosen
    }
}

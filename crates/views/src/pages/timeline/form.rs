//! The form of an entry, and the form in which one is parted in two.

use askama::Template;
use postmortem::{Actor, Entry, EntryId, EntryKind, KeyMoment, Moment, Number, Sureness, Zone};

use super::rows::Ground;
use crate::{Problems, Ui, pages::Rail, routes};

/// The fields of an entry as they stand in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryForm {
    /// The kind.
    pub kind: String,
    /// The text.
    pub text: String,
    /// When, in the zone below.
    pub occurred: String,
    /// The day that a time alone is of; nothing where none is known.
    pub day: String,
    /// The zone.
    pub zone: String,
    /// Whether the time is known to the hour only.
    pub is_about: bool,
    /// Until when.
    pub ended: String,
    /// The key moment.
    pub key_moment: String,
    /// Who acted, by id.
    pub actors: Vec<String>,
    /// Others who acted, by name, apart by commas.
    pub others: String,
    /// What it rests on, by id.
    pub evidence: Vec<String>,
    /// Who learned of it.
    pub knowledge: Vec<KnowledgeFields>,
    /// What was faced.
    pub faced: String,
    /// What was known.
    pub known: String,
    /// Entries that were known, by id.
    pub known_entries: Vec<String>,
    /// Evidence that was known, by id.
    pub known_evidence: Vec<String>,
    /// Options, and whether each was chosen.
    pub options: Vec<(String, bool)>,
    /// Who decided, by id.
    pub deciders: Vec<String>,
    /// The reason.
    pub reason: String,
    /// What was expected.
    pub expected: String,
    /// What came of it.
    pub actual: String,
    /// The version that the form was made from.
    pub version: i64,
}

/// One knowledge fact as it stands in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnowledgeFields {
    /// Who, by id.
    pub who: String,
    /// When.
    pub at: String,
    /// By which channel.
    pub channel: String,
    /// How surely.
    pub sureness: String,
}

impl KnowledgeFields {
    /// A line to fill in.
    pub const EMPTY: Self =
        Self { who: String::new(), at: String::new(), channel: String::new(), sureness: String::new() };
}

impl EntryForm {
    /// The texts of a decision: field, label, value.
    fn texts(&self) -> [(&'static str, &'static str, &str); 5] {
        [
            ("faced", "decision-faced-label", &self.faced),
            ("known", "decision-knew-label", &self.known),
            ("reason", "decision-because-label", &self.reason),
            ("expected", "decision-expected-label", &self.expected),
            ("actual", "decision-actual-label", &self.actual),
        ]
    }

    /// Whether an id is chosen in a list of the form.
    fn has(&self, list: &str, id: String) -> bool {
        match list {
            "actors" => self.actors.contains(&id),
            "evidence" => self.evidence.contains(&id),
            "deciders" => self.deciders.contains(&id),
            "known_evidence" => self.known_evidence.contains(&id),
            _ => self.known_entries.contains(&id),
        }
    }

    fn is_decision(&self) -> bool {
        self.kind == EntryKind::Decision.as_str()
    }
}

/// The entry as someone else has changed it in between.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// Who.
    pub by: Option<String>,
    /// When.
    pub at: Option<jiff::Timestamp>,
    /// Whether they deleted it.
    pub is_deleted: bool,
    /// The key of what is said where they deleted it.
    pub deleted_text: &'static str,
    /// The key of the title of the viewer's version.
    pub yours_title: &'static str,
    /// What the viewer wrote or saw, one field a line.
    pub yours: String,
    /// What stands now.
    pub theirs: String,
    /// From what stands now to what the viewer wrote.
    pub diff: prose::Diff,
}

/// The form in which an entry is written or changed.
#[derive(Template)]
#[template(path = "timeline/form.html")]
pub struct EntryFormPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which entry is changed; none is written anew.
    pub id: Option<EntryId>,
    /// The fields.
    pub form: EntryForm,
    /// The actors to choose from.
    pub actors: Vec<Actor>,
    /// The entries that a decision may cite.
    pub entries: Vec<Entry>,
    /// What it rests on, and what lies near.
    pub ground: Vec<Ground>,
    /// What was not taken.
    pub problems: Problems,
    /// What someone else wrote in between.
    pub theirs: Option<Theirs>,
    /// Where a new entry stands in the list while it is written: `end`, or the id of the one before.
    pub after: String,
}

/// The same form as an item of the list, where the entry stands.
#[derive(Template)]
#[template(path = "timeline/form_in_place.html")]
pub struct EntryFormInPlace(pub EntryFormPage);

impl std::ops::Deref for EntryFormInPlace {
    type Target = EntryFormPage;
    fn deref(&self) -> &EntryFormPage {
        &self.0
    }
}

impl EntryFormInPlace {
    /// The id of the item.
    fn place(&self) -> String {
        self.id.map_or_else(|| format!("new-{}", self.after), |id| format!("entry-{id}"))
    }

    /// What keeps the ids of its fields apart from those of other forms.
    fn prefix(&self) -> String {
        format!("{}-", self.place())
    }

    fn list(&self) -> String {
        routes::timeline(self.number())
    }

    fn is_open(&self) -> bool {
        !self.problems.is_empty()
    }
}

impl EntryFormPage {
    fn number(&self) -> Number {
        self.rail.number()
    }

    /// On a page of its own the form lies open.
    #[expect(clippy::unused_self, reason = "the form in place answers otherwise")]
    fn is_open(&self) -> bool {
        true
    }

    /// What lies behind the decision was not known when it was made. What is chosen already stays to be seen.
    fn can_be_known(&self, at: &jiff::Timestamp, list: &str, id: String) -> bool {
        let decided = self.form.zone.parse().ok().and_then(|zone| Moment::parse(&self.form.occurred, &zone).ok());
        self.form.has(list, id) || decided.is_none_or(|decided| *at <= decided.until())
    }

    fn knowable(&self) -> Vec<Ground> {
        let is_known = |g: &&Ground| self.can_be_known(&g.at, "known_evidence", g.id.to_string());
        self.ground.iter().filter(is_known).cloned().collect()
    }

    fn is_decision_open(&self) -> bool {
        self.form.is_decision() || !self.problems.is_empty()
    }

    fn action(&self) -> String {
        match self.id {
            Some(id) => routes::entry(self.number(), id),
            None => routes::timeline(self.number()),
        }
    }

    fn back(&self) -> String {
        let list = routes::timeline(self.number());
        self.id.map_or(list.clone(), |id| format!("{list}#entry-{id}"))
    }
}

/// The fields of the form in which an entry is parted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SplitForm {
    /// What the first says from now on.
    pub first_text: String,
    /// What the second says.
    pub second_text: String,
    /// The kind of the second.
    pub second_kind: String,
    /// When the second happened.
    pub second_occurred: String,
    /// The zone.
    pub zone: String,
    /// The evidence that goes to the second, by id.
    pub evidence: Vec<String>,
    /// The version that the form was made from.
    pub version: i64,
}

impl SplitForm {
    /// The two texts: field, label, value.
    fn texts(&self) -> [(&'static str, &'static str, &str); 2] {
        [("first_text", "split-first", &self.first_text), ("second_text", "split-second", &self.second_text)]
    }

    /// Whether an item goes to the second.
    fn has(&self, _list: &str, id: String) -> bool {
        self.evidence.contains(&id)
    }
}

/// The form in which an entry is parted in two.
#[derive(Template)]
#[template(path = "timeline/split.html")]
pub struct SplitPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The entry.
    pub entry: Entry,
    /// The fields.
    pub form: SplitForm,
    /// What the entry rests on.
    pub ground: Vec<Ground>,
    /// What was not taken.
    pub problems: Problems,
    /// What someone else wrote in between.
    pub theirs: Option<Theirs>,
}

impl SplitPage {
    fn number(&self) -> Number {
        self.rail.number()
    }
}

/// A moment as one writes it into a form, on the clock of a zone; with its offset where the clock showed it twice.
pub fn input_of(moment: &Moment, zone: &Zone) -> String {
    let shown = Moment { zone: zone.clone(), ..moment.clone() }.to_input();
    match Moment::parse(&shown, zone) {
        Ok(_) => shown,
        Err(_) => moment.in_zone(zone).strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
    }
}

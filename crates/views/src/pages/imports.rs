//! Imports: choosing what comes in, how far it is, what was found; and notes.

use askama::Template;
use jiff::Timestamp;
use postmortem::{ImportId, Number, Zone};

use super::Rail;
use crate::{Problems, Ui, routes};

/// An import in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: ImportId,
    /// The kind of source.
    pub source: String,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub state: &'static str,
    /// Items that are new through it.
    pub n_taken: i64,
    /// Things left out on purpose.
    pub n_skipped: i64,
    /// Things that could not be read.
    pub n_refused: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Who asked.
    pub created_by: Option<String>,
}

impl ImportRow {
    /// The class of the chip that tells the state.
    pub fn chip(&self) -> &'static str {
        match self.state {
            "done" => "chip chip-good",
            "failed" => "chip chip-alert",
            "running" | "waiting" => "chip chip-accent",
            _ => "chip",
        }
    }
}

/// The imports of a postmortem.
#[derive(Template)]
#[template(path = "imports/list.html")]
pub struct ImportsPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// Whether the viewer may import.
    pub is_editable: bool,
    /// The imports, the latest first.
    pub imports: Vec<ImportRow>,
}

/// The fields of an upload, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportForm {
    /// The kind of source.
    pub source: String,
}

/// Choosing a source and a file.
#[derive(Template)]
#[template(path = "imports/new.html")]
pub struct ImportNewPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The largest upload, in bytes.
    pub max: i64,
    /// The fields, as typed.
    pub form: ImportForm,
    /// What was not taken.
    pub problems: Problems,
}

/// A channel of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// Its name.
    pub name: String,
    /// How many days have messages.
    pub n_days: usize,
    /// The first of them.
    pub first_day: String,
    /// The last of them.
    pub last_day: String,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// What was chosen of an upload, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChooseForm {
    /// The upload.
    pub upload: String,
    /// The kind of source.
    pub source: String,
    /// The name of the file.
    pub name: String,
    /// From when.
    pub from: String,
    /// Until when.
    pub to: String,
    /// The zone of times that bear none.
    pub zone: String,
    /// The column of the time.
    pub time: String,
    /// The column of the text.
    pub text: String,
    /// The column of who.
    pub who: String,
    /// The column of the link.
    pub link: String,
    /// The column that tells rows apart.
    pub id: String,
    /// Whether the month stands before the day.
    pub is_month_first: bool,
}

/// Choosing the channels and the window of a Slack export.
#[derive(Template)]
#[template(path = "imports/choose-slack.html")]
pub struct ChooseSlackPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// The channels.
    pub channels: Vec<ChannelRow>,
    /// How many people the export names.
    pub n_people: usize,
    /// The fields, as typed.
    pub form: ChooseForm,
    /// What was not taken.
    pub problems: Problems,
}

/// Choosing which column of a table is what.
#[derive(Template)]
#[template(path = "imports/choose-table.html")]
pub struct ChooseTablePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The columns.
    pub columns: Vec<String>,
    /// Some rows.
    pub sample: Vec<Vec<String>>,
    /// Whether the columns were chosen so the last time.
    pub is_remembered: bool,
    /// The fields, as typed.
    pub form: ChooseForm,
    /// What was not taken.
    pub problems: Problems,
}

impl ChooseTablePage {
    /// The fields that a column can be: the name, what is chosen, whether it is needed.
    pub fn fields(&self) -> [(&'static str, &str, bool); 5] {
        let form = &self.form;
        [
            ("time", &form.time, true),
            ("text", &form.text, true),
            ("who", &form.who, false),
            ("link", &form.link, false),
            ("id", &form.id, false),
        ]
    }
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressSection {
    /// The import.
    pub row: ImportRow,
    /// Bytes read.
    pub bytes_done: i64,
    /// Bytes to read, where the input tells.
    pub bytes_total: Option<i64>,
    /// Items that were there already, once it is over.
    pub n_known: Option<i64>,
    /// Why its input was not read.
    pub error: Option<String>,
    /// Whether somebody asked to cancel it.
    pub is_cancel_asked: bool,
    /// Whether the viewer may cancel it.
    pub is_editable: bool,
}

impl ProgressSection {
    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        matches!(self.row.state, "waiting" | "running")
    }

    /// How much is read, in percent.
    pub fn percent(&self) -> Option<i64> {
        let total = self.bytes_total.filter(|total| *total > 0)?;
        Some((self.bytes_done.saturating_mul(100) / total).clamp(0, 100))
    }
}

/// The progress of an import alone.
#[derive(Template)]
#[template(path = "imports/progress.html")]
pub struct ImportProgress {
    /// What every page knows.
    pub ui: Ui,
    /// The postmortem.
    pub number: Number,
    /// How far it is.
    pub progress: ProgressSection,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Whether it could not be read; otherwise it was left out on purpose.
    pub is_refused: bool,
    /// The file and the line.
    pub place: String,
    /// Why, in the viewer's language.
    pub reason: String,
}

/// One import: its progress, then its report.
#[derive(Template)]
#[template(path = "imports/one.html")]
pub struct ImportPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// How far it is.
    pub progress: ProgressSection,
    /// How much was left out, and why.
    pub skipped: Vec<(String, i64)>,
    /// Line by line.
    pub findings: Vec<FindingRow>,
    /// What was not taken.
    pub problems: Problems,
}

/// A note, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteForm {
    /// When.
    pub occurred: String,
    /// What is to be seen.
    pub caption: String,
    /// The text.
    pub text: String,
}

/// A note or a file as evidence.
#[derive(Template)]
#[template(path = "imports/note.html")]
pub struct ImportNotePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The postmortem.
    pub number: Number,
    /// The zone of the postmortem.
    pub zone: Zone,
    /// The largest file, in bytes.
    pub max: i64,
    /// The fields, as typed.
    pub form: NoteForm,
    /// What was not taken.
    pub problems: Problems,
}

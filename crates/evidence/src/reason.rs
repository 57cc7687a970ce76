//! Why an input, or a line of it, was not read: closed lists of reasons.

use crate::archive::ArchiveFlaw;
use crate::item::SourceKind;
use crate::json_stream::JsonFlaw;
use crate::reasons;
use crate::run::Place;
use crate::time::TimeFlaw;

reasons! {
    /// Why an input as a whole was not read; what was handed out before is the caller's to keep or drop.
    Rejected, "import-error", {
        /// The input could not be read from.
        #[error("{file} could not be read: {reason}")]
        Unreadable {
            /// The file.
            file: String,
            /// What the system said.
            reason: String,
        } => "unreadable",
        /// The archive is damaged, hostile or over a limit.
        #[error("the archive was refused: {flaw}")]
        Archive {
            /// What is wrong.
            flaw: ArchiveFlaw,
        } => "archive",
        /// An entry of the archive or folder is damaged, hostile or over a limit.
        #[error("the archive was refused at `{entry}`: {flaw}")]
        Entry {
            /// The entry at fault.
            entry: String,
            /// What is wrong.
            flaw: ArchiveFlaw,
        } => "entry",
        /// The text is no JSON, or nested or large beyond the limits.
        #[error("{place} is not readable JSON: {flaw}; repair or leave out this file and import again")]
        Json {
            /// Where.
            place: Place,
            /// What is wrong.
            flaw: JsonFlaw,
        } => "json",
        /// The input holds nothing of this source.
        #[error("nothing of {source_kind} was found: expected {expected}")]
        NothingFound {
            /// The source that was asked for.
            source_kind: SourceKind,
            /// What it should have looked like.
            expected: Expected,
        } => "nothing-found",
        /// This source does not come in this form.
        #[error("{source_kind} cannot be read from this: expected {expected}")]
        WrongInput {
            /// The source that was asked for.
            source_kind: SourceKind,
            /// What it should have been.
            expected: Expected,
        } => "wrong-input",
        /// A chosen channel is not in the export.
        #[error("no channel `{name}` in this export; it has {}", known.join(", "))]
        NoSuchChannel {
            /// The name that was asked for.
            name: String,
            /// Some that exist.
            known: Vec<String>,
        } => "no-such-channel",
        /// The path is no repository, or a damaged one.
        #[error("{path} is not a readable git repository: {reason}")]
        Repository {
            /// The path.
            path: String,
            /// What is wrong.
            reason: String,
        } => "repository",
        /// The columns do not say where time and text stand.
        #[error("{file}: no column for {missing}; name it in the mapping. The columns are {}", columns.join(", "))]
        Mapping {
            /// The file.
            file: String,
            /// What has no column.
            missing: MissingColumn,
            /// The columns there are.
            columns: Vec<String>,
        } => "mapping",
        /// The text is in no encoding that is read.
        #[error("{place} is not UTF-8; save the file as UTF-8 and import again")]
        Encoding {
            /// Where.
            place: Place,
        } => "encoding",
        /// A note without a time, or too large.
        #[error("the note cannot be kept: {flaw}")]
        Note {
            /// What is wrong.
            flaw: NoteFlaw,
        } => "note",
    }
}

impl Rejected {
    /// The refusal of a file that the system does not give.
    pub fn unreadable(file: impl Into<String>, error: &std::io::Error) -> Self {
        Self::Unreadable { file: file.into(), reason: error.to_string() }
    }
}

reasons! {
    /// What an input of a source looks like.
    Expected, "import-expected", {
        /// Of Slack.
        #[error("the zip of a Slack export or its unpacked folder, with users.json, channels.json and a folder of day files (2026-11-13.json) for each channel")]
        Slack => "slack",
        /// Of Alertmanager.
        #[error("bodies that Alertmanager posts to a webhook: one JSON object with `alerts`, a list of them, or one a line")]
        Alertmanager => "alertmanager",
        /// Of GitHub.
        #[error("bodies of GitHub webhooks: one JSON object, a list of them, one a line, or a folder of such files")]
        Github => "github",
        /// Of git.
        #[error("the folder of a local git repository")]
        Git => "git",
        /// Of a table.
        #[error("one CSV file with a header, or one JSON Lines file")]
        Table => "table",
        /// Of a note.
        #[error("one file")]
        Note => "note",
    }
}

impl Expected {
    const fn of(source: SourceKind) -> Self {
        match source {
            SourceKind::Slack => Self::Slack,
            SourceKind::Alertmanager => Self::Alertmanager,
            SourceKind::Github => Self::Github,
            SourceKind::Git => Self::Git,
            SourceKind::Table => Self::Table,
            SourceKind::Note => Self::Note,
        }
    }
}

impl Rejected {
    /// Nothing of this source.
    pub(crate) const fn nothing_found(source_kind: SourceKind) -> Self {
        Self::NothingFound { source_kind, expected: Expected::of(source_kind) }
    }

    /// Not the form of this source.
    pub(crate) const fn wrong_input(source_kind: SourceKind) -> Self {
        Self::WrongInput { source_kind, expected: Expected::of(source_kind) }
    }
}

reasons! {
    /// What no column of a table stands for.
    MissingColumn, "import-missing", {
        /// The time.
        #[error("the time")]
        Time => "time",
        /// The text.
        #[error("the text")]
        Text => "text",
        /// A column that the mapping names.
        #[error("`{name}`")]
        Named {
            /// The name.
            name: String,
        } => "named",
    }
}

reasons! {
    /// Why a note is not kept.
    NoteFlaw, "import-note", {
        /// Too large.
        #[error("it is larger than {mib} MiB")]
        TooLarge {
            /// MiB at most.
            mib: usize,
        } => "too-large",
        /// Nothing in it.
        #[error("it is empty")]
        Empty => "empty",
        /// Nobody said when it happened.
        #[error("its time is not stated")]
        NoTime => "no-time",
    }
}

reasons! {
    /// Why a line or a part of an input was not read; the rest goes on.
    RefuseReason, "import-refused", {
        /// No JSON of the shape that is read; the words are the reader's.
        #[error("{reason}")]
        Json {
            /// What the reader said.
            reason: String,
        } => "json",
        /// No JSON object.
        #[error("not an object")]
        NotAnObject => "not-an-object",
        /// A text in no encoding that is read.
        #[error("the text is not UTF-8")]
        TextEncoding => "text-encoding",
        /// A row in no encoding that is read.
        #[error("the row is not UTF-8")]
        RowEncoding => "row-encoding",
        /// A field that is needed is not there.
        #[error("no {field}")]
        NoField {
            /// Its name.
            field: String,
        } => "no-field",
        /// No text.
        #[error("no text")]
        NoText => "no-text",
        /// A time that does not read.
        #[error("{flaw}")]
        Time {
            /// What is wrong.
            flaw: TimeFlaw,
        } => "time",
        /// No time as Slack writes it.
        #[error("`{text}` is no Slack time")]
        SlackTime {
            /// What stands there.
            text: String,
        } => "slack-time",
        /// An edit that does not say of what.
        #[error("message_changed without the message")]
        EditWithoutMessage => "edit-without-message",
        /// A deletion that does not say of what.
        #[error("a deletion without deleted_ts")]
        DeletionWithoutTime => "deletion-without-time",
        /// A state of an alert that is not known.
        #[error("unknown status `{status}`")]
        UnknownStatus {
            /// The state.
            status: String,
        } => "unknown-status",
        /// One alert of a body.
        #[error("alert {n}: {reason}")]
        Alert {
            /// Which, counted from one.
            n: usize,
            /// What is wrong with it.
            reason: Box<RefuseReason>,
        } => "alert",
        /// An event of GitHub.
        #[error("{event}: {reason}")]
        Event {
            /// Its kind.
            event: String,
            /// What is wrong with it.
            reason: Box<RefuseReason>,
        } => "event",
        /// A commit of a push that does not say which.
        #[error("a commit without id")]
        CommitWithoutId => "commit-without-id",
        /// A cell beyond the limit.
        #[error("a cell is larger than {mib} MiB")]
        CellTooLarge {
            /// MiB at most.
            mib: usize,
        } => "cell-too-large",
        /// A row with more cells than the table has columns.
        #[error("{cells} cells in a table of {columns} columns; a sign inside a text may need quotes")]
        TooManyCells {
            /// Cells of the row.
            cells: usize,
            /// Columns of the table.
            columns: usize,
        } => "too-many-cells",
        /// An object of git beyond the limit.
        #[error("the object is larger than {mib} MiB")]
        ObjectTooLarge {
            /// MiB at most.
            mib: usize,
        } => "object-too-large",
        /// Seconds beyond the calendar.
        #[error("{seconds} is no time")]
        NoInstant {
            /// The seconds.
            seconds: i64,
        } => "no-instant",
        /// An object or reference that git does not read; the words are the reader's.
        #[error("{reason}")]
        Git {
            /// What the reader said.
            reason: String,
        } => "git",
    }
}

impl RefuseReason {
    pub(crate) fn no(field: &str) -> Self {
        Self::NoField { field: field.to_owned() }
    }

    /// What gix says.
    pub(crate) fn git(error: impl std::fmt::Display) -> Self {
        Self::Git { reason: error.to_string() }
    }
}

impl From<serde_json::Error> for RefuseReason {
    fn from(error: serde_json::Error) -> Self {
        Self::Json { reason: error.to_string() }
    }
}

impl From<TimeFlaw> for RefuseReason {
    fn from(flaw: TimeFlaw) -> Self {
        Self::Time { flaw }
    }
}

//! The narrative: the parts as they are read, the editor of one part, and what it said before.

use askama::Template;
use jiff::Timestamp;
use postmortem::Part;
use prose::{Diff, Html, LineKind};

use super::Rail;
use crate::{Problems, Ui, routes};

/// One part as it is read.
#[derive(Debug, Clone)]
pub struct ShownPart {
    /// Which part.
    pub part: Part,
    /// The text, rendered; none while nothing was written.
    pub html: Option<Html>,
    /// When it was last written, and by whom.
    pub written: Option<(Timestamp, String)>,
}

/// All parts.
#[derive(Template)]
#[template(path = "narrative/list.html")]
pub struct NarrativePage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// The parts in reading order.
    pub parts: Vec<ShownPart>,
}

impl NarrativePage {
    /// The parts with text.
    fn written(&self) -> Vec<&ShownPart> {
        self.parts.iter().filter(|p| p.html.is_some()).collect()
    }

    /// The parts that wait for their turn.
    fn waiting(&self) -> Vec<&ShownPart> {
        self.parts.iter().filter(|p| p.html.is_none()).collect()
    }
}

/// The editor of one part.
#[derive(Template)]
#[template(path = "narrative/editor.html")]
pub struct NarrativeEditorPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which part.
    pub part: Part,
    /// The text as it stands in the form.
    pub text: String,
    /// The version that the text was made from.
    pub version: i64,
    /// The text, rendered.
    pub preview: Html,
    /// What the rules find in its wording.
    pub wording: super::WordingPart,
    /// What was not taken.
    pub problems: Problems,
    /// What stands now, where someone else was faster: the difference to it.
    pub theirs: Option<Diff>,
    /// Whether this was just saved.
    pub is_saved: bool,
}

/// One version of a part, and what it changed.
#[derive(Debug, Clone)]
pub struct ShownRevision {
    /// Which version.
    pub version: i64,
    /// When it was written.
    pub written_at: Timestamp,
    /// By whom.
    pub by: String,
    /// What it changed against the version before.
    pub diff: Diff,
}

/// What one part said before.
#[derive(Template)]
#[template(path = "narrative/history.html")]
pub struct NarrativeHistoryPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// Which part.
    pub part: Part,
    /// The versions, the latest first.
    pub revisions: Vec<ShownRevision>,
}

#[derive(Template)]
#[template(path = "diff.html")]
struct DiffPart<'a> {
    ui: &'a Ui,
    diff: &'a Diff,
}

impl DiffPart<'_> {
    fn class(kind: &LineKind) -> &'static str {
        match kind {
            LineKind::Equal => "",
            LineKind::Insert => "is-in",
            LineKind::Delete => "is-out",
        }
    }
}

/// Renders the difference of two texts.
pub fn diff_html(ui: &Ui, diff: &Diff) -> String {
    DiffPart { ui, diff }.render().unwrap_or_default()
}

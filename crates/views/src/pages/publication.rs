//! Publishing: what would go out beside what stays, and the form that confirms it.

use askama::Template;
use prose::LineKind;
use publish::{Names, Place, SectionDiff};

use super::{Article, Rail, ShownQuestion, VersionView};
use crate::{Problems, Ui, routes};

/// What differs in one place, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What the place is called.
    pub name: String,
    /// Lines that go out as they stand, that differ, or that are passed over.
    pub lines: Vec<SectionLine>,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLine {
    /// The class that tells what became of it.
    pub class: &'static str,
    /// Its pieces: whether it changed, and the text.
    pub spans: Vec<(bool, String)>,
}

impl SectionLine {
    fn is_in(&self) -> bool {
        self.class == "is-in"
    }
}

/// What was replaced, how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// What stood there.
    pub before: String,
    /// What goes out.
    pub after: String,
    /// How often.
    pub n: i64,
}

/// The preview of a publication with its confirmation.
#[derive(Template)]
#[template(path = "publication/preview.html")]
pub struct PreviewPage {
    /// What every page knows.
    pub ui: Ui,
    /// The rail.
    pub rail: Rail,
    /// How people are shown.
    pub names: Names,
    /// The language of labels.
    pub language: &'static str,
    /// The version that it would become.
    pub version: i64,
    /// What the confirmation stands for.
    pub digest: String,
    /// The title as it goes out.
    pub title: String,
    /// The text as it goes out.
    pub article: Article,
    /// What differs, place by place.
    pub sections: Vec<Section>,
    /// How many places go out as they stand.
    pub n_same: i64,
    /// What was replaced.
    pub swaps: Vec<Swap>,
    /// The words that may be names and were left, each once.
    pub doubts: Vec<String>,
    /// How much evidence stays inside.
    pub n_evidence: i64,
    /// How many files stay inside.
    pub n_files: i64,
    /// How many people are shown by their roles.
    pub n_names: i64,
    /// Whether a note is needed.
    pub needs_note: bool,
    /// Whether a reason is needed.
    pub needs_reason: bool,
    /// The note and the reason as they stand in the form.
    pub form: (String, String),
    /// The questions that have to be settled first.
    pub unsettled: Vec<ShownQuestion>,
    /// Why it is published nevertheless, as it stands in the form.
    pub overridden: String,
    /// The reason to withdraw, as it stands in the form.
    pub retraction: String,
    /// What was not taken.
    pub problems: Problems,
    /// Whether the postmortem changed since the preview that was confirmed.
    pub is_stale: bool,
    /// The version that was just published.
    pub done: Option<i64>,
    /// Whether it was just withdrawn.
    pub is_retracted: bool,
    /// The versions so far.
    pub versions: Vec<VersionView>,
}

impl PreviewPage {
    fn is_shown(&self) -> bool {
        self.names == Names::Shown
    }

    fn stands(&self) -> bool {
        self.versions.iter().any(|v| v.retracted_at.is_none())
    }
}

impl Section {
    /// Prepares what differs; none where the place goes out as it stands.
    pub fn new(ui: &Ui, section: &SectionDiff) -> Option<Self> {
        if section.diff.hunks.is_empty() {
            return None;
        }
        let name = match section.place {
            Place::Head => ui.t("preview-head"),
            Place::Part(part) => ui.word("reading-part", part.as_str()),
            Place::Cause(at) => ui.t1("preview-cause", "n", at + 1),
            Place::Entry(at) => ui.t1("preview-entry", "n", at + 1),
            Place::Lessons => ui.t("part-lessons"),
            Place::Actions => ui.t("part-actions"),
        };
        let mut lines = Vec::new();
        for (at, hunk) in section.diff.hunks.iter().enumerate() {
            if at > 0 {
                lines.push(SectionLine { class: "is-skip", spans: vec![(false, "…".to_owned())] });
            }
            lines.extend(hunk.lines.iter().map(|line| SectionLine {
                class: match line.kind {
                    LineKind::Equal => "",
                    LineKind::Insert => "is-in",
                    LineKind::Delete => "is-out",
                },
                spans: line.spans.iter().map(|s| (s.is_changed, s.text.clone())).collect(),
            }));
        }
        Some(Self { name, lines })
    }
}

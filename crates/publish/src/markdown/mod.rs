//! The Markdown document that carries all that people wrote, out and back in.
//!
//! Texts stand as they were written; what is no text stands in YAML: once at the head, once below each entry.
//! A line of a text that would read as a mark of this format gets a backslash in front, and loses it on the way back.

mod actions;
mod causes;
mod learned;
mod lessons;
mod publication;
mod read;
mod timeline;
mod write;
mod yaml;

pub use actions::ImportedAction;
pub use causes::{ImportedBecause, ImportedCause, ImportedCauses};
pub use learned::{actions, lessons};
pub use lessons::{ImportedLesson, ImportedLuck, ImportedTelling};
pub use publication::{publication, value};
pub use read::{EvidenceKey, Imported, ImportedActor, ParseError, Problem, parse};
pub use timeline::{ImportedDecision, ImportedEntry, ImportedKnowledge};
pub use write::export;

use postmortem::{Locale, Part};

use crate::words;

/// The version of the format, the value of `inquest` in the front matter.
pub const VERSION: u32 = 1;
const ENTRY_FENCE: &str = "```yaml entry";
const IMPACT_FENCE: &str = "```yaml impact";
const CAUSE_FENCE: &str = "```yaml cause";
const LESSON_FENCE: &str = "```yaml lesson";
const ACTION_FENCE: &str = "```yaml action";
const FENCES: [&str; 5] = [ENTRY_FENCE, IMPACT_FENCE, CAUSE_FENCE, LESSON_FENCE, ACTION_FENCE];

/// A heading that begins a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Part(Part),
    Timeline,
    Causes,
    Lessons,
    Actions,
}

/// Reads a line as the heading of a section, in either language.
pub(crate) fn section(line: &str) -> Option<Section> {
    let name = line.trim_end().strip_prefix("## ")?;
    Locale::ALL.into_iter().find_map(|locale| {
        let w = words::words(locale);
        for (title, section) in
            [(w.timeline, Section::Timeline), (w.lessons, Section::Lessons), (w.actions, Section::Actions)]
        {
            if name == title {
                return Some(section);
            }
        }
        if name == words::words(locale).causes {
            return Some(Section::Causes);
        }
        Part::ALL.into_iter().find(|part| name == words::part(locale, *part)).map(Section::Part)
    })
}

/// Reads a line as the heading of an entry or of a cause: its number and the rest.
pub(crate) fn entry_heading(line: &str) -> Option<(u32, &str)> {
    let (number, rest) = line.trim_end().strip_prefix("### ")?.split_once('.')?;
    let fits = !number.is_empty() && number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit());
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    fits.then(|| number.parse().ok().map(|n| (n, rest)))?
}

/// Tells whether a line is a mark of the format.
fn is_mark(line: &str) -> bool {
    FENCES.contains(&line.trim_end()) || section(line).is_some() || entry_heading(line).is_some()
}

/// Puts a backslash before every line that would read as a mark.
fn guarded(text: &str) -> String {
    let lines = text
        .split('\n')
        .map(|line| if is_mark(line.trim_start_matches('\\')) { format!("\\{line}") } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

/// Takes the backslashes of `guarded` away.
fn unguarded(text: &str) -> String {
    let lines = text.split('\n').map(|line| match line.strip_prefix('\\') {
        Some(rest) if is_mark(line.trim_start_matches('\\')) => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A title as the first heading of the document shows it.
fn heading(title: &str) -> String {
    title.split(|c: char| c.is_control() || c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

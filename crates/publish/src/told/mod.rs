//! A postmortem as it is asked about: from what the house keeps, from our Markdown, from the Markdown of others.
//!
//! Pure, and never refuses a document of others: what it doesn't understand, it doesn't ask about.

mod foreign;
mod headings;
mod ours;
mod rows;

use std::collections::HashMap;

use postmortem::{
    BecauseId, CauseId, EntryId, Part,
    questions::{Learned, Origin, Place, Subject},
};

use crate::{Full, markdown::ParseError};

/// A document and where its parts stand.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it tells.
    pub subject: Subject,
    /// Where.
    pub lines: Lines,
}

/// The lines, from 1, on which the places of a document stand.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    parts: HashMap<Part, usize>,
    entries: HashMap<EntryId, usize>,
    timeline: Option<usize>,
    causes: Option<usize>,
    each_cause: HashMap<CauseId, usize>,
    /// The effect stands there, as ties are told with it.
    ties: HashMap<BecauseId, usize>,
    lessons: Option<usize>,
    actions: Option<usize>,
}

impl Lines {
    /// The line of a place; the first one where the document has none for it.
    pub fn of(&self, place: Place) -> usize {
        let line = match place {
            Place::Whole | Place::Facts => None,
            Place::Timeline | Place::KeyMoment(_) => self.timeline,
            Place::Entry(entry) => self.entries.get(&entry).copied(),
            // the one behind the gap, where the missing entry would be written
            Place::Between(_, before) => self.entries.get(&before).copied(),
            Place::Part(part) => self.parts.get(&part).copied(),
            Place::Causes => self.causes,
            Place::Cause(cause) => self.each_cause.get(&cause).copied().or(self.causes),
            Place::Because(because) => self.ties.get(&because).copied().or(self.causes),
            Place::Lessons | Place::Lesson(_) => self.lessons,
            Place::Actions | Place::Action(_) => self.actions,
            Place::Line(line) => Some(line),
        };
        line.unwrap_or(1)
    }
}

/// Reads a document: ours by its front matter, and every other text as what its headings say.
/// `name` is that of the file; it may hold the day.
pub fn document(text: &str, name: &str) -> Result<Document, Vec<ParseError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if ours::is_ours(text) { ours::read(text) } else { Ok(foreign::read(text, name)) }
}

/// What the house keeps.
pub fn subject(full: &Full) -> Subject {
    let postmortem = &full.postmortem;
    let people = full.people.iter().filter(|p| full.actors.iter().any(|a| a.person == Some(p.id)));
    let mut names: Vec<String> = full.actors.iter().map(|a| a.name.clone()).collect();
    names.extend(people.map(|p| p.name.clone()));
    names.sort();
    names.dedup();
    Subject {
        origin: Origin::House,
        title: postmortem.title.clone(),
        occasion: postmortem.occasion,
        status: Some(postmortem.status),
        severity: Some(full.severity.position),
        groups: [&postmortem.services, &postmortem.teams, &postmortem.departments]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        narrative: full.narrative.iter().map(|(part, text)| (*part, bare(text))).collect(),
        entries: full.entries.clone(),
        names,
        roles: full.actors.iter().filter_map(|a| a.role.clone()).collect(),
        causes: Some(full.causes.clone()),
        learned: Some(Learned { lessons: full.lessons.clone(), actions: full.actions.clone() }),
        told: None,
        wording: Vec::new(),
    }
}

/// An address of more bytes is taken for prose, so that no text takes long.
const LONGEST_ADDRESS: usize = 4_096;

/// A text without what is no prose in it: code, the addresses of links, HTML comments.
fn bare(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => {
                bare_line(line, &mut out);
                out.push('\n');
            }
            _ => {}
        }
    }
    without_comments(&out)
}

fn bare_line(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['`', '(', 'h']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let skipped = if let Some(code) = from.strip_prefix('`') {
            code.find('`').map(|end| end + 2)
        } else if from.starts_with('(') && before.ends_with(']') {
            from.bytes().take(LONGEST_ADDRESS).position(|b| b == b')').map(|end| end + 1)
        } else if from.starts_with("https://") || from.starts_with("http://") {
            Some(from.find(|c: char| c.is_whitespace() || ")>]\"".contains(c)).unwrap_or(from.len()))
        } else {
            None
        };
        let first = from.chars().next().map_or(0, char::len_utf8);
        if skipped.is_none() {
            out.push_str(&from[..first]);
        }
        rest = &from[skipped.unwrap_or(first)..];
    }
    out.push_str(rest);
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = inside.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_prose_is_left() {
        let text = "It [began](https://x/2020-01-01) at `12:00`.\n<!-- TBD -->\n```\n2019-01-01\n```\nSee https://y/3, (then) end `open";
        assert_eq!(bare(text), "It [began] at .\n\nSee  (then) end `open\n");
        assert_eq!(bare("한국어 <!-- open"), "한국어 ");
    }
}

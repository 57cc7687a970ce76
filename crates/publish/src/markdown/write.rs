//! Out: the whole postmortem as one Markdown document.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use postmortem::{
    ActorId, Entry, EntryId, EvidenceId, Knowledge, Locale, Luck, Moment, Part, Precision, Sureness, Telling,
};

use super::{
    ACTION_FENCE, ENTRY_FENCE, LESSON_FENCE, VERSION,
    blocks::{self, ActionBlock, LessonBlock},
    causes, guarded, heading,
    yaml::{Yaml, quoted, scalar},
};
use crate::{Full, full::EvidenceRef, words};

/// Writes everything that people wrote, in a form that `parse` reads back. Histories, accounts and access stay here.
pub fn export(full: &Full, locale: Locale) -> String {
    let mut out = format!("---\n{}---\n\n# {}\n", front_matter(full, locale), heading(&full.postmortem.title));
    for part in Part::ALL {
        for (_, text) in full.narrative.iter().filter(|(p, text)| *p == part && !text.is_empty()) {
            let _ = write!(out, "\n## {}\n\n{}\n", words::part(locale, part), guarded(text));
        }
    }
    if !full.entries.is_empty() {
        let _ = writeln!(out, "\n## {}", words::words(locale).timeline);
    }
    let index = Index::new(full);
    for (number, entry) in (1..).zip(&full.entries) {
        let _ = write!(
            out,
            "\n### {number}. {}\n\n{}\n\n{ENTRY_FENCE}\n{}```\n",
            title(entry, locale),
            guarded(&entry.text),
            block(entry, &index)
        );
    }
    causes::write(&mut out, full, &index, locale);
    lessons_and_actions(&mut out, full, locale, &index);
    out
}

/// Lessons and actions, each below a heading with its number.
fn lessons_and_actions(out: &mut String, full: &Full, locale: Locale, index: &Index<'_>) {
    let w = words::words(locale);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if !full.lessons.is_empty() {
        let _ = writeln!(out, "\n## {}", w.lessons);
    }
    for (n, lesson) in (1..).zip(&full.lessons) {
        let entries = lesson.entries.iter().filter_map(|id| index.numbers.get(id)).map(|n| number(*n)).collect();
        let action = match &lesson.telling {
            Telling::GotLucky(Luck::Action(id)) => full.actions.iter().position(|a| a.id == *id),
            _ => None,
        };
        let block = LessonBlock::new(lesson, entries, action.map(|at| number(at + 1)));
        let title = words::lesson_kind(locale, lesson.telling.kind());
        let text = guarded(&lesson.text);
        let _ = write!(out, "\n### {n}. {title}\n\n{text}\n\n{LESSON_FENCE}\n{}```\n", blocks::lines(&block));
    }
    if !full.actions.is_empty() {
        let _ = writeln!(out, "\n## {}", w.actions);
    }
    for (n, action) in (1..).zip(&full.actions) {
        let owner = action.owner().and_then(|id| full.people.iter().find(|p| p.id == id)).map(|p| p.login.clone());
        let block = ActionBlock::new(action, owner);
        let _ = write!(out, "\n### {n}. {}\n\n{ACTION_FENCE}\n{}```\n", heading(&action.text), blocks::lines(&block));
    }
}

fn title(entry: &Entry, locale: Locale) -> String {
    let occurred = &entry.occurred;
    let mut title = format!(
        "{} {} · {}",
        occurred.to_input(),
        occurred.zone.abbreviation(occurred.at),
        words::kind(locale, entry.kind)
    );
    if let Some(moment) = entry.key_moment {
        let _ = write!(title, " · {}", words::key_moment(locale, moment));
    }
    title
}

fn front_matter(full: &Full, locale: Locale) -> String {
    let p = &full.postmortem;
    let mut yaml = Yaml::default();
    yaml.line(0, &format!("inquest: {VERSION}"));
    yaml.line(0, &format!("number: {}", p.number));
    yaml.text(0, "title", &p.title);
    yaml.text(0, "severity", &p.severity);
    if full.severity.code == p.severity {
        yaml.filled(0, "severity_name", &full.severity.name);
    }
    yaml.text(0, "occasion", p.occasion.as_str());
    yaml.text(0, "zone", p.zone.as_str());
    yaml.text(0, "language", locale.as_str());
    for (key, names) in
        [("services", &p.services), ("teams", &p.teams), ("departments", &p.departments), ("tags", &p.tags)]
    {
        yaml.list(0, key, names.iter().map(String::as_str));
    }
    let actors: Vec<_> = full
        .actors
        .iter()
        .map(|actor| {
            let mut fields = vec![("handle", scalar(&actor.handle)), ("name", scalar(&actor.name))];
            fields.extend(actor.role.as_ref().map(|role| ("role", scalar(role))));
            fields.extend(actor.team.as_ref().map(|team| ("team", scalar(team))));
            fields
        })
        .collect();
    yaml.items(0, "actors", &actors);
    yaml.finish()
}

/// Ids of this installation, by what stands for them in the document.
pub(super) struct Index<'f> {
    handles: HashMap<ActorId, &'f str>,
    numbers: HashMap<EntryId, usize>,
    evidence: HashMap<EvidenceId, &'f EvidenceRef>,
}

impl<'f> Index<'f> {
    fn new(full: &'f Full) -> Self {
        Self {
            handles: full.actors.iter().map(|a| (a.id, a.handle.as_str())).collect(),
            numbers: full.entries.iter().zip(1..).map(|(e, n)| (e.id, n)).collect(),
            evidence: full.evidence.iter().map(|e| (e.id, e)).collect(),
        }
    }

    fn handles<'a>(&'a self, ids: &'a [ActorId]) -> impl Iterator<Item = &'f str> + 'a {
        ids.iter().filter_map(|id| self.handles.get(id).copied())
    }

    pub(super) fn evidence(&self, ids: &[EvidenceId]) -> Vec<Vec<(&'static str, String)>> {
        let mut seen = HashSet::new();
        ids.iter()
            .filter(|id| seen.insert(**id))
            .filter_map(|id| self.evidence.get(id))
            .map(|e| vec![("sha256", quoted(&e.hash)), ("source", scalar(&e.source)), ("key", scalar(&e.key))])
            .collect()
    }
}

fn learned(known: &Knowledge, who: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![("who", scalar(who)), ("at", clock(&known.learned))];
    if !known.channel.is_empty() {
        fields.push(("channel", scalar(&known.channel)));
    }
    if known.sureness != Sureness::Sure {
        fields.push(("sureness", scalar(known.sureness.as_str())));
    }
    fields
}

fn block(entry: &Entry, index: &Index<'_>) -> String {
    let mut yaml = Yaml::default();
    yaml.text(0, "kind", entry.kind.as_str());
    yaml.line(0, &format!("occurred: {}", clock(&entry.occurred)));
    if let Some(ended) = &entry.ended {
        yaml.line(0, &format!("ended: {}", clock(ended)));
    }
    yaml.line(0, &format!("recorded: {}", entry.recorded_at));
    if let Some(moment) = entry.key_moment {
        yaml.text(0, "key_moment", moment.as_str());
    }
    if entry.is_machine_written {
        yaml.line(0, "machine_written: true");
    }
    yaml.list(0, "actors", index.handles(&entry.actors));
    let facts: Vec<_> = entry.knowledge.iter().filter_map(|k| Some(learned(k, index.handles.get(&k.actor)?))).collect();
    yaml.items(0, "learned", &facts);
    yaml.items(0, "evidence", &index.evidence(&entry.evidence));
    let Some(decision) = &entry.decision else { return yaml.finish() };
    let mut inner = Yaml::default();
    inner.filled(2, "faced", &decision.faced);
    inner.filled(2, "known", &decision.known);
    let known: Vec<String> =
        decision.known_entries.iter().filter_map(|id| index.numbers.get(id)).map(ToString::to_string).collect();
    if !known.is_empty() {
        inner.line(2, &format!("known_entries: [{}]", known.join(", ")));
    }
    inner.items(2, "known_evidence", &index.evidence(&decision.known_evidence));
    let options: Vec<_> = decision
        .options
        .iter()
        .map(|option| {
            let mut fields = vec![("text", scalar(&option.text))];
            if option.is_chosen {
                fields.push(("chosen", "true".to_owned()));
            }
            fields
        })
        .collect();
    inner.items(2, "options", &options);
    inner.list(2, "deciders", index.handles(&decision.deciders));
    inner.filled(2, "reason", &decision.reason);
    inner.filled(2, "expected", &decision.expected);
    inner.filled(2, "actual", &decision.actual);
    let inner = inner.finish();
    let mut out = yaml.finish();
    out.push_str(if inner.is_empty() { "decision: {}\n" } else { "decision:\n" });
    out + &inner
}

/// Writes a moment exactly: on the clock of its zone, with offset, zone and precision.
fn clock(moment: &Moment) -> String {
    let offset = moment.zone.rules().to_offset(moment.at);
    let at = if offset.seconds() % 60 == 0 {
        moment.at.display_with_offset(offset).to_string()
    } else {
        moment.at.to_string()
    };
    let precision = moment.precision;
    let precision = if precision == Precision::Second { String::new() } else { format!(" {}", precision.as_str()) };
    format!("{at} {}{precision}", moment.zone)
}

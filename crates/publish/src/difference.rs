//! What differs between the full text and what goes out, section by section: the ground of the preview.

use postmortem::{ActorId, Cause, Decision, Entry, EvidenceId, Locale, Moment, Part, Sureness};
use prose::Diff;

use crate::{Full, Publication, PublishedDecision, PublishedEntry, causes, markdown};

/// A place of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Title, services, teams, departments and tags.
    Head,
    /// A written part.
    Part(Part),
    /// An entry, by its place in the timeline.
    Entry(usize),
    /// A cause, by its place in the outline; those that are tied to nothing come last.
    Cause(usize),
    /// The lessons.
    Lessons,
    /// The actions.
    Actions,
}

/// What differs in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDiff {
    /// Where.
    pub place: Place,
    /// The difference; no hunks where it goes out as it stands.
    pub diff: Diff,
}

/// Compares everything with what goes out; the old side is the full text, the new side the publication.
pub fn diff_to_full(full: &Full, publication: &Publication) -> Vec<SectionDiff> {
    let p = &full.postmortem;
    let before = head(&p.title, [&p.services, &p.teams, &p.departments, &p.tags]);
    let q = publication;
    let after = head(&q.title, [&q.services, &q.teams, &q.departments, &q.tags]);
    let mut sections = vec![SectionDiff { place: Place::Head, diff: prose::diff(&before, &after) }];
    for part in Part::ALL {
        let before = full.narrative.iter().find(|(other, _)| *other == part).map_or("", |(_, text)| text);
        let after = publication.narrative.iter().find(|other| other.part == part).map_or("", |other| &other.text);
        if !before.is_empty() || !after.is_empty() {
            sections.push(SectionDiff { place: Place::Part(part), diff: prose::diff(before, after) });
        }
    }
    for (n, entry) in full.entries.iter().enumerate() {
        let before = full_entry(full, entry);
        let after = publication.entries.get(n).map(published_entry).unwrap_or_default();
        sections.push(SectionDiff { place: Place::Entry(n), diff: prose::diff(&before, &after) });
    }
    let told = causes::told(&full.causes);
    let loose = full.causes.causes().iter().filter(|c| !told.iter().any(|t| t.id == c.id));
    for (n, cause) in told.iter().copied().chain(loose).enumerate() {
        let after = published_cause(publication, n);
        sections.push(SectionDiff { place: Place::Cause(n), diff: prose::diff(&full_cause(full, cause), &after) });
    }
    // with names, so that all that differs is what the publication hides; ideas go to nobody and are no difference
    let named = crate::project(full, crate::Names::Shown, &[], publication.locale).publication;
    let both = |write: fn(&Publication, Locale) -> String| {
        (write(&named, publication.locale), write(publication, publication.locale))
    };
    for (place, (before, after)) in
        [(Place::Lessons, both(markdown::lessons)), (Place::Actions, both(markdown::actions))]
    {
        if !before.is_empty() || !after.is_empty() {
            sections.push(SectionDiff { place, diff: prose::diff(&before, &after) });
        }
    }
    sections
}

fn full_cause(full: &Full, cause: &Cause) -> String {
    let mut lines = vec![cause.text.clone()];
    add(&mut lines, cause.meaning.clone());
    add(&mut lines, full.weakness(cause).map(|w| w.name.clone()).unwrap_or_default());
    add(&mut lines, cause.deep_enough.clone().unwrap_or_default());
    for because in full.causes.effects(cause.id) {
        add_evidence(&mut lines, full, &because.evidence);
    }
    lines.join("\n")
}

fn published_cause(publication: &Publication, place: usize) -> String {
    let causes = &publication.causes;
    let Some(cause) = causes.causes.get(place) else { return String::new() };
    let mut lines = vec![cause.text.clone()];
    add(&mut lines, cause.meaning.clone());
    add(&mut lines, cause.weakness.as_ref().map(|w| w.name.clone()).unwrap_or_default());
    add(&mut lines, cause.deep_enough.clone().unwrap_or_default());
    let ties = causes.because.iter().chain(causes.causes.iter().flat_map(|c| &c.because));
    for evidence in ties.filter(|b| b.cause == place).flat_map(|b| &b.evidence) {
        add(&mut lines, format!("{} × {}", evidence.source, evidence.count));
    }
    lines.join("\n")
}

fn add_evidence(lines: &mut Vec<String>, full: &Full, ids: &[EvidenceId]) {
    for evidence in ids.iter().filter_map(|id| full.evidence.iter().find(|e| e.id == *id)) {
        let who = evidence.author.as_ref().map(|a| a.name.clone().unwrap_or_else(|| a.handle.clone()));
        add(lines, format!("{} · {} · {}", evidence.source, who.unwrap_or_default(), evidence.text));
    }
}

fn head(title: &str, lists: [&Vec<String>; 4]) -> String {
    let mut lines = vec![title.to_owned()];
    lines.extend(lists.into_iter().filter(|l| !l.is_empty()).map(|l| l.join(", ")));
    lines.join("\n")
}

fn full_entry(full: &Full, entry: &Entry) -> String {
    let name = |id: &ActorId| full.actors.iter().find(|a| a.id == *id).map(|a| a.name.clone());
    let people = |ids: &[ActorId]| ids.iter().filter_map(name).collect::<Vec<_>>();
    let mut lines = vec![entry.text.clone()];
    add(&mut lines, people(&entry.actors).join(", "));
    for known in &entry.knowledge {
        add(
            &mut lines,
            learned(&name(&known.actor).unwrap_or_default(), &known.learned, &known.channel, known.sureness),
        );
    }
    if let Some(Decision { faced, known, options, deciders, reason, expected, actual, .. }) = &entry.decision {
        add(&mut lines, people(deciders).join(", "));
        let options = options.iter().map(|o| o.text.as_str());
        for text in [faced, known, reason, expected, actual].map(String::as_str).into_iter().chain(options) {
            add(&mut lines, text.to_owned());
        }
    }
    add_evidence(&mut lines, full, &entry.evidence);
    lines.join("\n")
}

fn published_entry(entry: &PublishedEntry) -> String {
    let mut lines = vec![entry.text.clone()];
    add(&mut lines, entry.actors.join(", "));
    for known in &entry.knowledge {
        add(&mut lines, learned(&known.who, &known.learned, &known.channel, known.sureness));
    }
    if let Some(PublishedDecision { faced, known, options, deciders, reason, expected, actual, .. }) = &entry.decision {
        add(&mut lines, deciders.join(", "));
        let options = options.iter().map(|o| o.text.as_str());
        for text in [faced, known, reason, expected, actual].map(String::as_str).into_iter().chain(options) {
            add(&mut lines, text.to_owned());
        }
    }
    for evidence in &entry.evidence {
        add(&mut lines, format!("{} × {}", evidence.source, evidence.count));
    }
    lines.join("\n")
}

fn learned(who: &str, when: &Moment, channel: &str, sureness: Sureness) -> String {
    let mut line = format!("{who} · {}", when.to_input());
    for more in [channel, if sureness == Sureness::May { sureness.as_str() } else { "" }] {
        if !more.is_empty() {
            line = format!("{line} · {more}");
        }
    }
    line
}

fn add(lines: &mut Vec<String>, line: String) {
    if !line.is_empty() {
        lines.push(line);
    }
}

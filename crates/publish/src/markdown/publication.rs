//! The publication as Markdown, for people.

use std::fmt::Write;

use postmortem::{Line, Locale, Measure};

use super::heading;
use crate::{Publication, PublishedCauses, PublishedEntry, causes, words};

/// Writes what an audience reads as one Markdown document. It is not read back; `export` is.
pub fn publication(publication: &Publication, locale: Locale) -> String {
    let w = words::words(locale);
    let p = publication;
    let mut out = format!("# {}\n\n", heading(&p.title));
    let _ = writeln!(out, "- {} · {}", p.number, words::occasion(locale, p.occasion));
    let _ = writeln!(out, "- {}: {}", w.severity, p.severity.name);
    for (name, list) in
        [(w.services, &p.services), (w.teams, &p.teams), (w.departments, &p.departments), (w.tags, &p.tags)]
    {
        if !list.is_empty() {
            let _ = writeln!(out, "- {name}: {}", list.join(", "));
        }
    }
    let _ = writeln!(out, "- {}: {}", w.zone, p.zone);
    for measure in &p.measures {
        let _ = writeln!(out, "- {}: {}", words::measure(locale, measure.kind), value(locale, measure.value));
    }
    if p.names == crate::Names::AsRoles {
        let _ = write!(out, "\n{}\n", w.roles_note);
    }
    for part in &p.narrative {
        let _ = write!(out, "\n## {}\n\n{}\n", words::part(locale, part.part), part.text.trim_end());
    }
    if !p.entries.is_empty() {
        let _ = writeln!(out, "\n## {}", w.timeline);
    }
    for item in &p.entries {
        entry(&mut out, item, locale);
    }
    causes_of(&mut out, &p.causes, locale);
    for (title, text) in [(w.lessons, super::lessons(p, locale)), (w.actions, super::actions(p, locale))] {
        if !text.is_empty() {
            let _ = write!(out, "\n## {title}\n\n{text}\n");
        }
    }
    out
}

/// Tells what a measure says.
pub fn value(locale: Locale, measure: Measure) -> String {
    let w = words::words(locale);
    match measure {
        Measure::Seconds(seconds) => words::length(locale, seconds),
        Measure::Pending => w.pending.to_owned(),
        Measure::Invalid => w.invalid.to_owned(),
    }
}

fn entry(out: &mut String, entry: &PublishedEntry, locale: Locale) {
    let w = words::words(locale);
    let zone = entry.occurred.zone.abbreviation(entry.occurred.at);
    let _ = write!(out, "\n### {} {zone}", entry.occurred.to_input());
    if let Some(ended) = &entry.ended {
        let _ = write!(out, " – {}", ended.to_input());
    }
    let _ = write!(out, " · {}", words::kind(locale, entry.kind));
    if let Some(moment) = entry.key_moment {
        let _ = write!(out, " · {}", words::key_moment(locale, moment));
    }
    let _ = write!(out, "\n\n{}\n", entry.text.trim_end());
    let mut lines = Vec::new();
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("- **{name}**: {}", text.replace('\n', "\n  ")));
        }
    };
    add(w.actors, entry.actors.join(", "));
    let learned = entry.knowledge.iter().map(|k| words::learned(locale, k));
    add(w.learned, learned.collect::<Vec<_>>().join(", "));
    if let Some(decision) = &entry.decision {
        add(w.faced, decision.faced.clone());
        add(w.known, decision.known.clone());
        for option in &decision.options {
            let chosen = if option.is_chosen { format!(" ({})", w.chosen) } else { String::new() };
            add(w.options, format!("{}{chosen}", option.text));
        }
        add(w.deciders, decision.deciders.join(", "));
        add(w.reason, decision.reason.clone());
        add(w.expected, decision.expected.clone());
        add(w.actual, decision.actual.clone());
    }
    let evidence = entry.evidence.iter().map(|e| format!("{} × {}", e.source, e.count));
    add(w.evidence, evidence.collect::<Vec<_>>().join(", "));
    if !lines.is_empty() {
        let _ = write!(out, "\n{}\n", lines.join("\n"));
    }
}

/// The outline as a nested list: a cause that joins is told once and referred to by its number elsewhere.
fn causes_of(out: &mut String, published: &PublishedCauses, locale: Locale) {
    if published.is_empty() {
        return;
    }
    let w = words::words(locale);
    let _ = write!(out, "\n## {}\n\n{}\n\n", w.causes, w.causes_lead);
    let map = published.map();
    for line in map.outline().0 {
        cause(out, published, &line, locale);
    }
}

fn cause(out: &mut String, published: &PublishedCauses, line: &Line<'_>, locale: Locale) {
    let w = words::words(locale);
    let number = causes::place_of(line.cause.id) + 1;
    let pad = "  ".repeat(line.depth - 1);
    let because = line.because.map(|b| {
        let evidence = published.evidence(b).iter().map(|e| format!("{} × {}", e.source, e.count));
        let weighed = [words::necessity(locale, b.necessity), words::confidence(locale, b.confidence)];
        weighed.into_iter().map(str::to_owned).chain(evidence).collect::<Vec<_>>().join(", ")
    });
    let because = because.unwrap_or_default();
    if line.is_again {
        let _ = writeln!(out, "{pad}- {} ({because}; {} {number})", line.cause.text, w.cause_again);
        return;
    }
    let class = words::cause_class(locale, line.cause.class);
    let _ = writeln!(out, "{pad}- **{number}. {}** · {class} ({because})", line.cause.text);
    let mut below = |text: &str| {
        if !text.trim().is_empty() {
            let _ = write!(out, "\n{pad}  {}\n\n", text.trim_end().replace('\n', &format!("\n{pad}  ")));
        }
    };
    below(&line.cause.meaning);
    if let Some(weakness) = published.weakness(line.cause.id) {
        below(&words::weakness(locale, weakness));
    }
    if let Some(why) = &line.cause.deep_enough {
        below(&format!("{}: {why}", w.deep_enough));
    }
}

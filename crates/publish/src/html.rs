//! The publication as one HTML file that needs nothing else: its style is within, no script, prints decently.

use std::fmt::Write;

use postmortem::{Effect, Line, Locale};
use prose::{Options, ReferenceKind};

use crate::{
    Publication, PublishedCauses, PublishedEntry, PublishedWeakness, causes,
    drawing::{Setting, svg},
    markdown::{self, value},
    words,
};

const STYLE: &str = include_str!("page.css");

/// Writes the page. Files are left out of it; only their words stay.
pub fn page(publication: &Publication, locale: Locale) -> String {
    page_with_files(publication, locale, &|_| None)
}

/// Writes the page with files that `file` finds by hash, such as `files/<sha256>` beside the page.
pub fn page_with_files(publication: &Publication, locale: Locale, file: &dyn Fn(&str) -> Option<String>) -> String {
    let p = publication;
    let w = words::words(locale);
    let resolve = |kind, hash: &str| if kind == ReferenceKind::File { file(hash) } else { None };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{} · {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        locale.as_str(),
        escaped(&p.title),
        p.number
    );
    let minutes = prose::reading_minutes(&prose::plain(&crate::markdown::publication(p, locale)));
    let reading = match locale {
        Locale::En => format!("{minutes} {}", w.reading),
        Locale::Ko => format!("{minutes}{}", w.reading),
    };
    let _ = write!(
        out,
        "<header>\n<p class=\"number\">{} · {} · {reading}</p>\n<h1>{}</h1>\n<ul class=\"chips\">\n<li class=\"severity\">{}</li>\n",
        p.number,
        words::occasion(locale, p.occasion),
        escaped(&p.title),
        escaped(&p.severity.name)
    );
    for name in p.services.iter().chain(&p.teams).chain(&p.departments).chain(&p.tags) {
        let _ = writeln!(out, "<li>{}</li>", escaped(name));
    }
    let _ = write!(out, "</ul>\n</header>\n<section aria-label=\"{}\">\n<dl class=\"facts\">\n", w.facts);
    for measure in &p.measures {
        let _ = writeln!(
            out,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            words::measure(locale, measure.kind),
            value(locale, measure.value)
        );
    }
    out.push_str("</dl>\n</section>\n");
    for part in &p.narrative {
        let id = part.part.as_str();
        let prefix = format!("{id}-");
        let options = Options { heading_level: 3, id_prefix: &prefix, resolve: &resolve };
        let _ = write!(
            out,
            "<section id=\"{id}\">\n<h2>{}</h2>\n{}</section>\n",
            words::part(locale, part.part),
            prose::html(&part.text, &options)
        );
    }
    if !p.entries.is_empty() {
        let _ = write!(
            out,
            "<section id=\"timeline\">\n<h2>{}</h2>\n<p class=\"note\">{}: {}</p>\n<ol class=\"timeline\">\n",
            w.timeline,
            w.zone,
            escaped(p.zone.as_str())
        );
        for (n, item) in p.entries.iter().enumerate() {
            let prefix = format!("entry-{n}-");
            let options = Options { heading_level: 4, id_prefix: &prefix, resolve: &resolve };
            entry(&mut out, item, locale, &options);
        }
        out.push_str("</ol>\n</section>\n");
    }
    causes_of(&mut out, p, locale, &resolve);
    let learned =
        [("lessons", w.lessons, markdown::lessons(p, locale)), ("actions", w.actions, markdown::actions(p, locale))];
    for (id, title, text) in learned.iter().filter(|(.., text)| !text.is_empty()) {
        let prefix = format!("{id}-");
        let options = Options { heading_level: 3, id_prefix: &prefix, resolve: &resolve };
        let _ = write!(out, "<section id=\"{id}\">\n<h2>{title}</h2>\n{}</section>\n", prose::html(text, &options));
    }
    if p.names == crate::Names::AsRoles {
        let _ = writeln!(out, "<footer>{}</footer>", w.roles_note);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn entry(out: &mut String, entry: &PublishedEntry, locale: Locale, options: &Options<'_>) {
    let w = words::words(locale);
    let occurred = &entry.occurred;
    let _ = write!(
        out,
        "<li class=\"{}\">\n<p class=\"when\"><time datetime=\"{}\">{} {}</time>",
        entry.kind.as_str(),
        occurred.at,
        occurred.to_input(),
        escaped(&occurred.zone.abbreviation(occurred.at))
    );
    if let Some(ended) = &entry.ended {
        let _ = write!(out, " – <time datetime=\"{}\">{}</time>", ended.at, ended.to_input());
    }
    let _ = write!(out, " · {}", words::kind(locale, entry.kind));
    if let Some(moment) = entry.key_moment {
        let _ = write!(out, " · <strong>{}</strong>", words::key_moment(locale, moment));
    }
    let _ = write!(out, "</p>\n<div class=\"text\">{}</div>\n", prose::inline_html(&entry.text, options));
    let mut fields = String::new();
    let mut add = |name: &str, markup: String| {
        if !markup.is_empty() {
            let _ = writeln!(fields, "<div><dt>{name}</dt><dd>{markup}</dd></div>");
        }
    };
    let shown = |text: &str| prose::inline_html(text, options).into_string();
    add(w.actors, escaped(&entry.actors.join(", ")));
    let learned = entry.knowledge.iter().map(|k| words::learned(locale, k));
    add(w.learned, escaped(&learned.collect::<Vec<_>>().join(", ")));
    if let Some(decision) = &entry.decision {
        add(w.faced, shown(&decision.faced));
        add(w.known, shown(&decision.known));
        let items = decision.options.iter().map(|option| {
            let chosen = if option.is_chosen { format!(" <strong>({})</strong>", w.chosen) } else { String::new() };
            format!("<li>{}{chosen}</li>", shown(&option.text))
        });
        let items: Vec<String> = items.collect();
        add(w.options, if items.is_empty() { String::new() } else { format!("<ul>{}</ul>", items.concat()) });
        add(w.deciders, escaped(&decision.deciders.join(", ")));
        add(w.reason, shown(&decision.reason));
        add(w.expected, shown(&decision.expected));
        add(w.actual, shown(&decision.actual));
    }
    let evidence = entry.evidence.iter().map(|e| format!("{} × {}", e.source, e.count));
    add(w.evidence, escaped(&evidence.collect::<Vec<_>>().join(", ")));
    if !fields.is_empty() {
        let _ = write!(out, "<dl>\n{fields}</dl>\n");
    }
    out.push_str("</li>\n");
}

/// The outline as nested lists: a cause that joins is told once and linked elsewhere.
fn causes_of(
    out: &mut String,
    publication: &Publication,
    locale: Locale,
    resolve: &dyn Fn(ReferenceKind, &str) -> Option<String>,
) {
    let published = &publication.causes;
    if published.is_empty() {
        return;
    }
    let w = words::words(locale);
    let _ = write!(out, "<section id=\"causes\">\n<h2>{}</h2>\n<p class=\"note\">{}</p>\n", w.causes, w.causes_lead);
    let map = published.map();
    let href = |effect: Effect| match effect.cause() {
        Some(id) => format!("#cause-{}", causes::place_of(id) + 1),
        None => "#causes".to_owned(),
    };
    let nth = |id| published.weakness(id).map_or(1, PublishedWeakness::nth);
    let setting = Setting { impact: &publication.title, locale, href: &href, at: None, nth: &nth };
    if let Some(drawing) = svg(&map, &setting) {
        let _ = writeln!(out, "<div class=\"map\">{drawing}</div>");
    }
    out.push_str("<ol class=\"causes\">\n");
    let lines = map.outline().0;
    for (line, (opens, closes)) in lines.iter().zip(causes::steps(&lines)) {
        let prefix = format!("cause-{}-", causes::place_of(line.cause.id) + 1);
        let options = Options { heading_level: 4, id_prefix: &prefix, resolve };
        cause(out, published, line, locale, &options);
        out.push_str(if opens { "<ol>\n" } else { "</li>\n" });
        out.push_str(&"</ol>\n</li>\n".repeat(closes));
    }
    out.push_str("</ol>\n</section>\n");
}

/// A cause, but for the end of its item.
fn cause(out: &mut String, published: &PublishedCauses, line: &Line<'_>, locale: Locale, options: &Options<'_>) {
    let w = words::words(locale);
    let number = causes::place_of(line.cause.id) + 1;
    let text = escaped(&line.cause.text);
    let mut notes = Vec::new();
    if let Some(because) = line.because {
        notes.push(words::necessity(locale, because.necessity).to_owned());
        notes.push(words::confidence(locale, because.confidence).to_owned());
        notes.extend(published.evidence(because).iter().map(|e| format!("{} × {}", e.source, e.count)));
    }
    if line.is_again {
        let notes = escaped(&notes.join(" · "));
        let again = w.cause_again;
        let _ =
            write!(out, "<li><p>{text} <small>{notes} · {again} <a href=\"#cause-{number}\">{number}</a></small></p>");
        return;
    }
    notes.insert(0, words::cause_class(locale, line.cause.class).to_owned());
    let notes = escaped(&notes.join(" · "));
    let _ = write!(out, "<li id=\"cause-{number}\"><p><b>{number}. {text}</b> <small>{notes}</small></p>");
    if !line.cause.meaning.trim().is_empty() {
        let _ = write!(out, "<div class=\"text\">{}</div>", prose::html(&line.cause.meaning, options));
    }
    if let Some(weakness) = published.weakness(line.cause.id) {
        let _ = write!(out, "<p><small>{}</small></p>", escaped(&words::weakness(locale, weakness)));
    }
    if let Some(why) = &line.cause.deep_enough {
        let _ = write!(out, "<p><small>{}: {}</small></p>", w.deep_enough, escaped(why));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

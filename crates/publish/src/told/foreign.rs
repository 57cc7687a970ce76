//! Postmortems that others wrote: sections by their headings, rows, lessons and actions by how lists and tables look.

use jiff::civil::Date;
use postmortem::{
    KeyMoment, Occasion, Part,
    mentions::{clocks, days},
    questions::{Origin, Subject, Told, ToldAction, ToldLesson, ToldLessonKind, ToldRow},
};

use super::{
    Document, Lines, bare,
    headings::{Meaning, exact, meaning},
    rows::{Rows, zone},
};

/// A heading and what stands below it.
#[derive(Debug)]
struct Section<'t> {
    meaning: Option<Meaning>,
    heading: &'t str,
    line: usize,
    level: usize,
    body: Vec<(usize, &'t str)>,
}

/// What stands in front of a document.
#[derive(Debug, Default)]
struct Front<'t> {
    title: Option<&'t str>,
    summary: Option<&'t str>,
    start: Option<&'t str>,
    end: Option<&'t str>,
    date: Option<&'t str>,
    author: Option<&'t str>,
    n_lines: usize,
}

pub fn read(text: &str, name: &str) -> Document {
    let front = front(text);
    let (title, sections) = sections(text, front.n_lines);
    let mut lines = Lines::default();
    let narrative = narrative(&sections, &front, &mut lines);
    let day = [front.start, front.date, Some(title), Some(name)].into_iter().flatten().find_map(first_day);
    let day = day.or_else(|| narrative.iter().find_map(|(_, text)| first_day(text)));
    let rows = timeline(&sections, day, &front, &mut lines);
    let told = Told {
        has_timeline: lines.timeline.is_some(),
        unreadable: rows.unreadable,
        backwards: rows.backwards,
        names_zone: rows.names_zone,
        names_day: rows.names_day,
        has_causes: sections.iter().any(|s| s.meaning == Some(Meaning::Causes)),
        causes: causes(&sections),
        has_lessons: sections.iter().any(|s| matches!(s.meaning, Some(Meaning::Lessons(_)))),
        lessons: lessons(&sections),
        has_actions: sections.iter().any(|s| s.meaning == Some(Meaning::Actions)),
        actions: actions(&sections),
    };
    let line = |wanted: fn(Meaning) -> bool| sections.iter().find(|s| s.meaning.is_some_and(wanted)).map(|s| s.line);
    lines.causes = line(|m| m == Meaning::Causes);
    lines.lessons = line(|m| matches!(m, Meaning::Lessons(_)));
    lines.actions = line(|m| m == Meaning::Actions);
    let subject = Subject {
        origin: Origin::Document,
        title: title.to_owned(),
        occasion: Occasion::Incident,
        status: None,
        severity: None,
        groups: Vec::new(),
        narrative,
        entries: rows.entries,
        names: names(&sections, &front),
        roles: Vec::new(),
        causes: None,
        learned: None,
        told: Some(told),
        wording: Vec::new(),
    };
    Document { subject, lines }
}

fn first_day(text: &str) -> Option<Date> {
    days(text).into_iter().find_map(|d| d.date)
}

fn front(text: &str) -> Front<'_> {
    let mut front = Front::default();
    let mut lines = text.lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return front;
    }
    for (n, line) in (2..).zip(lines) {
        if line.trim_end() == "---" {
            front.n_lines = n;
            return front;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = Some(value.trim().trim_matches(['"', '\''])).filter(|v| !v.is_empty());
        match key {
            "title" => front.title = value,
            "summary" | "description" => front.summary = front.summary.or(value),
            "start_time" | "started_at" => front.start = value,
            "end_time" | "resolved_at" => front.end = value,
            "date" => front.date = value,
            "author" | "authors" => front.author = value,
            _ => {}
        }
    }
    Front::default()
}

/// Cuts a text at its headings. The title is the first heading of the first level that means nothing else.
fn sections(text: &str, skip: usize) -> (&str, Vec<Section<'_>>) {
    let all: Vec<&str> = text.lines().collect();
    let mut title = front(text).title.unwrap_or_default();
    let mut sections =
        vec![Section { meaning: Some(Meaning::Part(Part::Summary)), heading: "", line: 1, level: 0, body: Vec::new() }];
    let mut fence: Option<&str> = None;
    let mut at = skip;
    while at < all.len() {
        let line = all[at];
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        if mark.is_some() || fence.is_some() {
            match (fence, mark) {
                (None, mark) => fence = mark,
                (Some(open), Some(mark)) if open == mark => fence = None,
                _ => {}
            }
            at += 1;
            continue;
        }
        let current = sections.last().expect("there is one from the beginning");
        let Some((level, heading, rest)) = heading(line, all.get(at + 1).copied(), current) else {
            push(&mut sections, at + 1, line);
            at += 1;
            continue;
        };
        let is_underlined = matches!(level, 1 | 2) && !line.starts_with(['#', '=']);
        let meaning = meaning(heading);
        if meaning.is_none() && title.is_empty() && level <= 2 && sections.len() == 1 {
            title = heading;
        } else if meaning.is_none() && level > current.level && current.level > 0 {
            push(&mut sections, at + 1, line);
        } else {
            sections.push(Section { meaning, heading, line: at + 1, level, body: Vec::new() });
            if !rest.is_empty() {
                push(&mut sections, at + 1, rest);
            }
        }
        at += 1 + usize::from(is_underlined);
    }
    lead(&mut sections);
    (title, sections)
}

/// Of what stands before any heading, the first paragraph is the summary where none is written, and the rest the story.
fn lead(sections: &mut Vec<Section<'_>>) {
    let summary = Some(Meaning::Part(Part::Summary));
    if sections[1..].iter().any(|s| s.meaning == summary) {
        sections[0].meaning = None;
        return;
    }
    let lead = &mut sections[0];
    let begins = lead.body.iter().position(|(_, line)| !line.trim().is_empty()).unwrap_or(0);
    lead.line = lead.body.get(begins).map_or(1, |(line, _)| *line);
    let Some(ends) = lead.body[begins..].iter().position(|(_, line)| line.trim().is_empty()) else { return };
    let body = lead.body.split_off(begins + ends);
    let meaning = Some(Meaning::Part(Part::WhatHappened));
    let line = body.first().map_or(1, |(line, _)| *line);
    sections.insert(1, Section { meaning, heading: "", line, level: 0, body });
}

fn push<'t>(sections: &mut [Section<'t>], line: usize, text: &'t str) {
    if let Some(section) = sections.last_mut() {
        section.body.push((line, text));
    }
}

/// Reads a line as a heading: its level, its words, and what follows them on the same line.
fn heading<'t>(line: &'t str, next: Option<&str>, current: &Section<'_>) -> Option<(usize, &'t str, &'t str)> {
    let trimmed = line.trim();
    if let Some(words) = trimmed.strip_prefix('#') {
        let level = 1 + words.bytes().take_while(|b| *b == b'#').count();
        let words = words.trim_start_matches('#').trim_end_matches('#').trim();
        return (level <= 6 && !words.is_empty()).then_some((level, words, ""));
    }
    if let Some(words) = trimmed.strip_prefix("==").and_then(|w| w.strip_suffix("==")) {
        let level = 2 + words.bytes().take_while(|b| *b == b'=').count();
        let words = words.trim_matches('=').trim();
        return (!words.is_empty()).then_some((level, words, ""));
    }
    let is_rule = |next: &str, mark: char| next.trim_end().len() >= 3 && next.trim_end().chars().all(|c| c == mark);
    let is_words = !trimmed.is_empty() && !trimmed.starts_with(['|', '-', '*', '>', '=']) && !trimmed.contains('|');
    match next {
        Some(next) if is_words && is_rule(next, '=') => return Some((1, trimmed, "")),
        Some(next) if is_words && is_rule(next, '-') => return Some((2, trimmed, "")),
        _ => {}
    }
    // **Impact**: what follows
    let below = if current.level > 6 { current.level } else { 7 };
    if let Some((words, rest)) = trimmed.strip_prefix("**").and_then(|t| t.split_once("**")) {
        let rest = rest.trim_start_matches([':', ' ', '?']);
        let is_known = meaning(words).is_some() && words.len() < 60;
        return is_known.then_some((below, words, rest));
    }
    exact(trimmed.trim_end_matches([':', '?'])).map(|_| (below, trimmed, ""))
}

fn text_of(section: &Section<'_>) -> String {
    let text: Vec<&str> = section.body.iter().map(|(_, line)| *line).collect();
    bare(&text.join("\n"))
}

fn narrative(sections: &[Section<'_>], front: &Front<'_>, lines: &mut Lines) -> Vec<(Part, String)> {
    let mut parts = Vec::new();
    for part in Part::ALL {
        let mut text = String::new();
        for section in sections.iter().filter(|s| s.meaning == Some(Meaning::Part(part))) {
            lines.parts.entry(part).or_insert(section.line);
            text.push_str(&text_of(section));
        }
        if part == Part::Summary && text.trim().is_empty() {
            front.summary.unwrap_or_default().clone_into(&mut text);
        }
        parts.push((part, text));
    }
    parts
}

fn timeline(sections: &[Section<'_>], day: Option<Date>, front: &Front<'_>, lines: &mut Lines) -> Rows {
    let mut rows = Rows::new(day, None);
    for section in sections.iter().filter(|s| s.meaning == Some(Meaning::Timeline)) {
        lines.timeline = lines.timeline.or(Some(section.line));
        rows.heading(section.heading);
        // a zone that stands anywhere in the section holds for rows without one
        if !rows.names_zone
            && let Some((_, line)) = section.body.iter().find(|(_, line)| zone(line).is_some())
        {
            let named: String = line.chars().filter(|c| !c.is_ascii_digit()).collect();
            rows.heading(&named);
        }
        for (number, line) in &section.body {
            rows.line(*number, line);
        }
    }
    rows.mark();
    if rows.entries.is_empty() {
        // the two times in front of a document were entered by a person too
        for (text, moment) in [(front.start, KeyMoment::ImpactStart), (front.end, KeyMoment::Resolved)] {
            let Some(text) = text.filter(|t| !clocks(t).is_empty() && !days(t).is_empty()) else { continue };
            let n = rows.entries.len();
            rows.line(2, text);
            if let Some(entry) = rows.entries.get_mut(n) {
                entry.key_moment = Some(moment);
            }
        }
        if let [first, second] = &rows.entries[..]
            && second.occurred.at < first.occurred.at
        {
            rows.backwards.clear();
        }
    }
    lines.entries = std::mem::take(&mut rows.lines);
    rows
}

/// An item of a list: what it says, or nothing where the line is none.
fn item(line: &str) -> Option<&str> {
    let trimmed = line.trim_start();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = trimmed.get(digits..).filter(|_| (1..=2).contains(&digits)).and_then(|t| t.strip_prefix(['.', ')']));
    let rest = trimmed.strip_prefix(['-', '*', '+', '•']).or(numbered)?;
    let is_item = rest.starts_with([' ', '\t']);
    is_item.then(|| rest.trim())
}

/// Words that stand where nothing is to be said.
fn is_nothing(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(text.as_str(), "" | "none" | "n/a" | "na" | "nothing" | "tbd" | "없음" | "해당 없음")
}

/// The items of a section, or its paragraphs where it has no list. Items within items belong to the one above.
fn items(section: &Section<'_>) -> Vec<(usize, String)> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let least = section.body.iter().filter(|(_, l)| item(l).is_some()).map(|(_, l)| indent(l)).min();
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (line, text) in &section.body {
        let own = match least {
            Some(least) => item(text).filter(|_| indent(text) <= least + 1),
            None => Some(text.trim()).filter(|t| !t.is_empty() && !is_open && !t.starts_with(['|', '#', '<'])),
        };
        if let Some(own) = own {
            found.push((*line, own.to_owned()));
            is_open = true;
        } else if let Some((_, last)) = found.last_mut().filter(|_| is_open && !text.trim().is_empty()) {
            last.push(' ');
            last.push_str(text.trim());
        }
        is_open &= least.is_some() || !text.trim().is_empty();
    }
    found.retain(|(_, text)| !is_nothing(text));
    found
}

fn causes(sections: &[Section<'_>]) -> Vec<ToldRow> {
    let sections = sections.iter().filter(|s| s.meaning == Some(Meaning::Causes));
    sections.flat_map(items).map(|(line, text)| ToldRow { line, text: bare(&text).trim().to_owned() }).collect()
}

fn lessons(sections: &[Section<'_>]) -> Vec<ToldLesson> {
    let mut found = Vec::new();
    for section in sections {
        let Some(Meaning::Lessons(kind)) = section.meaning else { continue };
        let kinds =
            [kind, if section.heading.to_lowercase().contains("lucky") { ToldLessonKind::GotLucky } else { kind }];
        for (line, text) in items(section) {
            found.push(ToldLesson { kind: kinds[0], line, text: text.clone() });
            if kinds[0] != kinds[1] {
                found.push(ToldLesson { kind: kinds[1], line, text });
            }
        }
    }
    found
}

fn actions(sections: &[Section<'_>]) -> Vec<ToldAction> {
    let sections = sections.iter().filter(|s| s.meaning == Some(Meaning::Actions));
    sections.flat_map(|section| table(section).unwrap_or_else(|| list(section))).collect()
}

fn list(section: &Section<'_>) -> Vec<ToldAction> {
    let action = |(line, text): (usize, String)| {
        let (has_owner, has_date) = (names_owner(&text), names_date(&text));
        ToldAction { line, text: bare(&text).trim().to_owned(), has_owner, has_date }
    };
    items(section).into_iter().map(action).collect()
}

fn names_owner(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_at = text.match_indices('@').any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric) && text[at + 1..].starts_with(|c: char| c.is_alphanumeric())
    });
    is_at || ["owner", "assigned", "assignee", "responsible:", "담당", " team"].iter().any(|word| lower.contains(word))
}

fn names_date(text: &str) -> bool {
    const DONE: [&str; 18] = [
        "[x]",
        "done",
        "completed",
        "complete:",
        "✅",
        "☑",
        "shipped",
        "merged",
        "due",
        "deadline",
        "by end of",
        "by the end",
        "by next",
        "완료",
        "기한",
        "까지",
        "in progress",
        "ongoing",
    ];
    let lower = text.to_lowercase();
    !days(text).is_empty() || DONE.iter().any(|word| lower.contains(word))
}

/// Reads a table with a heading, by the names of its columns.
fn table(section: &Section<'_>) -> Option<Vec<ToldAction>> {
    let mut rows = section.body.iter().filter(|(_, line)| line.trim_start().starts_with('|'));
    let (_, head) = rows.next()?;
    let head: Vec<String> = cells(head).map(str::to_lowercase).collect();
    let column = |names: &[&str]| head.iter().position(|cell| names.iter().any(|name| cell.contains(name)));
    let what = column(&["action", "item", "task", "description", "what", "과제", "내용"]).unwrap_or(0);
    let owner = column(&["owner", "assignee", "who", "responsible", "담당"]);
    let date = column(&["due", "date", "when", "deadline", "status", "eta", "bug", "ticket", "기한", "완료", "상태"]);
    let filled =
        |cells: &[&str], column: Option<usize>| column.and_then(|n| cells.get(n)).is_some_and(|cell| !is_nothing(cell));
    let mut found = Vec::new();
    for (line, row) in rows {
        let cells: Vec<&str> = cells(row).collect();
        let is_rule = cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        let text = cells.get(what).copied().unwrap_or_default();
        if !is_rule && !is_nothing(text) {
            let has_owner = filled(&cells, owner) || names_owner(text);
            let has_date = filled(&cells, date) || names_date(text);
            found.push(ToldAction { line: *line, text: bare(text).trim().to_owned(), has_owner, has_date });
        }
    }
    Some(found)
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim().trim_matches('|').split('|').map(str::trim)
}

/// Full names of those who were there.
fn names(sections: &[Section<'_>], front: &Front<'_>) -> Vec<String> {
    let people = sections.iter().filter(|s| s.meaning == Some(Meaning::People)).map(text_of);
    let mut found: Vec<String> = Vec::new();
    for text in people.chain(front.author.map(str::to_owned)) {
        for piece in text.split(['\n', ',', ';', '&', '|', '(', ':', '/']) {
            let name = piece.trim_matches(|c: char| !c.is_alphanumeric());
            if is_name(name) && !found.iter().any(|other| other == name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital = |w: &&str| {
        w.starts_with(char::is_uppercase) && w.chars().skip(1).all(|c| c.is_lowercase() || "'-.".contains(c))
    };
    let is_korean = (3..=4).contains(&text.chars().count()) && text.chars().all(|c| ('가'..='힣').contains(&c));
    is_korean || ((2..=3).contains(&words.len()) && words.iter().all(is_capital))
}

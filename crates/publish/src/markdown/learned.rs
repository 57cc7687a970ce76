//! Lessons and actions as Markdown, for people; pages render the same.

use std::fmt::Write;

use postmortem::{LessonKind, Locale};

use crate::{Publication, PublishedAction, PublishedLesson, PublishedLuck, PublishedPractice, words};

/// Writes the lessons by kind; nothing where there are none.
pub fn lessons(publication: &Publication, locale: Locale) -> String {
    let mut out = String::new();
    for kind in LessonKind::ALL {
        let mut of_kind = publication.lessons.iter().filter(|l| l.kind == *kind).peekable();
        if of_kind.peek().is_some() {
            let _ = write!(out, "### {}\n\n", words::lesson_kind(locale, *kind));
            for lesson in of_kind {
                let _ = writeln!(out, "- {}", indented(&self::lesson(publication, lesson, locale)));
            }
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

fn lesson(publication: &Publication, lesson: &PublishedLesson, locale: Locale) -> String {
    let w = words::words(locale);
    let mut text = lesson.text.clone();
    match &lesson.luck {
        None => {}
        Some(PublishedLuck::Open) => {
            let _ = write!(text, "\n\n**{}**", w.luck_open);
        }
        Some(PublishedLuck::Mitigator) => {
            let _ = write!(text, "\n\n**{}**", w.luck_mitigator);
        }
        Some(PublishedLuck::MitigatorAt(place)) => {
            let _ = write!(text, "\n\n**{}**: {}", w.luck_mitigator, causes(publication, &[*place]));
        }
        Some(PublishedLuck::Action(place)) => {
            let action = publication.actions.get(*place).map_or("", |a| &a.text);
            let _ = write!(text, "\n\n**{}**: {action}", w.luck_action);
        }
        Some(PublishedLuck::Accepted { reason, review_on }) => {
            let _ = write!(text, "\n\n**{}**: {reason} ({}: {review_on})", w.luck_accepted, w.review_on);
        }
    }
    let mut say = |name: &str, value: String| {
        let _ = write!(text, "\n\n**{name}**: {value}");
    };
    if let Some(practice) = &lesson.became {
        say(w.practice_made, self::practice(practice, locale));
    }
    let cites = if lesson.kind == LessonKind::WentWell { w.practice_helped } else { w.practice_applies };
    for practice in &lesson.practices {
        say(cites, self::practice(practice, locale));
    }
    let shown = lesson.entries.iter().filter_map(|at| publication.entries.get(*at));
    let shown: Vec<String> = shown.map(|entry| entry.occurred.to_input()).collect();
    if !shown.is_empty() {
        say(w.shown_by, shown.join(", "));
    }
    text
}

fn practice(practice: &PublishedPractice, locale: Locale) -> String {
    match &practice.owner {
        Some(owner) => format!("{} ({}: {owner})", practice.name, words::words(locale).owner),
        None => practice.name.clone(),
    }
}

/// Causes by the numbers under which the outline tells them.
fn causes(publication: &Publication, places: &[usize]) -> String {
    let cause = |at: &usize| publication.causes.causes.get(*at).map(|c| format!("{}. {}", at + 1, c.text));
    places.iter().filter_map(cause).collect::<Vec<_>>().join(", ")
}

/// Writes the actions, and what will not be done; nothing where there are none.
pub fn actions(publication: &Publication, locale: Locale) -> String {
    let lines = publication.actions.iter().map(|a| format!("- {}", indented(&action(publication, a, locale))));
    lines.collect::<Vec<_>>().join("\n")
}

fn action(publication: &Publication, action: &PublishedAction, locale: Locale) -> String {
    let w = words::words(locale);
    let mut facts = vec![words::action_status(locale, action.status).to_owned()];
    if let Some(plan) = &action.plan {
        facts.push(words::action_kind(locale, plan.kind).to_owned());
        facts.push(words::strength(locale, plan.strength).to_owned());
        facts.extend(plan.due_on.map(|day| format!("{}: {day}", w.due)));
    }
    facts.extend(action.owner.as_ref().map(|owner| format!("{}: {owner}", w.owner)));
    let mut text = format!("{}\n\n{}", action.text, facts.join(" · "));
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(text, "\n\n**{name}**: {value}");
        }
    };
    say(w.addresses, &causes(publication, &action.causes));
    if let Some(plan) = &action.plan {
        say(w.expected_effect, &plan.expected);
        say(w.measure, &plan.measure);
        say(w.tracker, &plan.tracker.as_ref().map(|url| format!("<{url}>")).unwrap_or_default());
        if let Some((verdict, evidence)) = &plan.verdict {
            say(words::verdict(locale, *verdict), evidence);
        }
    }
    if let Some(refusal) = &action.refusal {
        say(w.reason, &refusal.reason);
        say(w.review_on, &refusal.review_on.to_string());
    }
    text
}

/// A text of several lines within an item of a list.
fn indented(text: &str) -> String {
    text.split('\n')
        .enumerate()
        .map(|(n, line)| if n == 0 || line.is_empty() { line.to_owned() } else { format!("  {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

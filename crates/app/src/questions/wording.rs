//! Where wording hinders learning, as the linter finds it: place by place in the house, line by line in a document.
//!
//! What a machine wrote is evidence, and evidence is left alone.

use postmortem::questions::{Place, Worded, WordingFamily};
use publish::Full;
use wording::Finding;

/// Reads a document in Markdown once.
pub fn in_document(text: &str) -> Vec<Worded> {
    let report = wording::check(text);
    report.findings.iter().filter_map(|f| worded(text, f, Place::Line(f.line))).collect()
}

/// Reads every text that people wrote.
pub(super) fn in_house(full: &Full) -> Vec<Worded> {
    let mut found = Vec::new();
    let mut read = |place: Place, text: &str| {
        if !text.is_empty() {
            found.extend(wording::check(text).findings.iter().filter_map(|f| worded(text, f, place)));
        }
    };
    read(Place::Facts, &full.postmortem.title);
    for (part, text) in &full.narrative {
        read(Place::Part(*part), text);
    }
    for entry in full.entries.iter().filter(|e| !e.is_machine_written) {
        let place = Place::Entry(entry.id);
        read(place, &entry.text);
        if let Some(d) = &entry.decision {
            let texts = [&d.faced, &d.known, &d.reason, &d.expected, &d.actual];
            texts.into_iter().chain(d.options.iter().map(|o| &o.text)).for_each(|text| read(place, text));
        }
    }
    for cause in full.causes.causes() {
        let place = Place::Cause(cause.id);
        read(place, &cause.text);
        read(place, &cause.meaning);
        read(place, cause.deep_enough.as_deref().unwrap_or_default());
    }
    for lesson in &full.lessons {
        read(Place::Lesson(lesson.id), &lesson.text);
    }
    for action in &full.actions {
        let place = Place::Action(action.id);
        read(place, &action.text);
        if let Some(commitment) = action.commitment() {
            read(place, &commitment.plan.expected);
            read(place, &commitment.plan.measure);
        }
    }
    found
}

fn worded(text: &str, finding: &Finding, place: Place) -> Option<Worded> {
    let family: WordingFamily = finding.rule.family.as_str().parse().ok()?;
    let words = text.get(finding.span.clone())?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Worded { family, rule: finding.rule.id.to_owned(), place, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_of_the_linter_has_its_question() {
        for family in wording::Family::ALL {
            assert!(family.as_str().parse::<WordingFamily>().is_ok(), "{family:?}");
        }
        assert_eq!(wording::Family::ALL.len(), WordingFamily::ALL.len());
    }

    #[test]
    fn a_document_is_read_line_by_line_and_what_is_allowed_stays_silent() {
        let text = "The cache was cold.\n\nThe outage was caused by human error.\n";
        let found = in_document(text);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].place, found[0].family), (Place::Line(3), WordingFamily::Blame));
        assert!(text.contains(&found[0].words));
        let allowed = format!("<!-- lint: allow {} -->\n{text}", found[0].rule);
        let allowed = allowed.replace("The cache was cold.\n\n", "");
        assert!(in_document(&allowed).is_empty());
    }
}

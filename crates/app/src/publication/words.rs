//! The words of a publication, for lists and for the filter.

use publish::Publication;
use unicode_normalization::UnicodeNormalization;

/// The most characters of the beginning that lists show.
const SUMMARY: usize = 280;

/// A text in the one form in which words are compared: composed, in lower case, white space as single spaces.
pub(crate) fn folded(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of what was written.
pub(super) fn summary(publication: &Publication) -> String {
    let part = publication.narrative.first().map(|part| part.text.as_str());
    let first = part.or_else(|| publication.entries.first().map(|entry| entry.text.as_str()));
    prose::excerpt(first.unwrap_or_default(), SUMMARY)
}

/// All its words, folded.
pub(super) fn all(publication: &Publication) -> String {
    let p = publication;
    let mut texts = vec![p.number.to_string(), p.title.clone(), p.severity.name.clone()];
    texts.extend([&p.services, &p.teams, &p.departments, &p.tags].into_iter().flatten().cloned());
    texts.extend(p.narrative.iter().map(|part| prose::plain(&part.text)));
    for entry in &p.entries {
        texts.push(prose::plain(&entry.text));
        if let Some(d) = &entry.decision {
            let parts = [&d.faced, &d.known, &d.reason, &d.expected, &d.actual];
            texts.extend(parts.into_iter().chain(d.options.iter().map(|o| &o.text)).map(|text| prose::plain(text)));
        }
    }
    for cause in &p.causes.causes {
        texts.extend([cause.text.clone(), prose::plain(&cause.meaning)]);
        texts.extend(cause.deep_enough.clone());
    }
    texts.push(prose::plain(&publish::markdown::lessons(p, p.locale)));
    texts.push(prose::plain(&publish::markdown::actions(p, p.locale)));
    folded(&texts.join("\n"))
}

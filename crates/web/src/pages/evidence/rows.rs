//! Items as the list shows them.

use std::collections::HashMap;

use app::terms::{Evidence, Suggestion, SuggestionState};
use postmortem::EvidenceId;
use views::{
    Ui,
    pages::{EvidenceRow, SuggestionNote},
};

/// Letters of a text in a row; two lines show fewer.
const SHOWN: usize = 300;
/// Small facts in a row.
const FACTS: usize = 4;

/// Items as rows, the first of them at `offset` of the list.
pub(super) fn rows_of(
    ui: &Ui,
    items: Vec<Evidence>,
    suggestions: &[Suggestion],
    cited: &[EvidenceId],
    offset: i64,
) -> Vec<EvidenceRow> {
    let mut on: HashMap<EvidenceId, &Suggestion> = HashMap::new();
    // the weightiest of an item stands first
    for suggestion in suggestions.iter().filter(|s| s.state == SuggestionState::Open) {
        on.entry(suggestion.evidence).or_insert(suggestion);
    }
    let row = |(index, item): (i64, Evidence)| {
        let suggestion = on.get(&item.id).map(|s| note(s));
        let mut row = row_of(ui, &item, index, suggestion);
        if cited.contains(&item.id) {
            row.flags.insert(0, ui.t("evidence-in-timeline"));
        }
        row
    };
    (offset..).zip(items).map(row).collect()
}

/// A suggestion as the sentence needs it. A reason that does not read has nothing to name.
pub(super) fn note(suggestion: &Suggestion) -> SuggestionNote {
    let data: std::collections::BTreeMap<String, String> = serde_json::from_str(&suggestion.reason).unwrap_or_default();
    SuggestionNote {
        id: suggestion.id,
        rule: suggestion.rule.clone(),
        entry_kind: suggestion.entry_kind.clone(),
        data: data.into_iter().collect(),
    }
}

/// One item as a row.
pub(super) fn row_of(ui: &Ui, item: &Evidence, index: i64, suggestion: Option<SuggestionNote>) -> EvidenceRow {
    EvidenceRow {
        id: item.id,
        index,
        kind: item.kind.clone(),
        source: item.source.clone(),
        at: item.occurred,
        author: item.author.clone().or_else(|| item.handle.clone()),
        place: item.place.clone(),
        text: cut(&item.text, SHOWN),
        flags: flags(ui, item),
        details: facts(ui, item),
        suggestion,
        is_taken: false,
    }
}

/// The beginning of a text, in one line.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut n = 0;
    for word in text.split_whitespace() {
        if n > 0 {
            line.push(' ');
            n += 1;
        }
        let length = word.chars().count();
        if n + length > longest {
            line.extend(word.chars().take(longest.saturating_sub(n)));
            line.push('…');
            break;
        }
        line.push_str(word);
        n += length;
    }
    line
}

fn detail<'i>(item: &'i Evidence, name: &str) -> Option<&'i str> {
    item.details.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn flags(ui: &Ui, item: &Evidence) -> Vec<String> {
    let mut flags = Vec::new();
    if item.is_deleted {
        flags.push(ui.t("evidence-deleted"));
    }
    match item.revision - 1 {
        0 if detail(item, "edited").is_some() => flags.push(ui.t("evidence-edited")),
        1 => flags.push(ui.t("evidence-edited")),
        n if n > 1 => flags.push(ui.t1("evidence-edited-times", "n", n)),
        _ => {}
    }
    if item.is_scrubbed {
        flags.push(ui.t("evidence-scrubbed"));
    }
    if item.thread.as_ref().is_some_and(|thread| *thread != item.key) {
        flags.push(ui.t("evidence-in-thread"));
    }
    if item.is_bot {
        flags.push(ui.t("evidence-bot"));
    }
    if detail(item, "pinned").is_some() {
        flags.push(ui.t("evidence-pinned"));
    }
    flags
}

fn facts(ui: &Ui, item: &Evidence) -> Vec<String> {
    let told = item.details.iter().filter_map(|(name, value)| match name.as_str() {
        "file" => Some(ui.t1("evidence-detail-file", "text", cut(value, 40))),
        "reaction" | "state" | "severity" | "environment" | "tag" | "label" => Some(cut(value, 40)),
        _ => name.strip_prefix("label:").filter(|n| matches!(*n, "service" | "job")).map(|_| cut(value, 40)),
    });
    told.take(FACTS).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_long_text_is_cut_in_letters_not_bytes() {
        assert_eq!(cut("a  b\n c", 10), "a b c");
        assert_eq!(cut("가나다라마", 3), "가나다…");
        assert_eq!(cut("aa bb", 4), "aa b…");
    }
}

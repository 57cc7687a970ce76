//! Whatever the program can name has a word on the pages, in both languages.

use app::terms::{ItemKind, SourceKind, SuggestionRule};
use postmortem::Locale;

/// What the sentences of suggestions name.
const NAMED: [(&str, &str); 6] =
    [("alert", "Errors"), ("what", "prod"), ("word", "롤백"), ("n", "40"), ("minutes", "5"), ("person", "민아")];

#[test]
fn sources_kinds_and_suggestions_have_words() {
    let mut keys: Vec<String> = Vec::new();
    keys.extend(SourceKind::ALL.iter().map(|source| format!("evidence-source-{source}")));
    keys.extend(ItemKind::ALL.iter().map(|kind| format!("evidence-kind-{kind}")));
    keys.extend(SuggestionRule::ALL.iter().map(|rule| format!("suggestion-{}", rule.as_str().replace('_', "-"))));
    keys.extend(SuggestionRule::ALL.iter().map(|rule| format!("kind-{}", rule.entry_kind())));
    for state in ["waiting", "running", "done", "cancelled", "failed"] {
        keys.push(format!("import-state-{state}"));
    }
    for locale in [Locale::En, Locale::Ko] {
        for key in &keys {
            let text = views::text(locale, key, &NAMED);
            assert!(text != *key && !text.is_empty(), "{key} in {}", locale.as_str());
        }
    }
}

//! Whatever the program can name has a word on the pages, in both languages.

use app::terms::{ItemKind, SourceKind, SuggestionRule};
use postmortem::Locale;

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
            assert!(views::has_text(locale, key), "{key} in {}", locale.as_str());
        }
    }
}

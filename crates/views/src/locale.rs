//! Texts in English and Korean, embedded.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};
use postmortem::Locale;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // marks of direction around arguments would end up in what people copy
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const EN: LanguageIdentifier = fluent_templates::langid!("en");
const KO: LanguageIdentifier = fluent_templates::langid!("ko");

fn language(locale: Locale) -> LanguageIdentifier {
    match locale {
        Locale::En => EN,
        Locale::Ko => KO,
    }
}

/// The text of a key in a language. A number among the arguments is treated as one, for plurals.
pub fn text(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue> = args
        .iter()
        .map(|(name, value)| {
            let value = match value.parse::<i64>() {
                // `007` is a name, no number
                Ok(number) if value.len() < 16 && number.to_string() == *value => FluentValue::from(number),
                _ => FluentValue::from((*value).to_owned()),
            };
            (Cow::Owned((*name).to_owned()), value)
        })
        .collect();
    LOCALES.try_lookup_with_args(&language(locale), key, &values).unwrap_or_else(|| key.to_owned())
}

/// Whether a key has a text.
pub fn has_text(locale: Locale, key: &str) -> bool {
    LOCALES.try_lookup(&language(locale), key).is_some()
}

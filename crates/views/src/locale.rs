//! Texts in English and Korean, embedded.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

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

/// The texts without arguments that were asked for: the same ones come hundreds of times on a page.
static KNOWN: [LazyLock<RwLock<HashMap<String, String>>>; 2] = [const { LazyLock::new(RwLock::default) }; 2];

fn known(locale: Locale) -> &'static RwLock<HashMap<String, String>> {
    &KNOWN[match locale {
        Locale::En => 0,
        Locale::Ko => 1,
    }]
}

/// The text of a key in a language. A number among the arguments is treated as one, for plurals.
pub fn text(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    if args.is_empty() { plain(locale, key) } else { with_args(locale, key, args) }
}

fn plain(locale: Locale, key: &str) -> String {
    if let Some(text) = known(locale).read().unwrap_or_else(PoisonError::into_inner).get(key) {
        return text.clone();
    }
    match LOCALES.try_lookup(&language(locale), key) {
        Some(text) => {
            // only keys that have a text are kept, so that there is an end to them
            known(locale).write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), text.clone());
            text
        }
        None => key.to_owned(),
    }
}

fn with_args(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
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

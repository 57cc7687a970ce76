//! Reasons of the floors below in the viewer's language. The sentences stand in the locales.

use app::terms::{Arg, Told};
use views::Ui;

/// The sentence of a reason.
pub fn told(ui: &Ui, reason: &Told) -> String {
    let args: Vec<(&str, String)> = reason.args.iter().map(|(name, arg)| (*name, named(ui, arg))).collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ui.ta(&format!("{}-{}", reason.list, reason.code), &args)
}

fn named(ui: &Ui, arg: &Arg) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Size(bytes) => ui.size(i64::try_from(*bytes).unwrap_or(i64::MAX)),
        Arg::Told(reason) => told(ui, reason),
    }
}

#[cfg(test)]
mod tests {
    use app::imports::BrokenOff;
    use app::terms::{ArchiveFlaw, Expected, JsonFlaw, MissingColumn, NoteFlaw, RefuseReason, Rejected, TimeFlaw};
    use postmortem::Locale;

    #[test]
    fn every_reason_has_a_sentence_in_both_languages() {
        for (list, codes) in [
            (Rejected::LIST, Rejected::CODES),
            (BrokenOff::LIST, BrokenOff::CODES),
            (RefuseReason::LIST, RefuseReason::CODES),
            (ArchiveFlaw::LIST, ArchiveFlaw::CODES),
            (JsonFlaw::LIST, JsonFlaw::CODES),
            (TimeFlaw::LIST, TimeFlaw::CODES),
            (Expected::LIST, Expected::CODES),
            (MissingColumn::LIST, MissingColumn::CODES),
            (NoteFlaw::LIST, NoteFlaw::CODES),
        ] {
            for (code, names) in codes {
                let args: Vec<(&str, &str)> = names.iter().map(|name| (*name, "it")).collect();
                let key = format!("{list}-{code}");
                let texts = [Locale::En, Locale::Ko].map(|locale| views::text(locale, &key, &args));
                for text in &texts {
                    assert!(*text != key && !text.contains("{$"), "{key}: {text}");
                }
                // a missing text falls back to English; these two only quote
                let is_quote = ["import-refused-time", "import-missing-named"].contains(&key.as_str());
                assert!(is_quote || texts[0] != texts[1], "{key}");
            }
        }
    }
}

//! How well the rules find: precision and recall over labelled sentences, and what real corpora bring.
//!
//! Floors are what was reached; a change that finds worse fails. The documentation tells the same figures.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod count;
mod sets;

use std::collections::BTreeMap;

use postmortem::Locale;

#[test]
fn the_rules_find_what_was_labelled() {
    for locale in Locale::ALL {
        let sentences = sets::written(locale);
        let all = count::print(&format!("{} written", locale.as_str()), &sentences);
        count::print_differences(&sentences);
        for (family, count) in count::count(&sentences).0 {
            let is_good = count.precision().value() >= 0.95 && count.recall().value() >= 0.85;
            assert!(is_good, "{} {family}: {count}", locale.as_str());
        }
        assert!(all.precision().value() >= 0.98 && all.recall().value() >= 0.9, "{}: {all}", locale.as_str());
    }
}

#[test]
fn each_set_is_large_enough_to_say_something() {
    for locale in Locale::ALL {
        let [written, real, clean] = sets::sizes(locale);
        assert!(written >= 200 && real >= 200 && clean >= 60, "{}: {written}, {real}, {clean}", locale.as_str());
    }
}

/// What was reached: right at least, false and missed at most; in the part for mending, in the part held out.
const REAL_FLOORS: [[[usize; 3]; 2]; 2] = [[[83, 5, 9], [67, 16, 15]], [[17, 0, 2], [7, 4, 4]]];

#[test]
fn the_rules_find_what_was_labelled_in_real_postmortems() {
    let Some(documents) = sets::documents() else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    for locale in Locale::ALL {
        let sentences = sets::real(locale, &documents).expect("the mined sentences stand beside the corpus");
        let (held, mended): (Vec<_>, Vec<_>) = sentences.iter().cloned().partition(|it| it.is_held_out);
        for (part, sentences, floor) in [("for mending", mended, 0), ("held out", held, 1)] {
            let all = count::print(&format!("{} real, {part}", locale.as_str()), &sentences);
            if part == "for mending" {
                count::print_differences(&sentences);
            }
            let [right, wrong, missed] = REAL_FLOORS[locale as usize][floor];
            let is_good = all.right >= right && all.wrong <= wrong && all.missed <= missed;
            assert!(is_good, "{} {part}: {all}", locale.as_str());
        }
        count::print(&format!("{} real", locale.as_str()), &sentences);
        let everything = [sentences, sets::written(locale)].concat();
        count::print(&format!("{} real and written", locale.as_str()), &everything);
    }
}

#[test]
fn real_postmortems_are_read_without_a_stumble() {
    let Some(documents) = sets::documents() else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let mut words = [0usize; 2];
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (id, document) in &documents {
        words[document.locale as usize] += document.text.split_whitespace().count();
        for finding in &document.findings {
            *found.entry((document.locale.as_str(), finding.rule.id)).or_default() += 1;
            assert!(!document.text[finding.span.clone()].trim().is_empty(), "{id}: {finding:?}");
        }
    }
    for locale in Locale::ALL {
        let n: usize = found.iter().filter(|((lang, _), _)| *lang == locale.as_str()).map(|(_, n)| n).sum();
        let words = words[locale as usize];
        println!(
            "{}: {n} findings in {words} words, {:.2} per 1,000",
            locale.as_str(),
            n as f64 * 1000.0 / words as f64
        );
        assert!(n > 0 && n * 1000 < words * 8, "{n} in {words} words: too noisy to be read");
    }
    println!("{found:#?}");
}

//! Any text through the wording rules: spans are where they say, on characters, and the same each time.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let report = wording::check(text);
    for finding in &report.findings {
        assert!(!text[finding.span.clone()].trim().is_empty());
    }
    assert_eq!(wording::check(text), report);
});

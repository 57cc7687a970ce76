//! Any bytes as a table, and every line of them as a time and as a text with secrets.
#![no_main]

use std::ops::ControlFlow;

use evidence::{Input, Options, SourceKind, TimeReader, read, scrub_text, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = Options { zone: Some(jiff::tz::TimeZone::UTC), ..Options::default() };
    let input = || Input::bytes("fuzz", data.to_vec());
    let _ = table::inspect(input(), &options);
    let _ = read(SourceKind::Table, input(), &options, &mut |_| ControlFlow::Continue(()));
    if let Ok(text) = std::str::from_utf8(data) {
        let times = TimeReader { zone: options.zone, month_first: Some(true) };
        for line in text.lines() {
            let _ = times.read(line);
            let _ = scrub_text(line);
        }
    }
});

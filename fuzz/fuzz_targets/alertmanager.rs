//! Any bytes as bodies of this webhook.
#![no_main]

use std::ops::ControlFlow;

use evidence::{Input, Options, SourceKind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let input = Input::bytes("fuzz", data.to_vec());
    let _ = read(SourceKind::Alertmanager, input, &Options::default(), &mut |_| ControlFlow::Continue(()));
});

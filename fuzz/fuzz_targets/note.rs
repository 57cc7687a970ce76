//! Any bytes as a note, and as a picture to be drawn anew.
#![no_main]

use evidence::note::{NoteOptions, item, reencode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = NoteOptions { occurred: jiff::Timestamp::UNIX_EPOCH, zone: None, caption: String::new(), author: None };
    let _ = item("fuzz", data.to_vec(), &options);
    let _ = reencode(data);
});

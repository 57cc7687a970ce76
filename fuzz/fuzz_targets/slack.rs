//! Any bytes as a zip, and as the text of a day file through the folder-less path of a stored archive.
#![no_main]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use evidence::{Input, Options, SourceKind, read, slack};
use libfuzzer_sys::fuzz_target;

/// A stored zip by hand: the fuzzer should spend its time in our parser, not in a compressor.
fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let start = out.len() as u32;
        let sum = crc(bytes).to_le_bytes();
        let size = (bytes.len() as u32).to_le_bytes();
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend([sum, size, size].concat());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = out.len() as u32;
    let n = (files.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let _ = out.write_all(&[n, n].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| if s & 1 == 1 { s >> 1 ^ 0xedb8_8320 } else { s >> 1 })
    })
}

fuzz_target!(|data: &[u8]| {
    let options = Options::default();
    let mut sink = |_| ControlFlow::Continue(());
    let _ = read(SourceKind::Slack, Input::Zip(Box::new(Cursor::new(data.to_vec()))), &options, &mut sink);
    let zip = stored(&[("channels.json", b"[]"), ("c/2026-11-13.json", data)]);
    let _ = slack::inspect(Input::Zip(Box::new(Cursor::new(zip.clone()))), &options);
    let _ = read(SourceKind::Slack, Input::Zip(Box::new(Cursor::new(zip))), &options, &mut sink);
});

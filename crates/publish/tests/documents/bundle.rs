//! Bundles, ours and hostile ones.

use std::io::{Cursor, Write};

use publish::{
    Author,
    bundle::{Bundle, BundleError, EvidenceLine, Limits, Writer},
};
use sha2::{Digest, Sha256};
use zip::{ZipWriter, write::SimpleFileOptions};

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn line(raw: &str) -> EvidenceLine {
    EvidenceLine {
        sha256: hash(raw.as_bytes()),
        source: "slack".into(),
        key: "C01/1.2".into(),
        occurred: "2026-11-13T05:02:00Z".parse().unwrap(),
        zone: None,
        author: Some(Author { handle: "U1".into(), name: None }),
        place: Some("#inc".into()),
        link: None,
        text: "결제가 느립니다\nline".into(),
        kind: "message".into(),
        thread: None,
        is_bot: false,
        is_scrubbed: false,
        details: Vec::new(),
        raw: raw.into(),
    }
}

fn made() -> Vec<u8> {
    let mut writer = Writer::begin(Cursor::new(Vec::new()), "---\ntext\n").unwrap();
    writer.evidence([line("{\"a\":1}"), line("{\"b\":2}")]).unwrap();
    let bytes = b"\x89PNG bytes";
    writer.file(&hash(bytes), &mut &bytes[..]).unwrap();
    writer.file(&hash(bytes), &mut &bytes[..]).unwrap();
    writer.finish().unwrap().into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Bundle<Cursor<Vec<u8>>>, BundleError> {
    Bundle::open(Cursor::new(bytes), Limits::default())
}

/// An archive with these entries and nothing else.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bundle_comes_back_and_is_the_same_each_time() {
    assert_eq!(made(), made());
    let mut bundle = open(made()).unwrap();
    assert_eq!(bundle.markdown().unwrap(), "---\ntext\n");
    let mut lines = Vec::new();
    bundle.evidence(&mut |line| lines.push(line)).unwrap();
    assert_eq!(lines, [line("{\"a\":1}"), line("{\"b\":2}")]);
    assert!(lines[0].is_intact() && !EvidenceLine { raw: "x".into(), ..lines[0].clone() }.is_intact());
    let files = bundle.files().to_vec();
    let mut out = Vec::new();
    assert_eq!(bundle.copy_file(&files[0], &mut out).unwrap(), 10);
    assert_eq!(out, b"\x89PNG bytes");
}

#[test]
fn only_the_names_of_a_bundle_are_taken() {
    let long = format!("files/{}", "A".repeat(64));
    for name in
        ["../evil", "/etc/passwd", "files/../x", "files/x", "C:\\x", "postmortem.md\0", "Postmortem.md", "a.zip", &long]
    {
        assert!(matches!(open(archive(&[(name, b"x")])), Err(BundleError::Name(_))), "{name:?}");
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("postmortem.md", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert!(matches!(open(zip.finish().unwrap().into_inner()), Err(BundleError::Special(_))));
    assert!(matches!(open(b"no zip".to_vec()), Err(BundleError::Zip(_))));
}

#[test]
fn bombs_and_liars_are_refused() {
    let bomb = archive(&[("postmortem.md", &vec![b'a'; 8 << 20])]);
    assert!(matches!(open(bomb.clone()).unwrap().markdown(), Err(BundleError::TooLarge(_))));
    let small = Limits { entry_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(Bundle::open(Cursor::new(bomb), small), Err(BundleError::TooLarge(_))));
    let few = Limits { entries: 1, ..Limits::default() };
    assert!(matches!(Bundle::open(Cursor::new(made()), few), Err(BundleError::Entries(3))));
    let many: Vec<String> = (0..40_000u32).map(|n| format!("files/{}", hash(&n.to_be_bytes()))).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let narrow = Limits { entries: 100, ..Limits::default() };
    assert!(matches!(Bundle::open(Cursor::new(archive(&many)), narrow), Err(BundleError::TooLarge(_))));
    let lie = hash(b"other");
    let mut bundle = open(archive(&[(&format!("files/{lie}"), b"bytes")])).unwrap();
    assert!(matches!(bundle.copy_file(&lie, &mut Vec::new()), Err(BundleError::Hash(_))));
    assert!(matches!(bundle.markdown(), Err(BundleError::Missing(_))));
    let mut bundle = open(archive(&[("postmortem.md", b"\xff"), ("evidence.jsonl", b"{\n")])).unwrap();
    assert!(matches!(bundle.markdown(), Err(BundleError::Text(_))));
    assert!(matches!(bundle.evidence(&mut |_| {}), Err(BundleError::Line { line: 1, .. })));
}

#[test]
fn a_bundle_cut_or_changed_anywhere_never_panics() {
    let good = made();
    for at in (0..good.len()).step_by(3) {
        let mut changed = good.clone();
        changed[at] ^= 0x55;
        for bytes in [good[..at].to_vec(), changed] {
            if let Ok(mut bundle) = open(bytes) {
                let _ = bundle.markdown();
                let _ = bundle.evidence(&mut |_| {});
                for hash in bundle.files().to_vec() {
                    let _ = bundle.copy_file(&hash, &mut std::io::sink());
                }
            }
        }
    }
}

//! Hostile archives, each made on the spot, each refused for its own reason.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::testing::zip_of;

fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Archive, ArchiveFlaw> {
    Archive::open(Box::new(Cursor::new(bytes)), limits).map_err(flaw)
}

fn flaw(rejected: Rejected) -> ArchiveFlaw {
    match rejected {
        Rejected::Archive { flaw } | Rejected::Entry { flaw, .. } => flaw,
        other => panic!("{other:?}"),
    }
}

/// Opens and reads every entry to its end.
fn drain(bytes: Vec<u8>, limits: &Limits) -> Result<u64, ArchiveFlaw> {
    let mut archive = open(bytes, limits)?;
    let mut n = 0;
    for at in 0..archive.entries.len() {
        let name = archive.entries[at].name.clone();
        let mut reader = archive.reader(at).map_err(flaw)?;
        n += std::io::copy(&mut reader, &mut std::io::sink()).map_err(|e| flaw(read_error(&name, e)))?;
    }
    Ok(n)
}

fn refusal(bytes: Vec<u8>) -> ArchiveFlaw {
    drain(bytes, &Limits::default()).expect_err("a hostile archive is refused")
}

fn named(name: &str) -> ArchiveFlaw {
    // written under a harmless name of the same length, then renamed in both headers
    let stand_in = "q".repeat(name.len());
    let mut bytes = zip_of(&[(&stand_in, b"[]")]);
    replace(&mut bytes, stand_in.as_bytes(), name.as_bytes());
    refusal(bytes)
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let places: Vec<_> = memchr::memmem::find_iter(bytes, from).collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

/// Changes a field of every local (`PK34`) or central (`PK12`) header.
fn patch(bytes: &mut [u8], magic: &[u8], offset: usize, value: &[u8]) {
    let places: Vec<_> = memchr::memmem::find_iter(bytes, magic).collect();
    for at in places {
        bytes[at + offset..at + offset + value.len()].copy_from_slice(value);
    }
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";

fn deflated(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_honest_archive_is_read() {
    assert_eq!(drain(zip_of(&[("a/b.json", b"[]"), ("users.json", b"[{}]")]), &Limits::default()), Ok(6));
    assert_eq!(drain(deflated("a.json", &[b'x'; 5000]), &Limits::default()), Ok(5000));
}

#[test]
fn hostile_names_are_refused() {
    for (name, expected) in [
        ("../evil.json", ArchiveFlaw::Traversal),
        ("a/../../evil.json", ArchiveFlaw::Traversal),
        ("a/./b.json", ArchiveFlaw::Traversal),
        ("a//b.json", ArchiveFlaw::Traversal),
        ("/etc/passwd", ArchiveFlaw::Absolute),
        ("\\\\host\\share\\x", ArchiveFlaw::Absolute),
        ("C:/windows/x.json", ArchiveFlaw::Drive),
        ("a.json:stream", ArchiveFlaw::Drive),
        ("a\\..\\b.json", ArchiveFlaw::Backslash),
        ("a\0b.json", ArchiveFlaw::HiddenCharacter),
        ("a\nb.json", ArchiveFlaw::HiddenCharacter),
        ("a\u{202e}nosj.exe", ArchiveFlaw::HiddenCharacter),
        ("a/inner.zip", ArchiveFlaw::Nested),
        ("a/inner.tar.GZ", ArchiveFlaw::Nested),
        ("a/inner.7z", ArchiveFlaw::Nested),
    ] {
        assert_eq!(named(name), expected, "{name:?}");
    }
    let deep = "a/".repeat(40) + "b.json";
    assert_eq!(named(&deep), ArchiveFlaw::NameTooLong);
    let mut bytes = zip_of(&[("qqqq.json", b"[]")]);
    replace(&mut bytes, b"qqqq", b"\xb0\xa1\xb0\xa1");
    assert_eq!(refusal(bytes), ArchiveFlaw::NameEncoding);
}

#[test]
fn names_that_stand_twice_are_refused() {
    let mut bytes = zip_of(&[("a/1.json", b"[]"), ("a/2.json", b"[]")]);
    replace(&mut bytes, b"a/2.json", b"a/1.json");
    assert_eq!(refusal(bytes), ArchiveFlaw::DuplicateName);
    assert_eq!(refusal(zip_of(&[("a/x.json", b"[]"), ("A/X.json", b"[]")])), ArchiveFlaw::CaseDuplicate);
    assert_eq!(
        refusal(zip_of(&[("\u{ac00}.json", b"[]"), ("\u{1100}\u{1161}.json", b"[]")])),
        ArchiveFlaw::CaseDuplicate
    );
    assert_eq!(refusal(zip_of(&[("a", b"[]"), ("a/b.json", b"[]")])), ArchiveFlaw::DuplicateName);
}

#[test]
fn links_devices_and_locked_entries_are_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("users.json", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert_eq!(refusal(zip.finish().unwrap().into_inner()), ArchiveFlaw::Symlink);
    let mut bytes = zip_of(&[("a.json", b"[]")]);
    patch(&mut bytes, CENTRAL, 38, &(0o020_644u32 << 16).to_le_bytes());
    assert_eq!(refusal(bytes), ArchiveFlaw::Special);
    let mut bytes = zip_of(&[("a.json", b"[]")]);
    patch(&mut bytes, CENTRAL, 8, &[1]);
    patch(&mut bytes, LOCAL, 6, &[1]);
    assert_eq!(refusal(bytes), ArchiveFlaw::Encrypted);
    let mut bytes = zip_of(&[("a.json", b"[]")]);
    patch(&mut bytes, CENTRAL, 10, &[12]);
    assert!(matches!(refusal(bytes), ArchiveFlaw::Compression | ArchiveFlaw::Damaged { .. }));
}

#[test]
fn bombs_are_stopped_by_real_bytes() {
    assert_eq!(refusal(deflated("a.json", &vec![0; 4 << 20])), ArchiveFlaw::Ratio { limit: 200 });
    // the headers lie: the claimed size is small, the bytes go on
    let mut bytes = deflated("a.json", &vec![0; 4 << 20]);
    patch(&mut bytes, CENTRAL, 24, &100u32.to_le_bytes());
    patch(&mut bytes, LOCAL, 22, &100u32.to_le_bytes());
    assert!(matches!(refusal(bytes), ArchiveFlaw::Ratio { .. } | ArchiveFlaw::Damaged { .. }));
    let small = Limits { entry_bytes: 100, ..Limits::default() };
    assert_eq!(
        drain(zip_of(&[("a.json", &[b'x'; 101])]), &small),
        Err(ArchiveFlaw::EntryTooLarge { limit: Size(100) })
    );
    let small = Limits { total_bytes: 150, ..Limits::default() };
    assert_eq!(
        drain(zip_of(&[("a.json", &[b'x'; 100]), ("b.json", &[b'x'; 100])]), &small),
        Err(ArchiveFlaw::TooLarge { limit: Size(150) })
    );
    let few = Limits { n_entries: 2, ..Limits::default() };
    assert_eq!(
        drain(zip_of(&[("a", b""), ("b", b""), ("c", b"")]), &few),
        Err(ArchiveFlaw::TooManyEntries { n: 3, limit: 2 })
    );
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let mut bytes = zip_of(&[("a.json", b"[]"), ("b.json", b"[]")]);
    let second = memchr::memmem::find_iter(&bytes, CENTRAL).nth(1).unwrap();
    bytes[second + 42..second + 46].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(refusal(bytes), ArchiveFlaw::Overlap);
}

#[test]
fn an_archive_inside_is_known_by_its_bytes() {
    let inner = zip_of(&[("a.json", b"[]")]);
    assert_eq!(refusal(zip_of(&[("users.json", &inner)])), ArchiveFlaw::Nested);
    assert_eq!(refusal(zip_of(&[("users.json", b"\x1f\x8b\x08rest")])), ArchiveFlaw::Nested);
}

#[test]
fn damaged_archives_are_refused() {
    let good = deflated("a.json", "[{\"ts\":\"1.0\"}]".repeat(50).as_bytes());
    assert!(matches!(refusal(Vec::new()), ArchiveFlaw::Damaged { .. }));
    assert!(matches!(refusal(b"PK\x03\x04nothing".to_vec()), ArchiveFlaw::Damaged { .. }));
    assert!(matches!(refusal(good[..good.len() / 2].to_vec()), ArchiveFlaw::Damaged { .. }));
    let mut torn = good.clone();
    torn[45] ^= 0xff;
    assert!(matches!(refusal(torn), ArchiveFlaw::Damaged { .. }));
    let mut sum = good.clone();
    patch(&mut sum, CENTRAL, 16, &[1, 2, 3, 4]);
    assert!(matches!(refusal(sum), ArchiveFlaw::Damaged { .. }));
    let mut cloaked = good.clone();
    cloaked[30..36].copy_from_slice(b"b.json");
    assert!(matches!(refusal(cloaked), ArchiveFlaw::Damaged { .. }));
    assert_eq!(refusal([b"MZ executable".to_vec(), good].concat()), ArchiveFlaw::Prefixed);
}

#[cfg(unix)]
#[test]
fn a_folder_with_a_link_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("users.json"), "[]").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("channels.json")).unwrap();
    let opened = crate::input::Tree::open(crate::input::Input::Folder(folder.path().to_owned()), &Limits::default());
    assert!(matches!(opened, Err(Rejected::Entry { flaw: ArchiveFlaw::Symlink, .. })));
}

proptest::proptest! {
    #[test]
    fn a_mutated_archive_never_panics(edits in proptest::collection::vec((0usize..600, proptest::num::u8::ANY), 1..8)) {
        let mut bytes = deflated("a.json", "[{\"ts\":\"1.0\"}]".repeat(20).as_bytes());
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let _ = drain(bytes, &Limits::default());
    }
}

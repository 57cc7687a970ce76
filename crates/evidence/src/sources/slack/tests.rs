//! What is read from the fixture, from real data where it is at hand, and from damaged input.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::*;
use crate::item::{ItemKind, Revision, SourceKind};
use crate::run::{Event, Note, Summary};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sources/slack/fixtures/export")
}

struct Seen {
    items: Vec<(Item, Place)>,
    notes: Vec<Note>,
    summary: Summary,
}

fn import(input: Input, options: &Options) -> Result<Seen, Rejected> {
    let (mut items, mut notes) = (Vec::new(), Vec::new());
    let summary = crate::read(SourceKind::Slack, input, options, &mut |event| {
        match event {
            Event::Item(item, place) => items.push((*item, place)),
            Event::Note(note) => notes.push(note),
            Event::Progress { .. } => {}
        }
        ControlFlow::Continue(())
    })?;
    Ok(Seen { items, notes, summary })
}

fn folder() -> Input {
    Input::Folder(fixture())
}

fn zip_of(files: &[(&str, &[u8])]) -> Input {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    Input::Zip(Box::new(zip.finish().unwrap()))
}

fn day(json: &str) -> Input {
    zip_of(&[("channels.json", b"[]"), ("c/2026-11-13.json", json.as_bytes())])
}

fn by_key<'a>(seen: &'a Seen, key: &str) -> &'a Item {
    &seen.items.iter().find(|(item, _)| item.key == key).unwrap_or_else(|| panic!("no {key}")).0
}

#[test]
fn the_fixture_becomes_readable_items() {
    let seen = import(folder(), &Options::default()).unwrap();
    let told: Vec<String> = seen
        .items
        .iter()
        .map(|(item, place)| {
            let author = item.author.as_ref().map_or("-", |a| a.name.as_deref().unwrap_or(&a.handle));
            format!("{place} {} {} {} {author}: {}", item.key, item.kind, item.revision, item.text.replace('\n', " / "))
        })
        .collect();
    let expected = include_str!("fixtures/expected.txt");
    assert_eq!(told.join("\n"), expected.trim_end());
}

#[test]
fn threads_reactions_files_pins_and_edits_are_kept() {
    let seen = import(folder(), &Options::default()).unwrap();
    let reply = by_key(&seen, "C0INC/1794578700.000300");
    assert_eq!(reply.thread.as_deref(), Some("C0INC/1794578640.000200"));
    let root = by_key(&seen, "C0INC/1794578640.000200");
    assert_eq!(root.thread, None);
    assert_eq!(root.detail("reaction"), Some("eyes 2"));
    assert_eq!(root.detail("reacted_by"), Some("U0ADA"));
    assert_eq!(root.detail("pinned"), Some("true"));
    let file = by_key(&seen, "C0INC/1794578760.000400");
    assert_eq!(file.kind, ItemKind::File);
    assert_eq!(file.detail("file_type"), Some("image/png"));
    assert_eq!(file.link.as_deref(), Some("https://example.slack.com/files/U0ADA/F1/graph.png"));
    assert!(file.is_scrubbed);
    assert!(!String::from_utf8_lossy(&file.raw).contains("xoxe"), "the token of the address is not kept");
    assert!(serde_json::from_slice::<serde_json::Value>(&file.raw).is_ok());
    let edit = seen.items.iter().find(|(item, _)| item.revision == Revision::Edit).unwrap();
    assert_eq!(edit.0.key, "C0INC/1794578640.000200");
    assert_eq!(edit.0.detail("edited"), Some("2026-11-13T14:07:00.0001Z"));
    let deletion = seen.items.iter().find(|(item, _)| item.revision == Revision::Deletion).unwrap();
    assert_eq!(deletion.0.key, "C0INC/1794578820.000500");
}

#[test]
fn a_retry_is_kept_once_and_said() {
    let seen = import(folder(), &Options::default()).unwrap();
    let retries: Vec<_> =
        seen.notes.iter().filter(|n| matches!(n, Note::Skipped { reason: SkipReason::Retry { .. }, .. })).collect();
    assert_eq!(
        retries,
        [&Note::Skipped {
            place: Place::line("incident-checkout/2026-11-13.json", 73),
            reason: SkipReason::Retry { of: "C0INC/1794578700.000300".to_owned() }
        }]
    );
    assert_eq!(seen.summary.skipped.get("retry"), Some(&1));
}

#[test]
fn unknown_channels_and_people_survive_as_handles() {
    let seen = import(folder(), &Options::default()).unwrap();
    let item = &seen.items.iter().find(|(item, _)| item.place.as_deref() == Some("#C0GONE")).unwrap().0;
    assert_eq!(item.author.as_ref().unwrap().handle, "U0GONE");
    assert_eq!(item.author.as_ref().unwrap().name, None);
}

#[test]
fn importing_twice_gives_the_same_items() {
    let first = import(folder(), &Options::default()).unwrap();
    let second = import(folder(), &Options::default()).unwrap();
    assert_eq!(first.items, second.items);
    assert_eq!(first.notes, second.notes);
    for (item, _) in &first.items {
        assert_eq!(item.hash, crate::item::sha256(&item.raw));
    }
}

#[test]
fn channels_and_a_window_are_chosen() {
    let options = Options { channels: Some(vec!["#general".to_owned()]), ..Options::default() };
    let seen = import(folder(), &options).unwrap();
    assert!(seen.items.iter().all(|(item, _)| item.place.as_deref() == Some("#general")));
    assert_eq!(seen.summary.skipped.get("other_channel"), Some(&2));
    let from: Timestamp = "2026-11-13T14:04:00Z".parse().unwrap();
    let to: Timestamp = "2026-11-13T14:06:00Z".parse().unwrap();
    let options = Options { from: Some(from), to: Some(to), ..Options::default() };
    let seen = import(folder(), &options).unwrap();
    assert!(!seen.items.is_empty());
    assert!(seen.items.iter().all(|(item, _)| item.occurred >= from && item.occurred < to));
    let options = Options { channels: Some(vec!["nowhere".to_owned()]), ..Options::default() };
    assert!(matches!(import(folder(), &options), Err(Rejected::NoSuchChannel { .. })));
}

#[test]
fn an_export_shows_its_channels_before_the_import() {
    let overview = inspect(folder(), &Options::default()).unwrap();
    let told: Vec<_> = overview.channels.iter().map(|c| (c.id.as_str(), c.name.as_str(), c.n_files)).collect();
    assert_eq!(told, [("C0GONE", "C0GONE", 1), ("C0GEN", "general", 1), ("C0INC", "incident-checkout", 1)]);
    assert_eq!(overview.channels[2].first_day.to_string(), "2026-11-13");
    assert_eq!(overview.n_people, 3);
}

#[test]
fn an_export_below_a_top_folder_is_found() {
    let input = zip_of(&[
        ("Acme export/users.json", br#"[{"id":"U1","name":"ada"}]"#),
        ("Acme export/channels.json", br#"[{"id":"C1","name":"ops"}]"#),
        (
            "Acme export/ops/2026-11-13.json",
            br#"[{"type":"message","user":"U1","text":"hi","ts":"1794578520.000100"}]"#,
        ),
        ("__MACOSX/Acme export/._users.json", b"x"),
    ]);
    let seen = import(input, &Options::default()).unwrap();
    assert_eq!(seen.items[0].0.key, "C1/1794578520.000100");
    assert_eq!(seen.items[0].0.author.as_ref().unwrap().name.as_deref(), Some("ada"));
}

#[test]
fn a_bad_event_is_refused_by_line_and_the_rest_is_taken() {
    let seen = import(
        day("[\n{\"type\":\"message\",\"text\":\"a\",\"ts\":\"1794578520.000100\"},\n{\"text\":\"no ts\"},\n{\"ts\":\"x\"},\n17,\n{\"ts\":\"1.2.3\",\"text\":\"x\"},\n{\"text\":\"\\ud800\",\"ts\":\"1794578521.000100\"},\n{\"ts\":\"1794578522.0001\",\"ts\":\"1794578523.0001\",\"text\":\"d\"},\n{\"text\":\"b\",\"ts\":\"1794578523.000100\"}]"),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(seen.summary.taken, 2);
    let lines: Vec<_> = seen
        .notes
        .iter()
        .filter_map(|n| match n {
            Note::Refused { place, .. } => place.line,
            Note::Skipped { .. } => None,
        })
        .collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_broken_text_rejects_the_whole_import_with_its_place() {
    for (text, line) in [("[\n{\"ts\":\"1.0\"},\n{", 3), ("[{}\n{}]", 2), ("{}", 1), ("", 1), ("\n\nnull", 3)] {
        match import(day(text), &Options::default()) {
            Err(Rejected::Json { place, .. }) => {
                assert_eq!((place.file.as_str(), place.line), ("c/2026-11-13.json", Some(line)), "{text}");
            }
            other => panic!("{text}: {:?}", other.map(|s| s.summary)),
        }
    }
    let deep = format!("[{}{}]", "{\"a\":".repeat(1_000_000), "}".repeat(1_000_000));
    assert!(matches!(import(day(&deep), &Options::default()), Err(Rejected::Json { .. })));
}

#[test]
fn what_is_no_export_is_said_so() {
    assert!(matches!(import(zip_of(&[("a.txt", b"x")]), &Options::default()), Err(Rejected::NothingFound { .. })));
    assert!(matches!(
        import(Input::bytes("x.json", b"[]".to_vec()), &Options::default()),
        Err(Rejected::WrongInput { .. })
    ));
}

#[test]
fn a_cancelled_import_stops_at_once() {
    let mut n = 0;
    let summary = crate::read(SourceKind::Slack, folder(), &Options::default(), &mut |event| {
        n += usize::from(matches!(event, Event::Item(..)));
        if n == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert!(summary.is_cancelled);
    assert_eq!(n, 2);
}

#[test]
fn the_real_export_is_taken_whole_or_told_why_not() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/chat/clojurians-slack-export.zip");
    if !path.exists() {
        eprintln!("skipped: ../shared/data is not at hand");
        return;
    }
    let seen = import(Input::open(&path).unwrap(), &Options::default()).unwrap();
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for note in &seen.notes {
        let key = match note {
            Note::Skipped { reason, .. } => {
                format!("{} {}", reason.code(), reason.what().filter(|w| !w.contains('/')).unwrap_or_default())
            }
            Note::Refused { reason, .. } => reason.to_string(),
        };
        *why.entry(key).or_default() += 1;
    }
    println!("{:?} {why:?}", seen.summary);
    assert_eq!(seen.summary.taken + seen.summary.n_skipped() + seen.summary.refused, 11_281);
    assert_eq!(seen.summary.refused, 0);
    let count = |revision| seen.items.iter().filter(|(item, _)| item.revision == revision).count();
    assert_eq!((count(Revision::Edit), count(Revision::Deletion)), (1220, 103));
    assert_eq!(seen.summary.skipped.get("notice"), Some(&656));
    let mut keys: Vec<_> =
        seen.items.iter().filter(|(i, _)| i.revision == Revision::Original).map(|(i, _)| &i.key).collect();
    let n = keys.len();
    keys.sort();
    keys.dedup();
    println!("{n} originals under {} keys", keys.len());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]
    #[test]
    fn a_mutated_day_file_never_panics(edits in proptest::collection::vec((0usize..9000, proptest::num::u8::ANY, 0u8..4), 1..12)) {
        let mut bytes = include_bytes!("fixtures/export/incident-checkout/2026-11-13.json").to_vec();
        for (at, byte, how) in edits {
            let at = at % bytes.len().max(1);
            if bytes.is_empty() { break; }
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at.max(1)),
            }
        }
        let _ = import(zip_of(&[("channels.json", b"[]"), ("c/2026-11-13.json", &bytes)]), &Options::default());
    }
}

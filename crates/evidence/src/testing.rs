//! What the tests of all sources share: an import into lists, and archives made on the spot.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::input::Input;
use crate::item::{Item, SourceKind};
use crate::reason::Rejected;
use crate::run::{Event, Note, Options, Place, Summary, read};

pub(crate) struct Seen {
    pub(crate) items: Vec<(Item, Place)>,
    pub(crate) notes: Vec<Note>,
    pub(crate) summary: Summary,
}

impl Seen {
    pub(crate) fn told(&self) -> Vec<String> {
        let tell = |(item, place): &(Item, Place)| {
            let who = item.author.as_ref().map_or("-", |a| a.handle.as_str());
            format!("{place} {} {} {} {who}: {}", item.kind, item.occurred, item.key, item.text.replace('\n', " / "))
        };
        self.items.iter().map(tell).collect()
    }

    pub(crate) fn refused(&self) -> Vec<String> {
        let tell = |note: &Note| match note {
            Note::Refused { place, reason } => Some(format!("{place} {reason}")),
            Note::Skipped { .. } => None,
        };
        self.notes.iter().filter_map(tell).collect()
    }
}

pub(crate) fn import(source: SourceKind, input: Input, options: &Options) -> Result<Seen, Rejected> {
    let (mut items, mut notes) = (Vec::new(), Vec::new());
    let summary = read(source, input, options, &mut |event| {
        match event {
            Event::Item(item, place) => items.push((*item, place)),
            Event::Note(note) => notes.push(note),
            Event::Progress { .. } => {}
        }
        ControlFlow::Continue(())
    })?;
    Ok(Seen { items, notes, summary })
}

pub(crate) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Real public data beside the project, where it is at hand.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/data is not at hand");
    None
}

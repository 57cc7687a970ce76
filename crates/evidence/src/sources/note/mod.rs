//! A file or a pasted text with a time and a caption. The type is told from the bytes, never from the name.

mod image;

use std::io::Read;

use jiff::Timestamp;

use crate::input::Input;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::{NoteFlaw, Rejected};
use crate::run::{Options, Place, Run, Stop};
use crate::scrub::{scrub_bytes, scrub_text};
pub use image::{MAX_PIXELS, NoImage, reencode};

/// Bytes of one note at most.
pub const MAX_BYTES: usize = 64 << 20;
const SHOWN_TEXT: usize = 64 << 10;

/// What a person says about a note.
#[derive(Debug, Clone)]
pub struct NoteOptions {
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone in which the time was given.
    pub zone: Option<String>,
    /// What is to be seen.
    pub caption: String,
    /// Who adds it.
    pub author: Option<Author>,
}

/// What the bytes of a note are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// A WebP image.
    Webp,
    /// A GIF image.
    Gif,
    /// UTF-8 text.
    Text,
    /// Anything else: for download only.
    Opaque,
}

impl MediaType {
    /// Tells the type from the first bytes, and text from all of them.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'%', b'P', b'D', b'F', ..] => Self::Opaque,
            _ if is_text(bytes) => Self::Text,
            _ => Self::Opaque,
        }
    }

    /// The media type under which it may be served.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Text => "text/plain; charset=utf-8",
            Self::Opaque => "application/octet-stream",
        }
    }

    /// Whether a re-encoded picture of it can be shown.
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|t| !t.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1b}' | '\u{c}')))
}

/// Makes one item from the bytes of a file or a pasted text.
pub fn item(name: &str, bytes: Vec<u8>, options: &NoteOptions) -> Result<Item, Rejected> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejected::Note { flaw: NoteFlaw::TooLarge { mib: MAX_BYTES >> 20 } });
    }
    if bytes.is_empty() {
        return Err(Rejected::Note { flaw: NoteFlaw::Empty });
    }
    let media = MediaType::of(&bytes);
    // the key is of what was handed in, so that the same file at the same time is the same evidence
    let key = format!("{}/{}", hex::encode(&sha256(&bytes)[..16]), options.occurred);
    let caption = scrub_text(options.caption.trim());
    let mut is_scrubbed = caption != options.caption.trim();
    let mut text = caption.into_owned();
    let raw = if media == MediaType::Text {
        let clean = scrub_bytes(&bytes).into_owned();
        is_scrubbed |= clean != bytes;
        let shown = String::from_utf8_lossy(&clean);
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(shown.chars().scan(0, |n, c| {
            *n += c.len_utf8();
            (*n <= SHOWN_TEXT).then_some(c)
        }));
        clean
    } else {
        bytes
    };
    let name = display_name(name);
    if text.is_empty() {
        text.clone_from(&name);
    }
    let details = vec![
        ("file".to_owned(), name),
        ("file_type".to_owned(), media.as_str().to_owned()),
        ("size".to_owned(), raw.len().to_string()),
    ];
    Ok(Item {
        source: SourceKind::Note,
        key,
        revision: Revision::Original,
        kind: ItemKind::Note,
        author: options.author.clone(),
        occurred: options.occurred,
        zone: options.zone.clone(),
        place: None,
        thread: None,
        text,
        link: None,
        details,
        hash: sha256(&raw),
        raw,
        is_scrubbed,
    })
}

/// The last part of a name, without what could mislead the eye.
fn display_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let hidden = |c: &char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = base.nfc().filter(|c| !hidden(c)).take(200).collect();
    if shown.is_empty() { "file".to_owned() } else { scrub_text(&shown).into_owned() }
}

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let (name, mut reader): (_, Box<dyn Read>) = match input {
        Input::File { name, reader } => (name, reader),
        // an archive is kept as it is, for download only
        Input::Zip(reader) => ("archive.zip".to_owned(), Box::new(reader)),
        Input::Folder(_) => {
            return Err(Rejected::wrong_input(SourceKind::Note).into());
        }
    };
    let Some(note) = &options.note else {
        return Err(Rejected::Note { flaw: NoteFlaw::NoTime }.into());
    };
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|e| Rejected::unreadable(name.clone(), &e))?;
    let item = item(&name, bytes, note)?;
    run.item(Box::new(item), Place::file(name))
}

#[cfg(test)]
mod tests;

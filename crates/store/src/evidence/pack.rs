//! Originals lie in compressed blocks of about 64 KiB, many to a block.

use jiff::Timestamp;
use postmortem::EvidenceId;
use uuid::Uuid;

use super::insert::Word;

/// An item on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// Its id, should it be new.
    pub id: EvidenceId,
    /// The source's own id of it.
    pub key: String,
    /// What it says about its key.
    pub word: Word,
    /// What it is.
    pub kind: &'static str,
    /// The source's id of its author.
    pub handle: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// Whether a program made it.
    pub is_bot: bool,
    /// When it happened.
    pub occurred: Timestamp,
    /// The zone in which the source gave the time.
    pub zone: Option<String>,
    /// Channel, repository or the like.
    pub place: Option<String>,
    /// The key of the item that began the thread.
    pub thread: Option<String>,
    /// The readable text.
    pub text: String,
    /// Where it can be seen at its source.
    pub link: Option<String>,
    /// Small further facts, as a JSON list of pairs.
    pub details: String,
    /// SHA-256 of `raw`.
    pub hash: [u8; 32],
    /// Whether secrets were replaced in it.
    pub is_scrubbed: bool,
    /// The original bytes.
    pub raw: Vec<u8>,
}

/// A compressed block of originals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: Uuid,
    /// The originals, one after the other, compressed.
    pub bytes: Vec<u8>,
}

/// Items whose originals stand in blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    pub(super) items: Vec<NewEvidence>,
    pub(super) places: Vec<Place>,
    pub(super) blocks: Vec<Block>,
}

/// Where an original lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub block: Uuid,
    pub at: i64,
    pub length: i64,
}

impl Packed {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items, without their originals.
    pub fn items(&self) -> &[NewEvidence] {
        &self.items
    }
}

const BLOCK: usize = 64 * 1024;

/// Takes the originals out of the items and puts them into compressed blocks. Costs time: done off the event loop.
pub fn pack(mut items: Vec<NewEvidence>, new_id: &mut dyn FnMut() -> Uuid) -> Packed {
    let mut packed = Packed { places: Vec::with_capacity(items.len()), ..Packed::default() };
    let mut block: Vec<u8> = Vec::with_capacity(BLOCK);
    let mut id = new_id();
    for item in &mut items {
        let raw = std::mem::take(&mut item.raw);
        if !block.is_empty() && block.len() + raw.len() > BLOCK {
            packed.blocks.push(Block { id, bytes: lz4_flex::block::compress_prepend_size(&block) });
            block.clear();
            id = new_id();
        }
        packed.places.push(Place { block: id, at: block.len() as i64, length: raw.len() as i64 });
        block.extend_from_slice(&raw);
    }
    if !items.is_empty() {
        packed.blocks.push(Block { id, bytes: lz4_flex::block::compress_prepend_size(&block) });
    }
    packed.items = items;
    packed
}

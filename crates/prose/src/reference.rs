//! References in stored Markdown to what the organisation keeps: `file:<sha256>` and `evidence:<sha256>`.
//!
//! A stored text never holds an address of this installation, so that it reads the same in another one.

use comrak::{Arena, nodes::NodeValue};

use crate::tree;

/// What a reference points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// A kept file.
    File,
    /// An item of evidence.
    Evidence,
}

/// A link or an image in a text that points to something kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it points to.
    pub kind: ReferenceKind,
    /// The content hash, 64 lower-case hexadecimal digits.
    pub hash: String,
    /// Whether it is shown as an image.
    pub is_image: bool,
}

/// Reads the destination of a link as a reference.
pub fn target(url: &str) -> Option<(ReferenceKind, &str)> {
    let (kind, hash) = match url.split_once(':')? {
        ("file", hash) => (ReferenceKind::File, hash),
        ("evidence", hash) => (ReferenceKind::Evidence, hash),
        _ => return None,
    };
    let fits = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    fits.then_some((kind, hash))
}

/// Finds every reference of a text, in the order in which they stand, each once.
pub fn references(markdown: &str) -> Vec<Reference> {
    let arena = Arena::new();
    let Some(root) = tree::parse(&arena, markdown, &tree::dialect()) else { return Vec::new() };
    let mut found: Vec<Reference> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for node in root.descendants() {
        let (url, is_image) = match &node.data().value {
            NodeValue::Link(link) => (link.url.clone(), false),
            NodeValue::Image(link) => (link.url.clone(), true),
            _ => continue,
        };
        if let Some((kind, hash)) = target(&url) {
            let reference = Reference { kind, hash: hash.to_owned(), is_image };
            if seen.insert((kind, reference.hash.clone(), is_image)) {
                found.push(reference);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_images_to_kept_things_are_found_once() {
        let (a, b) = ("a".repeat(64), "0".repeat(64));
        let text =
            format!("![그림](file:{a}) and [log](evidence:{b})\n\n![again](file:{a}) [x](file:short) `file:{b}`");
        assert_eq!(
            references(&text),
            [
                Reference { kind: ReferenceKind::File, hash: a, is_image: true },
                Reference { kind: ReferenceKind::Evidence, hash: b, is_image: false },
            ]
        );
    }
}

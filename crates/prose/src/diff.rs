//! What differs between two texts: lines, and within lines words, Korean ones too.
//!
//! The work is bounded by size, not by a clock: the same texts always give the same diff.

use similar::{Algorithm, ChangeTag, InlineChangeMode, InlineChangeOptions, TextDiff};

const CONTEXT: usize = 3;
const MAX_LINES: usize = 6_000;
const MAX_BYTES: usize = 1_000_000;
const MAX_LINE_BYTES: usize = 20_000;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// It stands in both.
    Equal,
    /// Only in the new text.
    Insert,
    /// Only in the old text.
    Delete,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The piece.
    pub text: String,
    /// Whether just this differs from the line's counterpart.
    pub is_changed: bool,
}

/// A line of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub kind: LineKind,
    /// Its number in the old text, from 1.
    pub old: Option<usize>,
    /// Its number in the new text, from 1.
    pub new: Option<usize>,
    /// Its pieces, without the line's end.
    pub spans: Vec<Span>,
}

/// Changed lines that stand together, with a few lines around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The lines.
    pub lines: Vec<Line>,
}

/// What differs between two texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// The places that differ; none where the texts are equal.
    pub hunks: Vec<Hunk>,
    /// How many lines are only in the new text.
    pub n_inserted: usize,
    /// How many lines are only in the old text.
    pub n_deleted: usize,
    /// Whether the texts were too large to compare, so that all of the old stands against all of the new.
    pub is_coarse: bool,
}

/// Compares two texts.
pub fn diff(old: &str, new: &str) -> Diff {
    if old == new {
        return Diff::default();
    }
    let (n_old, n_new) = (old.lines().count(), new.lines().count());
    if old.len() + new.len() > MAX_BYTES || n_old + n_new > MAX_LINES {
        return coarse(old, new);
    }
    let compared = TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(old, new);
    let can_refine = old.lines().chain(new.lines()).all(|line| line.len() <= MAX_LINE_BYTES);
    let mut words = InlineChangeOptions::new();
    words.mode(InlineChangeMode::UnicodeWords);
    let mut found = Diff::default();
    for group in compared.grouped_ops(CONTEXT) {
        let mut lines = Vec::new();
        for op in &group {
            if can_refine {
                for change in compared.iter_inline_changes_with_options_deadline(op, words, None) {
                    let spans = change.values().iter().map(|(is_changed, text)| (*is_changed, *text));
                    lines.push(line(change.tag(), change.old_index(), change.new_index(), spans));
                }
            } else {
                for change in compared.iter_changes(op) {
                    let spans = [(false, change.value())].into_iter();
                    lines.push(line(change.tag(), change.old_index(), change.new_index(), spans));
                }
            }
        }
        found.hunks.push(Hunk { lines });
    }
    for line in found.hunks.iter().flat_map(|h| &h.lines) {
        found.n_inserted += usize::from(line.kind == LineKind::Insert);
        found.n_deleted += usize::from(line.kind == LineKind::Delete);
    }
    found
}

fn line<'t>(
    tag: ChangeTag,
    old: Option<usize>,
    new: Option<usize>,
    spans: impl Iterator<Item = (bool, &'t str)>,
) -> Line {
    let kind = match tag {
        ChangeTag::Equal => LineKind::Equal,
        ChangeTag::Insert => LineKind::Insert,
        ChangeTag::Delete => LineKind::Delete,
    };
    let spans = spans
        .map(|(is_changed, text)| Span { text: text.trim_end_matches(['\n', '\r']).to_owned(), is_changed })
        .filter(|span| !span.text.is_empty())
        .collect();
    Line { kind, old: old.map(|n| n + 1), new: new.map(|n| n + 1), spans }
}

fn coarse(old: &str, new: &str) -> Diff {
    let whole = |kind: LineKind, n: usize, text: &str| Line {
        kind,
        old: (kind == LineKind::Delete).then_some(n),
        new: (kind == LineKind::Insert).then_some(n),
        spans: vec![Span { text: text.to_owned(), is_changed: false }],
    };
    let mut lines: Vec<Line> = old.lines().zip(1..).map(|(text, n)| whole(LineKind::Delete, n, text)).collect();
    let n_deleted = lines.len();
    lines.extend(new.lines().zip(1..).map(|(text, n)| whole(LineKind::Insert, n, text)));
    Diff { n_inserted: lines.len() - n_deleted, n_deleted, hunks: vec![Hunk { lines }], is_coarse: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(diff: &Diff, kind: LineKind) -> Vec<String> {
        let lines = diff.hunks.iter().flat_map(|h| &h.lines).filter(|l| l.kind == kind);
        lines.flat_map(|l| &l.spans).filter(|s| s.is_changed).map(|s| s.text.clone()).collect()
    }

    #[test]
    fn equal_texts_do_not_differ() {
        assert_eq!(diff("같은 글\n", "같은 글\n"), Diff::default());
    }

    #[test]
    fn words_within_a_line_are_told_apart() {
        let found =
            diff("first\n김하늘님이 배포를 되돌렸습니다\nlast\n", "first\n대응자 A님이 배포를 되돌렸습니다\nlast\n");
        assert_eq!((found.n_inserted, found.n_deleted), (1, 1));
        assert!(changed(&found, LineKind::Delete).concat().contains("김하늘"));
        assert!(changed(&found, LineKind::Insert).concat().contains("대응자"));
        assert!(!changed(&found, LineKind::Insert).concat().contains("되돌렸"));
    }

    #[test]
    fn lines_keep_their_numbers_and_far_ones_stay_out() {
        let old: String = (0..50).map(|n| format!("line {n}\n")).collect::<Vec<_>>().concat();
        let found = diff(&old, &old.replace("line 25\n", "line 25\nnew\n"));
        assert_eq!(found.hunks.len(), 1);
        let inserted = found.hunks[0].lines.iter().find(|l| l.kind == LineKind::Insert).unwrap();
        assert_eq!((inserted.old, inserted.new), (None, Some(27)));
        assert_eq!(found.hunks[0].lines.len(), 7);
    }

    #[test]
    fn what_is_too_large_is_set_against_each_other_whole() {
        let old = "a\n".repeat(4_000);
        let new = "b\n".repeat(4_000);
        let found = diff(&old, &new);
        assert!(found.is_coarse);
        assert_eq!((found.n_inserted, found.n_deleted), (4_000, 4_000));
    }
}

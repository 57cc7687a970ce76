//! What an evidence page is narrowed to, and how it becomes a WHERE clause.

use jiff::Timestamp;
use postmortem::{EvidenceId, PostmortemId};

use super::{Arg, placeholders};
use crate::Tx;

/// What a list of evidence is narrowed to. An empty list narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds of source.
    pub sources: Vec<String>,
    /// Handles of authors.
    pub people: Vec<String>,
    /// Kinds of item.
    pub kinds: Vec<String>,
    /// Channels, repositories or the like.
    pub places: Vec<String>,
    /// A part of the text, in any case.
    pub text: Option<String>,
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The first instant after.
    pub to: Option<Timestamp>,
    /// Only what has an open suggestion.
    pub suggestions_only: bool,
}

/// Which part of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// So many, after so many others.
    Offset(i64, i64),
    /// So many after this item.
    After((Timestamp, EvidenceId), i64),
    /// So many before this item; still in the order of time.
    Before((Timestamp, EvidenceId), i64),
}

impl Filter {
    /// Whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The conditions on `evidence e`, and their values.
    pub(super) fn clause(&self, tx: &Tx, postmortem: PostmortemId) -> (String, Vec<Arg>) {
        let mut parts = vec!["WHERE e.postmortem_id = $1 AND e.is_current".to_owned()];
        let mut args = vec![Arg::Id(postmortem.0)];
        let lists =
            [("source", &self.sources), ("handle", &self.people), ("kind", &self.kinds), ("place", &self.places)];
        for (column, list) in lists {
            if !list.is_empty() {
                parts.push(format!("e.{column} IN ({})", placeholders(args.len(), list.len())));
                args.extend(list.iter().cloned().map(Arg::Text));
            }
        }
        if let Some(text) = self.text.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            let text: String = text.chars().take(LONGEST).collect();
            let at = args.len() + 1;
            // what SQLite calls lower folds ASCII and nothing else; its GLOB takes each letter in every case
            let (pattern, part) = match tx {
                Tx::Sqlite(_) => (format!("*{}*", in_any_case(&text)), format!("e.text GLOB ${at}")),
                Tx::Postgres(_) => {
                    (format!("%{}%", escaped(&text.to_lowercase())), format!("lower(e.text) LIKE ${at} ESCAPE '!'"))
                }
            };
            args.push(Arg::Text(pattern));
            parts.push(part);
        }
        for (op, at) in [(">=", self.from), ("<", self.to)] {
            if let Some(at) = at {
                args.push(Arg::Int(at.as_microsecond()));
                parts.push(format!("e.occurred_at {op} ${}", args.len()));
            }
        }
        if self.suggestions_only {
            parts.push(
                "EXISTS (SELECT 1 FROM suggestions s WHERE s.evidence_id = e.id AND s.state = 'open')".to_owned(),
            );
        }
        (parts.join(" AND "), args)
    }
}

/// Of a text to look for so many letters count: SQLite takes no longer pattern.
const LONGEST: usize = 1000;

/// A text as a pattern of GLOB that meets it in any case.
fn in_any_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 4);
    for c in text.chars() {
        let mut cases = vec![c];
        let lower: Vec<char> = c.to_lowercase().collect();
        let upper: Vec<char> = c.to_uppercase().collect();
        // a letter that becomes several has no other case here
        for other in [lower, upper].into_iter().filter(|chars| chars.len() == 1).flatten() {
            if !cases.contains(&other) {
                cases.push(other);
            }
        }
        let is_pattern = matches!(c, '*' | '?' | '[');
        if cases.len() > 1 || is_pattern {
            out.push('[');
            out.extend(cases);
            out.push(']');
        } else {
            out.push(c);
        }
    }
    out
}

/// Takes the meaning from the letters that LIKE reads as a pattern.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out
}

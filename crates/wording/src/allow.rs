//! `<!-- lint: allow blame/person-as-cause -->`: from there to the end of the block the rule is silent.
//! Where the comment stands alone, the block that follows is meant.

use std::ops::Range;

use crate::{ground::Ground, rule::Rule};

/// Rules that are silent somewhere.
#[derive(Debug, Default)]
pub struct Allowed<'a>(Vec<(&'a str, Range<usize>)>);

impl<'a> Allowed<'a> {
    /// Reads the comments of a document.
    pub fn of(text: &'a str, ground: &Ground) -> Self {
        let mut allowed = Vec::new();
        for comment in &ground.comments {
            if ground.ignored_at(comment.start).is_some() {
                continue;
            }
            let inner = text[comment.start + 4..comment.end - 3].trim();
            let Some(rules) =
                inner.strip_prefix("lint:").map(str::trim_start).and_then(|rest| rest.strip_prefix("allow "))
            else {
                continue;
            };
            let until = comment.end + block_end(&text[comment.end..]);
            let names = rules.split([',', ' ']).filter(|name| !name.is_empty());
            allowed.extend(names.map(|name| (name, comment.end..until)));
        }
        Self(allowed)
    }

    /// Whether a rule is silent at a position.
    pub fn covers(&self, rule: &Rule, at: usize) -> bool {
        self.0.iter().any(|(name, range)| *name == rule.id && range.contains(&at))
    }
}

/// How far the block reaches that goes on here, or begins here.
fn block_end(rest: &str) -> usize {
    let mut at = 0;
    let mut has_text = false;
    for line in rest.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if is_blank && has_text {
            return at;
        }
        has_text |= !is_blank;
        at += line.len();
    }
    rest.len()
}

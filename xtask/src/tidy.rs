//! What never is, by rule: one file a rule, each a function from the tree to findings.
//! A rule reads; it never mends, and never knows another rule.

mod documents;
mod importers;
mod leaks;
mod licences;
mod locales;
mod manifests;
mod migrations;
mod sources;
mod sql;

use crate::metadata::Metadata;
use crate::tree::{Finding, Tree};

/// Runs all rules.
pub fn check(tree: &Tree, metadata: &Metadata) -> Vec<Finding> {
    [
        manifests::check(metadata),
        licences::check(metadata),
        sources::check(tree),
        sql::check(tree),
        migrations::check(tree),
        importers::check(tree),
        documents::check(tree),
        locales::check(tree),
        leaks::check(tree),
    ]
    .concat()
}

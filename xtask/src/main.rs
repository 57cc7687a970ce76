//! Checks of the house: `layers` (no arrow goes up) and `tidy` (what never is, never is).
//! Nothing of the product lives here, and nothing of the product may call it.

mod layers;
mod literals;
mod metadata;
mod tidy;
mod tree;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::metadata::Metadata;
use crate::tree::{Finding, Tree};

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["layers"] => {
            let metadata = Metadata::of_the_workspace()?;
            let (findings, what) = layers::check(&metadata);
            Ok(report("layers", &findings, &what))
        }
        ["tidy"] => {
            let metadata = Metadata::of_the_workspace()?;
            let tree = Tree::of_the_repository(&metadata.workspace_root).context("reading the files that git knows")?;
            let findings = tidy::check(&tree, &metadata);
            let what = format!("{} files", tree.len());
            Ok(report("tidy", &findings, &what))
        }
        _ => bail!("usage: cargo run -p xtask -- layers|tidy"),
    }
}

fn report(check: &str, findings: &[Finding], what: &str) -> ExitCode {
    for finding in findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("{check}: {what}, nothing to say");
        ExitCode::SUCCESS
    } else {
        eprintln!("{check}: {what}, {} to mend", findings.len());
        ExitCode::FAILURE
    }
}

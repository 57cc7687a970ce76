//! Hands out the bodies of webhooks one by one: from one file, a list, JSON Lines, or a folder or zip of such files.

use crate::input::{Input, Tree};
use crate::json_stream::Elements;
use crate::run::{Options, Place, Run, SkipReason, Stop};

type Each<'a> = dyn FnMut(&[u8], Place, &mut Run<'_>) -> Result<(), Stop> + 'a;

pub(super) fn each(input: Input, options: &Options, run: &mut Run<'_>, body: &mut Each<'_>) -> Result<(), Stop> {
    match Tree::open(input, &options.limits)? {
        Err((name, reader)) => {
            let done = file(&name, std::io::Read::take(reader, options.limits.entry_bytes), run, body)?;
            run.progress(&name, done, Some(done))
        }
        Ok(mut tree) => {
            let mut done = 0;
            let is_body = |name: &str| {
                let lower = name.to_ascii_lowercase();
                let base = lower.rsplit('/').next().unwrap_or(&lower);
                !base.starts_with('.')
                    && !lower.starts_with("__macosx/")
                    && [".json", ".jsonl", ".ndjson"].iter().any(|end| base.ends_with(end))
            };
            let total = (0..tree.len()).filter(|at| is_body(tree.name(*at))).map(|at| tree.size(at)).sum();
            for at in 0..tree.len() {
                let name = tree.name(at).to_owned();
                if is_body(&name) {
                    done += file(&name, tree.reader(at)?, run, body)?;
                    run.progress(&name, done, Some(total))?;
                } else {
                    run.skip(Place::file(name), SkipReason::OtherFile)?;
                }
            }
            Ok(())
        }
    }
}

fn file(name: &str, reader: impl std::io::Read, run: &mut Run<'_>, body: &mut Each<'_>) -> Result<u64, Stop> {
    let mut elements = Elements::any(name, reader);
    while let Some(element) = elements.next()? {
        body(element.raw, Place::line(name, element.line), run)?;
    }
    Ok(elements.bytes_done())
}

//! `inquest import note`: one file, with the time that somebody states for it.

use app::{Ctx, files};
use postmortem::{Moment, Number, Zone};
use serde_json::json;

use super::Args;
use crate::{context::Context, exit::Exit};

/// Keeps the file as evidence. What it shows happened at `--at`; a file does not say so itself.
pub async fn run(context: &Context, ctx: &Ctx, number: Number, zone: &Zone, args: Args) -> Result<(), Exit> {
    let zone = args.zone.unwrap_or_else(|| zone.clone());
    let Some(at) = &args.at else {
        return Err(Exit::user("a file does not say when what it shows happened")
            .hint("state it with --at \"2026-11-13 14:00\""));
    };
    let occurred = Moment::parse(at, &zone).map_err(|e| {
        Exit::user(format!("--at: {e}")).hint("write 2026-11-13 14:00, or with an offset 2026-11-13T14:00+09:00")
    })?;
    let limit = ctx.house.options.max_file;
    let meta = tokio::fs::metadata(&args.path).await?;
    if !meta.is_file() || meta.len() > limit {
        return Err(Exit::user(format!("{} is no file of up to {} MiB", args.path.display(), limit >> 20)));
    }
    let name = args.path.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
    let bytes = tokio::fs::read(&args.path).await?;
    let new = files::NewFile {
        name: name.clone(),
        bytes,
        occurred: Some(occurred),
        caption: args.caption.unwrap_or_default(),
    };
    let added = files::add(ctx, number, new).await.map_err(|e| Exit::about(number, e))?;
    context.print(&json!({ "evidence": added.evidence, "name": name }), &format!("{name} is evidence now\n"));
    Ok(())
}

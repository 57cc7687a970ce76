//! `inquest backup`

use std::path::PathBuf;

use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// Write everything into one new file, while the server goes on
///
/// The file holds the database as it stands at one moment and all kept files; it can be restored into SQLite or
/// PostgreSQL. Sessions and open invitations stay out. It is read again after it was written. Whoever has it can read
/// every postmortem: keep it accordingly.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not exist yet
    file: PathBuf,
    /// Put the key file in too. It opens the secrets of connected webhooks; without it they have to be entered again
    /// after a restore
    #[arg(long)]
    with_key: bool,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let ctx = context.enter(Birth::Refused).await?;
    let bar = output::spinner(context.globals.json);
    let progress = |part: &str| bar.set_message(part.to_owned());
    let done = app::backup::write(&ctx, &args.file, args.with_key, &progress).await;
    bar.finish_and_clear();
    ctx.house.db.close().await;
    let manifest = done?;
    let size = std::fs::metadata(&args.file)?.len();
    let key = if manifest.has_key { "with the key" } else { "without the key" };
    let text = format!(
        "{}: {} rows and {} files, {} KiB, {key}; read again and found whole.\n",
        args.file.display(),
        manifest.rows(),
        manifest.files(),
        size.div_ceil(1024),
    );
    let json = json!({
        "file": args.file, "size": size, "rows": manifest.rows(), "files": manifest.files(),
        "schema": manifest.schema, "made_at": manifest.made_at, "has_key": manifest.has_key,
    });
    context.print(&json, &text);
    Ok(())
}

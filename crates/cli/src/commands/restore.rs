//! `inquest restore`

use std::path::PathBuf;

use app::{Clock, backup::Target};
use serde_json::json;

use crate::{context::Context, exit::Exit, machine::SystemClock, output};

/// Read a backup into an empty place, named by --data and --database
///
/// The place may be of the other kind of database than the backup came from. Nothing is ever overwritten: a place that
/// holds something is refused, and so is a backup with a single damaged byte. What arrived is compared with the
/// backup before it gets its name. Everyone has to sign in anew.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    file: PathBuf,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let target = Target { data: context.settings().storage.data.clone(), database: context.database() };
    let bar = output::spinner(context.globals.json);
    let progress = |part: &str| bar.set_message(part.to_owned());
    let done = app::backup::restore(&args.file, &target, SystemClock.now(), &progress).await;
    bar.finish_and_clear();
    let manifest = done?;
    let key = if manifest.has_key {
        ""
    } else {
        "The key was not in it: secrets of connected webhooks have to be entered again.\n"
    };
    let text = format!(
        "{} rows and {} files, as they stood at {}, are in {} now; compared and found equal.\n{key}",
        manifest.rows(),
        manifest.files(),
        manifest.made_at,
        target.data.display(),
    );
    let json = json!({
        "rows": manifest.rows(), "files": manifest.files(), "made_at": manifest.made_at, "has_key": manifest.has_key,
        "data": target.data,
    });
    context.print(&json, &text);
    Ok(())
}

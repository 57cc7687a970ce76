//! `inquest config`

use clap::Subcommand;
use serde_json::json;

use crate::{context::Context, exit::Exit, output};

/// Show or check the settings
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print every setting with its value and where that came from; secrets are blotted out
    Show,
    /// Say whether the settings are in order; everything that is not is named at once
    Check,
    /// Print a whole inquest.toml with every setting explained
    Example,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    match args.command {
        Command::Show => {
            let shown = &context.loaded.shown;
            let rows: Vec<Vec<String>> = shown
                .iter()
                .map(|s| {
                    vec![s.key.clone(), s.value.clone().unwrap_or_else(|| "(not set)".to_owned()), s.origin.to_string()]
                })
                .collect();
            let json = shown.iter().map(|s| json!({ "key": s.key, "value": s.value, "from": s.origin.to_string() }));
            context.print(&json.collect(), &output::table(&rows));
        }
        // whatever is wrong has stopped the command before it came here
        Command::Check => context.print(&json!({ "ok": true }), "The settings are in order.\n"),
        Command::Example => output::out(&settings::example()),
    }
    Ok(())
}

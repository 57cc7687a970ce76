//! The one binary. Reads the environment and the command line, and nothing else does.
//!
//! A command is a file in `commands`: its arguments, whose comments are the manual, and `run`. Verbs are in `app`.

mod cli;
mod commands;
mod context;
mod demo;
mod disk;
mod exit;
mod machine;
mod output;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, context::Context, exit::Exit};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let wants_json = std::env::args_os().any(|arg| arg == "--json");
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            // help and version
            output::out(&error.render().to_string());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let text = error.render().to_string();
            if !wants_json {
                output::err(&text);
                return ExitCode::from(if is_check() { exit::CONFIG } else { exit::USER });
            }
            let message = text.trim().trim_start_matches("error: ").lines().next().unwrap_or_default().to_owned();
            let exit = if is_check() { Exit::config(message) } else { Exit::user(message) };
            return exit.hint("see `inquest --help`").report(true);
        }
    };
    let is_json = cli.globals.json;
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(is_json),
    }
}

/// Whether the command tells by 1 that it found something, so that a wrong call needs another code.
fn is_check() -> bool {
    std::env::args_os().nth(1).is_some_and(|command| command == "lint")
}

fn run(cli: Cli) -> Result<(), Exit> {
    let context = Context::new(cli.globals, cli.command.settings())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Exit::internal(anyhow::Error::new(e)))?;
    let done = runtime.block_on(commands::run(context, cli.command));
    // what is still open after the end of a command must not hold it
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    done
}

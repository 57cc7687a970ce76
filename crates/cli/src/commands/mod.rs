//! One file a command: its arguments, whose comments are the help, and `run`.

mod backup;
mod check;
mod completions;
mod config;
mod demo;
mod doctor;
mod explain;
mod export;
mod import;
mod lint;
mod list;
mod man;
mod migrate;
mod new;
mod publish;
mod restore;
mod serve;
mod user;

use clap::Subcommand;

use crate::{context::Context, exit::Exit};

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    New(new::Args),
    List(list::Args),
    Import(import::Args),
    Export(export::Args),
    Publish(publish::Args),
    Lint(lint::Args),
    Check(check::Args),
    Explain(explain::Args),
    User(user::Args),
    Migrate(migrate::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Doctor(doctor::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Flags that are settings too.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Serve(args) => args.address.settings(),
            Self::Demo(args) => args.address.settings(),
            _ => Vec::new(),
        }
    }
}

/// Runs a command.
pub async fn run(context: Context, command: Command) -> Result<(), Exit> {
    match command {
        Command::Serve(args) => serve::run(context, args).await,
        Command::Demo(args) => demo::run(context, args).await,
        Command::New(args) => new::run(context, args).await,
        Command::List(args) => list::run(context, args).await,
        Command::Import(args) => Box::pin(import::run(context, args)).await,
        Command::Export(args) => Box::pin(export::run(context, args)).await,
        Command::Publish(args) => Box::pin(publish::run(context, args)).await,
        Command::Lint(args) => lint::run(&context, args),
        Command::Check(args) => Box::pin(check::run(context, args)).await,
        Command::Explain(args) => {
            explain::run(&context, args);
            Ok(())
        }
        Command::User(args) => user::run(context, args).await,
        Command::Migrate(args) => migrate::run(context, args).await,
        Command::Backup(args) => backup::run(context, args).await,
        Command::Restore(args) => restore::run(context, args).await,
        Command::Doctor(args) => doctor::run(context, args).await,
        Command::Config(args) => config::run(context, args).await,
        Command::Completions(args) => {
            completions::run(args);
            Ok(())
        }
        Command::Man(args) => man::run(args),
    }
}

//! The command line as a whole.

use std::path::PathBuf;

use clap::{Args, Parser};

use crate::commands::Command;

/// Works out, without blame, how an incident became possible: from its raw traces to a published postmortem.
///
/// Without any configuration everything is kept in the folder inquest-data. All commands work beside a running
/// server. Exit codes: 0 done, 1 refused or not found, 2 configuration or a database of a newer version, 3
/// questions are open (check), 70 a fault of inquest. `lint` ends with 1 where it found something and with 2 where it
/// could not look.
#[derive(Debug, Parser)]
#[command(name = "inquest", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// The data folder [default: inquest-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL address; without it everything is kept in SQLite in the data folder
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// The configuration file [default: inquest.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Act as this person (an e-mail address), with no more rights than they have
    #[arg(long = "as", global = true, value_name = "USER")]
    pub as_user: Option<String>,
    /// Write results and errors as JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more in the log; twice for still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

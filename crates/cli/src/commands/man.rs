//! `inquest man`

use std::path::PathBuf;

use clap::CommandFactory;

use crate::{cli::Cli, exit::Exit, output};

/// Write the manual pages, one a command, into a folder; without one, print the first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder
    dir: Option<PathBuf>,
}

pub fn run(args: Args) -> Result<(), Exit> {
    let mut command = Cli::command();
    command.build();
    let Some(dir) = args.dir else {
        let mut text = Vec::new();
        clap_mangen::Man::new(command).render(&mut text)?;
        output::out(&String::from_utf8_lossy(&text));
        return Ok(());
    };
    let failed = |e: std::io::Error| Exit::user(format!("{}: {e}", dir.display()));
    std::fs::create_dir_all(&dir).map_err(failed)?;
    clap_mangen::generate_to(command, &dir).map_err(failed)
}

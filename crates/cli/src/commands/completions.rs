//! `inquest completions`

use clap::CommandFactory;

use crate::{cli::Cli, output};

/// Print the completions for a shell
///
/// For bash: inquest completions bash > ~/.local/share/bash-completion/completions/inquest
#[derive(Debug, clap::Args)]
pub struct Args {
    /// bash, zsh, fish, elvish or powershell
    shell: clap_complete::Shell,
}

pub fn run(args: Args) {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "inquest", &mut text);
    output::out(&String::from_utf8_lossy(&text));
}

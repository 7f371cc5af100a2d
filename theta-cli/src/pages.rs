//! `theta completions` and `theta man`: what shells and manuals know of the command, from its own definition.

use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::generated;
use crate::input;
use crate::output::Output;
use crate::wrapped;
use clap::Command;
use clap_complete::Shell;
use std::fs;
use std::path::PathBuf;
use theta_spec::text::count;

/// Arguments of `theta completions`.
#[derive(clap::Args)]
#[command(
    after_help = "bash:\n  theta completions bash > ~/.local/share/bash-completion/completions/theta\nzsh, in a folder of $fpath:\n  theta completions zsh > _theta\nfish:\n  theta completions fish > ~/.config/fish/completions/theta.fish\nPowerShell:\n  theta completions powershell >> $PROFILE"
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `theta man`.
#[derive(clap::Args)]
pub(crate) struct Man {
    /// The folder for one page per command; without it the page of `theta` goes to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Writes the script for a shell.
pub(crate) fn completions(
    args: &Completions,
    mut command: Command,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "theta", &mut script);
    output.raw(&wrapped::shown_help(&String::from_utf8_lossy(&script)))?;
    Ok(Exit::Clean)
}

/// Writes the pages.
pub(crate) fn man(args: &Man, command: Command, output: &mut Output) -> Result<Exit, Failure> {
    let page = |command: Command| -> Result<String, Failure> {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        Ok(wrapped::shown_help(&String::from_utf8_lossy(&page)))
    };
    let Some(folder) = &args.out else {
        output.raw(&page(command)?)?;
        return Ok(Exit::Clean);
    };
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    let subcommands = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let mut pages: Vec<(String, Command)> = subcommands
        .map(|sub| {
            let name = format!("theta-{}", sub.get_name());
            let sub = sub.clone().name(name.clone()).bin_name(name.clone());
            (name, sub)
        })
        .collect();
    pages.push(("theta".to_owned(), command));
    let number = count(pages.len(), "page");
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        let text = page(command)?;
        generated::refuse_other(&path, Link::Replace, generated::MANUAL)?;
        files::write(&path, &text, Link::Replace)
            .map_err(|error| Failure::unwritten(&path, &error))?;
    }
    output.text(format!("{number} in {}\n", input::shown(folder)))?;
    Ok(Exit::Clean)
}

//! The `theta` command: check a contract, expand it to Rust, explain a reply, serve a mock.
//!
//! Every command leaves with 0 when all is well, 1 when it found something, 2 when it was called wrongly and 3 when it
//! could not do its job. No output holds a time or an absolute path.

mod artifact;
mod check;
mod day;
mod diff;
mod docs;
mod drift;
mod exit;
mod expand;
mod explain;
mod explain_code;
mod explain_rule;
mod files;
mod folder;
mod generated;
mod git;
mod import;
mod init;
mod input;
mod language;
mod mock;
mod openapi;
mod output;
mod pages;
mod report;
mod schema;
mod shown;
mod styles;
mod working;
mod wrapped;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use output::Output;
use std::ffi::OsString;
use std::process::ExitCode;
use theta_spec::text;

/// Check API contracts and generate clients, mocks and docs from them.
#[derive(Parser)]
#[command(name = "theta", version, arg_required_else_help = true, after_help = exit::TABLE)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    color: colorchoice_clap::Color,
}

#[derive(Subcommand)]
enum Command {
    /// Write a first contract to change
    Init(init::Args),
    /// Convert an OpenAPI document into a contract and report what could not be converted
    Import(import::Args),
    /// Report every mistake in a contract
    Check(check::Args),
    /// Write the Rust client that a contract describes
    Expand(expand::Args),
    /// Write the reference documentation as Markdown
    Docs(docs::Args),
    /// Write the contract as an OpenAPI 3.1 document
    Openapi(openapi::Args),
    /// Write the JSON Schema of contracts, for editors
    Schema(schema::Args),
    /// Show how a change to a contract affects callers
    Diff(Box<diff::Args>),
    /// Compare the vendor's pages with the contract
    Drift(drift::Args),
    /// Explain a failed reply, a status or an error, and what to do about it
    Explain(explain::Args),
    /// Explain a diagnostic code such as T0101
    ExplainCode(explain_code::Args),
    /// Explain a rule of `theta diff` such as error-renamed; without one, list them
    ExplainRule(explain_rule::Args),
    /// Explain a table or a key of contracts such as errors or detail; without one, list the tables
    Language(language::Args),
    /// Serve the API as its contract describes it
    Mock(mock::Args),
    /// Write a script that completes the arguments of `theta` in a shell
    Completions(pages::Completions),
    /// Write the manual pages of `theta`
    Man(pages::Man),
}

impl Command {
    /// Returns what a command does that may take long; `None` for one that answers at once, or asks and serves.
    const fn takes_a_while(&self) -> Option<&'static str> {
        match self {
            Self::Import(_) => Some("reading the document"),
            Self::Check(_) => Some("checking the contract"),
            Self::Expand(_) => Some("writing the client"),
            Self::Docs(_) | Self::Openapi(_) => Some("writing the pages"),
            Self::Diff(_) => Some("comparing replies"),
            Self::Drift(_) => Some("reading the pages"),
            _ => None,
        }
    }
}

/// The command line, in whose help no line ends within a command.
fn command() -> clap::Command {
    fn kept(command: clap::Command) -> clap::Command {
        let command = match command.get_after_help().map(ToString::to_string) {
            Some(text) => command.after_help(wrapped::help(&text)),
            None => command,
        };
        let command = command.mut_args(|arg| match arg.get_help().map(ToString::to_string) {
            Some(text) => arg.help(wrapped::help(&text)),
            None => arg,
        });
        command.mut_subcommands(kept)
    }
    kept(Cli::command())
}

fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Ends with what clap says: help, the version or what is wrong.
fn stop(error: &clap::Error) -> ! {
    let text = error.render().ansi().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp => anstream::print!("{}", wrapped::shown_help(&text)),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            anstream::eprint!("{}", wrapped::shown_help(&text));
        }
        _ => error.exit(),
    }
    std::process::exit(error.exit_code())
}

fn main() -> ExitCode {
    let cli = parse(std::env::args_os()).unwrap_or_else(|error| {
        // What clap refuses it quotes as it was written; a name of a file can be on the line by a pattern of the shell.
        let arguments = std::env::args_os().map(|it| text::visible(&it.to_string_lossy()).into());
        stop(&parse(arguments).err().unwrap_or(error))
    });
    cli.color.write_global();
    let mut output = Output::new();
    if let Some(what) = cli.command.takes_a_while() {
        output.working(what);
    }
    let result = match &cli.command {
        Command::Init(args) => init::run(args, &mut output),
        Command::Import(args) => import::run(args, &mut output),
        Command::Check(args) => check::run(args, &mut output),
        Command::Expand(args) => expand::run(args, &mut output),
        Command::Docs(args) => docs::run(args, &mut output),
        Command::Openapi(args) => openapi::run(args, &mut output),
        Command::Schema(args) => schema::run(args, &mut output),
        Command::Diff(args) => diff::run(args, &mut output),
        Command::Drift(args) => drift::run(args, &mut output),
        Command::Explain(args) => explain::run(args, &mut output),
        Command::ExplainCode(args) => explain_code::run(args, &mut output),
        Command::ExplainRule(args) => explain_rule::run(args, &mut output),
        Command::Language(args) => language::run(args, &mut output),
        Command::Mock(args) => mock::run(args, &mut output),
        Command::Completions(args) => pages::completions(args, command(), &mut output),
        Command::Man(args) => pages::man(args, command(), &mut output),
    };
    let exit = result.unwrap_or_else(|failure| output.failure(&failure));
    ExitCode::from(exit as u8)
}

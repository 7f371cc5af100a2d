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

use clap::{CommandFactory as _, Parser, Subcommand};
use output::Output;
use std::process::ExitCode;
use theta_spec::text;

/// One API contract, and everything that follows from it.
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
    /// Write an OpenAPI document as a contract, and say what of it the contract cannot say
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
    /// Say what a change of a contract means to callers
    Diff(Box<diff::Args>),
    /// Say what the vendor's pages say now that the contract does not
    Drift(drift::Args),
    /// Say what a failed reply, a status or an error name means and what to do about it
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

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        // What clap refuses it quotes as it was written; a name of a file can be on the line by a pattern of the shell.
        let arguments = std::env::args_os().map(|it| text::visible(&it.to_string_lossy()));
        Cli::try_parse_from(arguments).err().unwrap_or(error).exit()
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
        Command::Completions(args) => pages::completions(args, Cli::command(), &mut output),
        Command::Man(args) => pages::man(args, Cli::command(), &mut output),
    };
    let exit = result.unwrap_or_else(|failure| output.failure(&failure));
    ExitCode::from(exit as u8)
}

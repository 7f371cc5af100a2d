//! `theta init`: a first contract to change.

mod from;

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use crate::styles::GOOD;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;
use theta_spec::names::screaming;
use theta_spec::text::is_hidden;

/// Every table that a contract usually has, each with a word on what it is for.
const FIRST: &str = include_str!("init.toml");

/// What begins the part of it that a page takes the place of.
const ERRORS: &str = "# One table for each documented failure";

/// The shape of its errors.
const SHAPE: &str = "code    = \"/error/code\"                       # JSON pointers; a list is a fallback order\nmessage = \"/error/message\"\n";

/// Arguments of `theta init`.
#[derive(clap::Args)]
#[command(
    after_help = "ROW is the status, the code and the text of an error as the page prints them, `-` for what it has not:\n  theta init Parrot --from errors.md --row '401 invalid_key' --row '404 - No such parrot.'\nWhat stands on the page where the given rows do is written as well, each with its line. Nothing is fetched."
)]
pub(crate) struct Args {
    /// The vendor's name for the API, such as "Theta One"
    name: String,
    /// Where to write the contract
    #[arg(long, value_name = "FILE", default_value = "spec.toml")]
    out: PathBuf,
    /// Take the errors from this page of the docs, by the two or three rows of it that are given
    #[arg(long, value_name = "PAGE", requires = "row")]
    from: Option<PathBuf>,
    /// An error on the page; repeatable
    #[arg(long, value_name = "ROW", requires = "from", value_parser = from::row, allow_hyphen_values = true)]
    row: Vec<theta_drift::Row>,
}

/// Writes the contract, never over another.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let name = args.name.trim();
    let env = screaming(name);
    if env.is_empty() || name.contains(|c: char| is_hidden(c) || matches!(c, '"' | '\\')) {
        return Err(Failure::usage(format!("`{}` is not a name", args.name))
            .help("give the vendor's name for the API, such as \"Theta One\""));
    }
    // A variable cannot begin with a digit.
    let digit = if env.starts_with(|c: char| c.is_ascii_digit()) {
        "_"
    } else {
        ""
    };
    // What a name holds is not looked at for what it is put in place of.
    let filled = |text: &str| {
        text.replacen("{env}", &format!("{digit}{env}_API_KEY"), 1)
            .replacen("{name}", name, 2)
    };
    let (text, taken) = match &args.from {
        Some(page) => from::text(page, &args.row, &input::name(&args.out), filled)?,
        None => (filled(FIRST), String::new()),
    };
    let (shown, argument) = (input::shown(&args.out), input::argument(&args.out));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.out)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            output.text(format!(
                "{GOOD}wrote{GOOD:#} {shown}\n{taken}Change it to what the docs say, then run `theta check {argument}` and `theta mock {argument}`.\n"
            ))?;
            Ok(Exit::Clean)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::failed(format!("`{shown}` already exists"))
                .help("give another place with `--out FILE`"))
        }
        Err(error) => Err(Failure::unwritten(&args.out, &error)),
    }
}

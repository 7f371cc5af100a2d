//! `theta init`: a first contract to change.

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

/// Arguments of `theta init`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The vendor's name for the API, such as "Theta One"
    name: String,
    /// Where to write the contract
    #[arg(long, value_name = "FILE", default_value = "spec.toml")]
    out: PathBuf,
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
    let text = FIRST
        .replacen("{env}", &format!("{digit}{env}_API_KEY"), 1)
        .replacen("{name}", name, 2);
    let (shown, argument) = (input::shown(&args.out), input::argument(&args.out));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.out)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            output.text(format!(
                "{GOOD}wrote{GOOD:#} {shown}\nChange it to what the docs say, then run `theta check {argument}` and `theta mock {argument}`.\n"
            ))?;
            Ok(Exit::Clean)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::failed(format!("`{shown}` is there already"))
                .help("give another place with `--out FILE`"))
        }
        Err(error) => Err(Failure::unwritten(&args.out, &error)),
    }
}

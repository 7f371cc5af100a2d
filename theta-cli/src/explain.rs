//! `theta explain`: what a failed reply, a status or an error name means.

mod charset;
mod endpoint;
mod explanation;
mod human;
mod name;
mod nearest;
mod query;
mod reply;
mod scope;
mod texts;
mod value;

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use explanation::Outcome;
use query::Query;
use scope::Scope;
use std::path::PathBuf;

/// Arguments of `theta explain`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reply's HTTP status, the name of an error, a webhook or an endpoint, the code of an error, or a text of one: a detail, a cause, a body, a line of a log
    #[arg(value_name = "STATUS|NAME|TEXT")]
    status: String,
    /// The reply's body; `-` reads it from standard input. Without it every error of the status is shown
    body: Option<String>,
    /// The contract
    #[arg(long, default_value = "spec.toml")]
    spec: PathBuf,
    /// A header of the reply, once for each
    #[arg(long, value_name = "NAME=VALUE")]
    header: Vec<String>,
    /// Only this endpoint, by its name in the contract
    #[arg(long, value_name = "NAME")]
    endpoint: Option<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Human-readable text
    Human,
    /// JSON
    Json,
}

/// Explains the reply or the name.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let headers = query::headers(&args.header)?;
    let query = Query::read(&args.status, args.body.as_deref(), &args.spec)?;
    let contract = input::contract(&args.spec, Exit::Failed)?;
    let scope = Scope::new(&contract, input::name(&args.spec), args.endpoint.as_deref())?;
    let explanation = match &query {
        Query::Name(name) => name::by_name(&scope, name),
        Query::Status(status) => name::by_number(&scope, *status),
        Query::Reply { status, body } => reply::by_reply(&scope, *status, &headers, body),
    };
    match args.format {
        Format::Human => output.text(&explanation)?,
        Format::Json => output.json(&explanation)?,
    }
    Ok(Exit::found(explanation.result == Outcome::Unknown))
}

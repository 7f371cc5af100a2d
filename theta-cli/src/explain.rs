//! `theta explain`: what a failed reply, a status or an error name means.

mod explanation;
mod human;
mod nearest;
mod query;
mod reply;
mod texts;
mod value;

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use explanation::Outcome;
use query::Query;
use std::path::PathBuf;
use theta_spec::contract::{Contract, EndpointId};

/// Arguments of `theta explain`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reply's HTTP status, the name of an error, or a text of one: a detail, a cause, a line of a log
    #[arg(value_name = "STATUS|NAME|TEXT")]
    status: String,
    /// The reply's body; `-` reads it from standard input. Without it every error of the status is shown
    body: Option<String>,
    /// The contract
    #[arg(long, default_value = "spec.toml")]
    spec: PathBuf,
    /// Only this endpoint, by its name in the contract
    #[arg(long, value_name = "NAME")]
    endpoint: Option<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

/// Explains the reply or the name.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let query = Query::read(&args.status, args.body.as_deref(), &args.spec)?;
    let contract = input::contract(&args.spec, Exit::Failed)?;
    let endpoints = selected(&contract, args.endpoint.as_deref())?;
    let spec = input::name(&args.spec);
    let explanation = match &query {
        Query::Name(name) => reply::by_name(&contract, &endpoints, spec, name),
        Query::Status(status) => reply::by_status(&contract, &endpoints, spec, *status),
        Query::Reply { status, body } => {
            reply::by_reply(&contract, &endpoints, spec, *status, body)
        }
    };
    match args.format {
        Format::Human => output.text(&explanation)?,
        Format::Json => output.json(&explanation)?,
    }
    Ok(Exit::found(explanation.result == Outcome::Unknown))
}

fn selected(contract: &Contract, name: Option<&str>) -> Result<Vec<EndpointId>, Failure> {
    let all = (0..contract.endpoints.len()).map(EndpointId);
    let Some(name) = name else {
        return Ok(all.collect());
    };
    let selected: Vec<EndpointId> = all
        .filter(|id| contract.endpoints[id.0].name == name)
        .collect();
    if !selected.is_empty() {
        return Ok(selected);
    }
    let names: Vec<&str> = contract
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name.as_str())
        .collect();
    let otherwise = format!("its endpoints are: {}", names.join(", "));
    let failure = Failure::usage(format!("the contract has no endpoint `{name}`"));
    Err(failure.meant(name, names, otherwise))
}

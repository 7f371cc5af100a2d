//! `theta openapi`: a contract as an OpenAPI 3.1 document.

use crate::artifact::Destination;
use crate::exit::{Exit, Failure};
use crate::generated;
use crate::input::Spec;
use crate::output::Output;

/// Arguments of `theta openapi`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    #[command(flatten)]
    destination: Destination,
}

/// Makes the document and delivers it.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let contract = args.spec.contract(Exit::Findings)?;
    let text = theta_docs::openapi::document(&contract).pretty();
    let command = format!("theta openapi {}", args.spec.argument());
    args.destination
        .deliver(&text, generated::OPENAPI, &command, output)
}

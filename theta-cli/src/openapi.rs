//! `theta openapi`: a contract as an OpenAPI 3.1 document.

use crate::artifact::Destination;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use std::path::PathBuf;
use theta_spec::text;

/// Arguments of `theta openapi`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The contract
    #[arg(default_value = "spec.toml")]
    spec: PathBuf,
    #[command(flatten)]
    destination: Destination,
}

/// Makes the document and delivers it.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let contract = input::contract(&args.spec, Exit::Findings)?;
    let text = theta_docs::openapi::document(&contract).pretty();
    let spec = if input::is_stdin(&args.spec) {
        "-".to_owned()
    } else {
        input::name(&args.spec)
    };
    args.destination.deliver(
        &text,
        &format!("theta openapi {}", text::shell(&spec)),
        output,
    )
}

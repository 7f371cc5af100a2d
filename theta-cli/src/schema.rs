//! `theta schema`: the JSON Schema of the contract language.

use crate::artifact::Destination;
use crate::exit::{Exit, Failure};
use crate::generated;
use crate::output::Output;

/// Arguments of `theta schema`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    destination: Destination,
}

/// Delivers the schema.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let text = theta_docs::schema::document().pretty();
    args.destination
        .deliver(&text, generated::SCHEMA, "theta schema", output)
}

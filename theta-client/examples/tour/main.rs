//! The whole client in one run: real speech through all four endpoints, then every documented error.
//!
//! ```text
//! cargo run -p theta-client --example tour               against a mock server on this machine, free
//! THETA_ONE_API_KEY=… cargo run -p theta-client --example tour -- --live
//!                                                        the first part against the real API, billed
//! ```

mod errors;
mod page;
mod speech;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use theta_client::{ApiClient, Client};
use theta_mock::{KeyPolicy, Mock};

/// The contract that the client was generated from.
const CONTRACT: &[u8] = include_bytes!("../../spec.toml");
/// A key that the mock server knows, with no limit.
const KEY: &str = "sk-theta-tour";

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        None => against_mock().await,
        Some("--live") => against_the_real_api().await.map(|()| true),
        Some(other) => {
            eprintln!("unknown argument `{other}`: there is only --live");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn against_mock() -> Result<bool, Box<dyn Error>> {
    let mock = Mock::builder_from_toml("spec.toml", CONTRACT)?
        .key_policy(KeyPolicy::Registered)
        .known_key(KEY)
        .start()?;
    let out = &mut std::io::stdout();
    let place = format!(
        "{} at {}, played by a mock server",
        Client::API.name,
        mock.base_url()
    );
    page::say(out, &place)?;
    writeln!(out)?;
    let client = Client::builder()
        .key(KEY)
        .base_url(mock.base_url())
        .build()?;
    speech::tour(&client, out).await?;
    errors::tour(&mock, KEY, out).await
}

async fn against_the_real_api() -> Result<(), Box<dyn Error>> {
    let out = &mut std::io::stdout();
    let place = format!(
        "{} at {}: every call is billed",
        Client::API.name,
        Client::API.base_url
    );
    page::say(out, &place)?;
    writeln!(out)?;
    speech::tour(&Client::from_env()?, out).await
}

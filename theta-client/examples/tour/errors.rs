//! Every documented error on every endpoint that documents it, provoked over the wire.

use crate::page::{labelled, say};
use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::io::Write;
use theta_client::meta::{ErrorInfo, Retry, StatusInfo};
use theta_client::{ApiClient, ApiError, Audio, Client, ConfigError, Error, RetryPolicy, Verbatim};
use theta_mock::Mock;

/// How an error was provoked.
#[derive(Clone, Copy, PartialEq)]
enum How {
    /// The request is really like that, and the server found out.
    Caused,
    /// No request of a typed client can cause it, so the server was told to answer so.
    Told,
}

/// Provokes all of them, says what each is, and whether each came back as its own type.
pub(crate) async fn tour(
    mock: &Mock,
    key: &str,
    out: &mut dyn Write,
) -> Result<bool, Box<dyn StdError>> {
    let client = &connect(mock, key)?;
    let (mut times, mut wrong) = (0, 0);
    let mut details = BTreeSet::<&str>::new();
    for (id, expected) in Client::API.errors.iter().enumerate() {
        let (mut said, mut on) = (BTreeSet::new(), Vec::new());
        details.extend(expected.details);
        for endpoint in Client::API.endpoints {
            if !endpoint.error_ids.contains(&id) {
                continue;
            }
            let (how, outcome) = provoke(mock, client, endpoint.name, expected).await?;
            times += 1;
            on.push((how, endpoint.name));
            let Err(error) = outcome else {
                wrong += 1;
                let text = format!("{} came back as a success", endpoint.name);
                labelled(out, "WRONG", &text)?;
                continue;
            };
            let variant = error.info().map_or("none", |info| info.variant);
            if variant != expected.variant || !fits(expected, error.status()) {
                wrong += 1;
                let text = format!("{} came back as {variant}: {error}", endpoint.name);
                labelled(out, "WRONG", &text)?;
            }
            said.insert((error.status(), error.detail().map(str::to_owned)));
        }
        writeln!(out)?;
        for (status, detail) in said {
            let status = format!("{} {}", status.unwrap_or_default(), expected.variant);
            say(out, &status)?;
            labelled(
                out,
                "    detail",
                detail.as_deref().unwrap_or("(no body is documented)"),
            )?;
        }
        labelled(out, "    retry", &in_words(expected.retry))?;
        labelled(out, "    fix", expected.fix)?;
        for (how, label) in [(How::Caused, "    caused on"), (How::Told, "    told on")] {
            let names = on
                .iter()
                .filter(|(found, _)| *found == how)
                .map(|(_, name)| *name);
            let names: Vec<&str> = names.collect();
            if !names.is_empty() {
                labelled(out, label, &names.join(", "))?;
            }
        }
    }
    writeln!(out)?;
    let sum = format!(
        "{} documented errors with {} detail strings; {times} times provoked, {} came back as their own type, {wrong} did not",
        Client::API.errors.len(),
        details.len(),
        times - wrong
    );
    say(out, &sum)?;
    Ok(wrong == 0)
}

/// A client that shows every error: the usual one tries a passing failure again, and here that would succeed.
fn connect(mock: &Mock, key: &str) -> Result<Client, ConfigError> {
    Client::builder()
        .key(key)
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()
}

fn fits(expected: &ErrorInfo, status: Option<u16>) -> bool {
    expected.statuses.iter().any(|known| match known {
        StatusInfo::Exact(exact) => status == Some(*exact),
        StatusInfo::Class(class) => status.map(|status| status / 100) == Some(u16::from(*class)),
        StatusInfo::Default => status.is_some(),
    })
}

/// Causes the error when a request can, and has the server told to give it when none can.
async fn provoke(
    mock: &Mock,
    client: &Client,
    endpoint: &str,
    expected: &ErrorInfo,
) -> Result<(How, Result<(), Error<ApiError>>), Box<dyn StdError>> {
    let speech = || {
        Audio::file(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/examples/audio/native.wav"
        ))
    };
    let with_key = |key: &str| connect(mock, key);
    let outcome = match expected.name {
        "invalid_api_key" => call(&with_key("sk-theta-unknown")?, endpoint, speech()).await,
        "plan_too_low" => {
            mock.key("sk-theta-free", "free")?;
            call(&with_key("sk-theta-free")?, endpoint, speech()).await
        }
        "rate_limited" => {
            mock.limit_key("sk-theta-hasty", 1)?;
            let hasty = with_key("sk-theta-hasty")?;
            // Each endpoint in turn uses up the one request of this minute, or finds it used up.
            let first = call(&hasty, endpoint, speech()).await;
            if first.is_err() {
                first
            } else {
                call(&hasty, endpoint, speech()).await
            }
        }
        // The client would refuse these bytes itself.
        "invalid_audio_format" => {
            call(client, endpoint, Audio::bytes("not audio").unchecked()).await
        }
        "invalid_native_components" => {
            let native = Verbatim::from_json(r#"{"not": "a list"}"#)?;
            let outcome = client.pronunciation(speech(), "text", native).await;
            outcome.map(drop).map_err(Error::widen)
        }
        name => {
            mock.next_on(endpoint, name)?;
            return Ok((How::Told, call(client, endpoint, speech()).await));
        }
    };
    Ok((How::Caused, outcome))
}

/// A good request to the endpoint, whatever comes back.
async fn call(client: &Client, endpoint: &str, speech: Audio) -> Result<(), Error<ApiError>> {
    let text = "Wow, check out this castle.";
    match endpoint {
        "transcribe" => client
            .transcribe(speech)
            .await
            .map(drop)
            .map_err(Error::widen),
        "analyze_native" => client
            .analyze_native(speech, text)
            .await
            .map(drop)
            .map_err(Error::widen),
        "pronunciation" => {
            let native = Verbatim::from(Vec::new());
            client
                .pronunciation(speech, text, native)
                .await
                .map(drop)
                .map_err(Error::widen)
        }
        "pronunciation_simple" => client
            .pronunciation_simple(speech, text)
            .await
            .map(drop)
            .map_err(Error::widen),
        other => {
            unreachable!("the contract has no endpoint `{other}` that this tour does not know")
        }
    }
}

fn in_words(retry: Retry) -> String {
    match retry {
        Retry::Never => "never".to_owned(),
        Retry::AfterUser => "when a person has acted".to_owned(),
        Retry::Backoff {
            at_most: Some(most),
        } => format!("backoff, at most {most}"),
        Retry::Backoff { at_most: None } => "backoff".to_owned(),
        _ => "not documented".to_owned(),
    }
}

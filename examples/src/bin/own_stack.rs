//! Sends calls through an HTTP stack of the program's own: layers of tower around a client of hyper.
//!
//! ```text
//! THETA_ONE_API_KEY=… cargo run -p theta-examples --bin own_stack -- talk.wav
//! ```

use anyhow::Context as _;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::aws_lc_rs;
use std::env;
use std::path::PathBuf;
use theta_client::http::header::HeaderValue;
use theta_client::http::{Request, Response};
use theta_client::{Client, RequestBody, TowerTransport, TransportError};
use tower::ServiceBuilder;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let recording = env::args_os()
        .nth(1)
        .context("usage: own_stack RECORDING")?;
    let tls = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(aws_lc_rs::default_provider())?
        // A call to anything but this machine is encrypted: the client takes no other base URL.
        .https_or_http()
        .enable_http1()
        .build();
    let hyper = legacy::Client::builder(TokioExecutor::new())
        // Whether a request may be sent again is for the client to say, which knows what that costs. So are timeouts.
        .retry_canceled_requests(false)
        .build(tls);
    let stack = ServiceBuilder::new()
        .concurrency_limit(4)
        .map_request(|mut request: Request<RequestBody>| {
            eprintln!("{} {}", request.method(), request.uri().path());
            let name = HeaderValue::from_static("own_stack");
            request.headers_mut().insert("x-called-by", name);
            request
        })
        .map_response(|reply: Response<_>| {
            eprintln!("{}", reply.status());
            reply
        })
        // Whether there was a connection is known here alone.
        .map_err(|error: legacy::Error| {
            if error.is_connect() {
                TransportError::connect(error)
            } else {
                TransportError::new(error)
            }
        })
        .service(hyper);

    let client = Client::builder_from_env()
        .transport(TowerTransport::new(stack))
        .build()?;
    let transcript = client.transcribe(PathBuf::from(recording)).await?;
    println!("{}", transcript.text);
    Ok(())
}

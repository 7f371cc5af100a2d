//! A web service with axum: takes a recording, and answers with what is said in it or with a sentence for its user.
//!
//! ```text
//! THETA_ONE_API_KEY=… LISTEN=127.0.0.1:3000 cargo run -p theta-examples --bin axum
//! curl --data-binary @talk.wav http://127.0.0.1:3000/transcribe
//! ```

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::borrow::Cow;
use std::env;
use std::time::Duration;
use theta_client::{Audio, Client, Failure};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let client = Client::builder_from_env()
        // Nobody waits longer in front of a browser.
        .deadline(Duration::from_secs(20))
        .build()?;
    let service = Router::new()
        .route("/transcribe", post(transcribe))
        // More than the API takes, so that the client refuses what is too large, with the limit.
        .layer(DefaultBodyLimit::max(32_000_000))
        .with_state(client);
    let address = env::var("LISTEN");
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}

async fn transcribe(State(client): State<Client>, recording: Bytes) -> Result<String, Sorry> {
    Ok(client.transcribe(Audio::bytes(recording)).await?.text)
}

/// A failure of any endpoint, as the answer to a user.
struct Sorry(Box<dyn Failure>);

impl<F: Failure> From<F> for Sorry {
    fn from(failure: F) -> Self {
        Self(Box::new(failure))
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let Self(failure) = self;
        // The whole story is for the log. It holds no key, and the id is what the vendor's support asks for.
        eprintln!("{failure} (request {:?})", failure.request_id());
        // 4xx if a user can help, 5xx if not.
        let status = StatusCode::from_u16(failure.user_status());
        let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
        let mut response = (status, sentence(&*failure)).into_response();
        if let Some(wait) = failure.retry_after() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, wait.as_secs().into());
        }
        response
    }
}

/// What to tell the user: never the words of the error, which are for developers.
fn sentence(failure: &dyn Failure) -> Cow<'static, str> {
    let sentence = failure.user_sentence();
    sentence.unwrap_or_else(|| match failure.user_status() {
        413 | 422 => "We cannot use this recording. Please record again.".into(),
        504 => "This took too long. Please try a shorter recording.".into(),
        503 => "We are busy. Please try again in a minute.".into(),
        _ => "This did not work, and we are looking into it. Please try again later.".into(),
    })
}

//! A web service with actix-web: takes a recording, and answers with what is said in it or with a sentence for its user.
//!
//! ```text
//! THETA_ONE_API_KEY=… LISTEN=127.0.0.1:3000 cargo run -p theta-examples --bin actix
//! curl --data-binary @talk.wav http://127.0.0.1:3000/transcribe
//! ```

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer, ResponseError};
use std::time::Duration;
use std::{env, fmt};
use theta_client::{Audio, Client, Failure};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let client = Client::builder_from_env()
        // Nobody waits longer in front of a browser.
        .deadline(Duration::from_secs(20))
        .build()?;
    // All workers share the client, and with it its pace and its ledger.
    let service = move || {
        App::new()
            .app_data(Data::new(client.clone()))
            // More than the API takes, so that the client refuses what is too large, with the limit.
            .app_data(PayloadConfig::new(32_000_000))
            .route("/transcribe", web::post().to(transcribe))
    };
    let address = env::var("LISTEN");
    let server = HttpServer::new(service).bind(address.as_deref().unwrap_or("127.0.0.1:3000"))?;
    for address in server.addrs() {
        println!("http://{address}");
    }
    server.run().await?;
    Ok(())
}

async fn transcribe(client: Data<Client>, recording: Bytes) -> Result<String, Sorry> {
    Ok(client.transcribe(Audio::bytes(recording)).await?.text)
}

/// A failure of any endpoint, as the answer to a user.
#[derive(Debug)]
struct Sorry(Box<dyn Failure>);

impl<F: Failure> From<F> for Sorry {
    fn from(failure: F) -> Self {
        Self(Box::new(failure))
    }
}

impl ResponseError for Sorry {
    /// 4xx if a user can help, 5xx if not.
    fn status_code(&self) -> StatusCode {
        let status = StatusCode::from_u16(self.0.user_status());
        status.unwrap_or(StatusCode::BAD_GATEWAY)
    }

    fn error_response(&self) -> HttpResponse {
        let failure = &self.0;
        // The whole story is for the log. It holds no key, and the id is what the vendor's support asks for.
        eprintln!("{failure} (request {:?})", failure.request_id());
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = failure.retry_after() {
            response.insert_header((header::RETRY_AFTER, wait.as_secs()));
        }
        response.body(self.to_string())
    }
}

/// What to tell the user: never the words of the error, which are for developers.
impl fmt::Display for Sorry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = self.0.user_sentence();
        f.write_str(&sentence.unwrap_or_else(|| match self.0.user_status() {
            413 | 422 => "We cannot use this recording. Please record again.".into(),
            504 => "This took too long. Please try a shorter recording.".into(),
            503 => "We are busy. Please try again in a minute.".into(),
            _ => "This did not work, and we are looking into it. Please try again later.".into(),
        }))
    }
}

//! HTTP stacks of a program as the transport.

use crate::support::{KEY, Mini, Server, reply, reply_with, wav};
use http_body_util::Full;
use std::error::Error as StdError;
use std::io;
use std::task::{Context, Poll};
use theta_runtime::http::{Request, Response};
use theta_runtime::{
    Billed, Builder, Bytes, Error, ErrorKind, Redirected, RequestBody, ReqwestTransport,
    RetryPolicy, Sent, TowerTransport, Transport, TransportError, Upload,
};
use tower::{ServiceBuilder, service_fn};

fn mini(transport: impl Transport, base_url: &str) -> Mini {
    Builder::new()
        .key(KEY)
        .base_url(base_url)
        .transport(transport)
        .retry(RetryPolicy::off())
        .build()
        .unwrap()
}

async fn score(mini: &Mini) -> Result<(), Error<crate::support::MiniError>> {
    mini.score(Upload::bytes(wav(64))).await.map(drop)
}

const SCORE: &str = "[1, 2]";

#[tokio::test]
async fn a_call_goes_through_the_layers_of_a_service() {
    let stack = ServiceBuilder::new()
        .concurrency_limit(1)
        .map_request(|mut request: Request<RequestBody>| {
            request
                .headers_mut()
                .insert("x-trace", "7".parse().unwrap());
            request
        })
        .service(service_fn(async |request: Request<RequestBody>| {
            assert_eq!(request.headers()["x-trace"], "7");
            let body = request.into_body().collect().await?;
            assert!(body.ends_with(b"--\r\n"), "{body:?}");
            Ok::<_, io::Error>(Response::new(Full::new(Bytes::from(SCORE))))
        }));
    let mini = mini(TowerTransport::new(stack), "https://mini.example");
    score(&mini).await.unwrap();
}

#[tokio::test]
async fn a_service_that_fails_after_it_took_the_request_may_have_been_billed_for() {
    let stack = service_fn(async |request: Request<RequestBody>| {
        request.into_body().collect().await?;
        Err::<Response<Full<Bytes>>, _>(io::Error::other("broke"))
    });
    let error = score(&mini(TowerTransport::new(stack), "https://mini.example"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.sent(), error.billed()),
        (Sent::Complete, Billed::Maybe),
        "{error}"
    );
}

/// A service that is never ready.
#[derive(Clone)]
struct Closed;

impl tower::Service<Request<RequestBody>> for Closed {
    type Response = Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = std::future::Pending<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::Error::other("closed")))
    }

    fn call(&mut self, _: Request<RequestBody>) -> Self::Future {
        std::future::pending()
    }
}

#[tokio::test]
async fn a_service_that_is_not_ready_has_sent_nothing() {
    let error = score(&mini(TowerTransport::new(Closed), "https://mini.example"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.sent(), error.billed()),
        (Sent::NotSent, Billed::No),
        "{error}"
    );
}

#[tokio::test]
async fn a_service_that_says_what_its_failure_was_is_believed() {
    let fails = |with: fn(io::Error) -> TransportError| {
        let stack = ServiceBuilder::new().map_err(with).service(service_fn(
            async |_: Request<RequestBody>| Err::<Response<Full<Bytes>>, _>(io::Error::other("no")),
        ));
        mini(TowerTransport::new(stack), "https://mini.example")
    };
    let error = score(&fails(TransportError::connect)).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    let error = score(&fails(TransportError::new)).await.unwrap_err();
    assert!(!error.is_connect(), "{error}");
    let error = score(&fails(TransportError::refused)).await.unwrap_err();
    assert!(error.refusal().is_some(), "{error}");
}

fn http(redirects: reqwest::redirect::Policy) -> ReqwestTransport {
    let http = reqwest::Client::builder().no_proxy().redirect(redirects);
    ReqwestTransport::new(http.build().unwrap())
}

#[tokio::test]
async fn a_client_of_the_program_carries_calls() {
    let server = Server::answering(reply(200, SCORE));
    score(&mini(
        http(reqwest::redirect::Policy::none()),
        &server.url(),
    ))
    .await
    .unwrap();
}

/// Two servers, of which the first sends to the second.
fn servers() -> (Server, Server) {
    let second = Server::answering(reply(200, SCORE));
    let location = format!("location: {}/score\r\n", second.url());
    (Server::answering(reply_with(303, &location, "")), second)
}

fn redirected<E: StdError + 'static>(error: &E) -> Option<&Redirected> {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[tokio::test]
async fn a_client_that_follows_a_redirect_is_an_error_that_names_the_host() {
    let (first, _second) = servers();
    let mini = mini(http(reqwest::redirect::Policy::limited(3)), &first.url());
    let error = score(&mini).await.unwrap_err();
    assert_eq!(redirected(&error).unwrap().host, "127.0.0.1", "{error}");
    assert_eq!(error.billed(), Billed::Maybe, "{error}");
}

#[tokio::test]
async fn a_client_that_follows_none_gives_the_redirect_as_a_reply() {
    let (first, _second) = servers();
    let mini = mini(http(reqwest::redirect::Policy::none()), &first.url());
    let error = score(&mini).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown { .. }), "{error}");
    assert!(redirected(&error).is_none(), "{error}");
    assert_eq!(error.status(), Some(303));
}

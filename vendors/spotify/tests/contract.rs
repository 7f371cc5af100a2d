//! The contract against the vendor's pages: every error is told apart, and a token is asked for as they show it.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::error::Error as _;
use std::time::Duration;
use theta_mock::{ManualClock, Mock, Scripted};
use theta_runtime::{ApiClient as _, Classify as _, Error, ErrorKind};
use theta_spotify::ApiError as E;
use theta_spotify::*;
use theta_vendor_pages::{Endpoint, Shown, nothing_is_mistaken, round_trip};

const SPEC: &str = include_str!("../spec.toml");

const ENDPOINTS: &[Endpoint<E>] = &[
    ("token", |reply| Some(TokenError::classify(reply)?.into())),
    ("album", |reply| Some(AlbumError::classify(reply)?.into())),
    ("artist", |reply| Some(ArtistError::classify(reply)?.into())),
    ("track", |reply| Some(TrackError::classify(reply)?.into())),
];

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().app("app-id", "app-secret");
    builder.base_url(mock.base_url()).build().unwrap()
}

#[test]
fn every_body_that_the_pages_show_is_its_row() {
    let shown = |entry, status, body: &str, is| Shown {
        entry,
        status,
        body: body.to_owned(),
        is,
    };
    round_trip(
        Client::API,
        ENDPOINTS,
        &[
            shown(
                "api-calls: authentication error",
                400,
                r#"{"error": "invalid_client", "error_description": "Invalid client secret"}"#,
                E::InvalidClient { status: 400 },
            ),
            shown(
                "api-calls: regular error",
                400,
                r#"{"error": {"status": 400, "message": "invalid id"}}"#,
                E::BadRequest,
            ),
            shown(
                "issue: expiry",
                401,
                r#"{"error": {"status": 401, "message": "The access token expired"}}"#,
                E::Expired,
            ),
        ],
    );
}

#[test]
fn no_row_is_mistaken_for_another() {
    let contract = theta_vendor_pages::contract(SPEC);
    assert!(nothing_is_mistaken(Client::API, ENDPOINTS, &contract) > 0);
}

#[tokio::test]
async fn a_token_is_asked_for_as_the_page_shows_and_sent_as_a_bearer() {
    let mock = mock();
    let client = client(&mock);
    assert_eq!(
        client.album("4aawyAB9vmqN3uQ7FjRGTy").await.unwrap().name,
        "Global Warming"
    );
    client
        .track("11dFghVXANMlKmJXsNCbNl")
        .market("DE")
        .await
        .unwrap();
    let requests = mock.requests();
    let [asked, album, track] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert_eq!(asked.method, "POST");
    // On this machine one address stands for both hosts.
    assert_eq!(asked.path, "/v1/api/token");
    assert_eq!(asked.text(), "grant_type=client_credentials");
    assert!(asked.key_is("app-id:app-secret"));
    for request in [album, track] {
        assert!(
            request
                .header("authorization")
                .unwrap()
                .starts_with("Bearer ")
        );
    }
}

#[tokio::test]
async fn a_token_that_ends_is_replaced() {
    let clock = ManualClock::new();
    let builder = Mock::builder_from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let mock = builder.clock(clock.clone()).start().unwrap();
    let client = client(&mock);
    client.artist("0TnOYISbd1XYRBk9myaseg").await.unwrap();
    // The server's clock runs ahead of the client's.
    clock.advance(Duration::from_secs(3600));
    let response = client
        .artist("0TnOYISbd1XYRBk9myaseg")
        .send_with_response()
        .await
        .unwrap();
    assert_eq!(response.spent().attempts, 2);
    mock.script(Scripted::ended_tokens().on("artist").times(2))
        .unwrap();
    let error = client.artist("0TnOYISbd1XYRBk9myaseg").await.unwrap_err();
    assert_eq!(
        (error.api(), error.attempts()),
        (Some(&ArtistError::Expired), 2)
    );
    client.artist("0TnOYISbd1XYRBk9myaseg").await.unwrap();
}

#[tokio::test]
async fn an_app_that_is_not_known_gets_the_error_of_the_accounts_service() {
    let mock = mock();
    mock.next("invalid_client").unwrap();
    let error = client(&mock).album("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    let cause = error
        .source()
        .unwrap()
        .downcast_ref::<Error<TokenError>>()
        .unwrap();
    assert!(matches!(
        cause.api(),
        Some(TokenError::InvalidClient { .. })
    ));
    // Another client's token is none of this server's.
    let fixed = Client::builder()
        .key_source(|| async { Ok::<_, String>("token-of-somebody") })
        .base_url(mock.base_url())
        .build()
        .unwrap();
    assert_eq!(
        fixed.album("x").await.unwrap_err().api(),
        Some(&AlbumError::Expired)
    );
}

//! No secret is shown or kept anywhere.

use crate::server::{Gives, Server};
use crate::{builder, plain, user};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::time::Duration;
use theta_runtime::Key;
use theta_runtime::testing::Recorder;
use tokio::time::advance;

/// All that an error says.
fn said(error: &impl Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        write!(text, " {inner} {inner:?}").unwrap();
        cause = inner.source();
    }
    text
}

#[tokio::test(start_paused = true)]
async fn no_failure_shows_a_secret_that_a_server_repeats() {
    const REPEATS: &str = r#"{"error": "canary-token-1", "error_description": "canary-first-refresh canary-refresh-1"}"#;
    for status in [400, 401, 404, 500, 200] {
        let server = Server::new()
            .lifetime(10)
            .then([Gives::Token(Some(Duration::from_secs(10)))]);
        server.state().rotates = true;
        let app = builder(&server).build().unwrap();
        let user = user(&server).build().unwrap();
        user.mine().await.unwrap();
        let seen = user.mine().send_with_response().await.unwrap();
        let shown = format!(
            "{app:?} {app:#?} {user:?} {seen:?} {:?}",
            crate::user(&server)
        );
        assert!(!shown.contains("canary"), "{shown}");
        advance(Duration::from_secs(20)).await;
        server
            .state()
            .gives
            .extend([Gives::Fails(status, REPEATS), Gives::Fails(status, REPEATS)]);
        for text in [
            said(&user.mine().await.unwrap_err()),
            said(&user.mine().await.unwrap_err()),
        ] {
            assert!(!text.contains("canary"), "{text}");
        }
        server.state().gives.clear();
        server.state().gives.extend(vec![
            Gives::Fails(
                status,
                r#"{"error": "x canary-app-secret"}"#
            );
            3
        ]);
        let text = said(&app.read().await.unwrap_err());
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_source_does_not_show_what_it_gave_before() {
    let server = Server::new();
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let client = plain::Client::builder()
        .key_source(move || {
            let number = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            std::future::ready(match number {
                0 | 1 => {
                    Ok(Key::new(format!("pk-canary-{number}")).valid_for(Duration::from_secs(10)))
                }
                _ => Err("neither pk-canary-0 nor pk-canary-1 is there any more"),
            })
        })
        .transport(server.clone())
        .build()
        .unwrap();
    for _ in 0..2 {
        client.say().await.unwrap();
        advance(Duration::from_secs(10)).await;
    }
    let text = said(&client.say().await.unwrap_err());
    assert!(
        !text.contains("canary") && text.contains("is there any more"),
        "{text}"
    );
}

#[tokio::test]
async fn recordings_hold_no_token() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path());
    let server = Server::new();
    server.state().rotates = true;
    let app = builder(&server).record(recorder.clone()).build().unwrap();
    app.read().await.unwrap();
    // One who calls the endpoint by hand has the token, and the recording does not.
    assert_eq!(app.token().await.unwrap().access_token, "canary-token-2");
    let user = user(&server).record(recorder.clone()).build().unwrap();
    user.mine().await.unwrap();
    assert_eq!(recorder.finish().unwrap(), 5);
    for file in fs::read_dir(directory.path()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn a_stub_and_a_replay_fetch_no_token() {
    use crate::vault::{Client, ReadRequest};
    use theta_runtime::testing::Stub;
    let stub = Stub::new();
    stub.on::<ReadRequest>().returns("things".to_owned());
    let client: Client = stub.client().unwrap();
    assert_eq!(client.read().await.unwrap(), "things");
}

//! A key is in nothing that is shown or kept.

use crate::relay::{Client, ClientSettings as _};
use crate::{SECRET, SID, TOKEN, at, mock, weather};
use theta_mock::{RawReply, Scripted};
use theta_runtime::testing::{Recorder, Replay};

#[tokio::test]
async fn a_key_in_the_query_is_in_no_error_and_no_debug() {
    let key = "wx-canary-in-the-query";
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let builder = weather::Client::builder()
        .key(key)
        .base_url(format!("http://{nobody}"));
    assert!(!format!("{builder:?}").contains("canary"));
    let client = builder.build().unwrap();
    let mut error: &dyn std::error::Error = &client.today("here").await.unwrap_err();
    loop {
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
        match error.source() {
            Some(source) => error = source,
            None => break,
        }
    }
    assert!(!format!("{client:?}").contains("canary"));
}

#[tokio::test]
async fn a_server_that_repeats_a_key_is_not_quoted() {
    let mock = mock("access");
    let client: Client = at(&mock).account(SID, SECRET).build().unwrap();
    let coded = "QUMtYWNjb3VudC00OmNhbmFyeSBzZWNyZXQ6NQ==";
    let body = format!(r#"{{"error": "{SECRET} {coded} of {SID}"}}"#);
    let reply = RawReply::new(418)
        .header("content-type", "application/json")
        .body(body);
    mock.script(Scripted::raw(reply).on("account")).unwrap();
    let error = client.account(SID).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("canary") && !shown.contains(coded),
        "{shown}"
    );
    // The user is no secret where there is a password.
    assert!(shown.contains(SID), "{shown}");
}

#[tokio::test]
async fn a_recording_has_no_key_and_is_played_to_a_client_with_another() {
    let folder = tempfile::tempdir().unwrap();
    let mock = mock("query_key");
    let recorder = Recorder::new(folder.path());
    let builder = at::<weather::Client>(&mock)
        .key("wx-1")
        .record(recorder.clone());
    builder.build().unwrap().today("here").await.unwrap();
    assert_eq!(recorder.finish().unwrap(), 1);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(
            text.contains("/today?place=here\"") && !text.contains("wx-1"),
            "{text}"
        );
    }
    let client: weather::Client = Replay::open(folder.path()).unwrap().client().unwrap();
    client.today("here").await.unwrap();
}

#[test]
fn a_builder_does_not_show_what_it_was_given() {
    let builder = Client::builder().token(TOKEN).account(SID, SECRET);
    assert!(!format!("{builder:?}").contains("canary"));
}

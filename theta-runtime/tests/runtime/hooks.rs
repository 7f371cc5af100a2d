//! Headers of every request, and what sees each attempt.

use crate::support::{Act, KEY, Mini, Script, wav_of};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::http::{HeaderMap, HeaderName, HeaderValue, Request};
use theta_runtime::{
    Billed, Builder, CallOptions, ConfigErrorKind, ErrorKind, RequestBody, RetryPolicy, Sent,
    Transport, TransportFuture, Upload,
};

const TEAM: HeaderName = HeaderName::from_static("x-team");
const KEY_HEADER: HeaderName = HeaderName::from_static("x-api-key");

/// Keeps the headers of what it sends.
#[derive(Clone, Debug)]
struct Watched(Script, Arc<Mutex<Vec<HeaderMap>>>);

impl Watched {
    fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self(Script::new(acts), Arc::default())
    }

    /// What the header was in each request; empty where there was none.
    fn seen(&self, name: &HeaderName) -> Vec<String> {
        let seen = self.1.lock().unwrap();
        let values = seen.iter().map(|headers| headers.get(name));
        values
            .map(|value| value.map_or("", |value| value.to_str().unwrap()).to_owned())
            .collect()
    }
}

impl Transport for Watched {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        self.1.lock().unwrap().push(request.headers().clone());
        self.0.send(request)
    }
}

fn builder(watched: &Watched) -> Builder<Mini> {
    Builder::new().key(KEY).transport(watched.clone())
}

fn audio() -> Upload {
    Upload::bytes(wav_of(1))
}

#[tokio::test(start_paused = true)]
async fn a_header_of_the_client_is_in_every_request_unless_the_call_replaces_it() {
    let watched = Watched::new([Act::Reply(200, "[1]")]);
    let mini = builder(&watched)
        .header(TEAM, HeaderValue::from_static("all"))
        .build()
        .unwrap();
    mini.score(audio()).await.unwrap();
    let one = CallOptions::new().header(TEAM, HeaderValue::from_static("one"));
    mini.score_with(audio(), one).await.unwrap();
    let other = HeaderName::from_static("x-other");
    let beside = CallOptions::new().header(other, HeaderValue::from_static("1"));
    mini.score_with(audio(), beside).await.unwrap();
    assert_eq!(watched.seen(&TEAM), ["all", "one", "all"]);
}

#[test]
fn the_header_of_the_key_is_none_of_the_client() {
    let value = HeaderValue::from_static("other");
    let built = builder(&Watched::new([])).header(KEY_HEADER, value).build();
    assert_eq!(built.unwrap_err().kind(), ConfigErrorKind::Header);
}

#[tokio::test(start_paused = true)]
async fn a_hook_adds_headers_to_each_attempt_and_another_is_told_how_it_ended() {
    let watched = Watched::new([Act::Reply(503, "{}"), Act::Refuse, Act::Reply(200, "[1]")]);
    let ends = Arc::new(Mutex::new(Vec::new()));
    let told = ends.clone();
    let mini = builder(&watched)
        .header(TEAM, HeaderValue::from_static("replaced"))
        .before_attempt(|attempt, headers| {
            assert!(headers.is_empty());
            headers.insert(TEAM, HeaderValue::from(attempt.number));
        })
        .after_attempt(move |end| {
            let has_headers = end.headers.is_some();
            let facts = (end.number, end.status, end.sent, end.billed, has_headers);
            assert_eq!(end.endpoint.name, "score");
            told.lock().unwrap().push(facts);
        })
        .build()
        .unwrap();
    mini.score(audio()).await.unwrap();
    assert_eq!(watched.seen(&TEAM), ["1", "2", "3"]);
    let expected = [
        (1, Some(503), Sent::Complete, Billed::Maybe, true),
        (2, None, Sent::NotSent, Billed::No, false),
        (3, Some(200), Sent::Complete, Billed::Yes, true),
    ];
    assert_eq!(*ends.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_hook_is_told_which_row_it_was_and_how_long_it_took() {
    let late = Act::After(
        Duration::from_secs(3),
        Box::new(Act::Reply(
            400,
            "{\"detail\": \"Not all words are spoken.\"}",
        )),
    );
    let ends = Arc::new(Mutex::new(Vec::new()));
    let told = ends.clone();
    let mini = builder(&Watched::new([late]))
        .after_attempt(move |end| {
            let row = end.row.map(|row| row.name);
            told.lock().unwrap().push((row, end.elapsed));
            assert!(!format!("{end:?}").contains("headers"));
        })
        .build()
        .unwrap();
    let error = mini.score(audio()).await.unwrap_err();
    let expected = (error.info().map(|row| row.name), Duration::from_secs(3));
    assert!(expected.0.is_some());
    assert_eq!(*ends.lock().unwrap(), [expected]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_is_told_what_a_reply_was_and_not_what_its_status_says() {
    let busy = "{\"code\": \"busy\", \"detail\": \"later\"}";
    let other = "{\"code\": \"other\", \"detail\": \"what\"}";
    let table = [
        (Act::Reply(200, "[1]"), None, true),
        (Act::Reply(303, ""), None, true),
        (Act::Reply(200, busy), Some("busy"), false),
        (Act::Reply(200, other), None, false),
        (Act::Truncate(200, "[1"), None, false),
        (Act::Reply(302, ""), None, false),
        (Act::Reply(500, ""), None, false),
        (Act::BreakLate, None, false),
    ];
    for (act, row, succeeded) in table {
        let shown = format!("{act:?}");
        let ends = Arc::new(Mutex::new(Vec::new()));
        let told = ends.clone();
        let mini = builder(&Watched::new([act]))
            .retry(RetryPolicy::off())
            .after_attempt(move |end| {
                let row = end.row.map(|row| row.name);
                told.lock().unwrap().push((row, end.succeeded));
            })
            .build()
            .unwrap();
        let answer = mini.judge(audio(), true).await;
        assert_eq!(answer.is_ok(), succeeded, "{shown}");
        assert_eq!(*ends.lock().unwrap(), [(row, succeeded)], "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_sets_the_header_of_the_key_refuses_the_call() {
    let watched = Watched::new([Act::Reply(200, "[1]")]);
    let mini = builder(&watched)
        .retry(RetryPolicy::off())
        .before_attempt(|_, headers| {
            headers.insert(KEY_HEADER, HeaderValue::from_static("other"));
        })
        .build()
        .unwrap();
    let error = mini.score(audio()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("`x-api-key`"), "{error}");
    assert_eq!(watched.0.count(), 0);
}

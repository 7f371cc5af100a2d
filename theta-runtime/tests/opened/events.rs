//! Events: what they are, how they end, and how long a stream of them waits.

use crate::hear::{Client, Delta, FollowEvent, Piece, WatchError};
#[cfg(target_os = "linux")]
use crate::memory::{is_alone, resident};
use crate::played::{Played, Step};
use crate::{ATTEMPT, JUST_WITHIN, TICK, by_seconds};
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use theta_runtime::http::{HeaderValue, Request, Response};
use theta_runtime::{
    Billed, Bytes, CallOptions, ErrorKind, RequestBody, ResponseBody, Transport, TransportFuture,
    UnlistedEvent,
};
use tokio::time::{Instant, sleep};

/// A server that answers with these steps.
#[derive(Clone, Debug)]
struct Server {
    media_type: Option<&'static str>,
    /// What it says that the body is coded as.
    coding: Option<&'static str>,
    steps: Vec<Step>,
    /// The bodies of requests.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let server = self.clone();
        Box::pin(async move {
            let body = request.into_body().collect().await?;
            let body = String::from_utf8_lossy(&body).into_owned();
            server.asked.lock().unwrap().push(body);
            let mut response = Response::new(ResponseBody::new(Played::new(server.steps)));
            let headers = response.headers_mut();
            if let Some(media_type) = server.media_type {
                headers.insert("content-type", HeaderValue::from_static(media_type));
            }
            if let Some(coding) = server.coding {
                headers.insert("content-encoding", HeaderValue::from_static(coding));
            }
            headers.insert("x-request-id", HeaderValue::from_static("r-1"));
            Ok(response)
        })
    }
}

fn server(media_type: Option<&'static str>, steps: Vec<Step>) -> (Client, Server) {
    coded(media_type, None, steps)
}

fn coded(
    media_type: Option<&'static str>,
    coding: Option<&'static str>,
    steps: Vec<Step>,
) -> (Client, Server) {
    let server = Server {
        media_type,
        coding,
        steps,
        asked: Arc::default(),
    };
    let builder = Client::builder().key("key").transport(server.clone());
    (builder.build().unwrap(), server)
}

/// A client of a server that sends this and ends.
fn sends(text: &'static str) -> Client {
    server(Some("text/event-stream"), vec![Step::Send(text)]).0
}

fn lines(text: &'static str) -> Client {
    server(Some("application/x-ndjson"), vec![Step::Send(text)]).0
}

pub(crate) fn delta(text: &str) -> Piece {
    Piece::Delta(Delta::from_json(&format!("{{\"text\":\"{text}\"}}")).unwrap())
}

const ONE: &str = "data: {\"type\":\"delta\",\"text\":\"a\"}\n\n";
const DONE: &str = "data: [DONE]\n\n";

#[tokio::test]
async fn one_endpoint_has_a_method_for_its_answer_and_one_for_its_events() {
    let (client, asked) = server(
        Some("application/json"),
        vec![Step::Send("{\"text\":\"a\"}")],
    );
    assert_eq!(client.ask("why").await.unwrap().text, "a");
    let (client, streamed) = server(
        Some("text/event-stream; charset=utf-8"),
        vec![Step::Send(ONE), Step::Send(DONE)],
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    assert_eq!(pieces.next().await.unwrap().unwrap(), delta("a"));
    assert!(pieces.next().await.is_none());
    assert!(pieces.next().await.is_none());
    assert_eq!(*asked.asked.lock().unwrap(), [r#"{"text":"why"}"#]);
    assert_eq!(
        *streamed.asked.lock().unwrap(),
        [r#"{"stream":true,"text":"why"}"#]
    );
}

#[tokio::test]
async fn a_tag_that_is_not_listed_is_kept() {
    let client = sends("data: {\"type\":\"new\",\"x\":1}\n\ndata: [DONE]\n\n");
    let mut pieces = client.ask_events("why").await.unwrap();
    let Piece::Unlisted(json) = pieces.next().await.unwrap().unwrap() else {
        panic!("it is not listed");
    };
    assert_eq!(json.as_str(), "{\"type\":\"new\",\"x\":1}");
    assert!(pieces.next().await.is_none());
}

#[tokio::test]
async fn names_say_what_data_is_and_others_are_kept() {
    let client = sends(
        "event: started\nid: 7\ndata: {\"id\":\"x\"}\n\nevent: ping\ndata: {}\n\nevent: word\ndata: hi\ndata: you\n\n\
         event: odd\ndata: 1\n\ndata: none\n\nevent: finished\ndata: {\"count\":1}\n\nevent: late\ndata: 1\n\n",
    );
    let mut events = client.follow().await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        all.push(event.unwrap());
    }
    let [
        FollowEvent::Started(start),
        rest @ ..,
        FollowEvent::Finished(end),
    ] = &all[..]
    else {
        panic!("{all:?}");
    };
    assert_eq!((start.id.as_str(), end.count), ("x", 1));
    assert_eq!(
        rest,
        [
            FollowEvent::Ping,
            FollowEvent::Word("hi\nyou".to_owned()),
            FollowEvent::Unlisted(UnlistedEvent::new("odd", "1")),
            FollowEvent::Unlisted(UnlistedEvent::new("message", "none")),
        ]
    );
    assert_eq!(events.last_event_id(), "7");
}

#[tokio::test]
async fn lines_end_with_the_one_that_says_so() {
    let client = lines(
        "{\"text\":\"a\",\"done\":false}\n{\"text\":\"b\",\"done\":true}\n{\"text\":\"c\",\"done\":true}\n",
    );
    let mut events = client.list().await.unwrap();
    let mut texts = Vec::new();
    while let Some(line) = events.next().await {
        texts.push(line.unwrap().text);
    }
    assert_eq!(texts, ["a", "b"]);
}

#[tokio::test]
async fn an_event_that_is_not_as_documented_is_an_error_and_the_stream_goes_on() {
    let client = sends(
        "data: {\"type\":\"delta\"}\n\ndata: nonsense\n\ndata: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: [DONE]\n\n",
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    for data in ["{\"type\":\"delta\"}", "nonsense"] {
        let error = pieces.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.body(), data.as_bytes());
        assert_eq!(error.billed(), Billed::Yes);
    }
    assert_eq!(pieces.next().await.unwrap().unwrap(), delta("a"));
    assert!(pieces.next().await.is_none());
}

#[tokio::test]
async fn a_failure_as_an_event_is_the_endpoints_error_and_ends_the_stream() {
    let client = sends(
        "data: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: {\"type\":\"error\",\"code\":\"overloaded\",\"message\":\"busy for 5 s\"}\n\n\
         data: [DONE]\n\n",
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    let error = pieces.next().await.unwrap().unwrap_err();
    assert!(pieces.next().await.is_none());
    assert!(matches!(
        error.api(),
        Some(crate::hear::AskEventsError::Overloaded { seconds: 5 })
    ));
    assert_eq!(error.kind(), ErrorKind::Documented);
    assert_eq!(error.billed(), Billed::Yes);
    assert_eq!(error.status(), Some(200));
}

#[tokio::test]
async fn an_event_named_error_is_never_a_value() {
    let table = [
        (
            "event: error\ndata: {\"error\":{\"code\":\"NOT_ALLOWED\",\"message\":\"no\"}}\n\n",
            true,
        ),
        (
            "event: error\ndata: {\"type\":\"delta\",\"text\":\"a\"}\n\n",
            false,
        ),
        ("event: error\ndata: no\n\n", false),
        ("event: error\ndata\n\n", false),
    ];
    for (text, is_known) in table {
        let mut events = sends(text).watch().await.unwrap();
        let error = events.next().await.unwrap().unwrap_err();
        assert_eq!(
            matches!(error.api(), Some(WatchError::NotAllowed)),
            is_known,
            "{text}"
        );
        // What a status alone says is said of no event.
        assert_eq!(error.kind() == ErrorKind::Documented, is_known, "{text}");
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn a_stream_that_stops_before_its_end_is_an_error() {
    let table: &[(&str, Option<&str>)] = &[
        (
            "data: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: [DONE]\n\n",
            None,
        ),
        (
            "data: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: [DONE]",
            None,
        ),
        (
            "data: {\"type\":\"delta\",\"text\":\"a\"}\n\n",
            Some("before the end of the events"),
        ),
        (
            "data: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: [DO",
            Some("in the middle of an event"),
        ),
    ];
    for (text, why) in table {
        let mut pieces = sends(text).ask_events("why").await.unwrap();
        pieces.next().await.unwrap().unwrap();
        let error = pieces.next().await.map(Result::unwrap_err);
        assert!(pieces.next().await.is_none());
        let Some(why) = why else {
            assert!(error.is_none(), "{text}");
            continue;
        };
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
        assert_eq!(error.billed(), Billed::Yes);
        let line = error.to_string();
        assert!(line.contains(why), "{line}");
    }
}

#[tokio::test]
async fn without_a_documented_end_that_of_the_body_is_it() {
    let mut events = sends(ONE).watch().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), delta("a"));
    assert!(events.next().await.is_none());
    let mut cut = sends("data: {\"type\"").watch().await.unwrap();
    assert!(cut.next().await.unwrap().is_err());
    let (broken, _) = server(None, vec![Step::Send(ONE), Step::Break]);
    let mut broken = broken.watch().await.unwrap();
    broken.next().await.unwrap().unwrap();
    let error = broken.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert!(broken.next().await.is_none());
}

#[tokio::test]
async fn a_last_line_needs_no_end_and_is_no_event_if_it_was_cut_off() {
    let one = "{\"text\":\"a\",\"done\":false}";
    let whole: &'static str = Box::leak(format!("{one}\n{one}").into_boxed_str());
    let mut read = lines(whole).tail().await.unwrap();
    for _ in 0..2 {
        read.next().await.unwrap().unwrap();
    }
    assert!(read.next().await.is_none());
    let cut = &whole[..whole.len() - 3];
    let mut read = lines(cut).tail().await.unwrap();
    read.next().await.unwrap().unwrap();
    let error = read.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert!(read.next().await.is_none());
}

#[tokio::test]
async fn an_answer_of_another_media_type_is_no_stream() {
    let (client, _) = server(Some("text/html"), vec![Step::Send("<p>hi</p>")]);
    let error = client.watch().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body(), b"<p>hi</p>");
    assert_eq!(error.billed(), Billed::Yes);
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.to_string().contains("text/html"), "{source}");
    let failed = "{\"type\":\"error\",\"code\":\"overloaded\",\"message\":\"busy for 5 s\"}";
    let (client, _) = server(Some("application/json"), vec![Step::Send(failed)]);
    let error = client.watch().await.unwrap_err();
    assert_eq!(error.detail(), Some("busy for 5 s"));
    assert_ne!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn what_fails_in_paid_events_is_not_to_be_sent_again() {
    const BUSY: &str =
        "data: {\"type\":\"error\",\"code\":\"overloaded\",\"message\":\"busy for 5 s\"}\n\n";
    let error = sends(BUSY).ask_events("why").await.unwrap();
    let error = { error }.next().await.unwrap().unwrap_err();
    assert!(error.info().is_some_and(|row| row.name == "overloaded"));
    assert_eq!((error.billed(), error.is_retryable()), (Billed::Yes, false));
    // Where nothing is billed the row is to be followed.
    let mut news = sends(BUSY).news().await.unwrap();
    let error = news.next().await.unwrap().unwrap_err();
    assert!(error.info().is_some_and(|row| row.name == "overloaded"));
    assert_eq!((error.billed(), error.is_retryable()), (Billed::No, true));
    // What no row advises is not retried because of the status of its row.
    let odd = "event: error\ndata: what\n\n";
    let mut news = sends(odd).news().await.unwrap();
    let error = news.next().await.unwrap().unwrap_err();
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn events_that_are_said_to_be_coded_and_are_not_are_read() {
    let sse = "data: {\"type\":\"delta\",\"text\":\"a\"}\n\n";
    let lines = "{\"done\":false,\"text\":\"a\"}\n";
    for coding in ["none", "UTF-8", "chunked", "aws-chunked", "br", "zstd"] {
        for pieces in [1, 5] {
            let steps = |text: &'static str| {
                let (first, rest) = text.split_at(pieces);
                vec![Step::Send(first), Step::Send(rest)]
            };
            let media_type = Some("text/event-stream");
            let (client, _) = coded(media_type, Some(coding), steps(sse));
            let mut events = client.watch().await.unwrap();
            assert!(events.next().await.unwrap().is_ok(), "{coding}");
            assert!(events.next().await.is_none(), "{coding}");
            let media_type = Some("application/x-ndjson");
            let (client, _) = coded(media_type, Some(coding), steps(lines));
            let mut events = client.tail().await.unwrap();
            assert_eq!(events.next().await.unwrap().unwrap().text, "a", "{coding}");
        }
    }
}

#[tokio::test]
async fn events_that_are_coded_as_nobody_can_undo_are_named_so() {
    let brotli = "\u{b}\u{2}\u{80}[1]\u{3}";
    let (client, _) = coded(
        Some("text/event-stream"),
        Some("br"),
        vec![Step::Send(brotli)],
    );
    let error = client
        .watch()
        .await
        .unwrap()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.to_string().contains("coded as `br`"), "{error}");
}

#[tokio::test]
async fn a_text_of_a_line_that_is_no_text_is_not_guessed_at() {
    let bytes = b"{\"done\":false,\"text\":\"caf\xe9\"}\n{\"done\":false,\"text\":\"b\"}\n";
    let (client, _) = server(Some("application/x-ndjson"), vec![Step::Bytes(bytes)]);
    let mut lines = client.tail().await.unwrap();
    let error = lines.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(lines.next().await.unwrap().unwrap().text, "b");
}

#[tokio::test]
async fn an_event_over_the_limit_ends_the_stream() {
    const LONG: &str = concat!(
        "{\"done\":false,\"text\":\"",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "\"}\n{\"text\":\"b\",\"done\":true}\n"
    );
    let mut events = lines(LONG).list().await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert!(error.to_string().contains("more than 200 bytes"), "{error}");
    assert!(error.api().is_none());
    assert!(events.next().await.is_none());
    let more = CallOptions::new().max_event(1000);
    let mut events = lines(LONG).list().with_options(more).await.unwrap();
    events.next().await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_ends_with_what_came() {
    let (client, _) = server(
        None,
        vec![
            Step::Send(ONE),
            Step::Wait(ATTEMPT + TICK),
            Step::Send(DONE),
        ],
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    let start = Instant::now();
    let error = pieces.next().await.unwrap().unwrap_err();
    assert!((ATTEMPT..ATTEMPT + TICK).contains(&start.elapsed()));
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    assert_eq!(error.silence().unwrap().bytes, ONE.len() as u64);
    assert_eq!(error.request_id(), None::<&str>);
    assert!(pieces.next().await.is_none());
    let (client, _) = server(
        None,
        vec![
            Step::Wait(JUST_WITHIN),
            Step::Send(ONE),
            Step::Wait(JUST_WITHIN),
            Step::Send(DONE),
        ],
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    assert!(pieces.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn comments_are_signs_of_life_and_no_events() {
    let mut steps = Vec::new();
    for _ in 0..5 {
        steps.extend([Step::Wait(JUST_WITHIN), Step::Send(": alive\n\n")]);
    }
    steps.push(Step::Send(DONE));
    let (client, _) = server(None, steps);
    let mut pieces = client.ask_events("why").await.unwrap();
    assert!(pieces.next().await.is_none());
    let limit = JUST_WITHIN * 2;
    let options = CallOptions::new().message_timeout(limit);
    let mut pieces = client
        .ask_events("why")
        .with_options(options)
        .await
        .unwrap();
    let start = Instant::now();
    let error = pieces.next().await.unwrap().unwrap_err();
    assert!((limit..limit + TICK).contains(&start.elapsed()));
    assert!(error.to_string().contains("no message came for"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn signs_of_life_alone_end_after_an_hour() {
    for (limit, ends) in [(None, true), (Some(Duration::MAX), false)] {
        let mut steps = Vec::new();
        for _ in 0..200 {
            steps.extend([Step::Wait(JUST_WITHIN), Step::Send(": alive\n\n")]);
        }
        steps.push(Step::Send(DONE));
        let (client, _) = server(None, steps);
        let options = limit.map_or_else(CallOptions::new, |limit| {
            CallOptions::new().message_timeout(limit)
        });
        let request = client.ask_events("why").with_options(options);
        let mut pieces = request.await.unwrap();
        let start = Instant::now();
        let last = pieces.next().await;
        assert_eq!(last.is_some_and(|last| last.is_err()), ends, "{limit:?}");
        if ends {
            let hour = Duration::from_secs(3600);
            assert!((hour..hour + TICK).contains(&start.elapsed()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn waits_that_are_cancelled_add_up_and_time_between_them_does_not() {
    let (client, _) = server(
        None,
        vec![Step::Send(ONE), Step::Wait(Duration::from_secs(3600))],
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    let start = Instant::now();
    let event = by_seconds(async || pieces.next().await).await;
    let error = event.unwrap().unwrap_err();
    assert!(error.silence().is_some());
    assert!(start.elapsed() <= ATTEMPT + TICK);
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    tokio::select! {
        _ = pieces.next() => panic!("nothing comes"),
        () = sleep(Duration::from_secs(5)) => {}
    }
    sleep(Duration::from_secs(1000)).await;
    let start = Instant::now();
    pieces.next().await.unwrap().unwrap_err();
    assert!(start.elapsed() >= ATTEMPT.saturating_sub(Duration::from_secs(5)));
}

#[tokio::test]
async fn a_stream_knows_status_headers_and_request_id_and_can_be_dropped() {
    let (client, _) = server(
        Some("text/event-stream"),
        vec![Step::Send(ONE), Step::Wait(Duration::MAX)],
    );
    let response = client.ask_events("why").send_with_response().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.spent().billed, Billed::Yes);
    let mut pieces = response.into_value();
    assert_eq!(pieces.status(), 200);
    assert_eq!(pieces.headers()["content-type"], "text/event-stream");
    pieces.next().await.unwrap().unwrap();
    let shown = format!("{pieces:?}");
    assert!(
        shown.contains("ask_events") && !shown.contains("delta"),
        "{shown}"
    );
    drop(pieces);
}

#[tokio::test]
async fn what_the_last_event_says_is_used_is_in_the_ledger() {
    let client = sends(
        "data: {\"type\":\"delta\",\"text\":\"a\"}\n\ndata: {\"type\":\"usage\",\"tokens\":12}\n\ndata: [DONE]\n\n",
    );
    let mut pieces = client.ask_events("why").await.unwrap();
    pieces.next().await.unwrap().unwrap();
    assert!(client.ledger().units("token").at_most() < 1.0);
    pieces.next().await.unwrap().unwrap();
    assert!(pieces.next().await.is_none());
    let units = client.ledger().units("token");
    assert!((units.billed - 12.0).abs() < f64::EPSILON, "{units:?}");
    assert_eq!(client.ledger().totals().billed.attempts, 1);
}

#[tokio::test]
async fn a_refusal_before_the_stream_is_an_error_of_the_call() {
    let (client, server) = server(None, Vec::new());
    let none = CallOptions::new().timeout(Duration::ZERO);
    let error = client.ask("why").with_options(none).await.unwrap_err();
    assert!(error.api().is_none());
    assert!(server.asked.lock().unwrap().is_empty());
}

/// A server of many events, none of which it keeps.
#[derive(Debug)]
struct Endless(usize);

struct Repeated(usize);

impl Body for Repeated {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Some(left) = self.0.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.0 = left;
        let text = if left == 0 {
            DONE.to_owned()
        } else {
            ONE.repeat(500)
        };
        Poll::Ready(Some(Ok(Frame::data(text.into()))))
    }
}

impl Transport for Endless {
    fn send(&self, _: Request<RequestBody>) -> TransportFuture {
        let body = ResponseBody::new(Repeated(self.0));
        Box::pin(async move { Ok(Response::new(body)) })
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_does_not_grow_with_a_stream() {
    if !is_alone("events::memory_does_not_grow_with_a_stream") {
        return;
    }
    let bytes = if std::env::var_os("THETA_LONG").is_some() {
        1_000_000_000
    } else {
        20_000_000
    };
    let pieces = bytes / (ONE.len() * 500);
    let builder = Client::builder().key("key").transport(Endless(pieces));
    let mut events = builder.build().unwrap().ask_events("why").await.unwrap();
    let before = resident();
    let mut highest = before;
    let mut count = 0_usize;
    while let Some(event) = events.next().await {
        event.unwrap();
        count += 1;
        if count.is_multiple_of(50_000) {
            highest = highest.max(resident());
        }
    }
    assert_eq!(count, (pieces - 1) * 500);
    assert!(highest - before <= 16_000_000, "{} bytes", highest - before);
}

//! Streams of events that break off and are opened again.

use crate::events::delta;
use crate::hear::{Client, FeedError, Piece};
use crate::played::{Played, Step};
use crate::{ATTEMPT, TICK};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::http::{HeaderValue, Request, Response, StatusCode};
use theta_runtime::{
    CallOptions, ErrorKind, EventStream, RequestBody, ResponseBody, RetryPolicy, Transport,
    TransportFuture,
};
use tokio::time::Instant;

/// One answer of a server: a status, and what it does with its body.
type Answer = (u16, Vec<Step>);

/// When it was asked, and behind which event.
type Asked = (Instant, Option<String>);

/// A server that gives one answer after another, the last one for ever, and keeps when it was asked and behind which event.
#[derive(Clone, Debug)]
struct Server {
    answers: Arc<Mutex<Vec<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let behind = request.headers().get("last-event-id");
        let behind = behind.map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        self.asked.lock().unwrap().push((Instant::now(), behind));
        let mut answers = self.answers.lock().unwrap();
        let (status, steps) = if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        };
        Box::pin(async move {
            let mut response = Response::new(ResponseBody::new(Played::new(steps)));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            let media_type = HeaderValue::from_static("text/event-stream");
            response.headers_mut().insert("content-type", media_type);
            Ok(response)
        })
    }
}

fn server(answers: Vec<Answer>) -> (Client, Server) {
    let server = Server {
        answers: Arc::new(Mutex::new(answers)),
        asked: Arc::default(),
    };
    let builder = Client::builder().key("key").transport(server.clone());
    (builder.build().unwrap(), server)
}

impl Server {
    fn behind(&self) -> Vec<Option<String>> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(_, behind)| behind.clone()).collect()
    }

    /// The time from each request to the next.
    fn waits(&self) -> Vec<Duration> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|two| two[1].0 - two[0].0).collect()
    }
}

const FIRST: Step = Step::Send("id: 1\ndata: {\"type\":\"delta\",\"text\":\"a\"}\n\n");
const SECOND: Step = Step::Send("id: 2\ndata: {\"type\":\"delta\",\"text\":\"b\"}\n\n");
const NAMELESS: Step = Step::Send("data: {\"type\":\"delta\",\"text\":\"a\"}\n\n");
const DONE: Step = Step::Send("data: [DONE]\n\n");

async fn pieces(events: &mut EventStream<Piece, FeedError>) -> Vec<Piece> {
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        all.push(event.unwrap());
    }
    all
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_goes_on_behind_its_last_event() {
    for broken in [
        vec![FIRST, Step::Break],
        vec![FIRST],
        vec![FIRST, Step::Send("id: 2\ndata: {\"ty")],
        vec![FIRST, Step::Wait(ATTEMPT + TICK)],
    ] {
        let (client, server) = server(vec![(200, broken), (200, vec![SECOND, DONE])]);
        let mut events = client.feed().await.unwrap();
        assert_eq!(pieces(&mut events).await, [delta("a"), delta("b")]);
        assert_eq!(server.behind(), [None, Some("1".to_owned())]);
        assert_eq!(events.last_event_id(), "2");
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_opened_again_after_the_wait_that_the_server_asks_for_within_bounds() {
    for (asked, least) in [
        ("retry: 7000\n\n", Duration::from_secs(7)),
        ("retry: 0\n\n", Duration::from_millis(100)),
        ("retry: 99999999999\n\n", Duration::from_secs(60)),
        (": nothing\n\n", Duration::from_secs(1)),
    ] {
        let begun = vec![FIRST, Step::Send(asked), Step::Break];
        let (client, server) = server(vec![(200, begun), (200, vec![DONE])]);
        let mut events = client.feed().await.unwrap();
        assert_eq!(pieces(&mut events).await, [delta("a")]);
        let [wait] = server.waits()[..] else {
            panic!("one more request: {:?}", server.waits());
        };
        assert!(
            (least..least + least / 4 + TICK).contains(&wait),
            "{wait:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_gives_nothing_new_is_opened_as_often_as_a_call_is_retried() {
    let (client, server) = server(vec![
        (200, vec![FIRST, Step::Break]),
        (200, vec![Step::Break]),
    ]);
    let mut events = client.feed().await.unwrap();
    events.next().await.unwrap().unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert_eq!(error.spent().attempts, 3);
    assert_eq!(server.waits().len(), 2);
    assert!(server.waits()[1] > server.waits()[0]);
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn one_that_repeats_its_events_is_not_opened_for_ever() {
    let (client, server) = server(vec![(200, vec![FIRST, Step::Break])]);
    let mut events = client.feed().await.unwrap();
    for _ in 0..3 {
        events.next().await.unwrap().unwrap();
    }
    events.next().await.unwrap().unwrap_err();
    assert_eq!(server.behind().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_new_lets_it_be_opened_as_often_again() {
    let mut answers = Vec::new();
    for _ in 0..10 {
        answers.push((200, vec![FIRST, Step::Break]));
        answers.push((200, vec![SECOND, Step::Break]));
    }
    answers.push((200, vec![DONE]));
    let (client, server) = server(answers);
    let mut events = client.feed().await.unwrap();
    assert_eq!(pieces(&mut events).await.len(), 20);
    assert_eq!(server.behind().len(), 21);
}

#[tokio::test(start_paused = true)]
async fn events_without_an_id_are_not_asked_for_twice() {
    let (client, server) = server(vec![(200, vec![NAMELESS, Step::Break])]);
    let mut events = client.feed().await.unwrap();
    events.next().await.unwrap().unwrap();
    events.next().await.unwrap().unwrap_err();
    assert_eq!(server.behind(), [None]);
}

#[tokio::test(start_paused = true)]
async fn it_is_not_opened_again_where_retries_are_off() {
    let (client, server) = server(vec![(200, vec![FIRST, Step::Break])]);
    let once = CallOptions::new().retry(RetryPolicy::off());
    let mut events = client.feed().with_options(once).await.unwrap();
    events.next().await.unwrap().unwrap();
    events.next().await.unwrap().unwrap_err();
    assert_eq!(server.behind(), [None]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_has_nothing_more_ends_it() {
    let (client, _) = server(vec![(200, vec![FIRST, Step::Break]), (204, vec![])]);
    let mut events = client.feed().await.unwrap();
    assert_eq!(pieces(&mut events).await, [delta("a")]);
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_to_open_it_again_is_the_error_that_the_contract_documents() {
    let refused = vec![Step::Send(
        "{\"error\":{\"code\":\"NOT_ALLOWED\",\"message\":\"no\"}}",
    )];
    let (client, server) = server(vec![(200, vec![FIRST, Step::Break]), (403, refused)]);
    let mut events = client.feed().await.unwrap();
    events.next().await.unwrap().unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.api(), Some(FeedError::NotAllowed)),
        "{error}"
    );
    assert_eq!(server.behind().len(), 2);
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn the_longest_time_from_event_to_event_holds_while_it_is_opened_again() {
    let begun = vec![FIRST, Step::Send("retry: 30000\n\n"), Step::Break];
    let (client, server) = server(vec![(200, begun), (200, vec![SECOND, DONE])]);
    let limit = Duration::from_secs(10);
    let options = CallOptions::new().message_timeout(limit);
    let mut events = client.feed().with_options(options).await.unwrap();
    events.next().await.unwrap().unwrap();
    let start = Instant::now();
    let error = events.next().await.unwrap().unwrap_err();
    assert!((limit..limit + TICK).contains(&start.elapsed()));
    assert!(error.silence().is_some());
    assert_eq!(server.behind(), [None]);
    assert!(events.next().await.is_none());
}

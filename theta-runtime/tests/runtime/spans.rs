//! What is told to whoever listens, and what is not.

use crate::support::{Act, KEY, Mini, Script, Server, client, reply, wav_of};
use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use theta_runtime::{Builder, RetryPolicy, Upload};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// Keeps everything, of all levels.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    spans: Vec<(&'static str, Option<u64>, BTreeMap<String, String>)>,
    events: Vec<(&'static str, BTreeMap<String, String>)>,
    all: String,
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        let mut heard = self.0.lock().unwrap();
        write!(heard.all, "{} {fields:?}", span.metadata().name()).unwrap();
        let parent = span.parent().map(Id::into_u64);
        heard.spans.push((span.metadata().name(), parent, fields));
        Id::from_u64(heard.spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut heard = self.0.lock().unwrap();
        let mut fields = BTreeMap::new();
        values.record(&mut Fields(&mut fields));
        write!(heard.all, "{fields:?}").unwrap();
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        heard.spans[index].2.extend(fields);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        let mut heard = self.0.lock().unwrap();
        write!(heard.all, "{fields:?}").unwrap();
        heard.events.push((event.metadata().target(), fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Makes `listener` the one of this thread.
///
/// A second one that hears nothing stays beside it: with one alone, a place that another thread comes to first would be
/// silent for all, because that thread has none.
fn listen(listener: &Listener) -> DefaultGuard {
    static OTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Listener::default()));
    LazyLock::force(&OTHER);
    tracing::subscriber::set_default(listener.clone())
}

#[tokio::test(start_paused = true)]
async fn a_call_is_a_span_with_one_for_each_attempt_and_tells_nothing_private() {
    let private = "{\"detail\": \"Invalid options: canary-detail\"}";
    let script = Script::new([
        Act::Reply(503, "canary-body"),
        Act::Refuse,
        Act::Reply(400, private),
    ]);
    let mini: Mini = Builder::new().key(KEY).transport(script).build().unwrap();
    let listener = Listener::default();
    let guard = listen(&listener);
    let upload = Upload::bytes(wav_of(2)).with_file_name("canary-name.wav");
    mini.score(upload).await.unwrap_err();
    drop(guard);
    let heard = listener.0.lock().unwrap();
    let call = &heard.spans[0];
    assert_eq!((call.0, &*call.2["otel.name"]), ("call", "\"score\""));
    assert_eq!(
        (&*call.2["theta.attempts"], &*call.2["theta.billed"]),
        ("3", "\"maybe\"")
    );
    assert_eq!(&*call.2["theta.audio_seconds_sent"], "4.0");
    let attempts: Vec<_> = heard
        .spans
        .iter()
        .filter(|span| span.0 == "attempt")
        .collect();
    let table = [
        (None, Some("503"), "503"),
        (Some("1"), None, "\"not_sent\""),
        (Some("2"), Some("400"), "\"invalid_options\""),
    ];
    for (attempt, (resent, status, error)) in attempts.iter().zip(table) {
        let field = |name| attempt.2.get(name).map(String::as_str);
        assert_eq!(attempt.1, Some(1));
        assert_eq!(field("otel.name"), Some("\"POST /score\""));
        assert_eq!(field("otel.kind"), Some("\"client\""));
        assert_eq!(field("http.request.method"), Some("\"POST\""));
        assert_eq!(field("url.template"), Some("\"/score\""));
        assert_eq!(field("server.address"), Some("\"mini.example\""));
        assert_eq!(field("server.port"), Some("443"));
        assert_eq!(field("http.request.resend_count"), resent);
        assert_eq!(field("http.response.status_code"), status);
        assert_eq!(field("error.type"), Some(error));
    }
    assert_eq!(attempts.len(), 3);
    assert!(!heard.all.contains("canary"), "{}", heard.all);
}

#[tokio::test(start_paused = true)]
async fn a_span_has_the_error_that_the_reply_was_and_none_where_it_was_none() {
    let busy = "{\"code\": \"busy\", \"detail\": \"later\"}";
    let other = "{\"code\": \"other\", \"detail\": \"what\"}";
    let table = [
        (Act::Reply(200, "[1]"), None),
        (Act::Reply(303, ""), None),
        (Act::Reply(200, busy), Some("\"busy\"")),
        (Act::Reply(200, other), Some("\"_OTHER\"")),
        (Act::Truncate(200, "[1"), Some("\"_OTHER\"")),
        (Act::Reply(302, ""), Some("\"302\"")),
    ];
    for (act, error) in table {
        let shown = format!("{act:?}");
        let builder = Builder::<Mini>::new()
            .key(KEY)
            .transport(Script::new([act]));
        let mini = builder.retry(RetryPolicy::off()).build().unwrap();
        let listener = Listener::default();
        let guard = listen(&listener);
        let answer = mini.judge(Upload::bytes(wav_of(1)), true).await;
        drop(guard);
        let heard = listener.0.lock().unwrap();
        let status = |name| {
            let span = heard.spans.iter().find(|span| span.0 == name).unwrap();
            span.2.get("otel.status_code").map(String::as_str)
        };
        let expected = answer.is_err().then_some("\"ERROR\"");
        assert_eq!(
            (status("call"), status("attempt")),
            (expected, expected),
            "{shown}"
        );
        let attempt = heard.spans.iter().find(|span| span.0 == "attempt");
        let kind = attempt.unwrap().2.get("error.type").map(String::as_str);
        let (_, metrics) = &heard.events[0];
        let of_metrics = metrics.get("error.type").map(String::as_str);
        let bare = |text: &str| text.trim_matches('"').to_owned();
        assert_eq!(kind.map(bare), error.map(bare), "{shown}");
        assert_eq!(of_metrics.map(bare), error.map(bare), "{shown}");
    }
}

#[tokio::test]
async fn nothing_on_the_way_to_a_socket_tells_the_key() {
    let listener = Listener::default();
    let guard = listen(&listener);
    let server = Server::answering(reply(200, "[1]"));
    client(&server)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap();
    drop(guard);
    let heard = listener.0.lock().unwrap();
    assert!(!heard.spans.is_empty() && !heard.all.contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn each_attempt_that_ends_is_an_event_with_the_metrics_of_http_clients() {
    let late = Act::After(Duration::from_millis(1500), Box::new(Act::Reply(503, "{}")));
    let script = Script::new([late, Act::Reply(200, "[1]")]);
    let mini: Mini = Builder::new().key(KEY).transport(script).build().unwrap();
    let listener = Listener::default();
    let guard = listen(&listener);
    mini.score(Upload::bytes(wav_of(1))).await.unwrap();
    drop(guard);
    let heard = listener.0.lock().unwrap();
    let metrics = heard.events.iter();
    let metrics: Vec<_> = metrics
        .filter(|(target, _)| *target == "theta_runtime::metrics")
        .map(|(_, fields)| fields)
        .collect();
    let table = [("1.5", "503", Some("\"503\"")), ("0.0", "200", None)];
    assert_eq!(metrics.len(), table.len());
    for (fields, (seconds, status, error)) in metrics.iter().zip(table) {
        assert_eq!(fields["histogram.http.client.request.duration"], seconds);
        assert!(
            fields["histogram.http.client.request.body.size"]
                .parse::<u64>()
                .unwrap()
                > 8000
        );
        assert_eq!(fields["http.request.method"], "\"POST\"");
        assert_eq!(fields["http.response.status_code"], status);
        assert_eq!(fields["server.address"], "\"mini.example\"");
        assert_eq!(fields.get("error.type").map(String::as_str), error);
    }
}

//! Events over real sockets: what the mock server plays, and what can go wrong with it.

use crate::hear::{Client, FollowEvent};
use std::time::Duration;
use theta_mock::{Fault, Mock, Scripted};
use theta_runtime::{Billed, Classify, Error, ErrorKind, EventStream};

fn server() -> (Mock, Client) {
    let contract = include_bytes!("../opened/events.toml");
    let mock = Mock::from_toml("events.toml", contract).unwrap();
    let client = Client::builder().key("key").base_url(mock.base_url());
    let client = client.build().unwrap();
    (mock, client)
}

/// How many events came, and the error that ended them.
async fn read<T, E: Classify>(mut events: EventStream<T, E>) -> (usize, Option<Error<E>>) {
    let mut count = 0;
    while let Some(event) = events.next().await {
        match event {
            Ok(_) => count += 1,
            Err(error) => {
                assert!(events.next().await.is_none(), "{error}");
                return (count, Some(error));
            }
        }
    }
    (count, None)
}

#[tokio::test]
async fn every_documented_event_is_played_to_the_documented_end() {
    let (mock, client) = server();
    let mut events = client.follow().await.unwrap();
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(match event.unwrap() {
            FollowEvent::Started(_) => "started",
            FollowEvent::Word(_) => "word",
            FollowEvent::Ping => "ping",
            FollowEvent::Finished(_) => "finished",
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(names, ["ping", "started", "word", "finished"]);
    let (count, error) = read(client.ask_events("why").await.unwrap()).await;
    assert_eq!((count, error.is_none()), (2, true));
    let (count, error) = read(client.list().await.unwrap()).await;
    assert_eq!((count, error.is_none()), (2, true));
    let (count, error) = read(client.watch().await.unwrap()).await;
    assert_eq!((count, error.is_none()), (2, true));
    assert_eq!(client.ask("why").await.unwrap().text, "text");
    assert_eq!(mock.totals().faults, 0);
}

#[tokio::test]
async fn a_stream_that_is_read_to_its_end_leaves_its_connection_to_the_next_call() {
    let (mock, client) = server();
    for _ in 0..5 {
        let (_, error) = read(client.ask_events("why").await.unwrap()).await;
        assert!(error.is_none());
    }
    assert_eq!(mock.totals().connections, 1);
}

#[tokio::test]
async fn no_fault_of_a_stream_is_taken_for_its_end() {
    for (fault, why) in [
        ("events_without_end", "before the end of the events"),
        ("events_torn", "in the middle of an event"),
        ("truncated_chunked", "cut short"),
        ("truncated_body", "cut short"),
        ("reset_in_reply", "cut short"),
    ] {
        let (mock, client) = server();
        let fault: Fault = fault.parse().unwrap();
        mock.script(fault.clone().always()).unwrap();
        let (_, error) = read(client.follow().await.unwrap()).await;
        let error = error.unwrap();
        assert_eq!(
            error.kind(),
            ErrorKind::Transport { timeout: false },
            "{fault}"
        );
        assert!(error.to_string().contains(why), "{fault}: {error}");
        assert_eq!(error.billed(), Billed::Yes);
        let (_, error) = read(client.ask_events("why").await.unwrap()).await;
        assert!(error.is_some(), "{fault}");
    }
}

#[tokio::test]
async fn a_stream_that_is_opened_again_gives_every_event_once() {
    let (mock, client) = server();
    let (all, error) = read(client.feed().await.unwrap()).await;
    assert_eq!((all, error.is_none()), (2, true));
    for fault in [
        "events_without_end",
        "truncated_chunked",
        "truncated_body",
        "reset_in_reply",
    ] {
        mock.clear();
        let fault: Fault = fault.parse().unwrap();
        mock.fault(fault.clone()).unwrap();
        let (count, error) = read(client.feed().await.unwrap()).await;
        assert_eq!((count, error.is_none()), (all, true), "{fault}");
        assert_eq!(mock.requests().len(), 2, "{fault}");
    }
}

#[tokio::test]
async fn a_failure_among_events_is_never_one_of_them() {
    let (mock, client) = server();
    mock.script(Fault::ErrorEvent.always()).unwrap();
    let (count, error) = read(client.ask_events("why").await.unwrap()).await;
    assert_eq!(count, 2);
    assert_eq!(error.unwrap().kind(), ErrorKind::Documented);
    let (mock, client) = server();
    mock.script(Scripted::row("overloaded").in_session().on("follow"))
        .unwrap();
    let (count, error) = read(client.follow().await.unwrap()).await;
    assert_eq!(count, 3);
    let error = error.unwrap();
    assert_eq!(error.info().unwrap().name, "overloaded");
    assert_eq!(error.status(), Some(200));
    mock.script(Scripted::disconnect().in_session().on("follow"))
        .unwrap();
    let (count, error) = read(client.follow().await.unwrap()).await;
    assert_eq!(count, 3);
    assert_eq!(
        error.unwrap().kind(),
        ErrorKind::Transport { timeout: false }
    );
    // It is tried again.
    mock.script(Scripted::row("overloaded").on("follow").always())
        .unwrap();
    let error = client.follow().await.unwrap_err();
    assert_eq!(error.status(), Some(529));
}

#[tokio::test]
async fn a_server_that_pauses_for_too_long_is_given_up() {
    let (mock, _) = server();
    let every = Duration::from_secs(3600);
    mock.script(Fault::EventPause { every }.always()).unwrap();
    let builder = Client::builder().key("key").base_url(mock.base_url());
    let client = builder
        .idle_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let (count, error) = read(client.follow().await.unwrap()).await;
    assert_eq!(count, 1);
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    assert!(error.silence().is_some());
}

#[cfg(feature = "blocking")]
#[test]
fn events_are_an_iterator_without_async() {
    use theta_runtime::blocking;
    let (_mock, client) = server();
    let events = blocking::wait(client.ask_events("why")).unwrap().unwrap();
    let events: Result<Vec<_>, _> = blocking::iter(events).unwrap().collect();
    assert_eq!(events.unwrap().len(), 2);
}

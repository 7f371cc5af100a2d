//! Sources of keys.

use crate::plain;
use crate::server::Server;
use crate::vault::Client;
use futures_util::future::join_all;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use theta_runtime::{CallOptions, ErrorKind, Key};
use tokio::time::{advance, sleep};

/// A source that gives another key each time.
fn numbered(
    asked: &Arc<AtomicUsize>,
    make: fn(usize) -> Key,
) -> impl Fn() -> std::future::Ready<Result<Key, String>> + Send + Sync + 'static {
    let asked = asked.clone();
    move || std::future::ready(Ok(make(asked.fetch_add(1, Ordering::Relaxed))))
}

#[tokio::test(start_paused = true)]
async fn a_source_is_asked_once_for_all_who_wait_and_again_when_its_time_is_over() {
    let (server, asked) = (Server::new(), Arc::new(AtomicUsize::new(0)));
    let key = |number| Key::new(format!("pk-{number}")).valid_for(Duration::from_secs(100));
    let client = plain::Client::builder()
        .key_source(numbered(&asked, key))
        .transport(server.clone())
        .build()
        .unwrap();
    let calls = (0..50).map(|_| client.say().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(
        (asked.load(Ordering::Relaxed), server.last_key().as_str()),
        (1, "pk-0")
    );
    advance(Duration::from_secs(90)).await;
    client.say().await.unwrap();
    assert_eq!(server.last_key(), "pk-1");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_asked_for_again() {
    let (server, asked) = (Server::new(), Arc::new(AtomicUsize::new(0)));
    let client = plain::Client::builder()
        .key_source(numbered(&asked, |number| format!("pk-{number}").into()))
        .transport(server.clone())
        .randomness(|| 0)
        .build()
        .unwrap();
    server.state().refuses = 1;
    client.say().await.unwrap();
    let keys: Vec<String> = server
        .state()
        .seen
        .iter()
        .map(|(_, key, _)| key.clone())
        .collect();
    assert_eq!(keys, ["pk-0", "pk-1"]);
}

#[tokio::test(start_paused = true)]
async fn keys_of_every_kind_have_sources() {
    let server = Server::new();
    let client = Client::builder()
        .key_source_of("app", || async {
            Ok::<_, String>(Key::basic("id", "secret"))
        })
        .key_source_of("pin", || async {
            Ok::<_, String>("12 4".replace(' ', "3"))
        })
        .key_source(|| async { Ok::<_, String>("token") })
        .transport(server.clone())
        .randomness(|| 0)
        .build()
        .unwrap();
    client.open().await.unwrap();
    // id:secret
    assert_eq!(
        server.state().seen[0],
        (
            "/open?pin=1234".to_owned(),
            "Basic aWQ6c2VjcmV0".to_owned(),
            false
        )
    );
    // A token from a source is not fetched.
    client.read().await.unwrap_err();
    assert_eq!(
        (server.asked(), server.last_key().as_str()),
        (0, "Bearer token")
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_from_a_file_may_end_its_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("api-key");
    for end in ["", "\n", "\r\n", "\n\n"] {
        std::fs::write(&path, format!("pk-1{end}")).unwrap();
        let (server, path) = (Server::new(), path.clone());
        let client = plain::Client::builder()
            .key_source(move || std::future::ready(std::fs::read_to_string(&path)))
            .transport(server.clone())
            .build()
            .unwrap();
        client.say().await.unwrap();
        assert_eq!(server.last_key(), "pk-1", "{end:?}");
    }
    let server = Server::new();
    let client = Client::builder()
        .key_source_of("app", || async {
            Ok::<_, String>(Key::basic("id\n", "secret\r\n"))
        })
        .key_source_of("pin", || async { Ok::<_, String>("1234\n") })
        .transport(server.clone())
        .build()
        .unwrap();
    client.open().await.unwrap();
    let (path, proof, _) = server.state().seen[0].clone();
    // id:secret
    assert_eq!((&*path, &*proof), ("/open?pin=1234", "Basic aWQ6c2VjcmV0"));
    for key in [" pk-1", "pk-1 ", "pk 1", "pk-1\n\t", "\npk-1", "pk-1\n2"] {
        let server = Server::new();
        let client = plain::Client::builder()
            .key_source(move || std::future::ready(Ok::<_, String>(key)))
            .transport(server.clone())
            .build()
            .unwrap();
        let error = client.say().await.unwrap_err();
        assert_eq!(
            (error.kind(), server.seen()),
            (ErrorKind::NoKey, 0),
            "{key:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_or_gives_no_key_sends_nothing() {
    for (given, cause) in [
        (Err("the vault is sealed".to_owned()), "the vault is sealed"),
        (
            Ok(Key::new("")),
            "the key of `key` is missing or empty: look at what is given to `key`",
        ),
        (
            Ok(Key::new("sk-1")),
            "the API key does not begin with `pk-`: check which key this is",
        ),
        (
            Ok(Key::basic("user", "word")),
            "a user and a password belong to a scheme that takes both, and only to it",
        ),
        (
            Ok(Key::new("pk-1").valid_for(Duration::ZERO)),
            "what was given had ended before it arrived",
        ),
    ] {
        let server = Server::new();
        let client = plain::Client::builder()
            .key_source(move || std::future::ready(given.clone()))
            .transport(server.clone())
            .build()
            .unwrap();
        let error = client.say().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoKey);
        assert_eq!(error.source().unwrap().to_string(), cause);
        assert_eq!(server.seen(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_ends_with_the_deadline_and_then_by_itself() {
    let (server, asked) = (Server::new(), Arc::new(AtomicUsize::new(0)));
    let counted = asked.clone();
    let client = plain::Client::builder()
        .key_source(move || {
            let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if first {
                    std::future::pending::<()>().await;
                }
                Ok::<_, String>("pk-1")
            }
        })
        .transport(server.clone())
        .build()
        .unwrap();
    let options = CallOptions::new().deadline(Duration::from_secs(2));
    for _ in 0..2 {
        let error = client
            .say()
            .with_options(options.clone())
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.elapsed()),
            (ErrorKind::Deadline, Duration::from_secs(2))
        );
    }
    sleep(Duration::from_secs(150)).await;
    client.say().await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_fails_the_calls_that_wait_and_no_other() {
    let (server, asked) = (Server::new(), Arc::new(AtomicUsize::new(0)));
    let counted = asked.clone();
    let client = plain::Client::builder()
        .key_source(move || {
            let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                assert!(!first, "canary-of-a-panic");
                Ok::<_, String>("pk-1")
            }
        })
        .transport(server.clone())
        .build()
        .unwrap();
    let error = client.say().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert!(!format!("{error:?} {:?}", error.source()).contains("canary"));
    client.say().await.unwrap();
}

#[test]
fn a_source_that_nothing_uses_is_refused() {
    let source = || async { Ok::<_, String>("k") };
    let message = |built: Result<_, theta_runtime::ConfigError>| {
        built.map(|_: plain::Client| ()).unwrap_err().to_string()
    };
    let built = plain::Client::builder()
        .key_source_of("keys", source)
        .key("pk-1")
        .build();
    assert_eq!(
        message(built),
        "this API has no key `keys`: only `key` can have a source, where there is one"
    );
    let built = plain::Client::builder()
        .key_source(source)
        .key("pk-1")
        .build();
    assert_eq!(
        message(built),
        "`key` was given and a source of it too: leave one of them out"
    );
    let built = Client::builder().key_source_of("apps", source).build();
    assert_eq!(
        built.unwrap_err().to_string(),
        "this API has no key `apps`: name one of `key`, `app`, `pin`, `user`"
    );
}

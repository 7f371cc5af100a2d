//! Answers that machines share.

use crate::support::{Api, CLOSED, RedisServer, Waits, audio, client, connect};
use crate::theta_one::Client;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use theta_runtime::redis::Redis;
use theta_runtime::{CallOptions, Origin};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The client of one more machine.
fn machine(server: &RedisServer, api: &Api) -> Client {
    client(&api.url())
        .shared_cache(&connect(server), 1 << 20, DAY)
        .build()
        .unwrap()
}

async fn origin(theta: &Client) -> Origin {
    let response = theta
        .transcribe(audio(1))
        .send_with_response()
        .await
        .unwrap();
    response.spent().origin
}

fn query<T: redis::FromRedisValue>(server: &RedisServer, command: &[&[u8]]) -> T {
    let mut cmd = redis::Cmd::new();
    for part in command {
        cmd.arg(*part);
    }
    cmd.query(&mut server.inspect()).unwrap()
}

#[tokio::test]
async fn what_one_machine_has_paid_for_answers_the_other() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let paid = machine(&server, &api)
        .transcribe(audio(1))
        .send_with_response();
    let paid = paid.await.unwrap();
    let found = machine(&server, &api)
        .transcribe(audio(1))
        .send_with_response();
    let found = found.await.unwrap();
    assert_eq!(api.count(), 1);
    assert_eq!(
        (paid.spent().origin, found.spent().origin),
        (Origin::Sent, Origin::Cached)
    );
    assert_eq!(found.status(), paid.status());
    assert_eq!(found.headers(), paid.headers());
    assert_eq!(found.headers().get_all("x-request-id").iter().count(), 2);
    assert_eq!(found.into_value().text, paid.into_value().text);
}

/// What stands before a server and keeps what is read of answers back.
fn slow_to_read(server: &RedisServer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (here, there) = (listener.local_addr().unwrap(), server.address());
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(there).unwrap();
            let is_slow = Arc::new(AtomicBool::new(false));
            let pipe = |mut from: TcpStream, mut to: TcpStream, asks: bool| {
                let is_slow = is_slow.clone();
                thread::spawn(move || {
                    let mut buffer = vec![0; 1 << 16];
                    while let Ok(len @ 1..) = from.read(&mut buffer) {
                        if asks && buffer[..len].windows(8).any(|word| word == b"GETRANGE") {
                            is_slow.store(true, Ordering::SeqCst);
                        }
                        if asks || !is_slow.load(Ordering::SeqCst) {
                            let _ = to.write_all(&buffer[..len]);
                        }
                    }
                    let _ = to.shutdown(Shutdown::Both);
                })
            };
            pipe(
                client.try_clone().unwrap(),
                server.try_clone().unwrap(),
                true,
            );
            pipe(server, client, false);
        }
    });
    format!("redis://{here}/")
}

#[tokio::test]
async fn an_answer_that_is_slow_to_read_keeps_no_call_from_its_turn() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let redis = Redis::new(&slow_to_read(&server)).unwrap();
    let redis = redis.timeout(Duration::from_secs(3));
    let theta = client(&api.url())
        .shared_cache(&redis, 1 << 20, DAY)
        .rpm(6000)
        .shared_pace(&redis, CLOSED)
        .build()
        .unwrap();
    assert_eq!(origin(&theta).await, Origin::Sent);
    assert_eq!(api.count(), 1);
}

#[tokio::test]
async fn other_audio_another_key_and_a_call_that_does_not_want_to_are_sent() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let theta = machine(&server, &api);
    assert_eq!(origin(&theta).await, Origin::Sent);
    theta.transcribe(audio(2)).await.unwrap();
    let options = CallOptions::new().cache(false);
    theta
        .transcribe(audio(1))
        .with_options(options)
        .await
        .unwrap();
    let other = client(&api.url())
        .key("sk-theta-another")
        .shared_cache(&connect(&server), 1 << 20, DAY)
        .build()
        .unwrap();
    assert_eq!(origin(&other).await, Origin::Sent);
    assert_eq!(api.count(), 4);
    assert_eq!(origin(&theta).await, Origin::Cached);
}

#[tokio::test]
async fn failures_are_not_kept() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    api.next([500, 400]);
    let theta = machine(&server, &api);
    for _ in 0..2 {
        theta.transcribe(audio(1)).await.unwrap_err();
    }
    assert!(server.keys().is_empty());
    assert_eq!(origin(&theta).await, Origin::Sent);
    assert_eq!(server.keys().len(), 1);
}

#[tokio::test]
async fn what_is_damaged_or_foreign_is_asked_for_again() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let theta = machine(&server, &api);
    theta.transcribe(audio(2)).await.unwrap();
    let other = server.keys().remove(0);
    let of_other: Vec<u8> = query(&server, &[b"GET", other.as_bytes()]);
    query::<()>(&server, &[b"DEL", other.as_bytes()]);
    assert_eq!(origin(&theta).await, Origin::Sent);
    let key = server.keys().remove(0);
    let entry: Vec<u8> = query(&server, &[b"GET", key.as_bytes()]);
    let changed = |at: usize| {
        let mut entry = entry.clone();
        entry[at] ^= 1;
        entry
    };
    let table = [
        ("empty", Vec::new()),
        ("text", b"hello".to_vec()),
        ("cut", entry[..entry.len() - 1].to_vec()),
        ("another version", changed(7)),
        ("another seal", changed(20)),
        ("another body", changed(entry.len() - 5)),
        ("the answer to something else", of_other),
        ("large", vec![b'x'; 3 << 20]),
    ];
    for (case, value) in table {
        query::<()>(&server, &[b"SET", key.as_bytes(), &value]);
        assert_eq!(origin(&theta).await, Origin::Sent, "{case}");
        assert_eq!(origin(&theta).await, Origin::Cached, "{case}");
    }
    query::<()>(&server, &[b"DEL", key.as_bytes()]);
    query::<()>(&server, &[b"HSET", key.as_bytes(), b"a", b"b"]);
    assert_eq!(origin(&theta).await, Origin::Sent, "not a string");
}

#[tokio::test]
async fn an_answer_is_kept_for_so_long_and_only_up_to_a_size() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let build = |max_bytes, max_age| {
        client(&api.url())
            .shared_cache(&connect(&server), max_bytes, max_age)
            .build()
            .unwrap()
    };
    origin(&build(10, DAY)).await;
    origin(&build(1 << 20, Duration::ZERO)).await;
    assert!(server.keys().is_empty());
    origin(&build(usize::MAX, Duration::MAX)).await;
    assert_eq!(server.keys().len(), 1);
    query::<()>(&server, &[b"FLUSHALL"]);
    origin(&build(1 << 20, DAY)).await;
    let key = server.keys().remove(0);
    assert!(key.starts_with("theta:answer:"), "{key}");
    let left: u64 = query(&server, &[b"PTTL", key.as_bytes()]);
    assert!((86_000_000..=86_400_000).contains(&left), "{left}");
}

#[tokio::test]
async fn a_redis_that_is_away_or_hangs_fails_no_call() {
    let api = Api::start();
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let nowhere = Redis::new(&format!("redis://127.0.0.1:{port}")).unwrap();
    let theta = client(&api.url())
        .shared_cache(&nowhere, 1 << 20, DAY)
        .build()
        .unwrap();
    assert_eq!(origin(&theta).await, Origin::Sent);

    let Some(server) = RedisServer::start() else {
        return;
    };
    let timeout = Duration::from_millis(200);
    let theta = client(&api.url())
        .shared_cache(&connect(&server).timeout(timeout), 1 << 20, DAY)
        .build()
        .unwrap();
    assert_eq!(origin(&theta).await, Origin::Sent);
    server.signal("-STOP");
    let start = Instant::now();
    assert_eq!(origin(&theta).await, Origin::Sent);
    // Without that timeout it would be twenty seconds, twice.
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
    server.signal("-CONT");
    assert_eq!(api.count(), 3);
}

#[tokio::test]
async fn looking_for_an_answer_and_keeping_it_take_little_of_the_deadline() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let redis = connect(&server).timeout(Duration::from_secs(60));
    let clock = Waits::default();
    let theta = client(&api.url())
        .clock(clock.clone())
        .shared_cache(&redis, 1 << 20, DAY)
        .build()
        .unwrap();
    assert_eq!(origin(&theta).await, Origin::Sent);
    server.signal("-STOP");
    let deadline = Duration::from_secs(4);
    let options = CallOptions::new().deadline(deadline);
    let call = theta.transcribe(audio(1)).with_options(options);
    call.await.unwrap();
    assert!(clock.total() < deadline / 2, "{:?}", clock.total());
    server.signal("-CONT");
    assert_eq!(origin(&theta).await, Origin::Cached);
}

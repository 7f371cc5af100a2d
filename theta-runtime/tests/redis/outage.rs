//! What happens while Redis is away.

use crate::support::{
    Api, CLOSED, KEY, PATIENCE, RedisServer, Waits, audio, client, connect, pacer, turn, waited,
};
use std::net::TcpListener;
use std::time::{Duration, Instant};
use theta_runtime::redis::{Outage, Rate, Redis, RedisPacer};
use theta_runtime::{ErrorKind, Pacer, TokioClock};

/// One every 102 ms.
const RATE: Rate = Rate::within(Duration::from_secs(1), 10);

const OPEN: Outage = Outage::Open { machines: 2 };

/// Where nobody listens.
fn nowhere() -> Redis {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    Redis::new(&format!("redis://127.0.0.1:{port}")).unwrap()
}

fn of(redis: &Redis, outage: Outage) -> RedisPacer {
    RedisPacer::new(redis, "Theta One", KEY, RATE, outage)
}

#[tokio::test]
async fn closed_it_refuses_at_once_and_nothing_is_sent() {
    let api = Api::start();
    let clock = Waits::default();
    let theta = client(&api.url())
        .clock(clock.clone())
        .rpm(100)
        .shared_pace(&nowhere(), CLOSED)
        .build()
        .unwrap();
    let error = theta.transcribe(audio(1)).await.unwrap_err();
    assert_eq!((error.kind(), api.count()), (ErrorKind::Deadline, 0));
    assert!(error.is_retryable() && clock.total().is_zero());
    let text = error.to_string();
    assert!(
        text.contains("does not answer: see to it, or let the pace fail open"),
        "{text}"
    );
}

#[tokio::test]
async fn closed_it_waits_as_long_as_told() {
    let wait = Duration::from_millis(700);
    let machine = of(&nowhere(), Outage::Closed { wait });
    let start = Instant::now();
    let refused = machine.turn(&TokioClock, PATIENCE).await.unwrap_err();
    assert!(refused.is_away() && start.elapsed() >= wait);
    // The outage has lasted that long for whoever comes now.
    let clock = Waits::default();
    assert!(machine.turn(&clock, PATIENCE).await.is_err());
    assert_eq!(clock.total(), Duration::ZERO);
}

#[tokio::test]
async fn closed_it_goes_on_when_redis_comes_back_in_time() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let wait = Duration::from_secs(30);
    let machine = pacer(&server, RATE, Outage::Closed { wait });
    turn(&machine).await;
    server.kill();
    let waits = tokio::spawn(async move { turn(&machine).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waits.is_finished());
    server.start_again();
    waits.await.unwrap();
}

#[tokio::test]
async fn open_it_goes_on_at_its_share_of_the_rate() {
    let machine = of(&nowhere(), OPEN);
    let (start, mut waits) = (Instant::now(), Duration::ZERO);
    for _ in 0..5 {
        waits += waited(&machine).await;
    }
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(5 * 204), "{took:?}");
    assert!(waits < Duration::from_millis(6 * 204), "{waits:?}");
}

#[tokio::test]
async fn open_it_still_keeps_to_pauses() {
    let machine = of(&nowhere(), OPEN);
    turn(&machine).await;
    let start = Instant::now();
    machine.throttled(&TokioClock, Some(Duration::from_millis(800)));
    turn(&machine).await;
    assert!(start.elapsed() >= Duration::from_millis(800));
}

#[tokio::test]
async fn a_redis_that_hangs_holds_no_call_past_its_deadline() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let wait = Duration::from_secs(30);
    let machine = |outage| of(&Redis::new(&server.url()).unwrap(), outage);
    let closed = machine(Outage::Closed { wait });
    let open = machine(OPEN);
    turn(&closed).await;
    turn(&open).await;
    server.signal("-STOP");
    let start = Instant::now();
    let (clock, patience) = (Waits::default(), Duration::from_secs(1));
    assert!(closed.turn(&clock, patience).await.is_err());
    assert!(clock.total() <= patience, "{:?}", clock.total());
    // Whoever has time goes on alone; the others find out that they have not.
    for _ in 0..3 {
        turn(&open).await;
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    server.signal("-CONT");
    turn(&closed).await;
    turn(&open).await;
}

#[tokio::test]
async fn a_redis_that_hangs_is_left_alone_for_a_moment() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let timeout = Duration::from_millis(100);
    let redis = Redis::new(&server.url()).unwrap().timeout(timeout);
    server.signal("-STOP");
    // Again and again, since on a busy machine the moment can be over before it is used.
    let start = Instant::now();
    let mut said = Vec::new();
    while !said
        .iter()
        .any(|text: &String| text.contains("is not asked again yet"))
    {
        assert!(start.elapsed() < PATIENCE, "{said:?}");
        said.push(redis.check().await.unwrap_err().to_string());
    }
    assert!(said[0].contains("did not answer within 100ms"), "{said:?}");
    server.signal("-CONT");
    let start = Instant::now();
    while redis.check().await.is_err() {
        assert!(start.elapsed() < PATIENCE, "it is never asked again");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_not_redis_or_lets_nobody_in_is_away() {
    let api = Api::start();
    let other = Redis::new(&api.url().replace("http", "redis")).unwrap();
    let other = other.timeout(Duration::from_millis(200));
    assert!(other.check().await.is_err());
    let refused = of(&other, CLOSED).turn(&TokioClock, PATIENCE).await;
    assert!(refused.unwrap_err().is_away());

    let Some(server) = RedisServer::start() else {
        return;
    };
    connect(&server).check().await.unwrap();
    let mut cmd = redis::cmd("CONFIG");
    let cmd = cmd.arg("SET").arg("requirepass").arg("secret");
    let _: () = cmd.query(&mut server.inspect()).unwrap();
    let error = connect(&server).check().await.unwrap_err().to_string();
    assert!(error.starts_with("redis cannot be used: "), "{error}");
    let refused = pacer(&server, RATE, CLOSED)
        .turn(&TokioClock, PATIENCE)
        .await;
    assert!(refused.unwrap_err().is_away());
    let with_password = server.url().replace("//", "//:secret@");
    let redis = Redis::new(&with_password).unwrap();
    redis.check().await.unwrap();
    turn(&of(&redis, CLOSED)).await;
}

#[tokio::test]
async fn a_key_that_holds_something_else_is_left_alone() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    turn(&pacer(&server, RATE, CLOSED)).await;
    let key = server.keys().remove(0);
    let mut inspect = server.inspect();
    let _: () = redis::cmd("SET")
        .arg(&key)
        .arg("mine")
        .query(&mut inspect)
        .unwrap();
    let refused = pacer(&server, RATE, CLOSED)
        .turn(&TokioClock, PATIENCE)
        .await;
    assert!(refused.unwrap_err().is_away());
    let value: String = redis::cmd("GET").arg(&key).query(&mut inspect).unwrap();
    assert_eq!(value, "mine");
}

#[test]
fn without_tokio_redis_is_away() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, RATE, CLOSED);
    let refused = futures_util::FutureExt::now_or_never(machine.turn(&TokioClock, PATIENCE));
    assert!(refused.unwrap().unwrap_err().is_away());
    let checked = futures_util::FutureExt::now_or_never(async { connect(&server).check().await });
    assert!(checked.unwrap().is_err());
}

#[test]
fn a_connection_outlives_the_runtime_that_made_it() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, RATE, CLOSED);
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(turn(&machine));
    }
}

//! Limits of the contract, counted by several machines together.

use crate::support::{Api, CLOSED, RedisServer, connect, most_within};
use limited::{Client, Plan};
use std::process::{Command, Stdio};
use std::time::Duration;
use theta_runtime::redis::{Outage, Redis};
use theta_runtime::{Builder, CallOptions, Error, ErrorKind, RetryPolicy};

/// The client of a contract with limits whose windows are short.
mod limited {
    theta_runtime::api! { spec = "./limits.toml" }
}

const MACHINES: usize = 4;

/// How many calls each machine makes.
const CALLS: usize = 60;

/// The test that a machine is started as.
const MACHINE: &str = "limits::no_window_of_four_processes_holds_more_than_its_limit";

fn machine(redis: &Redis, outage: Outage, api: &str) -> Builder<Client> {
    Client::builder()
        .key("sk-1")
        .base_url(api)
        .plan(Plan::Fast)
        .shared_pace(redis, outage)
        .retry(RetryPolicy::off())
        .deadline(Duration::from_secs(300))
}

fn opens_in<E>(error: &Error<E>) -> Option<Duration> {
    match error.kind() {
        ErrorKind::LimitReached { opens_in } => opens_in,
        _ => None,
    }
}

#[test]
fn no_window_of_four_processes_holds_more_than_its_limit() {
    if let Ok(api) = std::env::var("THETA_LIMITED_API") {
        let redis = Redis::new(&std::env::var("THETA_LIMITED_REDIS").unwrap()).unwrap();
        let redis = redis.timeout(Duration::from_secs(20));
        let client = machine(&redis, CLOSED, &api).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        return runtime.block_on(async {
            let calls = (0..CALLS).map(|_| {
                let call = client.look().into_future();
                tokio::spawn(async move { call.await.map(drop) })
            });
            for call in calls.collect::<Vec<_>>() {
                call.await.unwrap().unwrap();
            }
        });
    }
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let machines = (0..MACHINES).map(|_| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", MACHINE, "--nocapture"])
            .env("THETA_LIMITED_API", api.url())
            .env("THETA_LIMITED_REDIS", server.url())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    for machine in machines.collect::<Vec<_>>() {
        let output = machine.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}");
    }
    let mut times = api.times();
    times.sort();
    assert_eq!(times.len(), MACHINES * CALLS);
    let most = most_within(&times, Duration::from_secs(5));
    assert!(most <= 100, "{most}");
}

#[tokio::test]
async fn a_long_window_is_that_of_all_machines_and_outlives_them() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let mut sent = 0;
    for _ in 0..3 {
        let client = machine(&connect(&server), CLOSED, &api.url())
            .build()
            .unwrap();
        for _ in 0..5 {
            match client.draw().await {
                Ok(_) => sent += 1,
                Err(error) => {
                    let opens = opens_in(&error).unwrap();
                    assert!(opens <= Duration::from_secs(24 * 3600 + 4), "{opens:?}");
                }
            }
        }
    }
    assert_eq!((sent, api.count()), (12, 12));
}

#[tokio::test]
async fn what_answers_say_is_counted_for_all_machines() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let api = Api::start();
    let one = machine(&connect(&server), CLOSED, &api.url());
    let one = one.build().unwrap();
    // Each answer says 0.1, whatever was expected.
    let expects = |units| CallOptions::new().units(units);
    for _ in 0..3 {
        one.write().with_options(expects(60.0)).await.unwrap();
        // It is reported without waiting for it.
        settled(&server).await;
    }
    let other = machine(&connect(&server), CLOSED, &api.url());
    let other = other.build().unwrap();
    let error = other.write().with_options(expects(99.9)).await;
    assert!(opens_in(&error.unwrap_err()).is_some());
    other.write().with_options(expects(99.6)).await.unwrap();
}

/// Waits until what is counted by the hour is less than one.
async fn settled(server: &RedisServer) {
    let start = std::time::Instant::now();
    loop {
        let kept: Vec<String> = server
            .keys()
            .into_iter()
            .filter(|key| key.contains(":limits:"))
            .collect();
        let fields: Vec<(String, f64)> = redis::cmd("HGETALL")
            .arg(&kept[0])
            .query(&mut server.inspect())
            .unwrap();
        let left = fields.iter().any(|(_, units)| (50.0..1e6).contains(units));
        if !left {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{fields:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn without_redis_each_machine_has_its_share_or_sends_nothing() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let (api, closed) = (Api::start(), Api::start());
    let open = machine(&connect(&server), Outage::Open { machines: 3 }, &api.url());
    let open = open.build().unwrap();
    let shut = machine(&connect(&server), CLOSED, &closed.url());
    let shut = shut.build().unwrap();
    server.kill();
    for _ in 0..6 {
        let _ = open.draw().await;
    }
    assert_eq!(api.count(), 4);
    let error = shut.draw().await.unwrap_err();
    assert_eq!((error.kind(), closed.count()), (ErrorKind::Deadline, 0));
}

#[test]
fn the_script_knows_the_calendar() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let script = include_str!("../../src/redis/limits.lua");
    let (_, functions) = script.split_once("-- The first day").unwrap();
    let (functions, _) = functions.split_once("local function slots").unwrap();
    let text = format!(
        "local DAY = 86400\n-- {functions}\nlocal ends_at = {{}}\nfor at = 1, #ARGV do\n  \
         ends_at[at] = string.format('%.0f', ends(tonumber(ARGV[at]) * 1000000, 'month', 0, 0, 3600))\nend\nreturn ends_at"
    );
    // Noon of every day until 2100, an hour ahead of UTC.
    let days: Vec<u64> = (0..47_482).map(|day| day * 86_400 + 43_200).collect();
    let ends: Vec<u64> = days
        .chunks(5000)
        .flat_map(|days| {
            let mut cmd = redis::cmd("EVAL");
            cmd.arg(&text).arg(0).arg(days);
            let ends: Vec<String> = cmd.query(&mut server.inspect()).unwrap();
            ends
        })
        .map(|end| end.parse().unwrap())
        .collect();
    let window = theta_pace::Window::Calendar {
        period: theta_pace::Period::Month,
        zone: 60,
    };
    for (day, end) in days.into_iter().zip(ends) {
        // The margin is the same on both sides of noon.
        let until = window
            .until(Duration::from_secs(day))
            .saturating_sub(Duration::from_secs(2));
        assert_eq!(until, Duration::from_micros(end), "{day}");
    }
}

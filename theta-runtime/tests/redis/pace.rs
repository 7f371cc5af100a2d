//! How turns are given.

use crate::support::{CLOSED, PATIENCE, RedisServer, Waits, connect, pacer, turn, waited};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use theta_runtime::redis::{Rate, RedisPacer};
use theta_runtime::{NoTurn, Pacer, TokioClock};

/// One every 510 ms, without a burst.
const SLOW: Rate = Rate::within(Duration::from_secs(5), 10);
const SLOW_SPACING: Duration = Duration::from_millis(510);

/// One every 612 ms, after a burst of three.
const BURSTS: Rate = Rate::per_minute(100);
const BURSTS_SPACING: Duration = Duration::from_millis(612);
const BURST: usize = 3;

/// One every 52 ms.
const FAST: Rate = Rate::within(Duration::from_secs(5), 100);

/// What the pace of the only key is kept under.
fn kept(server: &RedisServer) -> String {
    server.keys().remove(0)
}

fn set(server: &RedisServer, field: &str, value: &str) {
    let mut cmd = redis::cmd("HSET");
    let _: i64 = cmd
        .arg(kept(server))
        .arg(field)
        .arg(value)
        .query(&mut server.inspect())
        .unwrap();
}

fn get(server: &RedisServer, field: &str) -> f64 {
    let mut cmd = redis::cmd("HGET");
    cmd.arg(kept(server))
        .arg(field)
        .query(&mut server.inspect())
        .unwrap()
}

/// A machine that has sent one just now, without having waited for its turn.
async fn just_sent(server: &RedisServer, rate: Rate) -> Arc<RedisPacer> {
    let machine = pacer(server, rate, CLOSED);
    // Too little time for any turn of a server that knows nothing yet.
    let refused = machine.turn(&TokioClock, Duration::from_micros(1));
    refused.await.unwrap_err();
    // The question is still on its way.
    let start = Instant::now();
    while server.keys().is_empty() {
        assert!(start.elapsed() < PATIENCE, "the question did not arrive");
        tokio::task::yield_now().await;
    }
    idle(server);
    turn(&machine).await;
    machine
}

/// As after a long silence.
fn idle(server: &RedisServer) {
    set(server, "next", "0");
}

/// Waits until somebody has booked a slot behind that one.
async fn booked(server: &RedisServer, before: f64) {
    let start = Instant::now();
    while get(server, "next") < before + 1.0 {
        assert!(start.elapsed() < PATIENCE, "nobody books a slot");
        tokio::task::yield_now().await;
    }
}

/// How long it takes.
async fn time(pacer: &RedisPacer) -> Duration {
    let start = Instant::now();
    turn(pacer).await;
    start.elapsed()
}

/// Asks for a turn that does not come soon and leaves after that long.
async fn leave_after(pacer: &RedisPacer, time: Duration) {
    let hour = Duration::from_secs(3600);
    let turn = tokio::time::timeout(time, pacer.turn(&TokioClock, hour));
    assert!(turn.await.is_err());
}

#[tokio::test]
async fn machines_share_one_burst_and_one_spacing() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machines = [(); 3].map(|()| pacer(&server, BURSTS, CLOSED));
    turn(&machines[0]).await;
    idle(&server);
    let start = Instant::now();
    for machine in &machines {
        assert_eq!(waited(machine).await, Duration::ZERO);
    }
    for machine in &machines {
        turn(machine).await;
    }
    let all = start.elapsed();
    assert!(all >= BURSTS_SPACING * 3, "{all:?}");
    assert_eq!(machines.len(), BURST);
}

#[tokio::test]
async fn calls_go_in_the_order_in_which_they_came() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, FAST, CLOSED);
    let order = Mutex::new(Vec::new());
    let calls = (0..8).map(|call| {
        let (machine, order) = (&machine, &order);
        async move {
            turn(machine).await;
            order.lock().unwrap().push(call);
        }
    });
    futures_util::future::join_all(calls).await;
    assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn a_machine_with_many_calls_does_not_keep_one_with_few_waiting() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (many, few) = (pacer(&server, FAST, CLOSED), pacer(&server, FAST, CLOSED));
    let order = Arc::new(Mutex::new(Vec::new()));
    let run = |machine: &Arc<RedisPacer>, name: &'static str| {
        let (machine, order) = (machine.clone(), order.clone());
        tokio::spawn(async move {
            turn(&machine).await;
            order.lock().unwrap().push(name);
        })
    };
    let mut calls: Vec<_> = (0..10).map(|_| run(&many, "many")).collect();
    turn(&few).await;
    calls.push(run(&few, "few"));
    for call in calls {
        call.await.unwrap();
    }
    let order = order.lock().unwrap();
    let place = order.iter().position(|name| *name == "few").unwrap();
    assert!(place <= 5, "{order:?}");
}

#[tokio::test]
async fn who_leaves_gives_the_slot_back() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = just_sent(&server, Rate::per_minute(2)).await;
    let free = get(&server, "next");
    // Some while they wait for the slot, some while they ask for it.
    for millis in [50, 50, 0, 0, 0, 0] {
        leave_after(&machine, Duration::from_millis(millis)).await;
    }
    let start = Instant::now();
    while (get(&server, "next") - free).abs() > 0.5 {
        assert!(start.elapsed() < PATIENCE, "a slot was not given back");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_leaves_a_line_gives_the_slot_to_the_next() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (machine, other) = (pacer(&server, SLOW, CLOSED), pacer(&server, SLOW, CLOSED));
    turn(&machine).await;
    let before = get(&server, "next");
    let first = tokio::spawn({
        let machine = machine.clone();
        async move { turn(&machine).await }
    });
    booked(&server, before).await;
    let second = waited(&machine);
    let behind = async {
        // It books behind the first, so that the slot cannot go back.
        leave_after(&other, SLOW_SPACING / 5).await;
        first.abort();
    };
    let (waits, ()) = tokio::join!(second, behind);
    // A slot of its own would be the third from there.
    assert!(waits < SLOW_SPACING * 5 / 2, "{waits:?}");
}

#[tokio::test]
async fn a_refusal_on_one_machine_pauses_and_slows_all_of_them() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (refused, other) = (pacer(&server, SLOW, CLOSED), pacer(&server, SLOW, CLOSED));
    turn(&refused).await;
    assert!((get(&server, "factor") - 1.0).abs() < 1e-9);
    let pause = Duration::from_millis(1500);
    let (start, before) = (Instant::now(), get(&server, "next"));
    // It has booked a slot when the refusal comes.
    let waits = tokio::spawn({
        let other = other.clone();
        async move { turn(&other).await }
    });
    booked(&server, before).await;
    refused.throttled(&TokioClock, Some(pause));
    waits.await.unwrap();
    let took = start.elapsed();
    assert!(took >= pause, "{took:?}");
    assert!((get(&server, "factor") - 0.7).abs() < 1e-9);
    // By the server's clock, whenever this machine gets to ask.
    let before = get(&server, "next");
    turn(&other).await;
    let slow = (get(&server, "next") - before) / 1e6;
    assert!(slow > SLOW_SPACING.as_secs_f64() * 5.0 / 4.0, "{slow}");
    for _ in 0..40 {
        other.succeeded(&TokioClock);
    }
    turn(&other).await;
    assert!((get(&server, "factor") - 1.0).abs() < 1e-9);
}

#[tokio::test]
async fn refusals_of_one_burst_are_one_event() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machines = [(); 3].map(|()| pacer(&server, SLOW, CLOSED));
    for machine in &machines {
        turn(machine).await;
    }
    for machine in &machines {
        machine.throttled(&TokioClock, None);
    }
    turn(&machines[0]).await;
    assert!((get(&server, "factor") - 0.7).abs() < 1e-9);
}

#[tokio::test]
async fn a_server_that_knows_nothing_gives_no_burst_and_no_turn_at_once() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, BURSTS, CLOSED);
    // New, then restarted, then without its data, then with data that makes no sense.
    let first = time(&machine).await;
    server.kill();
    server.start_again();
    let restarted = time(&machine).await;
    let _: () = redis::cmd("FLUSHALL").query(&mut server.inspect()).unwrap();
    let flushed = time(&machine).await;
    set(&server, "next", "soon");
    let start = Instant::now();
    let nonsense = time(&machine).await;
    turn(&machine).await;
    let one_more = start.elapsed() / 2;
    for took in [first, restarted, flushed, nonsense, one_more] {
        assert!(took >= BURSTS_SPACING * 9 / 10, "{took:?}");
    }
}

#[tokio::test]
async fn a_server_that_comes_back_with_old_data_is_not_believed() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, BURSTS, CLOSED);
    turn(&machine).await;
    let key = kept(&server);
    let dumped: Vec<u8> = {
        idle(&server);
        let mut cmd = redis::cmd("DUMP");
        cmd.arg(&key).query(&mut server.inspect()).unwrap()
    };
    // Without a restart, what it says is believed.
    assert_eq!(waited(&machine).await, Duration::ZERO);
    server.kill();
    server.start_again();
    let mut restore = redis::cmd("RESTORE");
    let restore = restore.arg(&key).arg(0).arg(dumped);
    let _: String = restore.query(&mut server.inspect()).unwrap();
    let took = time(&machine).await;
    assert!(took >= BURSTS_SPACING * 9 / 10, "{took:?}");
}

#[tokio::test]
async fn a_pause_outlives_the_server_that_knew_of_it() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let (refused, other) = (pacer(&server, SLOW, CLOSED), pacer(&server, SLOW, CLOSED));
    turn(&refused).await;
    let start = Instant::now();
    refused.throttled(&TokioClock, Some(Duration::from_millis(1500)));
    server.kill();
    server.start_again();
    let first = async {
        turn(&refused).await;
        start.elapsed()
    };
    let turns = tokio::join!(first, async {
        // The machine that was refused asks first.
        tokio::task::yield_now().await;
        turn(&refused).await;
        turn(&other).await;
        start.elapsed()
    });
    assert!(turns.0 >= Duration::from_millis(1400), "{turns:?}");
    assert!(turns.1 >= Duration::from_millis(1400), "{turns:?}");
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds_nobody_up() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, SLOW, CLOSED);
    turn(&machine).await;
    let hour = 3.6e9;
    for field in ["next", "seen"] {
        let later = get(&server, field) + hour;
        set(&server, field, &format!("{later:.0}"));
    }
    let start = Instant::now();
    let waits = waited(&machine).await;
    let took = start.elapsed();
    assert!(took >= SLOW_SPACING * 9 / 10, "{took:?}");
    assert!(waits < SLOW_SPACING * 3, "{waits:?}");
}

#[tokio::test]
async fn who_cannot_have_a_turn_in_time_is_told_at_once_and_books_nothing() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let machine = pacer(&server, Rate::per_minute(1), CLOSED);
    let (start, clock) = (Instant::now(), Waits::default());
    for _ in 0..3 {
        let refused = machine.turn(&clock, Duration::from_secs(10)).await;
        let NoTurn { wait, .. } = refused.unwrap_err();
        let (seconds, since) = (wait.as_secs_f64(), start.elapsed().as_secs_f64());
        assert!((60.0 - since..=61.2).contains(&seconds), "{seconds}");
    }
    assert_eq!(clock.total(), Duration::ZERO);
}

#[tokio::test]
async fn without_a_rate_only_pauses_are_kept_to() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (refused, other) = (
        pacer(&server, Rate::unknown(), CLOSED),
        pacer(&server, Rate::unknown(), CLOSED),
    );
    for _ in 0..50 {
        assert_eq!(waited(&other).await, Duration::ZERO);
    }
    let start = Instant::now();
    refused.throttled(&TokioClock, Some(Duration::from_millis(600)));
    turn(&refused).await;
    turn(&other).await;
    assert!(start.elapsed() >= Duration::from_millis(550));
}

#[tokio::test]
async fn a_free_turn_is_one_question_and_one_that_is_waited_for_two() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let asked = || {
        let stats: String = redis::cmd("INFO")
            .arg("commandstats")
            .query(&mut server.inspect())
            .unwrap();
        let calls = stats
            .lines()
            .find_map(|line| line.strip_prefix("cmdstat_evalsha:calls="));
        let calls = calls.unwrap().split(',').next().unwrap();
        calls.parse::<u32>().unwrap()
    };
    let machine = pacer(&server, SLOW, CLOSED);
    turn(&machine).await;
    let before = asked();
    turn(&machine).await;
    assert_eq!(asked() - before, 2);
    idle(&server);
    let before = asked();
    turn(&machine).await;
    assert_eq!(asked() - before, 1);
}

#[tokio::test]
async fn what_is_kept_goes_away_by_itself() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    turn(&pacer(&server, SLOW, CLOSED)).await;
    assert_eq!(server.keys().len(), 1);
    let left: i64 = redis::cmd("PTTL")
        .arg(kept(&server))
        .query(&mut server.inspect())
        .unwrap();
    assert!((86_000_000..=86_410_000).contains(&left), "{left}");
}

#[tokio::test]
async fn keys_apis_and_prefixes_have_a_pace_each() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let redis = connect(&server);
    let of = |redis, api, key| RedisPacer::new(redis, api, key, SLOW, CLOSED);
    for pacer in [
        of(&redis, "One", "sk-a"),
        of(&redis, "One", "sk-b"),
        of(&redis, "Two", "sk-a"),
        of(&redis.clone().prefix("mine"), "One", "sk-a"),
        of(&redis, "One", "sk-a"),
    ] {
        turn(&pacer).await;
    }
    let keys = server.keys();
    assert_eq!(keys.len(), 4, "{keys:?}");
    let begins = |prefix: &str| keys.iter().filter(|key| key.starts_with(prefix)).count();
    assert_eq!((begins("theta:pace:"), begins("mine:pace:")), (3, 1));
}

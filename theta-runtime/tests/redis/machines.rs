//! Four processes that share one key.
//!
//! A key of 100 requests per minute, with a minute of five seconds: everything that the pacer computes is a fraction of
//! the window that the rate counts in, so this is 1,200 requests per minute and the same proof twelve times as fast.
//! `THETA_LONG=1` is the long form: 1,200 requests in a real minute, 60 seconds long.
//!
//! What is checked is what the API saw: none of the windows that begin with a request holds more than the rate, and so
//! none at all does. A server that counts in fixed windows or in sliding ones refuses nothing then; one that counts in
//! a bucket of ten is asked in a replay.

use crate::support::{Api, KEY, PATIENCE, RedisServer, Waits, audio, client, most_within};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use theta_runtime::redis::{Outage, Rate, Redis, RedisPacer};

const MACHINES: u32 = 4;

/// How large a proof is.
#[derive(Clone, Copy)]
struct Scale {
    window: Duration,
    rate: u32,
    /// Of each machine.
    calls: u32,
}

impl Scale {
    fn of_this_run() -> Self {
        let [seconds, rate, calls] = match std::env::var_os("THETA_LONG") {
            Some(_) => [60, 1200, 450],
            None => [5, 100, 75],
        };
        Self {
            window: Duration::from_secs(u64::from(seconds)),
            rate,
            calls,
        }
    }

    /// How many requests that share of all calls makes.
    fn share(self, percent: u32) -> usize {
        usize::try_from(MACHINES * self.calls * percent / 100).unwrap()
    }

    /// As long as all calls take at the whole rate.
    fn at_best(self) -> Duration {
        self.window * (MACHINES * self.calls) / self.rate
    }

    /// So long that it hangs, on a busy machine too.
    fn for_ever(self) -> Duration {
        self.at_best() * 10 + PATIENCE
    }
}

/// Of processes that need the processor in time, one group at once.
static ALONE: Mutex<()> = Mutex::new(());

const OPEN: &str = "open";
const CLOSED: &str = "closed";

/// The test that a machine is started as, by any test of this file.
const MACHINE: &str = "machines::four_processes_keep_to_the_rate_of_one_key_and_use_it";

/// The number of the machine that this process is.
fn number() -> Option<u32> {
    let number = std::env::var("THETA_MACHINE_NUMBER").ok()?;
    Some(number.parse().unwrap())
}

/// What a machine does.
fn machine(number: u32) {
    let variable = |name: &str| std::env::var(format!("THETA_MACHINE_{name}"));
    let scale = Scale::of_this_run();
    let outage = match variable("OUTAGE").unwrap().as_str() {
        OPEN => Outage::Open { machines: MACHINES },
        _ => Outage::Closed {
            wait: Duration::from_secs(20),
        },
    };
    let redis = Redis::new(&variable("REDIS").unwrap()).unwrap();
    let rate = Rate::within(scale.window, scale.rate);
    let pacer = RedisPacer::new(&redis, "Theta One", KEY, rate, outage);
    let clock = Waits::default();
    let theta = client(&variable("API").unwrap())
        .clock(clock.clone())
        .pacer(Arc::new(pacer))
        .deadline(scale.for_ever())
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let calls = (0..scale.calls).map(|call| {
            let call = theta.transcribe(audio(u64::from(number * scale.calls + call)));
            tokio::spawn(async move { call.await.map(drop) })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
    });
    println!("{WAITED}{}", clock.total().as_millis());
}

/// What a machine says at its end: the milliseconds that its pacer has waited for.
const WAITED: &str = "waited ";

/// What came of a run.
struct Ran {
    /// When the API saw requests.
    times: Vec<Instant>,
    /// What the machine that waited longest has waited for.
    waited: Duration,
    /// For how long Redis was away.
    away: Duration,
}

/// All machines call at once; meanwhile `happens`, which says for how long Redis was away.
fn run(
    server: &mut RedisServer,
    outage: &str,
    happens: impl FnOnce(&mut RedisServer, &Api) -> Duration,
) -> Ran {
    let api = Api::start();
    let machines: Vec<_> = (0..MACHINES)
        .map(|number| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", MACHINE, "--nocapture"])
                .env("THETA_MACHINE_NUMBER", number.to_string())
                .env("THETA_MACHINE_OUTAGE", outage)
                .env("THETA_MACHINE_REDIS", server.url())
                .env("THETA_MACHINE_API", api.url())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let away = happens(server, &api);
    let mut waited = Duration::ZERO;
    for machine in machines {
        let output = machine.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.contains("1 passed"),
            "{text}"
        );
        let said = text.lines().find_map(|line| line.split_once(WAITED));
        let (_, millis) = said.unwrap();
        waited = waited.max(Duration::from_millis(millis.parse().unwrap()));
    }
    Ran {
        times: api.times(),
        waited,
        away,
    }
}

/// None is lost, none is too many, and the rate is used.
///
/// How long the calls took also says what else this machine does; what was waited for says it not.
fn holds(ran: Ran, case: &str) {
    let scale = Scale::of_this_run();
    let Ran {
        mut times,
        waited,
        away,
    } = ran;
    times.sort();
    let most = most_within(&times, scale.window);
    let refused = refused_by_a_bucket_of_ten(&times, scale);
    let took = *times.last().unwrap() - times[0];
    println!(
        "{case}: {} requests in {took:?}, {waited:?} waited for, at most {most} in {:?}, {refused} refused by a bucket of ten",
        times.len(),
        scale.window
    );
    assert_eq!((times.len(), refused), (scale.share(100), 0), "{case}");
    assert!(
        most <= usize::try_from(scale.rate).unwrap(),
        "{case}: {most}"
    );
    let bound = scale.at_best() * 2 + away;
    assert!(waited < bound, "{case}: {waited:?}, not {bound:?}");
}

/// How many of these requests a server refuses that takes ten at once and fills up at the rate.
fn refused_by_a_bucket_of_ten(times: &[Instant], scale: Scale) -> usize {
    let per_second = f64::from(scale.rate) / scale.window.as_secs_f64();
    let (mut tokens, mut last, mut refused) = (10.0, times[0], 0);
    for time in times {
        tokens = (tokens + (*time - last).as_secs_f64() * per_second).min(10.0_f64);
        last = *time;
        if tokens < 1.0 {
            refused += 1;
        } else {
            tokens -= 1.0;
        }
    }
    refused
}

#[test]
fn four_processes_keep_to_the_rate_of_one_key_and_use_it() {
    if let Some(number) = number() {
        return machine(number);
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let ran = run(&mut server, CLOSED, |_, _| Duration::ZERO);
    holds(ran, "undisturbed");
}

#[test]
fn a_restart_of_redis_loses_no_call_and_no_count() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for outage in [OPEN, CLOSED] {
        let Some(mut server) = RedisServer::start() else {
            return;
        };
        let ran = run(&mut server, outage, |server, api| {
            let mut away = Duration::ZERO;
            for percent in [20, 50] {
                wait_for(api, Scale::of_this_run().share(percent));
                server.kill();
                let killed = Instant::now();
                let (before, machines) = (api.count(), usize::try_from(MACHINES).unwrap());
                if outage == OPEN {
                    // They go on.
                    wait_for(api, before + 2 * machines);
                } else {
                    // They do not, but for what is on its way.
                    std::thread::park_timeout(Duration::from_secs(1));
                    assert!(api.count() <= before + machines);
                }
                server.start_again();
                away += killed.elapsed();
            }
            away
        });
        holds(ran, outage);
    }
}

#[test]
fn a_redis_that_forgets_while_it_runs_loses_no_call_and_no_count() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let ran = run(&mut server, CLOSED, |server, api| {
        for percent in [15, 30, 50, 51, 52, 70] {
            wait_for(api, Scale::of_this_run().share(percent));
            let _: () = redis::cmd("FLUSHALL").query(&mut server.inspect()).unwrap();
        }
        Duration::ZERO
    });
    holds(ran, "flushed");
}

fn wait_for(api: &Api, seen: usize) {
    let start = Instant::now();
    while api.count() < seen {
        assert!(
            start.elapsed() < Scale::of_this_run().for_ever(),
            "only {} requests came",
            api.count()
        );
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

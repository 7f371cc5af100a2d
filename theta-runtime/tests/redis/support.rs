//! A Redis server, an API that counts, and machines that call it.

mod api;
mod server;

pub(crate) use api::{Api, most_within};
pub(crate) use server::RedisServer;

use crate::theta_one::Client;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use theta_runtime::redis::{Outage, Rate, Redis, RedisPacer};
use theta_runtime::{Audio, Builder, Clock, Pacer, RetryPolicy, Sleep, TokioClock};

/// A key that nothing in Redis may hold.
pub(crate) const KEY: &str = "sk-theta-canary-7f3a9c51";

/// Long enough for a turn that comes at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const CLOSED: Outage = Outage::Closed {
    wait: Duration::ZERO,
};

/// A connection of its own, as another machine has. It has time, so that a busy machine is no outage.
pub(crate) fn connect(server: &RedisServer) -> Redis {
    let redis = Redis::new(&server.url()).unwrap();
    redis.timeout(Duration::from_secs(20))
}

/// The pacer of one more machine.
pub(crate) fn pacer(server: &RedisServer, rate: Rate, outage: Outage) -> Arc<RedisPacer> {
    Arc::new(RedisPacer::new(
        &connect(server),
        "Theta One",
        KEY,
        rate,
        outage,
    ))
}

/// Takes a turn that has to come.
pub(crate) async fn turn(pacer: &RedisPacer) {
    pacer.turn(&TokioClock, PATIENCE).await.unwrap();
}

/// A clock that adds up what was waited to its end: how long that took depends on what else the machine does, how long
/// it was meant to take does not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waits(Arc<Mutex<Duration>>);

impl Waits {
    pub(crate) fn total(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

impl Clock for Waits {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let (sleep, total) = (TokioClock.sleep(duration), self.0.clone());
        Box::pin(async move {
            sleep.await;
            *total.lock().unwrap() += duration;
        })
    }
}

/// How long it waits for a turn that has to come.
pub(crate) async fn waited(pacer: &RedisPacer) -> Duration {
    let clock = Waits::default();
    pacer.turn(&clock, PATIENCE).await.unwrap();
    clock.total()
}

/// A client of an API on this machine, that sends each call once.
pub(crate) fn client(api: &str) -> Builder<Client> {
    Client::builder()
        .key(KEY)
        .base_url(api)
        .retry(RetryPolicy::off())
}

/// A tenth of a second of speech that differs with the number: identical calls would be made only once.
pub(crate) fn audio(number: u64) -> Audio {
    let data = 1600_u32;
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(data + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&8000_u32.to_le_bytes());
    wav.extend_from_slice(&16_000_u32.to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&data.to_le_bytes());
    wav.extend_from_slice(&number.to_le_bytes());
    wav.resize(44 + data as usize, 0);
    Audio::bytes(wav)
}

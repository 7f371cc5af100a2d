//! A client, a server, and speech of a known length.

use crate::theta_one::Client;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use theta_mock::{Mock, MockBuilder, Totals};
use theta_runtime::{Audio, Builder, Clock, Sleep, TokioClock};

pub(crate) const KEY: &str = "sk-theta-canary";

/// Long enough for a server on a busy machine, short enough for a test that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Descriptors and time belong to the whole process: one test at a time.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A server that holds connections for longer than any client of these tests waits.
pub(crate) fn server() -> MockBuilder {
    Mock::builder_from_toml("spec.toml", include_bytes!("../../../spec.toml")).unwrap()
}

/// A client that retries as it does by default, and does not wait between attempts.
pub(crate) fn client(base_url: impl Into<String>, timeout: Duration) -> Builder<Client> {
    Client::builder()
        .key(KEY)
        .base_url(base_url)
        .timeout(timeout)
        .randomness(|| 0)
}

/// A clock by which an attempt runs out of time only after the server has read its upload to the end, and not while a
/// busy machine is at it.
#[derive(Clone, Debug)]
pub(crate) struct AfterUpload {
    mock: Arc<Mock>,
    /// How many uploads had been read to the end when the latest wait began.
    known: Arc<AtomicU64>,
}

impl AfterUpload {
    pub(crate) fn new(mock: &Arc<Mock>) -> Self {
        Self {
            mock: mock.clone(),
            known: Arc::default(),
        }
    }
}

impl Clock for AfterUpload {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let Self { mock, known } = self.clone();
        Box::pin(async move {
            // The server may have read all of it before anybody waits.
            while mock.totals().complete == known.load(Ordering::Relaxed) {
                TokioClock.sleep(Duration::from_millis(1)).await;
            }
            known.store(mock.totals().complete, Ordering::Relaxed);
            TokioClock.sleep(duration).await;
        })
    }
}

/// What the server counted, once it has seen the end of every connection: it works on its own thread, and reads to the
/// end what a client that is gone has sent.
pub(crate) fn counted(mock: &Mock) -> Totals {
    let start = Instant::now();
    while mock.connections().iter().any(|connection| connection.open) {
        assert!(start.elapsed() < PATIENCE, "a connection stays open");
        std::thread::yield_now();
    }
    mock.totals()
}

/// Mono, 16 bit, as many samples a second.
fn speech(seconds: u32, rate: u32) -> Vec<u8> {
    let data = seconds * rate * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(data + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    wav.extend_from_slice(&[1, 0, 1, 0]);
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&(rate * 2).to_le_bytes());
    wav.extend_from_slice(&[2, 0, 16, 0]);
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&data.to_le_bytes());
    wav.resize(wav.len() + data as usize, 0);
    wav
}

/// Speech of that length: 32,000 bytes a second.
pub(crate) fn audio(seconds: u32) -> Audio {
    Audio::bytes(speech(seconds, 16_000))
}

/// One second of speech that differs with the number: identical calls would be made only once. Its 4 KB leave at once,
/// whole or not at all: of more, a connection that ends may leave a part unsent that was handed over.
pub(crate) fn distinct_audio(number: u64) -> Audio {
    let mut wav = speech(1, 2_000);
    let end = wav.len() - 8;
    wav[end..].copy_from_slice(&number.to_le_bytes());
    Audio::bytes(wav)
}

/// As much as the API takes, which is far more than the sockets between client and server hold.
pub(crate) fn large_audio() -> Audio {
    Audio::bytes(speech(280, 44_100))
}

/// Runs on a runtime of its own, which is gone when this returns.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

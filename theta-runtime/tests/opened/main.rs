//! What stays open, WebSockets and streams, in virtual time.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod events;
mod hear;
#[cfg(target_os = "linux")]
#[path = "../bodies/memory.rs"]
mod memory;
mod played;
mod resume;
mod sessions;
mod sockets;
mod streams;
mod talk;

use std::time::Duration;
use talk::Event;

/// How long an attempt may take by the contract, and the five seconds that a client adds.
const ATTEMPT: Duration = Duration::from_secs(25);

/// A little less.
const JUST_WITHIN: Duration = Duration::from_millis(24_990);

/// The shortest time that a test tells apart.
const TICK: Duration = Duration::from_millis(10);

fn event(text: &str) -> Event {
    Event::from_json(&format!(r#"{{"text":"{text}"}}"#)).unwrap()
}

/// Waits for it in waits of a second, each of which is cancelled.
async fn by_seconds<T>(mut next: impl AsyncFnMut() -> T) -> T {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            came = next() => return came,
            _ = seconds.tick() => {}
        }
    }
}

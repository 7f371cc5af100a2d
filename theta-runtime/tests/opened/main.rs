//! What stays open, WebSockets and streams, in virtual time.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod events;
mod hear;
#[cfg(target_os = "linux")]
#[path = "../bodies/memory.rs"]
mod memory;
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

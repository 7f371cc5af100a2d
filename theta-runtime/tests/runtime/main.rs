//! The runtime as generated code and its users see it.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod canary;
mod cap;
mod chains;
mod coded;
mod conduct;
mod config;
mod failures;
mod faults;
mod hooks;
mod money;
mod pacing;
mod pattern;
mod proxy;
mod received;
mod reply;
mod retries;
mod runtimes;
mod sharing;
mod soak;
mod support;
mod uploads;
mod views;
mod wire;

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(all(feature = "tower", feature = "reqwest-0-13"))]
mod stacks;
#[cfg(feature = "rustls")]
mod tls;

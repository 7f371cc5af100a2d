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
mod wire;

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(feature = "rustls")]
mod tls;

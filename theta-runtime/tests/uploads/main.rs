//! Uploads: what is sent, what is refused before it is, and how long it plays.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod audio;
#[path = "../runtime/support/contract.rs"]
#[allow(dead_code)]
mod contract;
mod probe;
#[path = "../bodies/recording.rs"]
mod recording;
#[path = "../runtime/support/server.rs"]
#[allow(dead_code)]
mod server;
mod sources;
mod split;

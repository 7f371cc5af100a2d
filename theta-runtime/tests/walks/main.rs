//! Calls that follow from each other, in virtual time: the pages of a list, and the questions about a job.

#![allow(clippy::panic, clippy::unwrap_used)] // helpers are tests too

mod jobs;
mod lists;
#[cfg(target_os = "linux")]
#[path = "../bodies/memory.rs"]
mod memory;
mod mock;
mod pages;
mod server;
mod tour;

//! Each program against a mock server: what it does, and what its user sees when it fails.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

mod folder;
mod scripts;
mod stored;
mod support;
mod web;

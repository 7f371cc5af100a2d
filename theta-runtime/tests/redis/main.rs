//! Machines that share a key through a real Redis server.
//!
//! A machine is a process where that matters, and otherwise a client with a connection of its own.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod answers;
mod limits;
mod machines;
mod outage;
mod pace;
mod secrets;
mod settings;
mod support;

/// The client of the Theta One speech API.
mod theta_one {
    theta_runtime::api! { spec = "../../../spec.toml" }
}

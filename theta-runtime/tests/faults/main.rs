//! The Theta One client against faults of the network and of servers, over real sockets.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod bill;
mod events;
mod leaks;
mod redirects;
mod reuse;
mod soak;
mod support;
mod table;

/// The client of the Theta One speech API.
mod theta_one {
    theta_runtime::api! { spec = "../../../spec.toml" }
}

/// The client of an API of events.
mod hear {
    theta_runtime::api! { spec = "tests/opened/events.toml" }
}

//! Webhooks: what vendors publish verifies, what was touched does not.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod published;
mod random;
mod refused;

/// The client of a contract with every way of signing.
#[deny(warnings, missing_docs, clippy::pedantic)]
mod schemes {
    theta_runtime::api! { spec = "tests/webhooks/schemes.toml" }
}

use std::time::{Duration, SystemTime};

/// A time in seconds since 1970.
fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

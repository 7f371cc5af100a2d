//! Who sends a request, and where it goes: generated clients and the mock server of contracts with several keys, keys in
//! the query, basic authentication, headers and addresses of each client, other hosts, and addresses that answers name.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

mod addresses;
mod given;
mod keys;
mod shown;

pub(crate) mod relay {
    theta_runtime::api! { spec = "contracts/access.toml" }
}

pub(crate) mod weather {
    theta_runtime::api! { spec = "contracts/query_key.toml" }
}

pub(crate) mod shop {
    theta_runtime::api! { spec = "contracts/user_key.toml" }
}

use theta_mock::{Mock, Recorded};
use theta_runtime::{ApiClient, Builder};

pub(crate) const TOKEN: &str = "tok-canary-1";
pub(crate) const APP_KEY: &str = "app-canary-2";
pub(crate) const USER: &str = "user-canary-3";
pub(crate) const SID: &str = "AC-account-4";
pub(crate) const SECRET: &str = "canary secret:5";

/// A server of one of the contracts.
pub(crate) fn mock(contract: &str) -> Mock {
    let path = format!("{}/contracts/{contract}.toml", env!("CARGO_MANIFEST_DIR"));
    Mock::from_toml(&path, &std::fs::read(&path).unwrap()).unwrap()
}

/// A builder of a client of a server.
pub(crate) fn at<C: ApiClient>(mock: &Mock) -> Builder<C> {
    Builder::new().base_url(mock.base_url())
}

/// The last request that a server was sent.
pub(crate) fn last(mock: &Mock) -> Recorded {
    mock.requests().pop().expect("a request came")
}

//! What requests are made of, from a method's arguments to what a server reads.

#![allow(clippy::unwrap_used)] // helpers are tests too

mod bodies;
mod routes;
mod uploads;

use theta_mock::{Mock, Recorded};

mod shelf {
    #![allow(missing_docs)]
    theta_runtime::api! { spec = "../../contracts/requests.toml" }
}

const CONTRACT: &[u8] = include_bytes!("../../contracts/requests.toml");

/// A server of the contract, and a client of it.
fn served() -> (Mock, shelf::Client) {
    let mock = Mock::builder_from_toml("requests.toml", CONTRACT).unwrap();
    let mock = mock.start().unwrap();
    let client = shelf::Client::builder().base_url(mock.base_url());
    (mock, client.build().unwrap())
}

/// The last request, which must have been one of this endpoint, and good.
fn received(mock: &Mock, endpoint: &str) -> Recorded {
    let recorded = mock.last_request().unwrap();
    assert_eq!(recorded.endpoint.as_deref(), Some(endpoint));
    assert!(recorded.reply.status < 300, "{:?}", recorded.reply);
    recorded
}

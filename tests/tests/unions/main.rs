//! Unions without a tag, types that hold themselves, shared fields and fields without names, through client and mock.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod random;
mod wire;

use theta_mock::Mock;
use theta_spec::contract::Contract;
use theta_tests::unions::Client;

const SPEC: &[u8] = include_bytes!("../../contracts/unions.toml");

fn contract() -> Contract {
    let loaded = theta_spec::load("unions.toml", SPEC);
    loaded.contract.expect("the contract has no mistakes")
}

fn started() -> (Mock, Client) {
    let mock = Mock::start(contract()).unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    (mock, client)
}

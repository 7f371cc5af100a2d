//! Every generated type and every documented error.

use crate::maker::Maker;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::sync::LazyLock;
use theta_runtime::http::HeaderMap;
use theta_runtime::json::{self, Decode, Encode};
use theta_runtime::meta::ApiInfo;
use theta_runtime::{ApiClient as _, Classify, Reply};
use theta_spec::contract::Contract;
use theta_spec::sample;

/// A generated client: its contract, and what checks a type by its name in Rust.
struct Client {
    contract: Contract,
    types: BTreeMap<&'static str, [fn(&str); 2]>,
    errors: BTreeMap<&'static str, fn(u16, &[u8])>,
}

macro_rules! types {
    ($($client:ident $path:literal { types: $($type:ident)*; errors: $($error:ident)* })*) => {
        static CLIENTS: LazyLock<Vec<Client>> = LazyLock::new(|| {
            vec![$({
                use theta_tests::$client;
                Client {
                    contract: contract($path),
                    types: [$((
                        stringify!($type),
                        [is_kept::<$client::$type>, is_told::<$client::$type>] as [fn(&str); 2],
                    )),*].into(),
                    errors: [$((
                        stringify!($error),
                        (|status, body| error_is_kept::<$client::$error, $client::ApiError>($client::Client::API, status, body))
                            as fn(u16, &[u8]),
                    )),*].into(),
                }
            }),*]
        });
    };
}

include!(concat!(env!("OUT_DIR"), "/types.rs"));

fn contract(path: &str) -> Contract {
    let loaded = theta_spec::load(path, &fs::read(path).unwrap());
    loaded.contract.expect("the contract has no mistakes")
}

impl Client {
    /// Makes a value of every type, and calls its check of that index.
    fn check(&self, seed: u64, is_odd: bool, check: usize) {
        for def in &self.contract.types {
            let text = Maker::new(&self.contract, seed, is_odd).named(&def.kind, 0);
            self.types[def.ident.as_str()][check](&text);
        }
    }
}

/// Byte for byte, in JSON and in what is not human-readable.
fn is_kept<T: Decode + Encode + Serialize + DeserializeOwned>(text: &str) {
    let value: T = json::from_str(text).unwrap();
    let json = json::to_string(&value);
    let is_same = |read: T, format| assert_eq!(json::to_string(&read), json, "{format}");

    is_same(serde_json::from_str(text).unwrap(), "JSON as it came");
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    is_same(
        serde_json::from_reader(json.as_bytes()).unwrap(),
        "a file of JSON",
    );
    let postcard = postcard::to_stdvec(&value).unwrap();
    is_same(postcard::from_bytes(&postcard).unwrap(), "postcard");
    let msgpack = rmp_serde::to_vec(&value).unwrap();
    is_same(rmp_serde::from_slice(&msgpack).unwrap(), "msgpack");
}

/// By its value, where a format is human-readable and another than JSON.
fn is_told<T: Decode + Encode + Serialize + DeserializeOwned>(text: &str) {
    let value: T = json::from_str(text).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json::to_string(&value)).unwrap();
    let is_same = |read: T, shown| {
        let read: serde_json::Value = serde_json::from_str(&json::to_string(&read)).unwrap();
        assert_eq!(read, json, "{shown}");
    };

    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    is_same(
        serde_json::from_value(json.clone()).unwrap(),
        "a tree of JSON",
    );
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    is_same(serde_json::from_str(&pretty).unwrap(), &pretty);
    let yaml = serde_saphyr::to_string(&value).unwrap();
    assert!(!yaml.contains("$serde"), "{yaml}");
    is_same(serde_saphyr::from_str(&yaml).unwrap(), &yaml);
}

fn error_is_kept<E, A>(api: &'static ApiInfo, status: u16, body: &[u8])
where
    E: Classify + Into<A> + Serialize + DeserializeOwned + PartialEq,
    A: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let error = E::classify(&Reply::new(api, status, &HeaderMap::new(), body)).unwrap();
    is_kept_whole(&error);
    is_kept_whole::<A>(&error.into());
}

fn is_kept_whole<E: Serialize + DeserializeOwned + PartialEq + Debug>(error: &E) {
    let json = serde_json::to_string(error).unwrap();
    assert_eq!(serde_json::from_str::<E>(&json).unwrap(), *error);
    let value = serde_json::to_value(error).unwrap();
    assert_eq!(serde_json::from_value::<E>(value).unwrap(), *error);
    let postcard = postcard::to_stdvec(error).unwrap();
    assert_eq!(postcard::from_bytes::<E>(&postcard).unwrap(), *error);
    let msgpack = rmp_serde::to_vec(error).unwrap();
    assert_eq!(rmp_serde::from_slice::<E>(&msgpack).unwrap(), *error);
    let yaml = serde_saphyr::to_string(error).unwrap();
    assert_eq!(
        serde_saphyr::from_str::<E>(&yaml).unwrap(),
        *error,
        "{yaml}"
    );
    let toml = toml::to_string(error).unwrap();
    assert_eq!(toml::from_str::<E>(&toml).unwrap(), *error, "{toml}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn values_are_kept_byte_for_byte(seed: u64) {
        for client in &*CLIENTS {
            client.check(seed, true, 0);
        }
    }

    #[test]
    fn values_are_told_in_other_formats(seed: u64) {
        for client in &*CLIENTS {
            client.check(seed, false, 1);
        }
    }
}

#[test]
fn every_documented_error_is_kept() {
    for client in &*CLIENTS {
        let contract = &client.contract;
        for endpoint in &contract.endpoints {
            for id in &endpoint.errors {
                let reply = sample::error_reply(contract, contract.error(*id));
                client.errors[endpoint.error_ident.as_str()](reply.status, reply.body.as_bytes());
            }
        }
    }
}

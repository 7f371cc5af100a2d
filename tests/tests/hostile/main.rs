//! A contract full of names and words that break careless generators works like any other.
//!
//! That its code compiles under strict lints, as macro and as text, is proved by the library of this package.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod wrapped;

use std::collections::BTreeMap;
use theta_mock::Mock;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Audio, Classify as _, Reply, Upload, Verbatim};
use theta_spec::classify::{Outcome, classify};
use theta_spec::contract::Contract;
use theta_spec::sample;
use theta_tests::hostile::{self, Keywords, UploadError, Values};

const SPEC: &[u8] = include_bytes!("../../contracts/hostile.toml");
const KEY: &str = "r#\"{}key";

fn contract() -> Contract {
    let loaded = theta_spec::load("hostile.toml", SPEC);
    loaded.contract.expect("the contract has no mistakes")
}

/// Every text of the JSON type where it belongs: a struct with a field for each word of Rust.
fn keywords() -> Keywords {
    let contract = contract();
    let id = contract
        .types
        .iter()
        .position(|known| known.name == "Keywords")
        .unwrap();
    let theta_spec::contract::TypeKind::Struct { fields, .. } = &contract.types[id].kind else {
        unreachable!("it is a struct")
    };
    let members: Vec<String> = fields
        .iter()
        .filter(|field| !field.optional)
        .map(|field| format!("{:?}: \"value of {}\"", field.name, field.ident))
        .collect();
    Keywords::from_json(&format!("{{{}}}", members.join(", "))).unwrap()
}

#[tokio::test]
async fn calls_go_over_the_wire() {
    let mock = Mock::start(contract()).unwrap();
    let client = hostile::Client::builder()
        .key(KEY)
        .base_url(mock.base_url())
        .build()
        .unwrap();

    client.result("self").await.unwrap();
    client
        .self_(Values::CapitalSelf)
        .self_(vec!["a".to_owned(), "b".to_owned()])
        .send_(7)
        .await
        .unwrap();
    let sent = mock.last_request().unwrap();
    assert_eq!(sent.path.rsplit_once('/').unwrap().1, "self");
    let query = [("type", "Self"), ("self", "a"), ("self", "b")];
    for (name, value) in query {
        assert!(
            sent.query.contains(&(name.to_owned(), value.to_owned())),
            "{:?}",
            sent.query
        );
    }
    assert_eq!(sent.header("send"), Some("7"));

    client.clone().clone_("1.0").await.unwrap();
    client.send("`").send().await.unwrap();
    client.new_("").await.unwrap();
    client.ledger_().await.unwrap();
    assert_eq!(client.ledger().totals().failed, 0);
    client.type_("type").await.unwrap();
    client.match_("none").await.unwrap();
    client.into_future(Values::Nul).await.unwrap();
    client
        .theta_runtime("\u{202e}")
        .send_with_response()
        .await
        .unwrap();
    client.core("en-US").await.unwrap();
    client.std("{}").await.unwrap();

    let wav =
        Audio::bytes(&include_bytes!("../../../theta-client/examples/audio/native.wav")[..256])
            .unchecked();
    client
        .upload(
            "a/b",
            "type",
            7,
            wav,
            Upload::bytes("bytes"),
            keywords(),
            Verbatim::from(Vec::new()),
            "text",
        )
        .send_("spread")
        .with_options_("spread")
        .into_future_("spread")
        .result(vec![Values::Ok, Values::Err])
        .x_string(true)
        .await
        .unwrap();
    let sent = mock.last_request().unwrap();
    assert!(sent.path.ends_with("/a%2Fb/type/7"), "{}", sent.path);
    let text = sent.part("text").unwrap().text();
    assert_eq!(
        text,
        r#"{"into_future":"spread","send":"spread","text":"text","with_options":"spread"}"#
    );
    let undocumented = mock
        .requests()
        .into_iter()
        .find(|request| request.reply.status != 200);
    assert!(undocumented.is_none(), "{undocumented:?}");
}

#[test]
fn every_error_is_told_apart() {
    let contract = contract();
    let endpoint = contract.endpoint("upload").unwrap();
    let headers = HeaderMap::new();
    for row in &contract.errors {
        let sent = sample::error_reply(&contract, row);
        let reply = Reply::new(
            hostile::Client::API,
            sent.status,
            &headers,
            sent.body.as_bytes(),
        );
        let error = UploadError::classify(&reply)
            .unwrap_or_else(|| panic!("{} is unknown: {}", row.name, sent.body));
        assert_eq!(error.info().name, row.name);
        assert_eq!(error.info().variant, row.variant);
        let reference = classify(&contract, endpoint, sent.status, sent.body.as_bytes());
        assert!(
            matches!(reference, Outcome::Row { id, .. } if contract.error(id).name == row.name)
        );
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    println!(
        "{} hostile errors, each its own variant",
        contract.errors.len()
    );
}

#[test]
fn words_of_rust_are_fields_and_values_like_others() {
    let words = keywords();
    assert_eq!(
        (words.type_.as_str(), words.self_),
        ("value of type_", None)
    );
    assert_eq!(words.crate_, "value of crate_");
    let words = keywords()
        .with_new(1)
        .with_raw_type(2)
        .with_n1(3)
        .with_core(4)
        .with_empty(5)
        .with_extra_field(6);
    assert_eq!(Keywords::from_json(&words.to_json()).unwrap(), words);
    let listed = contract()
        .types
        .iter()
        .find(|known| known.name == "Values")
        .map(|known| known.kind.clone());
    let Some(theta_spec::contract::TypeKind::Enum { values }) = listed else {
        unreachable!("it is an enum")
    };
    let variants: BTreeMap<String, Values> = values
        .iter()
        .map(|value| value.value.as_text())
        .map(|text| (text.to_owned(), Values::from(text)))
        .collect();
    for (text, variant) in &variants {
        assert_eq!(variant.as_str(), text);
        assert!(!matches!(variant, Values::Unlisted(_)), "{text:?}");
    }
    assert_eq!(Values::from("Unlisted"), Values::IsUnlisted);
    assert_eq!(
        Values::from("unlisted"),
        Values::Unlisted("unlisted".to_owned())
    );
}

#[test]
fn the_macro_and_the_text_are_the_same_code() {
    use theta_tests::hostile_text;
    let debug = |api: &'static theta_runtime::meta::ApiInfo| format!("{api:?}");
    assert_eq!(
        debug(hostile::Client::API),
        debug(hostile_text::Client::API)
    );
}

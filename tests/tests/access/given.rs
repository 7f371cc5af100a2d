//! Headers and variables of addresses, which each client is given.

use crate::relay::{Client, ClientSettings as _, Region};
use crate::shop::{self, ClientSettings as _};
use crate::{TOKEN, at, last, mock};
use theta_runtime::ConfigErrorKind;

#[tokio::test]
async fn a_header_is_sent_when_it_was_given_and_its_default_otherwise() {
    let mock = mock("access");
    let plain: Client = at(&mock).token(TOKEN).build().unwrap();
    plain.status().await.unwrap();
    let request = last(&mock);
    assert_eq!(request.header("relay-client"), Some("theta"));
    assert_eq!(request.header("relay-version"), Some("2026-01-01"));
    assert_eq!(request.header("relay-team"), None);
    let builder = at::<Client>(&mock).token(TOKEN);
    let own = builder
        .relay_team("red")
        .relay_version("2026-02-02")
        .build()
        .unwrap();
    own.status().await.unwrap();
    let request = last(&mock);
    assert_eq!(request.header("relay-version"), Some("2026-02-02"));
    assert_eq!(request.header("relay-team"), Some("red"));
}

#[test]
fn a_value_that_a_header_cannot_hold_is_refused() {
    for value in ["", " red", "a\r\nb: c"] {
        let builder = Client::builder().token(TOKEN).relay_team(value);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Header, "{value:?}");
        assert!(error.to_string().contains("relay_team"), "{error}");
    }
}

#[test]
fn what_a_client_must_be_given_is_an_argument() {
    assert!(shop::Client::new("sk-1", "me", "hats").is_ok());
    let error = shop::Client::builder()
        .key("sk-1")
        .shop("hats")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Header);
    assert!(error.to_string().contains("`shop_tenant`"), "{error}");
    let error = shop::Client::builder()
        .key("sk-1")
        .shop_tenant("me")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::BaseUrl);
    assert!(error.to_string().contains("`shop`"), "{error}");
}

#[test]
fn a_variable_is_a_label_and_nothing_that_leads_elsewhere() {
    let built = |shop: &str| shop::Client::new("sk-1", "me", shop);
    for good in ["hats", "hats-2", "a.b", "A_1"] {
        assert!(built(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "a/b",
        "a?b",
        "evil.example/",
        "a@b",
        "a:1",
        "a b",
        "-a",
        "a.",
        "..",
        "a..b",
        "é",
        "%2e",
    ] {
        let error = built(bad).unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::BaseUrl, "{bad:?}: {error}");
    }
}

#[test]
fn the_address_is_made_of_what_was_chosen() {
    let shown = |client: Client| format!("{client:?}");
    let plain = Client::builder().token(TOKEN).build().unwrap();
    assert!(shown(plain).contains("https://us.relay.example/v2"));
    let builder = Client::builder().token(TOKEN);
    let chosen = builder.region(Region::Eu1).version("3").build().unwrap();
    assert!(shown(chosen).contains("https://eu-1.relay.example/v3"));
}

#[test]
fn the_values_of_a_variable_are_an_enum() {
    assert_eq!([Region::Us.as_str(), Region::Eu1.as_str()], ["us", "eu-1"]);
}

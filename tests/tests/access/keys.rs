//! Which keys a request carries, and where.

use crate::relay::{Client, ClientSettings as _, PassError};
use crate::{APP_KEY, SECRET, SID, TOKEN, USER, at, last, mock, shop, weather};
use theta_mock::SentKey;
use theta_runtime::{ConfigErrorKind, Refusal};

#[tokio::test]
async fn the_first_alternative_that_was_given_is_used() {
    let mock = mock("access");
    let client: Client = at(&mock)
        .token(TOKEN)
        .app(APP_KEY)
        .user(USER)
        .build()
        .unwrap();
    client.pass("hello").await.unwrap();
    let request = last(&mock);
    assert!(request.key_is(TOKEN));
    assert_eq!(request.header("authorization"), Some("Bearer tok-…"));
    assert_eq!(request.header("x-user-key"), None);
    assert_eq!(request.query, []);
}

#[tokio::test]
async fn schemes_that_are_needed_together_are_sent_together() {
    let mock = mock("access");
    let client: Client = at(&mock).app(APP_KEY).user(USER).build().unwrap();
    client.pass("hello").await.unwrap();
    let request = last(&mock);
    assert!(request.key_is(APP_KEY) && request.key_is(USER));
    assert_eq!(request.query, [("app_id".to_owned(), "…".to_owned())]);
    assert_eq!(request.header("x-user-key"), Some("…"));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn user_and_password_are_sent_in_base64() {
    let mock = mock("access");
    let client: Client = at(&mock).account(SID, SECRET).build().unwrap();
    client.account(SID).await.unwrap();
    let request = last(&mock);
    assert!(request.key_is(&format!("{SID}:{SECRET}")));
    assert_eq!(request.header("authorization"), Some("Basic …"));
}

#[tokio::test]
async fn an_endpoint_without_auth_is_sent_no_key() {
    let mock = mock("access");
    let client: Client = at(&mock)
        .token(TOKEN)
        .app(APP_KEY)
        .user(USER)
        .build()
        .unwrap();
    client.status().await.unwrap();
    assert_eq!(last(&mock).key, SentKey::Absent);
}

#[tokio::test]
async fn a_key_that_may_be_left_out_is_sent_when_there_is_one() {
    let mock = mock("access");
    let with: Client = at(&mock).token(TOKEN).build().unwrap();
    with.search("x").await.unwrap();
    assert!(last(&mock).key_is(TOKEN));
    let without: Client = at(&mock).account(SID, SECRET).build().unwrap();
    without.search("x").await.unwrap();
    assert_eq!(last(&mock).key, SentKey::Absent);
}

#[tokio::test]
async fn without_a_key_that_serves_nothing_is_sent() {
    let mock = mock("access");
    let client: Client = at(&mock).account(SID, SECRET).build().unwrap();
    let error = client.pass("hello").await.unwrap_err();
    let Some(Refusal::NoKey { one_of }) = error.refusal() else {
        panic!("{error:?}");
    };
    assert_eq!(*one_of, [vec!["token"], vec!["app", "user"]]);
    assert!(
        error.to_string().contains("`token`, or `app` and `user`"),
        "{error}"
    );
    assert_eq!(error.api(), Some(&PassError::NoKey));
    assert_eq!(mock.requests().len(), 0);
}

#[test]
fn a_client_that_could_call_no_endpoint_that_needs_a_key_is_not_built() {
    let error = Client::builder().app(APP_KEY).build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Key);
    let text = error.to_string();
    for named in [
        "one of",
        "`token` (`RELAY_TOKEN`)",
        "`app` (`RELAY_APP`) together with `user` (`RELAY_USER`)",
        "`account` (`RELAY_SID` and `RELAY_SECRET`)",
    ] {
        assert!(text.contains(named), "{named}: {text}");
    }
}

#[tokio::test]
async fn a_client_without_any_key_calls_what_needs_none() {
    let mock = mock("access");
    let client: Client = at(&mock).build().unwrap();
    client.search("hello").await.unwrap();
    let error = client.pass("hello").await.unwrap_err();
    assert!(matches!(error.refusal(), Some(Refusal::NoKey { .. })));
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn a_key_that_cannot_be_one_is_refused_and_not_shown() {
    for builder in [
        Client::builder().token("canary"),
        Client::builder().token("tok-"),
        Client::builder().token("tok-canary\n"),
        Client::builder().app("canary 2").user(USER),
        Client::builder().account("", "canary"),
        Client::builder().account(SID, ""),
        Client::builder().account("canary:1", "canary"),
        Client::builder().account(SID, "canary\u{7}"),
        Client::builder().key("canary"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Key, "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn the_server_says_that_no_key_came_and_that_it_is_unknown() {
    let path = format!("{}/contracts/access.toml", env!("CARGO_MANIFEST_DIR"));
    let builder =
        theta_mock::Mock::builder_from_toml(&path, &std::fs::read(&path).unwrap()).unwrap();
    let mock = builder
        .key_policy(theta_mock::KeyPolicy::Registered)
        .known_key(APP_KEY)
        .start()
        .unwrap();
    let client: Client = at(&mock).app(APP_KEY).user(USER).build().unwrap();
    let error = client.pass("hello").await.unwrap_err();
    assert_eq!(error.api(), Some(&PassError::UnknownKey));
    mock.known_key(USER).unwrap();
    client.pass("hello").await.unwrap();
}

#[tokio::test]
async fn a_key_in_the_query_stands_behind_the_parameters() {
    let mock = mock("query_key");
    let client: weather::Client = at(&mock).key("wx-a&b=c").build().unwrap();
    client.today("here & there").await.unwrap();
    let request = last(&mock);
    assert!(request.key_is("wx-a&b=c"));
    let expected = [("place", "here & there"), ("api key", "wx-…")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(request.query, expected);
}

#[tokio::test]
async fn a_key_as_the_user_comes_with_an_empty_password() {
    let mock = mock("user_key");
    let client = shop::Client::builder().base_url(mock.base_url());
    let client = shop::ClientSettings::shop_tenant(client, "me")
        .key("sk-1")
        .build()
        .unwrap();
    client.sell("a hat").await.unwrap();
    assert!(last(&mock).key_is("sk-1"));
}

#[test]
fn from_env_reads_all_that_the_contract_names() {
    let known = |name: &str| (name == "WEATHER_KEY").then(|| "wx-1".to_owned());
    let builder = weather::Client::builder().key_from_env_with(known);
    assert!(builder.build().is_ok());
    let builder = weather::Client::builder().key_from_env_with(|_| None);
    let error = builder.build().unwrap_err();
    assert!(error.to_string().contains("WEATHER_KEY"), "{error}");
}

#[test]
fn a_builder_from_env_has_what_from_env_reads_and_what_is_given_later() {
    let from_env = weather::Client::from_env().unwrap_err().to_string();
    let error = weather::Client::builder_from_env().build().unwrap_err();
    assert_eq!(error.to_string(), from_env);
    let known = |name: &str| (name == "WEATHER_KEY").then(|| "wx-1".to_owned());
    let builder = weather::Client::builder_from_env().key_from_env_with(known);
    assert!(builder.build().is_ok());
}

//! Values that are one thing: constants, tuples, integers without a sign, texts of a form.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod numbers;

use theta_mock::Mock;
use theta_runtime::json::{Date, DateTime, Time, Uri, Uuid};

#[deny(warnings, clippy::pedantic)]
mod ledger {
    theta_runtime::api! { spec = "contracts/scalars.toml" }
}

use ledger::{Client, Deleted, Entry, Level, Marker, PutError, Share, Size};

const SPEC: &[u8] = include_bytes!("../../contracts/scalars.toml");
const ENTRY: &str = r#"{"at":"2026-01-02T03:04:05Z","day":null,"hours":[["03:04","05:06"]],"id":"1b","live":true,"object":"entry","place":[1.0,2.5],"serial":18446744073709551615,"version":2}"#;

fn contract() -> theta_spec::contract::Contract {
    let loaded = theta_spec::load("scalars.toml", SPEC);
    loaded.contract.expect("the contract has no mistakes")
}

fn started() -> (Mock, Client) {
    let mock = Mock::start(contract()).unwrap();
    let client = Client::builder().key("k").base_url(mock.base_url());
    let client = client.build().unwrap();
    (mock, client)
}

fn entry() -> Entry {
    let hours = (Time::from("03:04"), Time::from("05:06"));
    Entry::new("2026-01-02T03:04:05Z", None, [hours], "1b", u64::MAX).with_place((1.0, 2.5))
}

#[test]
fn constants_are_no_arguments_and_are_written() {
    let json = entry().to_json();
    assert!(
        json.contains(r#""object":"entry""#) && json.contains(r#""version":2"#),
        "{json}"
    );
    assert_eq!(Marker::new().to_json(), r#"{"type":"marker"}"#);
    assert_eq!(Marker::default(), Marker::new());
}

#[test]
fn a_value_is_read_and_written_back_as_it_came() {
    assert_eq!(entry().to_json(), ENTRY);
    let read = Entry::from_json(ENTRY).unwrap();
    assert_eq!(read, entry());
    assert_eq!(
        (read.object.as_str(), read.version, read.live),
        ("entry", 2, true)
    );
}

#[test]
fn a_constant_that_is_another_is_kept() {
    let other = ENTRY
        .replace("\"entry\"", "\"note\"")
        .replace("\"version\":2", "\"version\":3");
    let read = Entry::from_json(&other).unwrap();
    assert_eq!((read.object.as_str(), read.version), ("note", 3));
    assert_eq!(read.to_json(), other);
}

#[test]
fn a_constant_of_another_kind_is_an_error() {
    let error = Entry::from_json(&ENTRY.replace("\"entry\"", "7")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a string at `/object`, found a number"
    );
}

#[test]
fn a_tuple_has_exactly_its_items() {
    for (items, told) in [
        ("[1.0]", "one of 1"),
        ("[1.0,2.5,3.0]", "one of 3"),
        ("[]", "one of 0"),
    ] {
        let error = Entry::from_json(&ENTRY.replace("[1.0,2.5]", items)).unwrap_err();
        let expected = format!("expected an array of 2 items at `/place`, found {told}");
        assert_eq!(error.to_string(), expected);
    }
    let error = Entry::from_json(&ENTRY.replace("\"05:06\"", "5")).unwrap_err();
    assert_eq!(error.path(), "/hours/0/1");
}

#[test]
fn an_unsigned_integer_is_exact() {
    for (written, read) in [
        ("1.8446744073709551615e19", u64::MAX),
        ("0", 0),
        ("1e3", 1000),
    ] {
        let json = ENTRY.replace("18446744073709551615", written);
        assert_eq!(Entry::from_json(&json).unwrap().serial, read, "{written}");
    }
    for (written, told) in [
        (
            "-1",
            "expected an integer that is not negative at `/serial`, found the number -1",
        ),
        (
            "1.5",
            "expected an integer at `/serial`, found the number 1.5",
        ),
        (
            "18446744073709551616",
            "expected an integer of at most 64 bits at `/serial`, found the number 18446744073709551616",
        ),
    ] {
        let error = Entry::from_json(&ENTRY.replace("18446744073709551615", written)).unwrap_err();
        assert_eq!(error.to_string(), told);
    }
}

#[test]
fn a_text_of_a_form_is_kept_whatever_it_is() {
    let json = ENTRY.replace("2026-01-02T03:04:05Z", "yesterday");
    let read = Entry::from_json(&json).unwrap();
    assert_eq!(read.at, "yesterday");
    assert_eq!(read.to_json(), json);
}

#[test]
fn a_value_of_a_list_is_told_by_its_kind() {
    for (json, expected) in [
        ("1", Level::Low),
        ("2.0", Level::N2),
        ("-1", Level::Minus1),
        ("7", Level::Unlisted(7)),
    ] {
        assert_eq!(Level::from_json(json).unwrap(), expected, "{json}");
    }
    assert!(Level::from_json("\"1\"").is_err() && Level::from_json("1.5").is_err());
    assert_eq!(
        (Level::Minus1.to_json(), Level::from(3)),
        ("-1".to_owned(), Level::N3)
    );

    assert_eq!(Share::from_json("5e-1").unwrap(), Share::N0_5);
    assert_eq!(Share::from_json("1").unwrap(), Share::N1);
    assert_eq!(Share::from_json("0.3").unwrap(), Share::Unlisted(0.3));

    assert_eq!(Deleted::from(true), Deleted::True);
    assert_eq!(
        Deleted::from_json("false").unwrap(),
        Deleted::Unlisted(false)
    );
}

#[test]
#[allow(deprecated, reason = "it is a value like any other")]
fn a_list_may_hold_values_of_several_kinds() {
    for (json, expected) in [
        ("\"auto\"", Size::Auto),
        ("\"1\"", Size::Text1),
        ("1", Size::N1),
        ("1e0", Size::N1),
        ("2.5", Size::N2_5),
        ("true", Size::True),
        ("18446744073709551615", Size::N18446744073709551615),
    ] {
        let read = Size::from_json(json).unwrap();
        assert_eq!(read, expected, "{json}");
        assert_eq!(Size::from_json(&read.to_json()).unwrap(), expected);
    }
    for other in ["\"true\"", "false", "3", "null", "{\"a\":1}"] {
        let read = Size::from_json(other).unwrap();
        assert!(matches!(read, Size::Unlisted(_)), "{read:?}");
        assert_eq!(read.to_json(), other);
    }
    assert_eq!(
        (Size::from("auto"), Size::from(1_i64)),
        (Size::Auto, Size::N1)
    );
    assert_eq!(
        (Size::Text1.to_string(), Size::from("wide").to_string()),
        ("1".to_owned(), "wide".to_owned())
    );
}

#[tokio::test]
async fn values_of_lists_go_over_the_wire() {
    let (mock, client) = started();
    let find = || client.find(Uuid::from("1b"), Date::from("2026-01-02"));
    let sizes = [Size::Auto, Size::N1, Size::from(true)];
    find()
        .level(Level::Minus1)
        .sizes(sizes)
        .share(Share::N0_25)
        .gone(true)
        .await
        .unwrap();
    let query: Vec<String> = mock.requests()[0]
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        query,
        [
            "gone=true",
            "level=-1",
            "share=0.25",
            "sizes=auto",
            "sizes=1",
            "sizes=true"
        ]
    );
    find().level(Level::Unlisted(9)).await.unwrap();
    let error = find().share(Share::Unlisted(f64::NAN)).await.unwrap_err();
    let said = error.to_string();
    assert!(
        said.ends_with("the server would answer 422 wrong_type"),
        "{said}"
    );
}

#[tokio::test]
async fn a_body_of_scalars_goes_over_the_wire() {
    let (mock, client) = started();
    let hours = (Time::from("03:04"), Time::from("05:06"));
    let call = client.add("2026-01-02T03:04:05Z", None, [hours], "1b", u64::MAX);
    let added: Entry = call.place((1.0, 2.5)).await.unwrap();
    assert_eq!((added.object.as_str(), added.version), ("entry", 2));
    let sent = String::from_utf8(mock.requests()[0].body.to_vec()).unwrap();
    assert_eq!(sent, ENTRY);
    assert_eq!(client.mark().await.unwrap().type_, "marker");
}

#[tokio::test]
async fn a_server_refuses_what_is_not_the_constant() {
    let (_mock, client) = started();
    let mut marker = Marker::new();
    marker.type_ = "other".to_owned();
    let error = client.put(marker).await.unwrap_err();
    let Some(PutError::WrongType { reason }) = error.api() else {
        panic!("{error}");
    };
    assert_eq!(reason, "type: expected \"marker\", found another value");
}

#[tokio::test]
async fn parameters_take_texts_of_a_form_and_integers_without_a_sign() {
    let (mock, client) = started();
    let call = client.find(Uuid::from("1b"), Date::from("2026-01-02"));
    let since = [DateTime::from("2026-01-02T03:04:05+01:00")];
    let call = call
        .above(u64::MAX)
        .since(since)
        .x_page(Uri::from("https://a.example"));
    call.await.unwrap();
    let request = &mock.requests()[0];
    assert_eq!(request.path, "/entries/1b/2026-01-02");
    assert_eq!(
        request.query,
        [
            ("above".to_owned(), "18446744073709551615".to_owned()),
            ("since".to_owned(), "2026-01-02T03:04:05+01:00".to_owned()),
        ]
    );
}

//! Several successes of one endpoint: a client reads the one that the contract means.

use crate::support::load;
use proptest::prelude::*;
use proptest::sample::select;
use theta_mock::Mock;
use theta_runtime::http::header::{ACCEPT, CONTENT_TYPE};
use theta_runtime::http::{HeaderMap, HeaderName, HeaderValue, Request};
use theta_runtime::testing::Stub;
use theta_runtime::{
    Billed, Bytes, ErrorKind, RequestBody, ResponseBody, RetryPolicy, Transport, TransportFuture,
};
use theta_spec::contract::{Endpoint, Returns};
use theta_tests::answers::{
    Client, CreateHeaders, CreateReply, CreateRequest, Item, Level, PutRequest, ReadRequest,
    ResponseHeaders, Ticket, TranscriptReply, TranscriptRequest, WatchRequest,
};

const CONTRACT: &[u8] = include_bytes!("../../contracts/answers.toml");

fn item(name: &str) -> Item {
    Item::from_json(&format!(r#"{{"name":"{name}"}}"#)).unwrap()
}

fn client(stub: &Stub) -> Client {
    stub.builder().retry(RetryPolicy::off()).build().unwrap()
}

/// Answers every request with this status, media type and body.
#[derive(Clone, Copy, Debug)]
struct Fixed(u16, Option<&'static str>, &'static [u8]);

impl Transport for Fixed {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let Self(status, media_type, body) = *self;
        Box::pin(async move {
            request.into_body().collect().await?;
            let mut response = theta_runtime::http::Response::new(ResponseBody::from(body));
            *response.status_mut() = status.try_into().unwrap();
            if let Some(media_type) = media_type {
                let value = media_type.parse().unwrap();
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
            Ok(response)
        })
    }
}

fn fixed(reply: Fixed) -> Client {
    let builder = Client::builder().transport(reply);
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn each_answer_is_a_variant() {
    let answers = [
        (200, CreateReply::Item(item("old"))),
        (201, CreateReply::Created(item("new"))),
        (
            202,
            CreateReply::Ticket(Ticket::from_json(r#"{"id":7}"#).unwrap()),
        ),
        (204, CreateReply::NoContent),
        (303, CreateReply::SeeOther),
    ];
    for (status, answer) in answers {
        let stub = Stub::new();
        stub.on::<CreateRequest>().returns(answer.clone());
        let response = client(&stub).create().send_with_response().await.unwrap();
        assert_eq!((response.status(), response.value()), (status, &answer));
    }
}

#[tokio::test]
async fn one_type_with_several_statuses_is_that_type() {
    let stub = Stub::new();
    stub.on::<PutRequest>()
        .replies(201, r#"{"name":"a"}"#)
        .returns(item("b"));
    let client = client(&stub);
    let response = client.put("a").send_with_response().await.unwrap();
    assert_eq!((response.status(), response.value()), (201, &item("a")));
    assert_eq!(client.put("b").await.unwrap(), item("b"));
}

#[tokio::test]
async fn a_redirect_is_a_success_where_it_is_documented_and_only_there() {
    let stub = Stub::new();
    stub.on::<ReadRequest>().returns(item("a")).returns(None);
    stub.on::<WatchRequest>().returns(None);
    stub.on::<PutRequest>().replies(304, "");
    let client = client(&stub);
    assert_eq!(client.read("a").await.unwrap(), Some(item("a")));
    assert_eq!(client.read("a").await.unwrap(), None);
    let response = client.watch().send_with_response().await.unwrap();
    assert_eq!((response.status(), response.value()), (304, &None));
    assert_eq!(response.spent().billed, Billed::Yes);
    let error = client.put("a").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown { .. }), "{error}");
}

#[tokio::test]
async fn of_several_media_types_the_one_that_came_decides() {
    let table = [
        (
            Some("application/json"),
            r#"{"name":"a"}"#,
            TranscriptReply::Item(item("a")),
        ),
        (
            Some("Application/Problem+JSON; x=y"),
            r#"{"name":"a"}"#,
            TranscriptReply::Item(item("a")),
        ),
        (
            Some("text/vtt; charset=utf-8"),
            "WEBVTT",
            TranscriptReply::Text("WEBVTT".to_owned()),
        ),
        (
            Some("audio/mpeg"),
            "ID3",
            TranscriptReply::Bytes(Bytes::from("ID3")),
        ),
    ];
    for (media_type, body, answer) in table {
        let client = fixed(Fixed(200, media_type, body.as_bytes()));
        assert_eq!(
            client.transcript("1").await.unwrap(),
            answer,
            "{media_type:?}"
        );
    }
}

#[tokio::test]
async fn a_text_is_read_in_its_charset_and_kept_where_that_is_not_known() {
    let table: [(&str, &[u8], Option<&str>); 4] = [
        ("text/csv", b"\xc3\xa9", Some("\u{e9}")),
        ("text/csv; charset=ISO-8859-1", b"\xe9", Some("\u{e9}")),
        ("text/csv; charset=utf-16le", b"\xe9\0", Some("\u{e9}")),
        ("text/csv; charset=x-unknown", b"\xe9", None),
    ];
    for (media_type, body, text) in table {
        let client = fixed(Fixed(200, Some(media_type), body));
        match (client.watch().await, text) {
            (Ok(answer), Some(text)) => assert_eq!(answer.as_deref(), Some(text)),
            (Err(error), None) => assert_eq!(error.body(), body, "{error}"),
            (answer, _) => panic!("{media_type}: {answer:?}"),
        }
    }
}

#[tokio::test]
async fn a_failure_is_read_in_its_charset() {
    let body = b"{\"message\":\"occup\xe9\"}";
    let client = fixed(Fixed(409, Some("application/json; charset=latin1"), body));
    let error = client.open().await.unwrap_err();
    assert_eq!(error.detail(), Some("occup\u{e9}"));
}

#[test]
fn headers_of_a_reply_are_typed_and_never_an_error() {
    let headers = |pairs: &[(&'static str, &'static str)]| {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        pairs.collect::<HeaderMap>()
    };
    let all = headers(&[
        ("location", "/items/7"),
        ("x-cached", "TRUE"),
        ("x-left", " 12 "),
        ("x-level", "low"),
    ]);
    let read = CreateHeaders::of(&all);
    assert_eq!(read.location.as_deref(), Some("/items/7"));
    assert_eq!(
        (read.cached, read.left, read.level),
        (Some(true), Some(12), Some(Level::Low))
    );
    assert_eq!(ResponseHeaders::of(&all).left, Some(12));
    let none = CreateHeaders::of(&headers(&[
        ("x-cached", "yes"),
        ("x-left", "many"),
        ("location", "7"),
    ]));
    assert_eq!(none.location.as_deref(), Some("7"));
    assert_eq!((none.cached, none.left, none.level), (None, None, None));
}

#[tokio::test]
async fn the_mock_sends_the_documented_headers() {
    let mock = Mock::start(load(CONTRACT)).unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    let response = client.create().send_with_response().await.unwrap();
    let headers = CreateHeaders::of(response.headers());
    assert!(headers.location.is_some() && headers.left.is_some() && headers.cached.is_some());
    assert_eq!(headers.level, Some(Level::High));
}

#[tokio::test]
async fn a_paid_answer_of_another_media_type_is_kept() {
    for media_type in [None, Some("image/png")] {
        let client = fixed(Fixed(200, media_type, b"png"));
        let error = client.transcript("1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.body(), b"png");
        assert_ne!(error.billed(), Billed::No, "{error}");
    }
}

#[tokio::test]
async fn a_success_that_says_it_failed_is_none_of_them() {
    let client = fixed(Fixed(
        202,
        Some("application/json"),
        br#"{"ok":false,"error":"no"}"#,
    ));
    let error = client.create().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown { .. }), "{error}");
    let documented = fixed(Fixed(
        503,
        Some("application/json"),
        br#"{"message":"busy"}"#,
    ));
    assert!(documented.create().await.unwrap_err().api().is_some());
}

#[tokio::test]
async fn the_mock_answers_with_the_first_or_with_what_is_asked_for() {
    let mock = Mock::start(load(CONTRACT)).unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    assert_eq!(
        client.create().await.unwrap(),
        CreateReply::Item(item("old"))
    );
    assert!(matches!(
        client.transcript("1").await.unwrap(),
        TranscriptReply::Item(_)
    ));
    let options = theta_runtime::CallOptions::new();
    let options = options.header(ACCEPT, HeaderValue::from_static("audio/mpeg"));
    let asked = client.transcript("1").with_options(options).await.unwrap();
    assert!(matches!(asked, TranscriptReply::Bytes(_)), "{asked:?}");
    assert_eq!(client.watch().await.unwrap(), Some("text".to_owned()));
    client.open().await.unwrap();
}

/// The answer of the reference: whether there is one, and which.
fn reference(endpoint: &Endpoint, reply: Fixed) -> Option<String> {
    let Returns::OneOf(several) = &endpoint.returns else {
        panic!("{} has one success", endpoint.name);
    };
    let Fixed(status, media_type, body) = reply;
    several
        .of(status, media_type, body.is_empty())
        .map(|success| success.variant.clone())
}

const MEDIA_TYPES: [Option<&str>; 12] = [
    None,
    Some(""),
    Some("application/json"),
    Some("APPLICATION/JSON;charset=utf-8"),
    Some("application/x+json"),
    Some("text/json"),
    Some("text/plain"),
    Some("text/vtt ; a=b"),
    Some("text/html"),
    Some("audio/mpeg"),
    Some("audio/x+json"),
    Some("/"),
];

proptest! {
    #[test]
    fn a_client_and_the_reference_choose_the_same_answer(
        status in prop_oneof![select(&[200_u16, 201, 202, 204, 206, 299, 302, 303, 304][..])],
        media_type in select(&MEDIA_TYPES[..]),
        is_empty in any::<bool>(),
    ) {
        let contract = load(CONTRACT);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        // A body that is read as any of the types.
        let body: &[u8] = if is_empty { b"" } else { br#"{"name":"a","id":1}"# };
        let reply = Fixed(status, media_type, body);
        let client = fixed(reply);
        let created = runtime.block_on(async { client.create().await });
        let created = created.ok().map(|answer| match answer {
            CreateReply::Item(_) => "Item",
            CreateReply::Created(_) => "Created",
            CreateReply::Ticket(_) => "Ticket",
            CreateReply::NoContent => "NoContent",
            CreateReply::SeeOther => "SeeOther",
            _ => "another",
        });
        let endpoint = contract.endpoint("create").unwrap();
        // A redirect that is not documented is no success, whatever it could be read as.
        let succeeds = |endpoint: &Endpoint| endpoint.is_success(status);
        // A body of JSON is never empty.
        let expected = reference(endpoint, reply)
            .filter(|variant| succeeds(endpoint) && !(is_empty && matches!(&**variant, "Item" | "Created" | "Ticket")));
        prop_assert_eq!(created.map(str::to_owned), expected);
        let read = runtime.block_on(async { client.transcript("1").await });
        let read = read.ok().map(|answer| match answer {
            TranscriptReply::Item(_) => "Item",
            TranscriptReply::Text(_) => "Text",
            TranscriptReply::Bytes(_) => "Bytes",
            _ => "another",
        });
        let endpoint = contract.endpoint("transcript").unwrap();
        let expected = reference(endpoint, reply)
            .filter(|variant| succeeds(endpoint) && !(is_empty && variant == "Item"));
        prop_assert_eq!(read.map(str::to_owned), expected);
    }
}

#[tokio::test]
async fn a_request_asks_for_all_that_its_endpoint_can_return() {
    let stub = Stub::new();
    stub.on::<TranscriptRequest>()
        .returns(TranscriptReply::Text(String::new()));
    let _ = client(&stub).transcript("1").await.unwrap();
    let calls = stub.calls();
    assert_eq!(
        calls[0].header("accept"),
        Some("application/json, text/plain, text/vtt, audio/*")
    );
}

#[tokio::test]
async fn every_success_that_is_listed_is_documented() {
    let json = Some("application/json");
    for status in [200, 201, 202] {
        let error = fixed(Fixed(status, json, b"[]"))
            .create()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let text = error.to_string();
        assert!(text.contains("it succeeded"), "{text}");
    }
    let error = fixed(Fixed(206, json, b"[]")).create().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("what it means is not documented"), "{text}");
    let error = fixed(Fixed(201, json, b"[]")).put("a").await.unwrap_err();
    assert!(error.to_string().contains("it succeeded"), "{error}");
}

#[tokio::test]
async fn a_redirect_that_is_a_documented_success_may_say_that_it_failed() {
    let reply = Fixed(
        303,
        Some("application/json"),
        br#"{"ok":false,"error":"x"}"#,
    );
    let error = fixed(reply).create().await.unwrap_err();
    assert_eq!(error.detail(), Some("x"));
    let text = error.to_string();
    assert!(text.contains("the reply says that it failed"), "{text}");
    // Where it is none, it is one that is not followed.
    let reply = Fixed(
        302,
        Some("application/json"),
        br#"{"ok":false,"error":"x"}"#,
    );
    let text = fixed(reply).create().await.unwrap_err().to_string();
    assert!(text.contains("redirects are not followed"), "{text}");
}

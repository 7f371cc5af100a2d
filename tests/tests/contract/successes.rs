//! A success is a success: client, reference classifier and mock give one verdict on every reply that says so.

use crate::support::load;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use theta_mock::{Mock, RawReply, Scripted};
use theta_runtime::testing::Stub;
use theta_runtime::{Billed, Endpoint, Error, ErrorKind, RetryPolicy};
use theta_spec::classify::{self, Outcome};
use theta_spec::contract::{Contract, Returns, ShapeContent};
use theta_spec::json::Json;
use theta_spec::{events, sample};
use theta_tests::verdicts::{
    ApiError, Client, ForgetRequest, GeocodeRequest, MergeRequest, NoteRequest, PhotoRequest,
    PostMessageRequest, SpeechRequest, StatsRequest,
};

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| load(include_bytes!("../../contracts/verdicts.toml")));

/// What a reply is, to whoever is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Success,
    Row(&'static str),
    Unknown,
}

fn reference(endpoint: &str, status: u16, body: &[u8]) -> Verdict {
    let endpoint = CONTRACT.endpoint(endpoint).unwrap();
    match classify::classify(&CONTRACT, endpoint, status, body) {
        Outcome::Success => Verdict::Success,
        Outcome::Row { id, .. } => Verdict::Row(&CONTRACT.error(id).name),
        Outcome::Unknown(_) => Verdict::Unknown,
    }
}

/// The verdict of a client, after a look that the error says nothing else. A success that does not decode is one.
fn verdict<T, E: Into<ApiError> + theta_runtime::DocumentedError>(
    came: Result<T, Error<E>>,
) -> Verdict {
    let Err(error) = came else {
        return Verdict::Success;
    };
    let text = error.to_string();
    match error.kind() {
        ErrorKind::Decode => {
            assert!(error.api().is_none(), "{text}");
            Verdict::Success
        }
        ErrorKind::Documented => {
            assert_ne!(error.billed(), Billed::Yes, "{text}");
            Verdict::Row(error.info().unwrap().name)
        }
        ErrorKind::Unknown { .. } => {
            assert!(
                error.api().is_none() && !text.contains("succeeded"),
                "{text}"
            );
            assert_ne!(error.billed(), Billed::Yes, "{text}");
            Verdict::Unknown
        }
        kind => panic!("{kind:?}: {text}"),
    }
}

async fn asked<R, T>(call: fn(&Client) -> R, status: u16, body: &[u8]) -> Verdict
where
    R: Endpoint + IntoFuture<Output = Result<T, Error<R::Error>>>,
    R::Error: Into<ApiError>,
{
    let stub = Stub::new();
    stub.on::<R>().replies(status, body.to_vec());
    let builder = stub.builder::<Client>().retry(RetryPolicy::off());
    verdict(call(&builder.build().unwrap()).await)
}

async fn client(endpoint: &str, status: u16, body: &[u8]) -> Verdict {
    match endpoint {
        "post_message" => asked::<PostMessageRequest, _>(Client::post_message, status, body).await,
        "geocode" => asked::<GeocodeRequest, _>(Client::geocode, status, body).await,
        "merge" => asked::<MergeRequest, _>(Client::merge, status, body).await,
        "stats" => asked::<StatsRequest, _>(Client::stats, status, body).await,
        "note" => asked::<NoteRequest, _>(Client::note, status, body).await,
        "photo" => asked::<PhotoRequest, _>(Client::photo, status, body).await,
        "speech" => asked::<SpeechRequest, _>(Client::speech, status, body).await,
        "forget" => asked::<ForgetRequest, _>(Client::forget, status, body).await,
        other => unreachable!("the tests know no endpoint `{other}`"),
    }
}

/// Replies of endpoints, and what each is.
const VERDICTS: &[(&str, u16, &str, Verdict)] = &[
    (
        "post_message",
        200,
        r#"{"ok":false,"error":"channel_not_found"}"#,
        Verdict::Row("channel_not_found"),
    ),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":"fatal_error"}"#,
        Verdict::Unknown,
    ),
    (
        "post_message",
        202,
        r#"{"ok":false,"error":"channel_not_found"}"#,
        Verdict::Unknown,
    ),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":"missing_scope"}"#,
        Verdict::Unknown,
    ),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":"missing_scope","needed":"chat"}"#,
        Verdict::Row("missing_scope"),
    ),
    (
        "post_message",
        200,
        r#"{"ok":true,"error":"fatal_error","channel":"C1"}"#,
        Verdict::Success,
    ),
    (
        "post_message",
        200,
        r#"{"ok":"false","error":"fatal_error","channel":"C1"}"#,
        Verdict::Success,
    ),
    // Another shape asks for more, and says nothing of a success.
    (
        "post_message",
        200,
        r#"{"ok":false,"error":"x","status":"BAD","error_message":"m"}"#,
        Verdict::Unknown,
    ),
    (
        "merge",
        200,
        r#"{"ok":false,"error":"x","message":"m","merged":true}"#,
        Verdict::Unknown,
    ),
    (
        "merge",
        200,
        r#"{"merged":true,"message":"Pull Request successfully merged"}"#,
        Verdict::Success,
    ),
    (
        "merge",
        200,
        r#"{"merged":true,"message":"Pull Request is not mergeable"}"#,
        Verdict::Success,
    ),
    (
        "merge",
        405,
        r#"{"message":"Pull Request is not mergeable"}"#,
        Verdict::Row("not_mergeable"),
    ),
    ("geocode", 200, r#"{"status":"OK"}"#, Verdict::Success),
    (
        "geocode",
        200,
        r#"{"status":"ZERO_RESULTS"}"#,
        Verdict::Success,
    ),
    (
        "geocode",
        200,
        r#"{"status":"OVER_QUERY_LIMIT"}"#,
        Verdict::Row("over_limit"),
    ),
    (
        "geocode",
        200,
        r#"{"status":"OVER_DAILY_LIMIT"}"#,
        Verdict::Unknown,
    ),
    (
        "geocode",
        201,
        r#"{"status":"OVER_DAILY_LIMIT","error_message":"m"}"#,
        Verdict::Unknown,
    ),
    ("geocode", 200, r#"{"results":[]}"#, Verdict::Success),
    (
        "stats",
        201,
        r#"{"n":9007199254740993,"s":"text","why":"at most 5"}"#,
        Verdict::Row("counted_out"),
    ),
    (
        "stats",
        201,
        r#"{"n":9007199254740993.0,"s":"text","why":"no more than 7"}"#,
        Verdict::Row("counted_out"),
    ),
    (
        "stats",
        200,
        r#"{"n":9.007199254740993e15,"s":"text","why":"else"}"#,
        Verdict::Unknown,
    ),
    (
        "stats",
        200,
        r#"{"n":9007199254740992,"s":"text","why":"at most 5"}"#,
        Verdict::Success,
    ),
    ("stats", 204, "", Verdict::Success),
    ("note", 200, r#"{"ok":false,"error":"x"}"#, Verdict::Unknown),
    (
        "note",
        200,
        r#"{"ok":false,"error":"missing_scope","needed":"n"}"#,
        Verdict::Row("missing_scope"),
    ),
    (
        "note",
        200,
        "{\"ok\":false,\"error\":\"x\"",
        Verdict::Success,
    ),
    (
        "photo",
        200,
        r#" {"ok":false,"error":"x"} "#,
        Verdict::Unknown,
    ),
    (
        "speech",
        200,
        r#"{"ok":false,"error":"x"}"#,
        Verdict::Unknown,
    ),
    // What says that it failed says enough, whatever is where a role should be.
    ("speech", 200, r#"{"ok":false}"#, Verdict::Unknown),
    ("speech", 200, r#"{"ok":true}"#, Verdict::Success),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":null}"#,
        Verdict::Unknown,
    ),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":{"code":1}}"#,
        Verdict::Unknown,
    ),
    (
        "post_message",
        200,
        r#"{"ok":false,"error":["channel_not_found"]}"#,
        Verdict::Unknown,
    ),
    ("geocode", 200, r#"{"status":null}"#, Verdict::Unknown),
    ("geocode", 200, r#"{"status":["OK"]}"#, Verdict::Unknown),
    (
        "stats",
        200,
        r#"{"n":9007199254740993,"s":"text"}"#,
        Verdict::Unknown,
    ),
    (
        "stats",
        200,
        r#"{"n":9007199254740993,"s":"text","why":7}"#,
        Verdict::Unknown,
    ),
    // A failure by its status is read as ever.
    (
        "merge",
        405,
        r#"{"ok":false,"error":null}"#,
        Verdict::Unknown,
    ),
    (
        "forget",
        200,
        r#"{"ok":false,"error":"x"}"#,
        Verdict::Unknown,
    ),
    ("forget", 204, "", Verdict::Success),
    ("forget", 299, r#"{"status":"BAD"}"#, Verdict::Success),
    (
        "merge",
        200,
        "\u{feff}{\"ok\":false,\"error\":\"x\",\"input\":\"\\udce9\"}",
        Verdict::Unknown,
    ),
    (
        "speech",
        200,
        r#"{"ok":false,"error":"x","\ud83d":[[[]]]}"#,
        Verdict::Unknown,
    ),
];

#[tokio::test]
async fn a_success_of_a_failing_shape_is_never_ok() {
    for (endpoint, status, body, expected) in VERDICTS {
        let said = reference(endpoint, *status, body.as_bytes());
        assert_eq!(said, *expected, "the reference: {endpoint} {status} {body}");
        let said = client(endpoint, *status, body.as_bytes()).await;
        assert_eq!(said, *expected, "the client: {endpoint} {status} {body}");
    }
}

#[tokio::test]
async fn the_mock_succeeds_and_fails_as_the_client_reads_it() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let url = mock.base_url();
    let client = Client::builder()
        .base_url(url.as_str())
        .retry(RetryPolicy::off())
        .build()
        .unwrap();
    assert_eq!(verdict(client.post_message().await), Verdict::Success);
    assert_eq!(client.geocode().await.unwrap().status, "OK");
    assert_eq!(verdict(client.merge().await), Verdict::Success);
    assert_eq!(verdict(client.stats().await), Verdict::Success);
    assert_eq!(verdict(client.note().await), Verdict::Success);
    assert_eq!(verdict(client.photo().await), Verdict::Success);
    assert_eq!(verdict(client.speech().await), Verdict::Success);
    assert_eq!(verdict(client.forget().await), Verdict::Success);
    for (row, endpoint) in [
        ("channel_not_found", "post_message"),
        ("missing_scope", "post_message"),
        ("over_limit", "geocode"),
        ("counted_out", "stats"),
    ] {
        mock.next_on(endpoint, row).unwrap();
        let said = match endpoint {
            "post_message" => verdict(client.post_message().await),
            "geocode" => verdict(client.geocode().await),
            _ => verdict(client.stats().await),
        };
        assert_eq!(said, Verdict::Row(row));
    }
    let reply = RawReply::new(200)
        .header("content-type", "application/json")
        .body(r#"{"ok":false,"error":"fatal_error"}"#);
    mock.script(Scripted::raw(reply).always()).unwrap();
    assert_eq!(verdict(client.post_message().await), Verdict::Unknown);
    assert_eq!(verdict(client.speech().await), Verdict::Unknown);
}

/// A text of the contract, or another.
fn text() -> BoxedStrategy<String> {
    let known = [
        "OK",
        "ZERO_RESULTS",
        "OVER_QUERY_LIMIT",
        "channel_not_found",
        "missing_scope",
        "text",
        "at most 5",
        "no more than 7",
        "at most x",
        "Pull Request is not mergeable",
        "false",
        "",
    ];
    prop_oneof![5 => select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>()].boxed()
}

fn value() -> BoxedStrategy<Json> {
    let numbers = [
        "0",
        "3",
        "9007199254740993",
        "9007199254740993.0",
        "9007199254740992",
        "9.007199254740993E+15",
        "90071992547409930e-1",
        "1e400",
        "-0",
    ];
    prop_oneof![
        6 => text().prop_map(Json::String),
        3 => any::<bool>().prop_map(Json::Bool),
        3 => select(numbers.to_vec()).prop_map(|number| Json::Number(number.to_owned())),
        1 => Just(Json::Null),
        1 => Just(Json::Array(vec![Json::Bool(false)])),
        1 => text().prop_map(|text| Json::Object(vec![("code".to_owned(), Json::String(text))])),
    ]
    .boxed()
}

fn body() -> BoxedStrategy<Vec<u8>> {
    let places = [
        "ok",
        "error",
        "needed",
        "status",
        "error_message",
        "n",
        "s",
        "why",
        "message",
        "merged",
    ];
    let object =
        prop::collection::vec((select(places.to_vec()), value()), 0..6).prop_map(|members| {
            let members = members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            Json::Object(members.collect()).to_string()
        });
    let failed = value().prop_map(|code| format!(r#"{{"ok":false,"error":{code}}}"#));
    let refused = value().prop_map(|status| format!(r#"{{"results":[],"status":{status}}}"#));
    let no_role = value()
        .prop_map(|why| format!(r#"{{"n":9007199254740993,"s":"text","ok":false,"why":{why}}}"#));
    let documented: Vec<String> = CONTRACT
        .errors
        .iter()
        .map(|row| sample::error_reply(&CONTRACT, row).body)
        .collect();
    prop_oneof![
        6 => object,
        3 => failed,
        2 => refused,
        2 => no_role,
        1 => Just(r#"{"ok":false}"#.to_owned()),
        2 => select(documented),
        1 => any::<String>(),
    ]
    .prop_map(String::into_bytes)
    .boxed()
}

#[test]
fn client_and_reference_agree_on_random_successes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let endpoints: Vec<&'static str> = CONTRACT
        .endpoints
        .iter()
        .map(|endpoint| endpoint.name.as_str())
        .collect();
    let statuses = [200_u16, 200, 200, 201, 202, 206, 299, 403, 405];
    let counts = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let config = ProptestConfig {
        cases: 4096,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(endpoint in select(endpoints), status in select(statuses.to_vec()), body in body())| {
        let expected = reference(endpoint, status, &body);
        let said = runtime.block_on(client(endpoint, status, &body));
        prop_assert_eq!(&said, &expected, "{} {} {}", endpoint, status, String::from_utf8_lossy(&body));
        *counts.borrow_mut().entry(format!("{said:?}")).or_default() += 1;
    });
    let counts = counts.into_inner();
    println!("{counts:?}");
    assert!(counts.len() >= 4, "the replies are too tame: {counts:?}");
}

/// Every contract of the workspace.
fn contracts() -> Vec<Contract> {
    let own =
        ["hostile", "matchers", "verdicts"].map(|name| format!("tests/contracts/{name}.toml"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let paths = theta_tests::contracts().unwrap().into_iter().chain(own);
    paths
        .map(|path| load(&fs::read(root.join(path)).unwrap()))
        .collect()
}

#[test]
fn what_a_contract_documents_as_a_success_is_one() {
    for contract in contracts() {
        for endpoint in &contract.endpoints {
            let made = sample::success(&contract, endpoint);
            if let Some(sample::Success::Fails(body)) = &made {
                panic!("{}: {body}", endpoint.name);
            }
            let mut bodies: Vec<(u16, String)> = Vec::new();
            if let Some(sample::Success::Body(body)) = made {
                bodies.push((200, body.to_string()));
            }
            match &endpoint.returns {
                Returns::Events(events) => {
                    let shown = events::read(events.framing, &endpoint.example).unwrap();
                    bodies.extend(shown.into_iter().map(|event| (200, event.data)));
                }
                _ => bodies.push((endpoint.success, endpoint.example.clone())),
            }
            if let Returns::OneOf(several) = &endpoint.returns {
                let shown = several.all.iter();
                bodies.extend(shown.map(|one| (one.status.example(), one.example.clone())));
            }
            for (status, body) in bodies.into_iter().filter(|(_, body)| !body.is_empty()) {
                let outcome = classify::classify(&contract, endpoint, status, body.as_bytes());
                assert_eq!(outcome, Outcome::Success, "{}: {body}", endpoint.name);
            }
        }
    }
}

#[test]
fn only_shapes_that_fail_turn_a_success_into_a_failure() {
    for contract in contracts() {
        for endpoint in &contract.endpoints {
            if matches!(endpoint.returns, Returns::Socket { .. }) {
                continue;
            }
            for row in &contract.errors {
                let body = sample::error_reply(&contract, row).body;
                let has = |at: usize| {
                    let id = theta_spec::contract::ShapeId(at);
                    let mut alone = endpoint.clone();
                    alone.failing = vec![id];
                    classify::read_on(&contract, &alone, 200, body.as_bytes())
                        .shape
                        .is_some()
                };
                let json =
                    |at: &usize| matches!(contract.shapes[*at].content, ShapeContent::Json { .. });
                let fails = endpoint.failing.iter().any(|id| has(id.0));
                let shaped = (0..contract.shapes.len()).filter(json).any(has);
                let outcome = classify::classify(&contract, endpoint, 200, body.as_bytes());
                assert_eq!(
                    outcome == Outcome::Success,
                    !fails,
                    "{}: {body}",
                    endpoint.name
                );
                assert!(shaped || !fails);
            }
        }
    }
}

//! What a good request gets.

use crate::client::{Ask, WAV, contract, mock};
use theta_mock::{Mock, ReplyKind};
use theta_spec::json::Json;

#[test]
fn a_good_request_gets_the_documented_example() {
    let mock = mock();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(
        (answer.status, answer.text()),
        (200, r#"{"text": "hello"}"#)
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-theta-mock"), None);
    assert_eq!(mock.last_request().unwrap().reply.kind, ReplyKind::Success);
}

#[test]
fn without_an_example_it_gets_the_smallest_value_of_the_type() {
    let answer = Ask::teach(r#"{"phrase": "a"}"#).send(&mock());
    assert_eq!(
        answer.text(),
        r#"{"kind":"grey","name":"text","seen":null}"#
    );
}

#[test]
fn bytes_text_and_nothing_are_what_they_are() {
    let mock = mock();
    let voice = Ask::new("GET", "/v1/birds/polly/voice").send(&mock);
    assert_eq!(voice.header("content-type"), Some("audio/wav"));
    assert!(voice.body.starts_with(b"RIFF"));
    assert_eq!(
        voice.body,
        Ask::new("GET", "/v1/birds/polly/voice").send(&mock).body
    );
    let motto = Ask::new("GET", "/v1/birds/motto").send(&mock);
    assert_eq!((motto.status, motto.text()), (200, "text"));
    let release = Ask::new("DELETE", "/v1/birds/polly").send(&mock);
    assert_eq!(
        (
            release.status,
            release.text(),
            release.header("content-type")
        ),
        (200, "", None)
    );
}

#[test]
fn the_body_of_a_success_can_be_replaced() {
    let mock = mock();
    mock.reply_success("repeat", r#"{"text": "polly"}"#)
        .unwrap();
    for _ in 0..2 {
        assert_eq!(Ask::repeat().send(&mock).text(), r#"{"text": "polly"}"#);
    }
    let error = mock.reply_success("repaet", "").unwrap_err().to_string();
    assert_eq!(
        error,
        "the contract has no endpoint `repaet`: did you mean `repeat`?"
    );
}

#[test]
fn a_path_that_is_written_out_goes_before_one_with_a_parameter() {
    let mock = mock();
    let table = [
        ("GET", "/v1/birds/motto", "motto"),
        ("DELETE", "/v1/birds/motto", "release"),
        ("DELETE", "/v1/birds/a%2Fb", "release"),
        ("GET", "/v1/birds/motto/voice", "listen"),
    ];
    for (method, path, endpoint) in table {
        assert_eq!(
            Ask::new(method, path).send(&mock).status,
            200,
            "{method} {path}"
        );
        assert_eq!(
            mock.last_request().unwrap().endpoint.as_deref(),
            Some(endpoint),
            "{method} {path}"
        );
    }
}

#[test]
fn of_two_endpoints_on_one_path_the_one_that_takes_the_media_type_is_meant() {
    let mut contract = contract();
    let listed = |name: &str| {
        contract
            .endpoints
            .iter()
            .position(|endpoint| endpoint.name == name)
            .unwrap()
    };
    let (teach, upload) = (listed("teach"), listed("upload"));
    contract.endpoints[upload].path = contract.endpoints[teach].path.clone();
    contract.endpoints[upload].method = contract.endpoints[teach].method;
    let mock = Mock::start(contract).unwrap();
    let path = "/v1/birds/polly/words?level=1";
    for (media_type, body, endpoint) in [
        ("application/json", &br#"{"phrase": "a"}"#[..], "teach"),
        ("audio/wav", WAV, "upload"),
    ] {
        let answer = Ask::new("POST", path).body(media_type, body).send(&mock);
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
        assert_eq!(
            mock.last_request().unwrap().endpoint.as_deref(),
            Some(endpoint)
        );
    }
}

#[test]
fn an_upload_as_body_is_taken_under_any_audio_media_type() {
    let mock = mock();
    for media_type in ["audio/wav", "audio/x-wav", "application/octet-stream"] {
        let answer = Ask::new("PUT", "/v1/birds/polly/voice")
            .body(media_type, WAV)
            .send(&mock);
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
    }
}

#[test]
fn every_reply_carries_its_own_request_id() {
    let mock = mock();
    let first = Ask::repeat().send(&mock);
    let second = Ask::repeat().without("authorization").send(&mock);
    assert_eq!(first.header("x-request-id"), Some("req_0000001"));
    assert_eq!(second.header("x-request-id"), Some("req_0000002"));
    assert_eq!(mock.requests()[1].reply.request_id, "req_0000002");
}

#[test]
fn the_address_of_the_next_page_is_whole_where_the_documented_one_is() {
    for (shown, expected) in [
        (
            "https://a.example/items?page=2",
            "http://localhost/v1/items?size=1&theta-mock-at=2",
        ),
        ("/v1/items?page=2", "/v1/items?size=1&theta-mock-at=2"),
    ] {
        let spec = format!(
            "theta = 1\napi = {{ name = \"A\", base_url = \"https://a.example/v1\" }}\ntypes.Page.fields = {{ items = \"[integer]\", next = \"string?\" }}\n[endpoints.list]\nget = \"/items\"\nquery.size = {{ type = \"integer\", optional = true }}\nreturns = \"Page\"\npages = {{ items = \"/items\", url = \"/next\" }}\nexample = '{{\"items\": [1, 2, 3], \"next\": \"{shown}\"}}'\n"
        );
        let loaded = theta_spec::load("spec.toml", spec.as_bytes());
        let contract = loaded
            .contract
            .unwrap_or_else(|| panic!("{:?}", loaded.report));
        let mock = Mock::builder(contract).start().unwrap();
        let answer = Ask::new("GET", "/v1/items?size=1").send(&mock).json();
        assert_eq!(answer.get("next"), Some(&Json::from(expected)));
    }
}

#[test]
fn a_required_parameter_that_is_written_as_nothing_is_missing() {
    let spec = r#"
theta = 1
api = { name = "A", base_url = "https://a.example" }
types.Opt.fields = { a = { type = "string", optional = true } }
types.Own.fields = { b = "string" }
[endpoints.opt]
get = "/opt"
query.f = { type = "Opt", nested = "brackets" }
query.m = { type = "{string}", nested = "brackets" }
returns = "text"
[endpoints.own]
get = "/own"
query.f = { type = "Own", nested = "brackets" }
returns = "text"
"#;
    let loaded = theta_spec::load("spec.toml", spec.as_bytes());
    let contract = loaded
        .contract
        .unwrap_or_else(|| panic!("{:?}", loaded.report));
    let mock = Mock::builder(contract).start().unwrap();
    for (path, status) in [
        ("/opt", 422),
        ("/opt?f[a]=1", 422),
        ("/opt?f[a]=1&m[b]=2", 200),
        ("/own?f[b]=1", 200),
        ("/own", 422),
    ] {
        let reply = Ask::new("GET", path).send(&mock);
        assert_eq!(reply.status, status, "{path}");
    }
}

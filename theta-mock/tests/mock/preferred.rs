//! What a request asks for itself, the server's own API, and pages in browsers.

use crate::client::{Answer, Ask, KEY, builder, contract, exchange, mock};
use theta_mock::{Mock, Scripted};
use theta_spec::json::Json;

fn prefers(mock: &Mock, preference: &str) -> Answer {
    Ask::repeat().header("prefer", preference).send(mock)
}

fn control(mock: &Mock, method: &str, path: &str, body: &str) -> Answer {
    let (length, path) = (body.len(), format!("/__theta{path}"));
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    Answer::parse(&exchange(mock, request.as_bytes()))
}

fn text_at<'j>(json: &'j Json, name: &str) -> &'j str {
    json.get(name).and_then(Json::as_str).unwrap_or_default()
}

#[test]
fn an_error_is_preferred_by_its_name_whatever_the_request() {
    let mock = mock();
    let reply = prefers(&mock, "error=too_late; limit=7");
    assert_eq!(
        (reply.status, reply.row()),
        (400, "undocumented"),
        "{}",
        reply.text()
    );
    let reply = prefers(&mock, "error=rate_limited");
    assert_eq!((reply.status, reply.row()), (429, "rate_limited"));
    assert_eq!(
        reply.header("preference-applied"),
        Some("error=rate_limited")
    );
    let reply = prefers(&mock, "wait=5, example=\"key_unknown\"");
    assert_eq!((reply.status, reply.row()), (401, "key_unknown"));
    // The next request is a usual one.
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn captures_are_parameters_of_the_preference() {
    let mock = mock();
    let reply = prefers(&mock, "error=part_missing; part=\"file; and more\"");
    assert_eq!(reply.row(), "part_missing");
    assert_eq!(reply.error("message"), "file; and more is required");
}

#[test]
fn a_status_is_preferred_of_errors_and_of_successes() {
    let mock = mock();
    let reply = prefers(&mock, "code=429");
    assert_eq!((reply.status, reply.row()), (429, "rate_limited"));
    let reply = prefers(&mock, "code=200");
    assert_eq!((reply.status, reply.row()), (200, ""));
    assert_eq!(reply.header("preference-applied"), Some("code=200"));
    for wrong in ["code=299", "code=x", "error=nothing"] {
        let reply = prefers(&mock, wrong);
        assert_eq!(
            (reply.status, reply.row()),
            (400, "undocumented"),
            "{wrong}"
        );
    }
    let reply = prefers(&mock, "error=rate_limitd");
    assert!(
        reply.text().contains("did you mean `rate_limited`?"),
        "{}",
        reply.text()
    );
}

#[test]
fn a_fault_is_preferred_by_its_name() {
    let mock = mock();
    assert_eq!(prefers(&mock, "fault=html_page=503").status, 503);
    let reply = exchange(
        &mock,
        &Ask::repeat()
            .header("prefer", "fault=reset_before_reply")
            .bytes(),
    );
    assert_eq!(prefers(&mock, "fault=nothing").row(), "undocumented");
    for empty in ["fault", "error=", "code"] {
        let answer = prefers(&mock, empty);
        let said = answer.error("message");
        assert!(said.contains("` needs a value: `prefer: "), "{said}");
        assert_eq!(answer.status, 400);
    }
    let _ = reply;
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn what_is_preferred_leaves_the_script_and_unknown_preferences_change_nothing() {
    let mock = mock();
    mock.script(Scripted::row("key_unknown")).unwrap();
    assert_eq!(prefers(&mock, "error=rate_limited").row(), "rate_limited");
    assert_eq!(mock.pending(), 1);
    assert_eq!(
        prefers(&mock, "respond-async, return=minimal").row(),
        "key_unknown"
    );
    assert_eq!(mock.pending(), 0);
}

#[test]
fn replies_are_scheduled_by_the_servers_own_api() {
    let mock = builder().control().start().unwrap();
    let said = control(
        &mock,
        "POST",
        "/replies",
        r#"{"error": "rate_limited", "on": "repeat", "times": 2, "retry_after": 3}"#,
    );
    assert_eq!(
        (said.status, said.json().get("pending")),
        (200, Some(&Json::from(2)))
    );
    let reply = Ask::repeat().send(&mock);
    assert_eq!(
        (reply.row(), reply.header("retry-after")),
        ("rate_limited", Some("3"))
    );
    control(
        &mock,
        "POST",
        "/replies",
        r#"{"status": 418, "headers": {"x-tea": "pot"}, "body": "short"}"#,
    );
    assert_eq!(Ask::repeat().send(&mock).row(), "rate_limited");
    let reply = Ask::repeat().send(&mock);
    assert_eq!(
        (reply.status, reply.text(), reply.header("x-tea")),
        (418, "short", Some("pot"))
    );
    control(
        &mock,
        "POST",
        "/replies",
        r#"{"error": "part_missing", "captures": {"part": "it"}, "times": "always"}"#,
    );
    for _ in 0..3 {
        assert_eq!(Ask::repeat().send(&mock).error("message"), "it is required");
    }
    assert_eq!(control(&mock, "DELETE", "/replies", "").status, 200);
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn what_cannot_be_scheduled_is_refused_with_a_reason() {
    let mock = builder().control().start().unwrap();
    for (body, reason) in [
        ("", "not JSON"),
        ("[]", "not an object"),
        (r#"{"eror": "x"}"#, "`eror` is not known"),
        (
            r#"{"error": "rate_limitd"}"#,
            "did you mean `rate_limited`?",
        ),
        (r#"{"error": 1}"#, "`error` must be a text"),
        (
            r#"{"error": "rate_limited", "on": "nowhere"}"#,
            "no endpoint `nowhere`",
        ),
        (r#"{"error": "rate_limited", "fault": "hang"}"#, "one of"),
        (
            r#"{"error": "rate_limited", "times": -1}"#,
            "`times` must be a whole number",
        ),
        (r#"{"fault": "hagn"}"#, "did you mean `hang`?"),
        ("{}", "nothing is ordered"),
        (r#"{"times": 0}"#, "`times` must be 1 at least"),
        (
            r#"{"error": "rate_limited", "times": 0}"#,
            "`times` must be 1 at least",
        ),
        (r#"{"times": "always"}"#, "`always` needs one of"),
        (
            r#"{"on": "repeat", "times": "always"}"#,
            "`always` needs one of",
        ),
        (r#"{"status": 99}"#, "no status of a final reply"),
        (r#"{"status": 200, "headers": {"a b": "c"}}"#, "no header"),
    ] {
        let said = control(&mock, "POST", "/replies", body);
        let error = said.json();
        assert_eq!(said.status, 400, "{body}");
        assert!(
            text_at(&error, "error").contains(reason),
            "{body}: {}",
            said.text()
        );
    }
    assert_eq!(mock.pending(), 0);
    for (said, status) in [
        (control(&mock, "GET", "/nowhere", ""), 404),
        (control(&mock, "PUT", "/replies", ""), 405),
    ] {
        assert_eq!(said.status, status);
        let text = said.text();
        assert!(text.contains("POST /__theta/replies"), "{text}");
    }
    for body in [r#"{"times": 2}"#, r#"{"delay_ms": 0, "times": "always"}"#] {
        assert_eq!(
            control(&mock, "POST", "/replies", body).status,
            200,
            "{body}"
        );
    }
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    assert_eq!(control(&mock, "POST", "/replies", &long).status, 413);
}

#[test]
fn the_servers_own_api_lists_what_there_is_and_what_was_asked() {
    let mock = builder().control().start().unwrap();
    let index = control(&mock, "GET", "", "").json();
    assert_eq!(text_at(&index, "api"), "Parrot");
    let Some(Json::Array(errors)) = index.get("errors") else {
        panic!("{index}");
    };
    assert_eq!(errors.len(), contract().errors.len());
    let calls = index
        .get("calls")
        .and_then(|calls| calls.get("PUT /__theta/keys"));
    assert!(calls.is_some(), "{index}");
    Ask::repeat().send(&mock);
    let asked = control(&mock, "GET", "/requests", "");
    let Json::Array(requests) = asked.json() else {
        panic!("{}", asked.text());
    };
    // Its own requests are neither recorded nor counted.
    assert_eq!((requests.len(), mock.totals().requests), (1, 1));
    assert_eq!(text_at(&requests[0], "endpoint"), "repeat");
    let secret = KEY.strip_prefix("Bearer ").unwrap();
    assert!(!asked.text().contains(secret), "{}", asked.text());
    control(&mock, "DELETE", "/requests", "");
    assert_eq!(mock.requests().len(), 0);
}

#[test]
fn keys_are_put_on_plans_by_the_servers_own_api() {
    let mock = builder().control().start().unwrap();
    let said = control(
        &mock,
        "PUT",
        "/keys",
        r#"{"key": "pk-poor", "plan": "free", "rpm": 1}"#,
    );
    assert_eq!(said.status, 200, "{}", said.text());
    let ask = || Ask::repeat().key("pk-poor");
    assert_eq!(ask().send(&mock).status, 200);
    assert_eq!(ask().send(&mock).row(), "rate_limited");
    for wrong in [
        r#"{"plan": "free"}"#,
        r#"{"key": "pk-x", "plan": "fre"}"#,
        r#"{"key": "x"}"#,
        r#"{"key": "pk-x", "rpm": 0}"#,
    ] {
        assert_eq!(control(&mock, "PUT", "/keys", wrong).status, 400, "{wrong}");
    }
}

#[test]
fn the_servers_own_api_is_off_unless_it_is_asked_for_and_refuses_names_of_sites() {
    assert_eq!(control(&mock(), "GET", "", "").status, 404);
    let mock = builder().control().start().unwrap();
    for (host, status) in [
        ("127.0.0.1:1", 200),
        ("[::1]:1", 200),
        ("mock", 200),
        ("api.localhost", 200),
        ("evil.example", 403),
        ("evil.example:80", 403),
    ] {
        let request = format!("GET /__theta HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        assert_eq!(
            Answer::parse(&exchange(&mock, request.as_bytes())).status,
            status,
            "{host}"
        );
    }
}

#[test]
fn keys_of_which_nothing_is_said_have_the_plan_and_the_rate_of_the_server() {
    let mock = builder().plan("free").start().unwrap();
    assert_eq!(
        Ask::teach(r#"{"phrase": "x"}"#).send(&mock).row(),
        "plan_too_low"
    );
    let mock = builder().plan("paid").rpm(1).start().unwrap();
    assert_eq!(Ask::repeat().send(&mock).status, 200);
    assert_eq!(Ask::repeat().send(&mock).row(), "rate_limited");
    assert_eq!(Ask::repeat().key("pk-other").send(&mock).status, 200);
    assert!(builder().plan("pad").start().is_err());
}

#[test]
fn a_page_of_any_site_may_call_it_only_where_that_is_allowed() {
    let preflight = "OPTIONS /v1/repeat HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\norigin: https://page.example\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization, prefer\r\n\r\n";
    let refused = Answer::parse(&exchange(&mock(), preflight.as_bytes()));
    assert_eq!(
        (
            refused.status,
            refused.header("access-control-allow-origin")
        ),
        (405, None)
    );
    let mock = builder().cors().start().unwrap();
    let allowed = Answer::parse(&exchange(&mock, preflight.as_bytes()));
    assert_eq!(allowed.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "authorization, prefer"),
    ] {
        assert_eq!(allowed.header(name), Some(value));
    }
    let ask = Ask::repeat().header("origin", "https://page.example");
    let reply = ask.header("prefer", "error=rate_limited").send(&mock);
    assert_eq!(
        (reply.row(), reply.header("access-control-allow-origin")),
        ("rate_limited", Some("*"))
    );
    assert_eq!(reply.header("access-control-expose-headers"), Some("*"));
    // Nobody else is told anything.
    assert_eq!(
        Ask::repeat()
            .send(&mock)
            .header("access-control-allow-origin"),
        None
    );
}

//! Replies that are ordered in advance.

use crate::client::{Answer, Ask, PATIENCE, builder, contract, mock, rest};
use std::time::Duration;
use theta_mock::{ManualClock, Mock, RawReply, ReplyKind, Scripted};
use theta_spec::classify::{Outcome, classify};

#[test]
fn a_scripted_row_is_served_once_whatever_the_request() {
    let mock = mock();
    mock.next("rate_limited").unwrap();
    let answer = Ask::repeat().without("authorization").send(&mock);
    assert_eq!((answer.status, answer.row()), (429, "rate_limited"));
    assert_eq!(
        (answer.error("code"), answer.error("message")),
        ("slow_down".to_owned(), "Slow down.".to_owned())
    );
    assert!(mock.last_request().unwrap().reply.scripted);
    assert_eq!(Ask::repeat().send(&mock).status, 200);
    assert!(!mock.last_request().unwrap().reply.scripted);
}

#[test]
fn every_documented_reply_is_told_to_be_its_row_by_the_reference_classifier() {
    let mock = mock();
    let contract = mock.contract();
    let mut served = 0;
    for endpoint in &contract.endpoints {
        let path = format!("/v1{}", endpoint.path_template().replace(['{', '}'], ""));
        for id in &endpoint.errors {
            mock.next_on(&endpoint.name, &contract.error(*id).name)
                .unwrap();
            let answer = Ask::new(endpoint.method.as_str(), &path).send(&mock);
            let outcome = classify(contract, endpoint, answer.status, &answer.body);
            assert!(
                matches!(outcome, Outcome::Row { id: told, .. } if told == *id),
                "{}: {outcome:?}",
                answer.row()
            );
            served += 1;
        }
    }
    assert!(served > contract.errors.len());
}

#[test]
fn scripted_replies_are_served_in_order() {
    let mock = mock();
    mock.next("rate_limited").unwrap();
    mock.script(Scripted::row("tired").times(2)).unwrap();
    mock.script(Scripted::normal()).unwrap();
    mock.next("key_unknown").unwrap();
    assert_eq!(mock.pending(), 5);
    let rows: Vec<String> = (0..6)
        .map(|_| Ask::repeat().send(&mock).row().to_owned())
        .collect();
    assert_eq!(
        rows,
        ["rate_limited", "tired", "tired", "", "key_unknown", ""]
    );
    assert_eq!(mock.pending(), 0);
}

#[test]
fn a_reply_for_one_endpoint_waits_for_it() {
    let mock = mock();
    mock.next_on("motto", "tired").unwrap();
    mock.next("rate_limited").unwrap();
    assert_eq!(
        Ask::new("GET", "/v1/nowhere").send(&mock).status,
        404,
        "nowhere is no endpoint"
    );
    assert_eq!(Ask::repeat().send(&mock).row(), "rate_limited");
    assert_eq!(Ask::repeat().send(&mock).status, 200);
    assert_eq!(
        Ask::new("GET", "/v1/birds/motto").send(&mock).row(),
        "tired"
    );
}

#[test]
fn a_reply_can_be_served_until_the_script_is_cleared() {
    let mock = mock();
    mock.script(Scripted::row("tired").always()).unwrap();
    for _ in 0..3 {
        assert_eq!(Ask::repeat().send(&mock).row(), "tired");
    }
    mock.clear_script();
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn what_a_row_captures_can_be_chosen() {
    let mock = mock();
    mock.next("tired").unwrap();
    mock.next_with("tired", &[("dream", "\"fruit\"\n"), ("minutes", "9")])
        .unwrap();
    assert_eq!(
        Ask::repeat().send(&mock).error("message"),
        "The bird sleeps for 5 minutes: nuts"
    );
    assert_eq!(
        Ask::repeat().send(&mock).error("message"),
        "The bird sleeps for 9 minutes: \"fruit\"\n"
    );
}

#[test]
fn one_of_several_statuses_can_be_chosen() {
    let mock = mock();
    mock.next("tired").unwrap();
    mock.script(Scripted::row("tired").status(503)).unwrap();
    assert_eq!(Ask::repeat().send(&mock).status, 500);
    assert_eq!(Ask::repeat().send(&mock).status, 503);
}

#[test]
fn the_delay_that_a_client_shall_wait_stands_in_the_header_and_in_the_body() {
    let mock = mock();
    mock.script(Scripted::row("rate_limited").retry_after(Duration::from_millis(1500)))
        .unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert_eq!(answer.error("retry_after"), "2");
}

#[test]
fn a_delay_beyond_every_calendar_is_sent_as_it_was_said() {
    let mock = mock();
    let longest = Scripted::row("rate_limited").retry_after(Duration::from_secs(u64::MAX));
    mock.script(longest).unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(answer.header("retry-after"), Some("18446744073709551615"));
}

#[test]
fn a_header_for_milliseconds_has_milliseconds() {
    let mut contract = contract();
    contract.retry.headers = vec!["retry-after-ms".to_owned(), "retry-after".to_owned()];
    let mock = Mock::start(contract).unwrap();
    mock.script(Scripted::row("rate_limited").retry_after(Duration::from_millis(1500)))
        .unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(
        (
            answer.header("retry-after-ms"),
            answer.header("retry-after")
        ),
        (Some("1500"), None)
    );
}

#[test]
fn a_scripted_header_takes_the_place_of_another() {
    let mock = mock();
    mock.script(
        Scripted::row("tired")
            .header("X-Request-Id", "mine")
            .header("retry-after", "soon"),
    )
    .unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(
        (answer.header("x-request-id"), answer.header("retry-after")),
        (Some("mine"), Some("soon"))
    );
    assert_eq!(
        answer
            .headers
            .iter()
            .filter(|(name, _)| name == "x-request-id")
            .count(),
        1
    );
}

#[test]
fn a_raw_reply_is_sent_as_it_stands() {
    let mock = mock();
    mock.next_raw(
        RawReply::new(502)
            .header("content-type", "text/html")
            .body("<h1>Bad Gateway</h1>"),
    )
    .unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(
        (answer.status, answer.text()),
        (502, "<h1>Bad Gateway</h1>")
    );
    let mut names: Vec<&str> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["connection", "content-length", "content-type"]);
    assert_eq!(mock.last_request().unwrap().reply.kind, ReplyKind::Raw);
}

#[test]
fn what_says_where_a_body_ends_is_true() {
    for (name, value) in [
        ("content-length", "1"),
        ("content-length", "50"),
        ("transfer-encoding", "gzip"),
    ] {
        for body in ["xyz", ""] {
            let mock = mock();
            mock.next_raw(RawReply::new(200).header(name, value).body(body))
                .unwrap();
            let answer = Ask::repeat().send(&mock);
            assert_eq!((answer.status, answer.text()), (200, body), "{name}");
            let length = body.len().to_string();
            assert_eq!(answer.header("content-length"), Some(&length[..]));
            assert_eq!(answer.header("transfer-encoding"), None);
        }
    }
}

#[test]
fn a_reply_can_be_cut_short() {
    let mock = mock();
    mock.next_raw(RawReply::new(200).body("{\"text\"").cut_short())
        .unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!(
        (
            answer.status,
            answer.text(),
            answer.header("content-length")
        ),
        (200, "{\"text\"", Some("8"))
    );
}

#[test]
fn a_reply_can_be_missing() {
    let mock = mock();
    mock.script(Scripted::disconnect()).unwrap();
    assert_eq!(rest(&mut Ask::repeat().begin(&mock)), b"");
    let recorded = mock.last_request().unwrap();
    assert_eq!(
        (recorded.reply.kind, recorded.reply.status),
        (ReplyKind::Disconnect, 0)
    );
    assert_eq!(recorded.parts.len(), 2, "the request was read whole");
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn a_delayed_reply_comes_when_its_time_has_come() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    mock.delay_next(Duration::from_secs(30));
    let mut waiting = Ask::repeat().begin(&mock);
    assert!(clock.wait_for_sleepers(1, PATIENCE));
    assert_eq!(
        mock.requests().len(),
        1,
        "the reply is chosen before it is delayed"
    );
    assert_eq!(Ask::repeat().send(&mock).status, 200, "others do not wait");
    clock.advance(Duration::from_secs(29));
    assert_eq!(clock.sleepers(), 1);
    clock.advance(Duration::from_secs(1));
    assert_eq!(Answer::parse(&rest(&mut waiting)).status, 200);
}

#[test]
fn a_delay_and_a_scripted_reply_go_together() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    mock.delay_next(Duration::from_secs(1));
    mock.script(Scripted::row("tired").delay(Duration::from_secs(2)))
        .unwrap();
    let mut waiting = Ask::repeat().begin(&mock);
    assert!(clock.wait_for_sleepers(1, PATIENCE));
    clock.advance(Duration::from_millis(2_999));
    assert_eq!(clock.sleepers(), 1);
    clock.advance(Duration::from_millis(1));
    assert_eq!(Answer::parse(&rest(&mut waiting)).row(), "tired");
}

#[test]
fn what_cannot_be_served_is_refused_when_it_is_scripted() {
    let mock = mock();
    let table = [
        (
            Scripted::row("tried"),
            "the contract has no error `tried`: did you mean `tired`?",
        ),
        (Scripted::row("xyz"), "the contract has no error `xyz`"),
        (
            Scripted::row("tired").on("moto"),
            "the contract has no endpoint `moto`: did you mean `motto`?",
        ),
        (
            Scripted::row("plan_too_low").on("motto"),
            "`motto` does not document the error `plan_too_low`; it is documented on: teach",
        ),
        (
            Scripted::row("tired").capture("draem", "x"),
            "the error `tired` captures no `draem`: did you mean `dream`?",
        ),
        (
            Scripted::row("tired").capture("minutes", "few"),
            "`few` cannot be the `minutes` of the error `tired`: use digits and nothing else",
        ),
        (
            Scripted::row("tired").capture("dream", ""),
            "`` cannot be the `dream` of the error `tired`: use one character at least",
        ),
        (
            Scripted::row("tired").status(502),
            "the error `tired` comes with 500, 503, not with 502",
        ),
        (
            Scripted::raw(RawReply::new(100)),
            "100 is no status of a final reply: use 200 to 999",
        ),
        (
            Scripted::normal().header("a b", "c"),
            "`a b: c` is no header that HTTP can carry: check its name and value",
        ),
        (
            Scripted::raw(RawReply::new(200).header("a", "b\nc")),
            "`a: b\nc` is no header that HTTP can carry: check its name and value",
        ),
    ];
    for (scripted, expected) in table {
        assert_eq!(mock.script(scripted).unwrap_err().to_string(), expected);
    }
    assert_eq!(mock.pending(), 0);
}

//! Every documented error is its row, and what comes near one is none.

use super::{ENDPOINTS, SPEC};
use std::collections::BTreeSet;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Reply};
use theta_twilio::Client;
use theta_vendor_pages::{contract, nothing_is_mistaken};

/// Names of the rows that a reply is, on whatever endpoint.
fn rows(status: u16, body: &str) -> BTreeSet<&'static str> {
    let headers = HeaderMap::new();
    let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
    ENDPOINTS
        .iter()
        .filter_map(|(_, classify)| Some(classify(&reply)?.info().name))
        .collect()
}

/// Status, code, what the server has been seen to say with it, and the rows that it is: on the endpoints that have the
/// code, and on the others.
type Golden = (u16, u32, &'static str, &'static [&'static str]);

const GOLDEN: &[Golden] = &[
    (401, 20003, "Authenticate", &["authentication"]),
    (
        401,
        20003,
        "Authentication Error - invalid username",
        &["authentication"],
    ),
    (401, 20005, "Account not active", &["account_suspended"]),
    (
        403,
        20008,
        "Resource not accessible with Test Account Credentials",
        &["not_with_test_credentials"],
    ),
    (
        404,
        20404,
        "The requested resource /AuthTokens/Secondary was not found",
        &["resource_not_found"],
    ),
    (404, 20404, "Not Found", &["not_found"]),
    (405, 20004, "Method not allowed", &["method_not_allowed"]),
    (429, 20429, "Too Many Requests", &["too_many_requests"]),
    (
        500,
        20500,
        "Internal Server Error",
        &["internal_server_error"],
    ),
    (503, 20503, "Service Unavailable", &["service_unavailable"]),
    (
        400,
        21201,
        "No 'To' number is specified",
        &["bad_request", "no_called_number"],
    ),
    (
        400,
        21205,
        "Url is not a valid URL: x",
        &["bad_request", "invalid_url"],
    ),
    (
        400,
        21211,
        "The 'To' number +1asd is not a valid phone number.",
        &["bad_request", "invalid_to"],
    ),
    (
        400,
        21212,
        "The 'From' number +15005550001 is not a valid phone number, shortcode, or alphanumeric sender ID.",
        &["bad_request", "invalid_from"],
    ),
    (
        400,
        21220,
        "Call is not in-progress. Cannot redirect.",
        &["bad_request", "invalid_call_state"],
    ),
    (
        400,
        21408,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: +15005550003.",
        &["bad_request", "region_not_permitted"],
    ),
    (
        400,
        21602,
        "Message body is required.",
        &["bad_request", "body_required"],
    ),
    (
        400,
        21604,
        "A 'To' phone number is required.",
        &["bad_request", "to_required"],
    ),
    (
        400,
        21606,
        "The From phone number +15005550007 is not a valid, SMS-capable inbound phone number or short code for your account.",
        &["bad_request", "from_cannot_send"],
    ),
    (
        400,
        21608,
        "The number +15005550006 is unverified.",
        &["bad_request", "recipient_not_verified"],
    ),
    (
        400,
        21610,
        "Attempt to send to unsubscribed recipient",
        &["bad_request", "unsubscribed"],
    ),
    (
        400,
        21611,
        "SMS queue is full.",
        &["bad_request", "queue_full"],
    ),
    (
        400,
        21612,
        "The 'To' phone number: +15005550002, is not currently reachable using the 'From' phone number: +15005550006 via SMS.",
        &["bad_request", "combination_unroutable"],
    ),
    (
        400,
        21614,
        "To number: +15005550009, is not a mobile number",
        &["bad_request", "not_a_mobile"],
    ),
    (
        400,
        21617,
        "The concatenated message body exceeds the 1600 character limit.",
        &["bad_request", "body_over_limit"],
    ),
    (
        409,
        20009,
        "Cannot delete this resource before it is complete",
        &["not_finished"],
    ),
    (
        400,
        30409,
        "This message cannot be canceled",
        &["bad_request", "not_cancelable"],
    ),
    (400, 21999, "A code of tomorrow", &["bad_request"]),
];

/// What is near an error and is none.
const NEAR: &[(u16, &str)] = &[
    (
        401,
        r#"{"code": 20404, "message": "Authenticate", "status": 401}"#,
    ),
    (
        404,
        r#"{"code": 20003, "message": "Authenticate", "status": 404}"#,
    ),
    (400, r#"{"message": "No code.", "status": 400}"#),
    (
        400,
        r#"{"errors": [{"code": 21211, "message": "Inside a list."}]}"#,
    ),
    (
        500,
        r#"{"code": 20503, "message": "Another status.", "status": 500}"#,
    ),
    (
        400,
        "<TwilioResponse><RestException><Code>21612</Code><Message>In XML.</Message><Status>400</Status></RestException></TwilioResponse>",
    ),
];

#[test]
fn every_golden_body_is_its_row() {
    for (status, code, message, is) in GOLDEN {
        let body = format!(
            r#"{{"code": {code}, "message": "{message}", "more_info": "https://www.twilio.com/docs/errors/{code}", "status": {status}}}"#
        );
        let is: BTreeSet<&str> = is.iter().copied().collect();
        assert_eq!(rows(*status, &body), is, "{status} {body}");
    }
    println!(
        "Twilio: {} errors, {} endpoints, {} golden bodies",
        contract(SPEC).errors.len(),
        ENDPOINTS.len(),
        GOLDEN.len()
    );
}

#[test]
fn what_comes_near_an_error_is_none() {
    for (status, body) in NEAR {
        assert_eq!(rows(*status, body), BTreeSet::new(), "{status} {body}");
    }
}

#[test]
fn the_body_of_no_row_is_another_row() {
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract(SPEC));
    println!("Twilio: {pairs} pairs of rows, none mistaken");
}

#[test]
fn the_contract_has_no_warning() {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert_eq!(report, "");
}

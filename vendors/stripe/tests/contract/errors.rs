//! Every documented error is its row, and what comes near one is none.

use super::{ENDPOINTS, SPEC};
use std::collections::BTreeSet;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Reply};
use theta_stripe::Client;
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

/// The decline codes of the page, and codes that no page has.
const DECLINES: &str = "approve_with_id authentication_required call_issuer card_not_supported card_velocity_exceeded \
    currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline \
    incorrect_number incorrect_cvc incorrect_pin incorrect_zip insufficient_funds invalid_account invalid_amount \
    invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available lost_card \
    merchant_blacklist new_account_information_available no_action_taken not_permitted offline_pin_required \
    online_or_offline_pin_required pickup_card pin_try_exceeded processing_error reenter_transaction restricted_card \
    revocation_of_all_authorizations revocation_of_authorization security_violation service_not_allowed stolen_card \
    stop_payment_order testmode_decline transaction_not_allowed try_again_later withdrawal_count_limit_exceeded";

/// Replies, the rows that they are, and what the row is on an endpoint that has no such code.
const GOLDEN: &[(u16, &str, &[&str])] = &[
    // The attributes that the page of errors lists, with the texts that the server has been seen to send.
    (
        401,
        r#"{"error": {"message": "Invalid API Key provided: sk_test_****1234", "type": "invalid_request_error"}}"#,
        &["unauthorized"],
    ),
    (
        401,
        r#"{"error": {"code": "api_key_expired", "message": "Expired API Key provided: sk_test_****1234", "type": "invalid_request_error"}}"#,
        &["api_key_expired"],
    ),
    (
        404,
        r#"{"error": {"code": "resource_missing", "doc_url": "https://stripe.com/docs/error-codes/resource-missing", "message": "No such payment_intent: 'pi_x'", "param": "intent", "type": "invalid_request_error"}}"#,
        &["no_such"],
    ),
    (
        404,
        r#"{"error": {"code": "resource_missing", "message": "No such payment_intent: 'pi_x'; a similar object exists in test mode, but a live mode key was used to make this request.", "param": "intent", "type": "invalid_request_error"}}"#,
        &["exists_in_tests"],
    ),
    (
        400,
        r#"{"error": {"code": "resource_missing", "message": "No such customer: 'cus_x'; a similar object exists in live mode, but a test mode key was used to make this request.", "param": "customer", "type": "invalid_request_error"}}"#,
        &["exists_in_earnest"],
    ),
    (
        404,
        r#"{"error": {"code": "resource_missing", "message": "There is none.", "type": "invalid_request_error"}}"#,
        &["resource_missing"],
    ),
    (
        404,
        r#"{"error": {"message": "Unrecognized request URL (GET: /v1/custmers).", "type": "invalid_request_error"}}"#,
        &["not_found"],
    ),
    (
        400,
        r#"{"error": {"code": "parameter_missing", "message": "Missing required param: amount.", "param": "amount", "type": "invalid_request_error"}}"#,
        &["parameter_missing"],
    ),
    (
        400,
        r#"{"error": {"code": "parameter_unknown", "message": "Received unknown parameter: nmae", "param": "nmae", "type": "invalid_request_error"}}"#,
        &["parameter_unknown"],
    ),
    (
        400,
        r#"{"error": {"code": "email_invalid", "message": "Invalid email address: x", "param": "email", "type": "invalid_request_error"}}"#,
        &["email_invalid", "invalid_request"],
    ),
    (
        400,
        r#"{"error": {"code": "amount_too_small", "message": "Amount must be at least $0.50 usd", "param": "amount", "type": "invalid_request_error"}}"#,
        &["amount_too_small", "invalid_request"],
    ),
    (
        400,
        r#"{"error": {"code": "payment_intent_unexpected_state", "message": "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.", "payment_intent": {"id": "pi_1", "object": "payment_intent"}, "type": "invalid_request_error"}}"#,
        &["invalid_request", "payment_intent_unexpected_state"],
    ),
    (
        400,
        r#"{"error": {"message": "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'k' if you meant to execute a different request.", "type": "idempotency_error"}}"#,
        &["idempotency_key_reused"],
    ),
    (
        409,
        r#"{"error": {"code": "idempotency_key_in_use", "message": "There is currently another in-progress request using this Stripe-Idempotent-Key.", "type": "idempotency_error"}}"#,
        &["idempotency_key_in_use"],
    ),
    (
        402,
        r#"{"error": {"charge": "ch_1", "code": "card_declined", "decline_code": "insufficient_funds", "doc_url": "https://stripe.com/docs/error-codes/card-declined", "message": "Your card has insufficient funds.", "param": "", "type": "card_error"}}"#,
        &["declined_insufficient_funds", "request_failed"],
    ),
    (
        402,
        r#"{"error": {"code": "card_declined", "decline_code": "a_new_one", "message": "Your card was declined.", "type": "card_error"}}"#,
        &["declined", "request_failed"],
    ),
    (
        402,
        r#"{"error": {"code": "card_declined", "message": "Your card was declined.", "type": "card_error"}}"#,
        &["card_declined", "request_failed"],
    ),
    (
        402,
        r#"{"error": {"charge": "ch_1", "code": "expired_card", "decline_code": "expired_card", "message": "Your card has expired.", "param": "exp_month", "type": "card_error"}}"#,
        &["expired_card", "request_failed"],
    ),
    (
        402,
        r#"{"error": {"charge": "ch_1", "code": "incorrect_cvc", "decline_code": "incorrect_cvc", "message": "Your card's security code is incorrect.", "param": "cvc", "type": "card_error"}}"#,
        &["incorrect_cvc", "request_failed"],
    ),
    (
        403,
        r#"{"error": {"message": "The provided key does not have the required permissions for this endpoint.", "type": "invalid_request_error"}}"#,
        &["forbidden"],
    ),
    (
        409,
        r#"{"error": {"message": "Words.", "type": "invalid_request_error"}}"#,
        &["conflict"],
    ),
    (
        424,
        r#"{"error": {"message": "Words.", "type": "api_error"}}"#,
        &["dependency_failed"],
    ),
    (
        429,
        r#"{"error": {"code": "rate_limit", "message": "Request rate limit exceeded.", "type": "invalid_request_error"}}"#,
        &["rate_limit"],
    ),
    (
        429,
        r#"{"error": {"code": "lock_timeout", "message": "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.", "type": "invalid_request_error"}}"#,
        &["lock_timeout"],
    ),
    (
        429,
        r#"{"error": {"message": "Words.", "type": "invalid_request_error"}}"#,
        &["too_many_requests"],
    ),
    (
        500,
        r#"{"error": {"message": "An unknown error occurred", "type": "api_error"}}"#,
        &["api_error"],
    ),
    (
        503,
        r#"{"error": {"message": "Words.", "type": "api_error"}}"#,
        &["api_error"],
    ),
];

/// What is near an error and is none.
const NEAR: &[(u16, &str)] = &[
    (
        400,
        r#"{"error": {"message": "Words.", "type": "a_new_error"}}"#,
    ),
    (400, r#"{"error": "invalid_request_error"}"#),
    (
        400,
        r#"{"type": "invalid_request_error", "message": "Words."}"#,
    ),
    (
        418,
        r#"{"error": {"code": "email_invalid", "message": "Words.", "type": "invalid_request_error"}}"#,
    ),
    (
        500,
        r#"{"error": {"message": "Words.", "type": "invalid_request_error"}}"#,
    ),
    (
        503,
        "upstream connect error or disconnect/reset before headers",
    ),
];

#[test]
fn every_golden_body_is_its_row() {
    for (status, body, is) in GOLDEN {
        let is: BTreeSet<&str> = is.iter().copied().collect();
        assert_eq!(rows(*status, body), is, "{status} {body}");
    }
    println!(
        "Stripe: {} errors, {} endpoints, {} golden bodies",
        contract(SPEC).errors.len(),
        ENDPOINTS.len(),
        GOLDEN.len()
    );
}

#[test]
fn every_decline_code_of_the_page_is_a_row_of_its_own() {
    for code in DECLINES.split_whitespace() {
        let body = format!(
            r#"{{"error": {{"type": "card_error", "code": "card_declined", "decline_code": "{code}", "message": "Your card was declined."}}}}"#
        );
        let row = format!("declined_{code}");
        assert!(rows(402, &body).contains(row.as_str()), "{code}");
    }
    let documented = contract(SPEC);
    let rows = documented
        .errors
        .iter()
        .filter(|row| row.name.as_str().starts_with("declined_"));
    assert_eq!(rows.count(), DECLINES.split_whitespace().count());
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
    println!("Stripe: {pairs} pairs of rows, none mistaken");
}

#[test]
fn the_contract_has_no_warning() {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    assert_eq!(
        theta_spec::render::report(&loaded.source, &loaded.report),
        ""
    );
}

//! The contract against the vendor's page: what it shows is recognised, nothing is mistaken, nothing is left out.

use std::collections::BTreeSet;
use theta_lmnt::ApiError as E;
use theta_lmnt::{
    Client, CreateVoiceError, SpeechDetailedError, SpeechError, SpeechSessionError, VoiceError,
    VoicesError,
};
use theta_runtime::http::HeaderMap;
use theta_runtime::meta::Category;
use theta_runtime::{ApiClient as _, Classify as _, Reply};
use theta_vendor_pages::{Endpoint, Shown, contract, nothing_is_mistaken, page, round_trip};

const SPEC: &str = include_str!("../spec.toml");

const ENDPOINTS: &[Endpoint<E>] = &[
    ("voices", |reply| Some(VoicesError::classify(reply)?.into())),
    ("voice", |reply| Some(VoiceError::classify(reply)?.into())),
    ("create_voice", |reply| {
        Some(CreateVoiceError::classify(reply)?.into())
    }),
    ("speech", |reply| Some(SpeechError::classify(reply)?.into())),
    ("speech_session", |reply| {
        Some(SpeechSessionError::classify(reply)?.into())
    }),
    ("speech_detailed", |reply| {
        Some(SpeechDetailedError::classify(reply)?.into())
    }),
];

fn body(code: &str, message: &str) -> String {
    format!(
        r#"{{"type": "error", "error": {{"type": "{code}", "message": "{message}"}}, "request_id": "req_X7cMY9WUno4rzYSUmuigg6"}}"#
    )
}

/// The statuses of the page with their types; the page shows a message for one of them.
const TYPES: [(&str, u16, &str, E); 7] = [
    ("400", 400, "invalid_request_error", E::InvalidRequest),
    ("401", 401, "authentication_error", E::Authentication),
    ("402", 402, "payment_required_error", E::PaymentRequired),
    ("403", 403, "permission_error", E::Permission),
    ("404", 404, "not_found_error", E::NotFound),
    ("429", 429, "rate_limit_error", E::RateLimit),
    (
        "5xx",
        503,
        "internal_server_error",
        E::InternalServerError { status: 503 },
    ),
];

fn shown() -> Vec<Shown<E>> {
    let mut shown: Vec<Shown<E>> = TYPES
        .iter()
        .map(|(entry, status, code, is)| Shown {
            entry,
            status: *status,
            body: body(code, "Words."),
            is: is.clone(),
        })
        .collect();
    shown.push(Shown {
        entry: "the example",
        status: 404,
        body: body("not_found_error", "Voice 'foo' not found."),
        is: E::VoiceNotFound {
            voice: "foo".into(),
        },
    });
    shown
}

#[test]
fn every_type_of_the_page_is_its_row() {
    let shown = shown();
    round_trip(Client::API, ENDPOINTS, &shown);
    println!(
        "LMNT: {} of 7 types and the example of the page",
        shown.len() - 1
    );
}

#[test]
fn every_status_of_the_class_is_the_row_and_keeps_its_number() {
    for status in [500, 502, 599] {
        round_trip(
            Client::API,
            ENDPOINTS,
            &[Shown {
                entry: "5xx",
                status,
                body: body("internal_server_error", "Words."),
                is: E::InternalServerError { status },
            }],
        );
    }
}

#[test]
fn the_body_of_no_row_is_another_row() {
    let contract = contract(SPEC);
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "LMNT: {pairs} pairs of {} rows, none mistaken",
        contract.errors.len()
    );
}

#[test]
fn a_type_under_another_status_and_an_older_body_are_no_row() {
    let headers = HeaderMap::new();
    let older = [
        r#"{"error": "Voice 'foo' not found."}"#.to_owned(),
        r#"{"message": "Not found"}"#.to_owned(),
    ];
    for body in older
        .into_iter()
        .chain([body("rate_limit_error", "Words.")])
    {
        let reply = Reply::new(Client::API, 404, &headers, body.as_bytes());
        for (endpoint, classify) in ENDPOINTS {
            assert_eq!(classify(&reply), None, "{body} on {endpoint}");
        }
    }
}

#[test]
fn the_request_id_is_in_the_body_and_in_the_header() {
    let mut headers = HeaderMap::new();
    headers.insert("request-id", "req_K5kw6MKtCL83A9bNGcrV3w".parse().unwrap());
    let body = body("permission_error", "Words.");
    let reply = Reply::new(Client::API, 403, &headers, body.as_bytes());
    assert_eq!(reply.request_id(), Some("req_X7cMY9WUno4rzYSUmuigg6"));
    let reply = Reply::new(Client::API, 403, &headers, b"");
    assert_eq!(reply.request_id(), Some("req_K5kw6MKtCL83A9bNGcrV3w"));
}

#[test]
fn a_category_is_the_same_word_for_every_vendor() {
    assert_eq!(E::PaymentRequired.info().category, Some(Category::Billing));
    assert_eq!(E::RateLimit.info().category, Some(Category::Quota));
}

/// Pairs of a status and its type: the page writes each as `- 400 -` and the type on the line after it.
fn types_of(page: &str) -> BTreeSet<(String, String)> {
    let lines: Vec<&str> = page.lines().collect();
    let mut types = BTreeSet::new();
    for pair in lines.windows(2) {
        let status = pair[0]
            .trim_end_matches(" -")
            .rsplit("- ")
            .next()
            .unwrap_or_default();
        if let (true, Some((name, _))) = (pair[0].ends_with(" -"), pair[1].split_once(':')) {
            types.insert((status.to_owned(), name.to_owned()));
        }
    }
    types
}

#[test]
fn nothing_on_the_page_is_left_out() {
    let Some(text) = page("lmnt-errors.txt") else {
        return;
    };
    let known: BTreeSet<(String, String)> = TYPES
        .iter()
        .map(|(entry, _, code, _)| ((*entry).to_owned(), (*code).to_owned()))
        .collect();
    assert_eq!(types_of(&text), known);
    let messages: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("\"message\": \"")?.strip_suffix('"'))
        .collect();
    assert_eq!(messages, ["Voice 'foo' not found."]);
    println!(
        "LMNT: the page has {} types and {} message; all have rows",
        known.len(),
        messages.len()
    );
}

#[test]
fn a_type_without_a_row_is_noticed() {
    let page = "- 400 -\ninvalid_request_error: The request. - 418 -\nteapot_error: New.\n";
    assert!(types_of(page).contains(&("418".to_owned(), "teapot_error".to_owned())));
}

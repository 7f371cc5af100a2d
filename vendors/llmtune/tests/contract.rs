//! The contract against the vendor's page: what it shows is recognised, nothing is mistaken, nothing is left out.

use std::time::Duration;
use theta_llmtune::ApiError as E;
use theta_llmtune::{Client, InferenceError, ModelsError, StartTrainingError, TrainingError};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply};
use theta_vendor_pages::{Endpoint, Shown, contract, nothing_is_mistaken, page, round_trip};

const SPEC: &str = include_str!("../spec.toml");

const ENDPOINTS: &[Endpoint<E>] = &[
    ("models", |reply| Some(ModelsError::classify(reply)?.into())),
    ("inference", |reply| {
        Some(InferenceError::classify(reply)?.into())
    }),
    ("start_training", |reply| {
        Some(StartTrainingError::classify(reply)?.into())
    }),
    ("training", |reply| {
        Some(TrainingError::classify(reply)?.into())
    }),
];

const BALANCE: &str = r#"{"error": "Insufficient balance. Please add funds to your account."}"#;
const LIMITED: &str = r#"{"error": "rate_limit_exceeded", "message": "Too many requests. Please slow down.", "retryAfter": 60}"#;

/// The statuses of the page's table, with the body where it shows one and any of the promised form where not.
const STATUSES: [(&str, u16, &str, E); 9] = [
    (
        "400 Bad Request",
        400,
        r#"{"error": "words"}"#,
        E::BadRequest,
    ),
    (
        "401 Unauthorized",
        401,
        r#"{"error": "invalid_api_key"}"#,
        E::Unauthorized,
    ),
    ("402 Payment Required", 402, BALANCE, E::InsufficientBalance),
    ("403 Forbidden", 403, r#"{"error": "words"}"#, E::Forbidden),
    ("404 Not Found", 404, r#"{"error": "words"}"#, E::NotFound),
    ("429 Too Many Requests", 429, LIMITED, E::RateLimited),
    (
        "500 Internal Server Error",
        500,
        r#"{"error": "words"}"#,
        E::InternalServerError,
    ),
    (
        "502 Bad Gateway",
        502,
        r#"{"error": "words"}"#,
        E::BadGateway,
    ),
    (
        "503 Service Unavailable",
        503,
        r#"{"error": "words"}"#,
        E::ServiceUnavailable,
    ),
];

fn shown() -> Vec<Shown<E>> {
    let mut shown: Vec<Shown<E>> = STATUSES
        .iter()
        .map(|(entry, status, body, is)| Shown {
            entry,
            status: *status,
            body: (*body).to_owned(),
            is: is.clone(),
        })
        .collect();
    // The other spelling of 402, in the table of fields, and the shape of an older copy.
    shown.push(Shown {
        entry: "402, short",
        status: 402,
        body: r#"{"error": "Insufficient balance"}"#.into(),
        is: E::InsufficientBalance,
    });
    shown.push(Shown {
        entry: "401, nested",
        status: 401,
        body: r#"{"error": {"code": "UNAUTHORIZED", "message": "Invalid API key", "details": {}}}"#
            .into(),
        is: E::Unauthorized,
    });
    shown
}

#[test]
fn every_status_of_the_page_is_its_row() {
    let shown = shown();
    round_trip(Client::API, ENDPOINTS, &shown);
    println!(
        "LLMTune: {} of 9 statuses, and 2 further bodies",
        STATUSES.len()
    );
}

#[test]
fn the_body_of_no_row_is_another_row() {
    let contract = contract(SPEC);
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "LLMTune: {pairs} pairs of {} rows, none mistaken",
        contract.errors.len()
    );
}

#[test]
fn a_payment_with_other_words_is_no_row() {
    let headers = HeaderMap::new();
    let reply = Reply::new(Client::API, 402, &headers, br#"{"error": "card_declined"}"#);
    assert_eq!(InferenceError::classify(&reply), None);
    assert_eq!(reply.code(), Some("card_declined"));
}

#[test]
fn the_code_is_read_out_of_either_shape() {
    let headers = HeaderMap::new();
    let flat = Reply::new(
        Client::API,
        401,
        &headers,
        br#"{"error": "invalid_api_key"}"#,
    );
    assert_eq!(
        (flat.shape(), flat.code()),
        (Some("flat"), Some("invalid_api_key"))
    );
    let nested = Reply::new(
        Client::API,
        401,
        &headers,
        br#"{"error": {"code": "UNAUTHORIZED", "message": "No."}}"#,
    );
    assert_eq!(
        (nested.shape(), nested.code()),
        (Some("nested"), Some("UNAUTHORIZED"))
    );
}

#[test]
fn the_delay_is_in_the_body_or_in_the_header() {
    let mut headers = HeaderMap::new();
    let reply = Reply::new(Client::API, 429, &headers, LIMITED.as_bytes());
    assert_eq!(reply.retry_after(), Some(Duration::from_secs(60)));
    headers.insert("retry-after", "7".parse().unwrap());
    let reply = Reply::new(
        Client::API,
        429,
        &headers,
        br#"{"error": "rate_limit_exceeded"}"#,
    );
    assert_eq!(reply.retry_after(), Some(Duration::from_secs(7)));
}

/// The rows of the table of statuses, such as `400Bad RequestInvalid body, …`.
fn statuses_of(page: &str) -> Vec<&str> {
    let table = page
        .split("CodeMeaningTypical cause")
        .nth(1)
        .unwrap_or_default();
    table
        .lines()
        .skip(1)
        .take_while(|line| {
            line.get(..3)
                .is_some_and(|status| status.parse::<u16>().is_ok())
        })
        .filter(|line| !line.starts_with('2'))
        .collect()
}

/// The bodies, which begin and end with a brace on a line of its own.
fn bodies_of(page: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    for body in page.split("\n{\n").skip(1) {
        if let Some((inside, _)) = body.split_once("\n}") {
            bodies.push(format!("{{{}}}", inside.trim()));
        }
    }
    bodies
}

#[test]
fn nothing_on_the_page_is_left_out() {
    let Some(text) = page("llmtune-errors.txt") else {
        return;
    };
    let statuses = statuses_of(&text);
    for line in &statuses {
        let has_row = STATUSES.iter().any(|(entry, ..)| {
            entry.split_once(' ').is_some_and(|(status, words)| {
                line.strip_prefix(status)
                    .is_some_and(|rest| rest.starts_with(words))
            })
        });
        assert!(has_row, "no row: {line}");
    }
    assert_eq!(statuses.len(), STATUSES.len());
    let bodies = bodies_of(&text);
    for body in &bodies {
        let json = theta_spec::json::parse(body).expect("JSON");
        assert!(
            shown()
                .iter()
                .any(|shown| theta_spec::json::parse(&shown.body).as_ref() == Ok(&json)),
            "no row: {body}"
        );
    }
    println!(
        "LLMTune: the page has {} statuses of failures and {} bodies; all have rows",
        statuses.len(),
        bodies.len()
    );
    assert_eq!(bodies.len(), 2);
}

#[test]
fn a_status_without_a_row_is_noticed() {
    assert_eq!(
        statuses_of("CodeMeaningTypical cause\n200OKFine.\n418TeapotNew.\n\nText"),
        ["418TeapotNew."]
    );
}

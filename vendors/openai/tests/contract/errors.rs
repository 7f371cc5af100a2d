//! The documented failures are told apart.

use crate::SPEC;
use std::time::Duration;
use theta_openai::ApiError as E;
use theta_openai::Client;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply};
use theta_spec::contract::Contract;
use theta_vendor_pages::{Endpoint, Shown, contract, round_trip};

macro_rules! endpoints {
    ($($name:literal: $Error:ident,)*) => {
        const ENDPOINTS: &[Endpoint<E>] = &[
            $(($name, |reply| Some(theta_openai::$Error::classify(reply)?.into()))),*
        ];
    };
}

endpoints! {
    "speech": SpeechError,
    "speech_events": SpeechEventsError,
    "transcribe": TranscribeError,
    "transcribe_events": TranscribeEventsError,
    "transcribe_verbose": TranscribeVerboseError,
    "transcribe_speakers": TranscribeSpeakersError,
    "transcribe_text": TranscribeTextError,
    "translate": TranslateError,
    "translate_verbose": TranslateVerboseError,
    "translate_text": TranslateTextError,
    "chat": ChatError,
    "chat_events": ChatEventsError,
    "chats": ChatsError,
    "stored_chat": StoredChatError,
    "update_chat": UpdateChatError,
    "delete_chat": DeleteChatError,
    "chat_messages": ChatMessagesError,
    "respond": RespondError,
    "respond_events": RespondEventsError,
    "response": ResponseError,
    "delete_response": DeleteResponseError,
    "cancel_response": CancelResponseError,
    "input_items": InputItemsError,
    "count_tokens": CountTokensError,
    "upload_file": UploadFileError,
    "files": FilesError,
    "file": FileError,
    "file_content": FileContentError,
    "delete_file": DeleteFileError,
    "models": ModelsError,
    "model": ModelError,
}

/// A body of the form that the document describes.
fn body(kind: &str, code: Option<&str>, param: Option<&str>, message: &str) -> String {
    let text = |text: Option<&str>| text.map_or("null".to_owned(), |text| format!("\"{text}\""));
    format!(
        r#"{{"error": {{"message": "{message}", "type": "{kind}", "param": {}, "code": {}}}}}"#,
        text(param),
        text(code)
    )
}

type Row = (
    &'static str,
    u16,
    &'static str,
    Option<&'static str>,
    &'static str,
    E,
);

/// The codes and the messages that the guide lists, with their types.
const LISTED: [Row; 8] = [
    (
        "429 credits",
        429,
        "insufficient_quota",
        Some("credit_balance_exhausted"),
        "Words.",
        E::CreditBalanceExhausted,
    ),
    (
        "429 organization's spend",
        429,
        "insufficient_quota",
        Some("organization_spend_limit_exceeded"),
        "Words.",
        E::OrganizationSpendLimitExceeded,
    ),
    (
        "429 project's spend",
        429,
        "insufficient_quota",
        Some("project_spend_limit_exceeded"),
        "Words.",
        E::ProjectSpendLimitExceeded,
    ),
    (
        "429 organization's usage",
        429,
        "insufficient_quota",
        Some("organization_usage_limit_exceeded"),
        "Words.",
        E::OrganizationUsageLimitExceeded,
    ),
    (
        "429 too fast a growth",
        429,
        "rate_limit_error",
        Some("slow_down"),
        "Words.",
        E::SlowDown { status: 429 },
    ),
    (
        "503 too fast a growth",
        503,
        "service_unavailable_error",
        Some("slow_down"),
        "Words.",
        E::SlowDown { status: 503 },
    ),
    (
        "503 overloaded",
        503,
        "service_unavailable_error",
        Some("server_is_overloaded"),
        "Words.",
        E::Overloaded,
    ),
    (
        "401 no member",
        401,
        "invalid_request_error",
        None,
        "You must be a member of an organization to use the API",
        E::NotAMember,
    ),
];

/// What the guide says of a status as a whole.
const STATUSES: [(u16, E); 9] = [
    (400, E::BadRequest),
    (401, E::InvalidAuthentication),
    (403, E::PermissionDenied),
    (404, E::NotFound),
    (409, E::Conflict),
    (422, E::Unprocessable),
    (429, E::TooManyRequests),
    (500, E::ServerError { status: 500 }),
    (503, E::ServerError { status: 503 }),
];

/// Bodies as they were received, by the vendor's clients and by callers who published them.
fn received() -> Vec<Shown<E>> {
    let shown = |entry, status, body: &str, is| Shown {
        entry,
        status,
        body: body.to_owned(),
        is,
    };
    let overloaded = "The engine is currently overloaded, please try again later";
    let limit = "Maximum content size limit (26214400) exceeded (26228340 bytes read)";
    vec![
        shown(
            "a wrong key",
            401,
            r#"{"error": {"message": "Incorrect API key provided: sk-no. You can find your API key at https://platform.openai.com/account/api-keys.", "type": "invalid_request_error", "param": null, "code": "invalid_api_key"}}"#,
            E::IncorrectKey,
        ),
        shown(
            "no key",
            401,
            r#"{"error": {"message": "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", "type": "invalid_request_error", "param": null, "code": null}}"#,
            E::InvalidAuthentication,
        ),
        shown(
            "a country",
            403,
            r#"{"error": {"code": "unsupported_country_region_territory", "message": "Country, region, or territory not supported", "param": null, "type": "request_forbidden"}}"#,
            E::CountryNotSupported,
        ),
        shown(
            "a model",
            404,
            r#"{"error": {"message": "The model `gpt-4o-2024-08-06` does not exist or you do not have access to it.", "type": "invalid_request_error", "param": null, "code": "model_not_found"}}"#,
            E::ModelNotFound,
        ),
        shown(
            "a file",
            404,
            r#"{"error": {"message": "No such File object: file-abc123", "type": "invalid_request_error", "param": "id", "code": null}}"#,
            E::NoSuchFile {
                file: "file-abc123".into(),
            },
        ),
        shown(
            "the quota",
            429,
            r#"{"error": {"message": "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.", "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}"#,
            E::InsufficientQuota,
        ),
        shown(
            "the rate",
            429,
            r#"{"error": {"message": "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Used 15532, Requested 14655. Please try again in 374ms. Visit https://platform.openai.com/account/rate-limits to learn more.", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#,
            E::RateLimit {
                limit: 30000,
                limited: "tokens per min (TPM)".into(),
                model: "gpt-4o".into(),
                organization: "org-1".into(),
                requested: 14655,
                used: 15532,
                wait: "374ms".into(),
            },
        ),
        shown(
            "the tier",
            400,
            r#"{"error": {"message": "Invalid service_tier argument: The requested service tier is not allowed for this project.", "type": "invalid_request_error", "param": "service_tier", "code": null}}"#,
            E::ServiceTierNotAllowed,
        ),
        shown(
            "a large audio",
            413,
            &body("server_error", None, None, limit),
            E::AudioTooLarge {
                limit: 26_214_400,
                detail: limit.into(),
            },
        ),
        shown(
            "a context",
            400,
            r#"{"error": {"message": "This model's maximum context length is 32768 tokens.", "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}"#,
            E::ContextTooLong,
        ),
        shown(
            "an engine",
            503,
            &body("server_error", None, None, overloaded),
            E::EngineOverloaded {
                status: 503,
                detail: overloaded.into(),
            },
        ),
        shown(
            "an address",
            401,
            &body("invalid_request_error", None, None, "IP not authorized"),
            E::AddressNotAllowed,
        ),
    ]
}

/// Bodies that come as an event, after a success began.
fn among_events() -> [Shown<E>; 2] {
    let shown = |entry, body: &str, is| Shown {
        entry,
        status: 200,
        body: body.to_owned(),
        is,
    };
    [
        shown(
            "a failure among events",
            r#"{"type": "error", "code": "ERR_SOMETHING", "message": "Something went wrong", "param": null, "sequence_number": 1}"#,
            E::ErrorEvent,
        ),
        shown(
            "the last event of a response that failed",
            r#"{"type": "response.failed", "sequence_number": 1, "response": {"id": "resp_123", "object": "response", "created_at": 1740855869, "status": "failed", "error": {"code": "server_error", "message": "The model failed to generate a response."}}}"#,
            E::FailedEvent,
        ),
    ]
}

fn shown() -> Vec<Shown<E>> {
    let listed = LISTED
        .iter()
        .map(|(entry, status, kind, code, message, is)| Shown {
            entry,
            status: *status,
            body: body(kind, *code, None, message),
            is: is.clone(),
        });
    let statuses = STATUSES.iter().map(|(status, is)| Shown {
        entry: "a status as a whole",
        status: *status,
        body: body("some_error", None, None, "Words."),
        is: is.clone(),
    });
    listed
        .chain(statuses)
        .chain(received())
        .chain(among_events())
        .collect()
}

/// The endpoints that can return a row, and the others.
fn split(contract: &Contract, row: &str) -> (Vec<Endpoint<E>>, Vec<Endpoint<E>>) {
    let returns = |name: &str| {
        let endpoint = contract.endpoints.iter().find(|one| one.name == name);
        let mut rows = endpoint.expect("an endpoint").errors.iter();
        rows.any(|id| contract.error(*id).name == row)
    };
    ENDPOINTS.iter().partition(|(name, _)| returns(name))
}

#[test]
fn every_documented_failure_is_its_row() {
    let (shown, contract) = (shown(), contract(SPEC));
    for one in &shown {
        let (endpoints, _) = split(&contract, one.is.info().name);
        round_trip(Client::API, &endpoints, std::slice::from_ref(one));
    }
    assert_eq!(ENDPOINTS.len(), contract.endpoints.len());
    for row in &contract.errors {
        let is_shown = shown.iter().any(|one| one.is.info().name == row.name);
        assert!(is_shown, "no body shows {}", row.name);
    }
    println!(
        "OpenAI: {} errors, {} endpoints, {} golden bodies",
        contract.errors.len(),
        ENDPOINTS.len(),
        shown.len()
    );
}

#[test]
fn the_body_of_no_row_is_another_row() {
    let contract = contract(SPEC);
    let headers = HeaderMap::new();
    let mut pairs = 0;
    for row in &contract.errors {
        let sample = theta_spec::sample::error_reply(&contract, row);
        let reply = Reply::new(Client::API, sample.status, &headers, sample.body.as_bytes());
        let (own, others) = split(&contract, &row.name);
        for (endpoint, classify) in own {
            let found = classify(&reply).map(|error| error.info().name);
            assert_eq!(
                found,
                Some(row.name.as_str()),
                "{endpoint}: {}",
                sample.body
            );
        }
        // Elsewhere it is what its status says there, or unknown.
        for (endpoint, classify) in others {
            let found = classify(&reply).map(|error| error.info().name);
            let whole = ["bad_request", "not_found"];
            assert!(
                found.is_none_or(|name| whole.contains(&name)),
                "{endpoint}: {found:?}"
            );
        }
        pairs += contract.errors.len() - 1;
    }
    println!("OpenAI: {pairs} pairs of rows, none mistaken");
}

#[test]
fn a_near_miss_is_what_its_status_says_or_unknown() {
    let misses = [
        // Another message, another type, another status.
        (
            401,
            body(
                "invalid_request_error",
                Some("invalid_api_key"),
                None,
                "Wrong key.",
            ),
            Some(E::InvalidAuthentication),
        ),
        (
            429,
            body(
                "tokens",
                Some("rate_limit_exceeded"),
                None,
                "Rate limit reached.",
            ),
            Some(E::TooManyRequests),
        ),
        (
            429,
            body("insufficient_quota", Some("credit_balance"), None, "Words."),
            Some(E::TooManyRequests),
        ),
        (
            400,
            body(
                "invalid_request_error",
                None,
                Some("tier"),
                "Invalid service_tier argument: The requested service tier is not allowed for this project.",
            ),
            Some(E::BadRequest),
        ),
        (
            402,
            body(
                "insufficient_quota",
                Some("insufficient_quota"),
                None,
                "You exceeded your current quota, please check your plan and billing details.",
            ),
            None,
        ),
        (418, body("some_error", None, None, "Words."), None),
        (
            413,
            body(
                "server_error",
                None,
                None,
                "Maximum content size limit (many) exceeded",
            ),
            None,
        ),
    ];
    let headers = HeaderMap::new();
    for (status, body, is) in misses {
        let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
        let found = theta_openai::ChatError::classify(&reply).map(E::from);
        assert_eq!(found, is, "{status} {body}");
        if status == 413 {
            assert_eq!(theta_openai::TranscribeError::classify(&reply), None);
        }
    }
}

#[test]
fn a_limit_that_ends_is_waited_for() {
    let mut headers = HeaderMap::new();
    headers.insert("x-ratelimit-reset-requests", "120ms".parse().unwrap());
    headers.insert("x-ratelimit-reset-tokens", "6m0s".parse().unwrap());
    let body = body("requests", None, None, "Words.");
    let reply = Reply::new(Client::API, 429, &headers, body.as_bytes());
    assert_eq!(reply.retry_after(), Some(Duration::from_secs(360)));
    headers.insert("retry-after", "7".parse().unwrap());
    headers.insert("retry-after-ms", "6500".parse().unwrap());
    let reply = Reply::new(Client::API, 429, &headers, body.as_bytes());
    assert_eq!(reply.retry_after(), Some(Duration::from_millis(6500)));
}

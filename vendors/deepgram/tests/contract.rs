//! The contract against the vendor's page: what it shows is recognised, nothing is mistaken, nothing is left out.

use std::collections::{BTreeMap, BTreeSet};
use theta_deepgram::ApiError as E;
use theta_deepgram::{Client, ListenError, ListenUrlError, SpeakError, SpeakTextError};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply};
use theta_vendor_pages::{Endpoint, Shown, contract, nothing_is_mistaken, page, round_trip};

const SPEC: &str = include_str!("../spec.toml");

const ENDPOINTS: &[Endpoint<E>] = &[
    ("listen", |reply| Some(ListenError::classify(reply)?.into())),
    ("listen_url", |reply| {
        Some(ListenUrlError::classify(reply)?.into())
    }),
    ("speak", |reply| Some(SpeakError::classify(reply)?.into())),
    ("speak_text", |reply| {
        Some(SpeakTextError::classify(reply)?.into())
    }),
];

/// Codes that the copy of the page lacks; they come from a full copy.
const DROPPED: [(&str, &str); 6] = [
    (
        "User does not have sufficient permissions.",
        "INSUFFICIENT_PERMISSIONS",
    ),
    (
        "Project does not have access to the requested model.",
        "INSUFFICIENT_PERMISSIONS",
    ),
    (
        "Failed to deserialize query parameters: [message]",
        "INVALID_QUERY_PARAMETER",
    ),
    (
        "Unsupported audio format: [message]",
        "INVALID_QUERY_PARAMETER",
    ),
    ("Invalid callback url.", "INVALID_QUERY_PARAMETER"),
    (
        "`Content-Type` header is not supported. `Content-Type` must be either `text/plain` or `application/json`.",
        "UNSUPPORTED_MEDIA_TYPE",
    ),
];

fn modern(details: &str) -> String {
    format!(
        r#"{{"category": "INVALID_JSON", "message": "Invalid JSON submitted.", "details": "{details}", "request_id": "uuid"}}"#
    )
}

fn general(code: &str, message: &str) -> String {
    format!(r#"{{"err_code": "{code}", "err_msg": "{message}", "request_id": "uuid"}}"#)
}

fn speech(code: &str, message: &str) -> String {
    format!(
        r#"{{"err_code": "{code}", "err_msg": "{message}", "request_id": "[unique_request_id]"}}"#
    )
}

/// Every body on the page, written out by hand.
#[allow(clippy::too_many_lines)] // a table
fn shown() -> Vec<Shown<E>> {
    let row = |entry, status, body, is| Shown {
        entry,
        status,
        body,
        is,
    };
    vec![
        row("G1a", 400, modern("Json deserialize error: missing field `xxx` at line 7 column 1"), E::InvalidJsonMissingField {
            field: "xxx".into(),
            line: 7,
            column: 1,
        }),
        row(
            "G1b",
            400,
            general("Bad Request", "Content-type was application/json, but we could not process the JSON payload."),
            E::UnprocessableJson,
        ),
        // The same code and message as G1a: one entry with two bodies.
        row("G1a", 400, modern("Json deserialize error: expected `:` at line 3 column 13"), E::InvalidJsonSyntax {
            token: ":".into(),
            line: 3,
            column: 13,
        }),
        row("G2", 400, general("Bad Request", "Bad Request: failed to process audio: corrupt or unsupported data"), E::CorruptAudio),
        row("G3", 401, general("INVALID_AUTH", "Invalid credentials."), E::InvalidCredentials),
        row("G4", 401, general("INSUFFICIENT_PERMISSIONS", "User does not have sufficient permissions."), E::InsufficientPermissions),
        row("G5", 403, general("INSUFFICIENT_PERMISSIONS", "Project does not have access to the requested model."), E::NoAccessToModel),
        row(
            "G6",
            404,
            "UUID parsing failed: invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-zA-Z], found `p` at 1".into(),
            E::InvalidUuidCharacter { character: "p".into(), index: 1 },
        ),
        row("G7", 404, r#"{"err_code": "PROJECT_NOT_FOUND", "err_msg": "Project not found."}"#.into(), E::ProjectNotFound),
        row(
            "S1",
            402,
            general("ASR_PAYMENT_REQUIRED", "Project does not have enough credits for an ASR request and does not have an overage agreement."),
            E::InsufficientCredits,
        ),
        row("S2", 429, general("TOO_MANY_REQUESTS", "Too many requests. Please try again later"), E::TranscriptionRateLimited { detail: "Too many requests. Please try again later".into() }),
        row("T1", 400, speech("Bad Request", "Bad Request: No such model/version combination found."), E::UnknownModel { detail: "Bad Request: No such model/version combination found.".into() }),
        row("T2", 400, speech("INVALID_QUERY_PARAMETER", "Failed to deserialize query parameters: [message]"), E::InvalidQuery {
            message: "[message]".into(),
        }),
        row("T3", 400, speech("Bad Request", "Input text contains no characters."), E::EmptyText),
        row("T4", 400, speech("INVALID_QUERY_PARAMETER", "Unsupported audio format: [message]"), E::UnsupportedAudioFormat {
            message: "[message]".into(),
        }),
        row(
            "T5",
            400,
            speech("PAYLOAD_ERROR", "Failed to deserialize JSON payload. Please specify exactly one of `text` or `url` in the JSON body."),
            E::InvalidPayload,
        ),
        row("T6", 400, speech("PAYLOAD_ERROR", "Failed to parse URL in JSON body."), E::InvalidTextUrl),
        row("T7", 400, speech("REMOTE_CONTENT_ERROR", "[message]"), E::RemoteTextUnavailable { message: "[message]".into() }),
        row("T8", 400, speech("INVALID_QUERY_PARAMETER", "Invalid callback url."), E::InvalidCallback),
        row("T9", 413, speech("PAYLOAD_TOO_LARGE", "Payload size exceeds limit of 2 MB."), E::PayloadTooLarge { limit: "2 MB".into() }),
        row("T10", 413, speech("Payload Too Large", "Input text exceeds maximum character limit of 2000."), E::TextTooLong {
            max_characters: 2000,
        }),
        row("T11", 400, speech("PAYLOAD_ERROR", "Failed to decode payload as UTF-8."), E::PayloadNotUtf8),
        row(
            "T12",
            415,
            speech(
                "UNSUPPORTED_MEDIA_TYPE",
                "`Content-Type` header is not supported. `Content-Type` must be either `text/plain` or `application/json`.",
            ),
            E::UnsupportedContentType,
        ),
        row("T13", 429, speech("Too Many Requests", "Please try again later."), E::SpeechRateLimited { detail: "Please try again later.".into() }),
        row(
            "T14",
            503,
            r#"{"error_code":"Service Unavailable", "err_msg": "Please try again later", "request_id": "[unique_request_id]"}"#.into(),
            E::ServiceUnavailable { detail: "Please try again later".into() },
        ),
    ]
}

/// A message with placeholders, what stands in their places, and the error that it is.
type Filled = (&'static str, Vec<(&'static str, &'static str)>, E);

/// What may stand in the message of T4, with values in the places of the page's placeholders.
fn formats() -> Vec<Filled> {
    vec![
        (
            "container is not applicable when encoding=[encoding]",
            vec![("[encoding]", "mp3")],
            E::ContainerNotApplicable {
                encoding: "mp3".into(),
            },
        ),
        (
            "container=[container] is invalid when encoding=[encoding]",
            vec![("[container]", "ogg"), ("[encoding]", "flac")],
            E::InvalidContainer {
                container: "ogg".into(),
                encoding: "flac".into(),
            },
        ),
        (
            "sample_rate is not applicable when encoding=[encoding]",
            vec![("[encoding]", "mp3")],
            E::SampleRateNotApplicable {
                encoding: "mp3".into(),
            },
        ),
        (
            "sample_rate must be [list of valid sample rates] when encoding=[encoding]",
            vec![
                ("[list of valid sample rates]", "8000, 16000 or 24000"),
                ("[encoding]", "linear16"),
            ],
            E::InvalidSampleRate {
                valid_sample_rates: "8000, 16000 or 24000".into(),
                encoding: "linear16".into(),
            },
        ),
        (
            "bit_rate is not applicable when encoding=[encoding]",
            vec![("[encoding]", "flac")],
            E::BitRateNotApplicable {
                encoding: "flac".into(),
            },
        ),
        (
            "bit_rate must be [list of valid bit rates] when encoding=[encoding]",
            vec![
                ("[list of valid bit rates]", "32000 or 48000"),
                ("[encoding]", "mp3"),
            ],
            E::InvalidBitRate {
                valid_bit_rates: "32000 or 48000".into(),
                encoding: "mp3".into(),
            },
        ),
    ]
}

/// What the message of T7 may be, byte for byte.
fn remote() -> Vec<(&'static str, E)> {
    vec![
        (
            "Failed to deserialize remote text data. Please provide application/json with a text field or text/plain.",
            E::RemoteTextUndecodable { detail: "Failed to deserialize remote text data. Please provide application/json with a text field or text/plain.".into() },
        ),
        (
            "URL for media download must be publicly routable.",
            E::RemoteAddressNotPublic,
        ),
        (
            "Could not determine if URL for media download is publicly routable.",
            E::RemoteAddressUndetermined,
        ),
        ("Could not parse URL as a URI.", E::RemoteAddressInvalid),
        (
            "The remote server hosting the media failed to include a location header in its redirect response.",
            E::RemoteRedirectWithoutLocation,
        ),
        (
            "Could not parse remote media server\u{2019}s redirect location as a valid UTF-8 string.",
            E::RemoteRedirectNotUtf8 { detail: "Could not parse remote media server\u{2019}s redirect location as a valid UTF-8 string.".into() },
        ),
        (
            "Could not parse remote media server\u{2019}s redirect location as a URL.",
            E::RemoteRedirectInvalid { detail: "Could not parse remote media server\u{2019}s redirect location as a URL.".into() },
        ),
        (
            "The remote server hosting the media returned a client error: [HTTP status].",
            E::RemoteClientError {
                http_status: "[HTTP status]".into(),
            },
        ),
        (
            "The remote server hosting the media failed to return valid data.",
            E::RemoteDataInvalid,
        ),
        (
            "The remote server hosting the media returned too many redirects.",
            E::RemoteTooManyRedirects,
        ),
    ]
}

fn inner() -> Vec<Shown<E>> {
    let mut inner = Vec::new();
    for (message, values, is) in formats() {
        let message = values
            .iter()
            .fold(message.to_owned(), |message, (hole, value)| {
                message.replace(hole, value)
            });
        let body = speech(
            "INVALID_QUERY_PARAMETER",
            &format!("Unsupported audio format: {message}"),
        );
        inner.push(Shown {
            entry: "T4, inner",
            status: 400,
            body,
            is,
        });
    }
    for (message, is) in remote() {
        inner.push(Shown {
            entry: "T7, inner",
            status: 400,
            body: speech("REMOTE_CONTENT_ERROR", message),
            is,
        });
    }
    inner
}

#[test]
fn every_body_of_the_page_is_its_row() {
    let shown = shown();
    round_trip(Client::API, ENDPOINTS, &shown);
    let entries: BTreeSet<&str> = shown.iter().map(|shown| shown.entry).collect();
    println!(
        "Deepgram: {} of 24 entries with a body, in {} bodies",
        entries.len(),
        shown.len()
    );
    assert_eq!(entries.len(), 24);
}

#[test]
fn every_inner_message_is_its_row() {
    round_trip(Client::API, ENDPOINTS, &inner());
    println!(
        "Deepgram: {} of 6 inner messages of T4, {} of 10 of T7",
        formats().len(),
        remote().len()
    );
    assert_eq!((formats().len(), remote().len()), (6, 10));
}

#[test]
fn an_apostrophe_of_either_kind_and_backticks_or_none_are_the_same_message() {
    let row = |message: &str, is| Shown {
        entry: "T7, inner",
        status: 400,
        body: speech("REMOTE_CONTENT_ERROR", message),
        is,
    };
    round_trip(
        Client::API,
        ENDPOINTS,
        &[
            row(
                "Could not parse remote media server's redirect location as a URL.",
                E::RemoteRedirectInvalid { detail: "Could not parse remote media server's redirect location as a URL.".into() },
            ),
            row(
                "Could not parse remote media server's redirect location as a valid UTF-8 string.",
                E::RemoteRedirectNotUtf8 { detail: "Could not parse remote media server's redirect location as a valid UTF-8 string.".into() },
            ),
            row(
                "Failed to deserialize remote text data. Please provide `application/json` with a `text` field or `text/plain`.",
                E::RemoteTextUndecodable { detail: "Failed to deserialize remote text data. Please provide `application/json` with a `text` field or `text/plain`.".into() },
            ),
        ],
    );
}

#[test]
fn the_body_of_no_row_is_another_row() {
    let contract = contract(SPEC);
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "Deepgram: {pairs} pairs of {} rows, none mistaken",
        contract.errors.len()
    );
}

#[test]
fn codes_that_differ_in_case_alone_stay_apart() {
    let headers = HeaderMap::new();
    let swapped = speech("Payload Too Large", "Payload size exceeds limit of 2 MB.");
    let reply = Reply::new(Client::API, 413, &headers, swapped.as_bytes());
    assert_eq!(SpeakError::classify(&reply), None);
}

#[test]
fn a_message_nobody_documented_is_no_row() {
    let headers = HeaderMap::new();
    for (status, code) in [
        (400, "Bad Request"),
        (400, "PAYLOAD_ERROR"),
        (401, "INVALID_AUTH"),
        (413, "PAYLOAD_TOO_LARGE"),
        (503, "Service Unavailable"),
    ] {
        let body = speech(code, "Something new.");
        let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
        for (endpoint, classify) in ENDPOINTS {
            assert_eq!(classify(&reply), None, "{code} on {endpoint}");
        }
    }
}

#[test]
fn a_reply_without_a_documented_body_is_told_by_its_status() {
    let headers = HeaderMap::new();
    for (status, is) in [
        (400, E::BadRequest),
        (401, E::Unauthorized),
        (429, E::TooManyRequests),
        (500, E::InternalServerError),
        (502, E::BadGateway),
        (503, E::Unavailable),
    ] {
        for body in ["", "<html>nginx</html>"] {
            let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
            for (endpoint, classify) in ENDPOINTS {
                assert_eq!(
                    classify(&reply).as_ref(),
                    Some(&is),
                    "{status} on {endpoint}"
                );
            }
        }
    }
}

/// What the page shows: bodies by status, messages that fill another, and statuses that are only listed.
#[derive(Default)]
struct Page {
    bodies: Vec<(u16, BTreeMap<String, String>)>,
    texts: Vec<(u16, String)>,
    inner: Vec<String>,
    listed: Vec<u16>,
}

/// The status a heading begins with; some headings have no space after it.
fn heading(line: &str) -> Option<u16> {
    let (status, rest) = line.split_at_checked(3)?;
    (!rest.is_empty()).then(|| status.parse().ok())?
}

/// A numbered line of a body: its number, the field and its text.
fn numbered(line: &str) -> Option<(u32, String, String)> {
    let (number, rest) = line.split_once(' ')?;
    let (name, value) = rest.trim().trim_end_matches(',').split_once("\":")?;
    let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some((
        number.parse().ok()?,
        name.strip_prefix('"')?.to_owned(),
        value.to_owned(),
    ))
}

fn read_page(text: &str) -> Page {
    let mut page = Page::default();
    let (mut status, mut last, mut inner, mut lists) = (0, 0, false, false);
    for line in text.lines() {
        if let Some((number, name, value)) = numbered(line) {
            if number != last + 1 || page.bodies.is_empty() || last == 0 {
                page.bodies.push((status, BTreeMap::new()));
            }
            last = number;
            if let Some((_, fields)) = page.bodies.last_mut() {
                fields.insert(name, value);
            }
            continue;
        }
        last = 0;
        if let Some(item) = line.trim_start().strip_prefix('\u{2022}') {
            let item = item.trim();
            if lists && let Some(status) = heading(item) {
                page.listed.push(status);
            } else if inner {
                page.inner
                    .push(item.trim_matches(['"', '\u{201c}', '\u{201d}']).to_owned());
            }
        } else if line == "Handling HTTP Errors" {
            lists = true;
        } else if let Some(found) = heading(line) {
            (status, inner) = (found, false);
        } else if line.starts_with("message may be any") {
            inner = true;
        } else if line.starts_with("UUID parsing failed:") {
            page.texts.push((status, line.to_owned()));
        }
    }
    page
}

fn field<'b>(body: &'b BTreeMap<String, String>, names: &[&str]) -> Option<&'b String> {
    names.iter().find_map(|name| body.get(*name))
}

#[test]
fn nothing_on_the_page_is_left_out() {
    let Some(text) = page("deepgram-errors.txt") else {
        return;
    };
    let page = read_page(&text);
    let table = shown();
    assert_eq!(
        page.bodies.len() + page.texts.len(),
        table.len(),
        "bodies on the page"
    );
    for (status, body) in &page.bodies {
        let message = field(body, &["err_msg", "message"]).expect("a body has a message");
        let code = field(body, &["err_code", "error_code", "category"])
            .cloned()
            .or_else(|| {
                DROPPED
                    .iter()
                    .find(|(known, _)| known == message)
                    .map(|(_, code)| (*code).to_owned())
            });
        let code = code.expect("a body has a code");
        let says = |shown: &&Shown<E>| {
            let all = [&code, message]
                .into_iter()
                .chain(body.get("details"))
                .chain(body.get("request_id"));
            shown.status == *status
                && all
                    .into_iter()
                    .all(|text| shown.body.contains(&format!("\"{text}\"")))
        };
        assert_eq!(
            table.iter().filter(says).count(),
            1,
            "{status} {body:?} has no row of its own"
        );
    }
    for (status, text) in &page.texts {
        assert!(
            table
                .iter()
                .any(|shown| shown.status == *status && shown.body == *text),
            "{text} has no row"
        );
    }

    let known: Vec<&str> = formats()
        .iter()
        .map(|row| row.0)
        .chain(remote().iter().map(|row| row.0))
        .collect();
    assert_eq!(page.inner, known, "messages that fill T4 and T7");

    let contract = contract(SPEC);
    for status in &page.listed {
        let by_status = |row: &&theta_spec::contract::ErrorRow| {
            row.status.single() == Some(*status) && row.detail.is_none() && row.code.is_none()
        };
        assert!(
            contract.errors.iter().any(|row| by_status(&row)),
            "{status} is listed and has no row"
        );
    }
    println!(
        "Deepgram: the page has {} bodies, {} inner messages and {} listed statuses; all have rows",
        page.bodies.len() + page.texts.len(),
        page.inner.len(),
        page.listed.len()
    );
    assert_eq!(page.listed.len(), 16, "listed statuses");
}

#[test]
fn a_body_without_a_row_is_noticed() {
    let Some(text) = page("deepgram-errors.txt") else {
        return;
    };
    let more = text.replace(
        "403 Insufficient permissions",
        "2 \"err_code\": \"NEW\",\n3 \"err_msg\": \"New.\"\n\n403 Insufficient permissions",
    );
    assert_eq!(
        read_page(&more).bodies.len(),
        read_page(&text).bodies.len() + 1
    );
}

#[test]
fn a_row_that_overlaps_by_accident_is_refused_with_a_witness() {
    let added = r#"
[errors.added]
status = 400
code   = "REMOTE_CONTENT_ERROR"
shape  = "legacy"
on     = ["text_to_speech"]
detail = "{what} client error: 404."
cause  = "A row that somebody adds."
fix    = "Make it narrower."
"#;
    let loaded = theta_spec::load("spec.toml", format!("{SPEC}{added}").as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.contract.is_none());
    assert!(
        report.contains("error[T0701]: a reply can be both"),
        "{report}"
    );
    let witness = "both match: 400, code \"REMOTE_CONTENT_ERROR\", detail \
                   \"The remote server hosting the media returned a client error: 404.\"";
    assert!(report.contains(witness), "{report}");
    assert_eq!(loaded.report.error_count(), 1);
}

#[test]
fn open_ends_over_closed_lists_need_no_annotation() {
    let rows = SPEC.split("\n[errors.").skip(1);
    let annotated = rows.filter(|row| row.lines().any(|line| line.starts_with("before")));
    assert_eq!(annotated.count(), 0);
    let within = |outer: &str| {
        let line = format!("\"{outer}\"");
        SPEC.lines()
            .filter(|text| text.starts_with("within") && text.ends_with(&line))
            .count()
    };
    assert_eq!(within("unsupported_audio_format"), 6);
    assert_eq!(within("remote_text_unavailable"), 10);
}

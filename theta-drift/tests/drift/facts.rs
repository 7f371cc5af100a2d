//! What is read from the vendors' pages and from our own reference.

use crate::reading::{contract, file, lines, lines_of};
use crate::vendor;
use theta_drift::{Format, Page, Reading, Statement, Vocabulary, read};

/// Reads a vendor's page against its contract.
pub(crate) fn vendors_page(spec: &str, name: &str) -> Option<Reading> {
    let text = vendor::page(name)?;
    let reading = read(
        &[Page::new(name, text.as_bytes())],
        &Vocabulary::of(&contract(spec)),
    );
    assert_eq!(reading.pages[0].format, Format::Text);
    assert_eq!(reading.quality[0].unreadable, None);
    Some(reading)
}

/// Asserts that each line is among the facts.
fn holds(reading: &Reading, expected: &[&str]) {
    let lines = lines(reading);
    for line in expected {
        assert!(
            lines.iter().any(|found| found == line),
            "`{line}` is not among\n{}",
            lines.join("\n")
        );
    }
}

/// The texts of one role with their statuses, each once.
fn texts(reading: &Reading, role: &str) -> Vec<String> {
    let mut found = lines_of(reading, &[role]);
    found.sort();
    found.dedup();
    found
}

#[test]
fn theta_ones_errors_are_read() {
    let Some(reading) = vendors_page("spec.toml", "theta-one-errors.txt") else {
        return;
    };
    let scored = "/analyze-native,/pronunciation,/pronunciation-simple";
    assert_eq!(
        texts(&reading, "message"),
        [
            "message API key is not active, please check your API key{..} @401".to_owned(),
            "message Insufficient credits, please check your credit balance @402".to_owned(),
            "message Internal server error @500".to_owned(),
            "message Invalid API key @401".to_owned(),
            "message Invalid audio format @400".to_owned(),
            "message Invalid native_speech_components_json format. Must be a valid JSON string. @400".to_owned(),
            "message Invalid options format. Must be a valid JSON string. @400".to_owned(),
            "message Invalid options: {value_1} @400".to_owned(),
            // The table of texts names no endpoints, and the table of names no statuses.
            "message Not all words are spoken. @400".to_owned(),
            format!("message Not all words are spoken. on {scored}"),
            "message Rate limit exceeded. Please try again later. @429".to_owned(),
            "message This feature requires a Starter plan or higher{..} @402".to_owned(),
            format!("message gold_text is required @400 on {scored}"),
            "message {value_1} @400".to_owned(),
            "message {value_1} @401".to_owned(),
            // A bar in the middle of the row: the text stands before it in every reading.
            "~message Invalid native_speech_components format @400".to_owned(),
        ]
    );
    assert_eq!(
        lines_of(&reading, &["plan", "gate", "limit"]),
        [
            format!("?gate enterprise,pro,starter @402 on {scored}"),
            "plan Free 30 @429".to_owned(),
            "plan Starter 100 @429".to_owned(),
            "plan Pro 500 @429".to_owned(),
            "plan Enterprise unlimited @429".to_owned(),
            "?limit timeout max 30000".to_owned(),
        ]
    );
    assert_eq!(
        lines_of(&reading, &["retry"]),
        [
            "retry never @400",
            "retry never @401",
            "retry never @402",
            "retry backoff @429",
            "retry backoff @500",
            "?retry never @400",
            "?retry never @400",
            "?retry never @401",
            "?retry never @402",
            "?retry backoff @429",
            "?retry backoff 2-3 @500",
            "?retry never @400,401,402",
            "?retry backoff @429,500,502,503,504",
        ]
    );
    holds(
        &reading,
        &[
            "status 402 PAYMENT_REQUIRED",
            "status 413 Payload Too Large",
            "status 504 Gateway Timeout",
            "field /detail @400",
            "prefix sk-theta- @401",
            "?cause JSON parsed but shape didn't match the FormattedWord | FormattedPause schema @400",
        ],
    );
}

#[test]
fn theta_ones_overview_is_read() {
    let Some(reading) = vendors_page("spec.toml", "theta-one-overview.txt") else {
        return;
    };
    assert_eq!(
        lines_of(&reading, &["part"]),
        [
            "part file",
            "part transcribe_options optional on /transcribe",
            "part options required on /analyze-native,/pronunciation,/pronunciation-simple",
            "part native_speech_components_json required on /pronunciation",
        ]
    );
    assert_eq!(
        lines_of(&reading, &["limit"]),
        [
            "?limit rpm max 100",
            "limit timeout max 60000",
            "?limit duration about 120000-600000",
            "?limit timeout max 60000",
            "?limit size about 20000000-100000000",
            "limit duration max 300000",
            "limit size max 25000000",
        ]
    );
    holds(
        &reading,
        &[
            "base https://stt.thetaone-ai.com",
            "auth x-api-key",
            "prefix sk-theta-",
            "endpoint POST /transcribe",
            "endpoint POST /analyze-native",
            "endpoint POST /pronunciation",
            "endpoint POST /pronunciation-simple",
            "billed per audio second on /transcribe",
            "formats mp3,wav",
            "plan Enterprise unlimited",
            "status 429 RATE_LIMIT_EXCEEDED",
            "retry never @402",
            // A word that is glued to a path does not make another path.
            "~endpoint POST /analyze-native",
            "~endpoint POST /pronunciation",
        ],
    );
}

#[test]
fn deepgrams_bodies_are_read() {
    let Some(reading) = vendors_page("vendors/deepgram/spec.toml", "deepgram-errors.txt") else {
        return;
    };
    let bodies: std::collections::BTreeSet<usize> = reading
        .facts
        .iter()
        .filter(|fact| matches!(fact.statement, Statement::BodyField { .. }))
        .map(|fact| fact.scope.entry)
        .collect();
    assert_eq!(bodies.len(), 24);
    assert_eq!(
        lines_of(&reading, &["message"]).len(),
        25,
        "and one in plain text"
    );
    assert_eq!(lines_of(&reading, &["details"]).len(), 2);
    assert_eq!(
        lines_of(&reading, &["text"]).len(),
        16,
        "six and ten fill a hole"
    );
    holds(
        &reading,
        &[
            "~message Please try again later. @429",
            "~message Please try again later @503",
            "~code Service Unavailable @503",
            "~message UUID parsing failed: invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-zA-Z], found `p` at 1 @404",
            "~message Unsupported audio format: {value_1} @400",
            "~text container is not applicable when encoding={value_1} (lossy) @400",
            "text container={value_1} is invalid when encoding={value_2} @400",
            "~text The remote server hosting the media returned too many redirects. (lossy) @400",
            "~message `Content-Type` header is not supported. `Content-Type` must be either `text/plain` or `application/json`. @415",
            "status 400 Unknown Model",
            "status 408 Request Timeout",
            "status 499 Client Closed Request",
            "status 504 Gateway Timeout",
            "?limit size max 2000000 @413",
            "?limit characters max 2000 @413",
            "?retry backoff @429",
        ],
    );
}

#[test]
fn lmnts_codes_are_read() {
    let Some(reading) = vendors_page("vendors/lmnt/spec.toml", "lmnt-errors.txt") else {
        return;
    };
    assert_eq!(
        lines_of(&reading, &["code"]),
        [
            "code invalid_request_error @400",
            "code authentication_error @401",
            "code payment_required_error @402",
            "code permission_error @403",
            "code not_found_error @404",
            "code rate_limit_error @429",
            "code internal_server_error @5xx",
            "code not_found_error",
        ]
    );
    // The last but one is glued to the end of a program.
    let headings = [
        "HTTP errors",
        "Error shape",
        "Request id",
        "Streaming errors",
        "Long requests",
    ];
    assert_eq!(reading.quality[0].headings, headings);
    holds(
        &reading,
        &[
            "?retry backoff @5xx",
            "message Voice 'foo' not found.",
            "field /error/type",
            "field /error/message",
            "field /request_id",
            "request_id request-id",
            "endpoint POST /v1/ai/speech/bytes",
        ],
    );
}

#[test]
fn llmtunes_flattened_tables_are_read() {
    let Some(reading) = vendors_page("vendors/llmtune/spec.toml", "llmtune-errors.txt") else {
        return;
    };
    assert_eq!(
        reading.quality[0].rows, 18,
        "ten statuses, three fields, five scenarios"
    );
    holds(
        &reading,
        &[
            "~status 200 OK",
            "~status 400 Bad Request",
            "~status 503 Service Unavailable",
            "~cause Wrong or missing API key @401",
            "~cause Out of balance @402",
            "~cause Invalid model ID @404",
            "~cause Rate limited @429",
            "~cause Server error @500,502,503",
            "~field /error",
            "~field /message",
            "~field /retryAfter",
            "~auth authorization Bearer @401",
            "code Insufficient balance. Please add funds to your account.",
            "code rate_limit_exceeded",
            "message Too many requests. Please slow down.",
            "?retry backoff @429,500,502,503",
            "?retry never @400,401,402,404",
            "?retry after_user @402",
        ],
    );
    assert_eq!(
        lines_of(&reading, &["status"])
            .iter()
            .filter(|line| line.starts_with('~'))
            .count(),
        10 + 7
    );
}

/// The pages of our own reference.
pub(crate) const REFERENCE: &[&str] = &[
    "docs/reference/index.md",
    "docs/reference/errors.md",
    "docs/reference/types.md",
    "docs/reference/endpoints/analyze_native.md",
    "docs/reference/endpoints/pronunciation.md",
    "docs/reference/endpoints/pronunciation_simple.md",
    "docs/reference/endpoints/transcribe.md",
];

#[test]
fn our_own_reference_is_read() {
    let contract = contract("spec.toml");
    let pages: Vec<Page> = REFERENCE
        .iter()
        .map(|name| Page::new(name, &file(name)))
        .collect();
    let reading = read(&pages, &Vocabulary::of(&contract));
    assert!(
        reading
            .pages
            .iter()
            .all(|page| page.format == Format::Markdown)
    );
    assert!(
        reading
            .quality
            .iter()
            .all(|quality| quality.odd_rows == 0 && quality.unreadable.is_none())
    );
    let said = lines(&reading);
    let has = |line: &str| said.iter().any(|found| found.starts_with(line));
    for row in &contract.errors {
        let status = row.status.to_string();
        assert!(has(&format!("status {status}")), "{}", row.name);
        assert!(
            has(&format!("alias {} @{status}", row.name)),
            "{}",
            row.name
        );
        for template in row.detail.iter().flat_map(|detail| &detail.templates) {
            let text = template.leading_literal();
            assert!(has(&format!("message {text}")), "{}", row.name);
        }
        for alias in &row.aliases {
            assert!(has(&format!("alias {alias} @{status}")), "{}", row.name);
        }
    }
    for endpoint in &contract.endpoints {
        let path = endpoint.path_template();
        assert!(
            has(&format!("endpoint {} {path}", endpoint.method.as_str())),
            "{path}"
        );
        assert!(has(&format!("limit timeout max 60000 on {path}")), "{path}");
    }
    for plan in &contract.plans {
        assert!(has(&format!("plan {} ", plan.name)), "{}", plan.name);
    }
    for line in [
        "base https://stt.thetaone-ai.com",
        "auth x-api-key",
        "prefix sk-theta-",
        "part file required on /transcribe",
        "part transcribe_options optional on /transcribe",
        "part native_speech_components_json required on /pronunciation",
        "part language optional on /pronunciation-simple",
        "limit size max 25000000 on /analyze-native",
        "limit duration max 300000 on /analyze-native",
        "formats mp3,wav on /transcribe",
        "gate enterprise,pro,starter on /pronunciation",
        "retry backoff 2-2 @500",
        "retry after_user @402 on /analyze-native,/pronunciation,/pronunciation-simple",
    ] {
        assert!(has(line), "{line}");
    }
}

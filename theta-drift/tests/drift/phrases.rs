//! The words by which pages are understood: each does something.

use crate::reading::lines;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use theta_drift::{Page, Unreadable, Vocabulary, read};

/// A page with `{}` in the place of a phrase, a fact that it states then and does not state with other words, and the
/// phrases.
const SAID: &[(&str, &str, &[&str])] = &[
    (
        "# Errors\n\n## 503 Service Unavailable\n\nSuch a request: {}.\n",
        "retry never",
        &[
            "do not retry",
            "don't retry",
            "don’t retry",
            "don't auto-retry",
            "don’t auto-retry",
            "do not automatically retry",
            "never retry",
            "no retries",
            "it is nonretryable",
            "it must not be retried",
            "it is not retryable",
            "it is not retriable",
            "retrying will not help",
            "retrying won't help",
        ],
    ),
    (
        "# Errors\n\n## 503 Service Unavailable\n\nSuch a request: {}.\n",
        "retry after_user",
        &["add funds and retry", "top up and retry"],
    ),
    (
        "# Errors\n\n## 503 Service Unavailable\n\nSuch a request: {}.\n",
        "retry backoff",
        &[
            "it can be retried",
            "use exponential-backoff",
            "it is retryable",
            "they are retryable",
            "retry later",
            "retry the request",
            "it is safe to retry",
        ],
    ),
    (
        "# Errors\n\n| Status | Name | Retry? |\n|---|---|---|\n| 503 | Service Unavailable | {} |\n",
        "retry backoff",
        &["yes", "safe", "✅", "✓", "✔"],
    ),
    (
        "# Errors\n\n| Status | Name | Retry? |\n|---|---|---|\n| 503 | Service Unavailable | {} |\n",
        "retry never",
        &["no", "don’t", "❌", "✗", "✘"],
    ),
    (
        "# Errors\n\n| Status | Name | Retry? |\n|---|---|---|\n| 503 | Service Unavailable | {} |\n",
        "retry after_user",
        &["after fixing", "after the user", "after user"],
    ),
    (
        "# Errors\n\n| Status | Name | Retry? |\n|---|---|---|\n| 503 | Service Unavailable | {} |\n",
        "retry conditional",
        &["sometimes"],
    ),
    (
        "# Errors\n\n| Status | {} | Detail |\n|---|---|---|\n| 503 | `/say` | `\"Try again\"` |\n",
        "Try again @503 on /say",
        &["Endpoints", "Endpoint(s)"],
    ),
    (
        "# Limits\n\nThe file must have: file_size {} 25 MB.\n",
        "limit size max 25000000",
        &["≤", "⩽", "<="],
    ),
    (
        "# Limits\n\nThe file must have: file_size {} 25 MB.\n",
        "limit size min 25000000",
        &["≥", "⩾", ">="],
    ),
    (
        "# Errors\n\n| Status | Detail | {} |\n|---|---|---|\n| 503 | `\"Try again\"` | Wait for it. |\n",
        "fix Wait for it.",
        &[
            "How to fix",
            "Recommended action",
            "Remedy",
            "Resolution",
            "Solution",
        ],
    ),
    (
        "# Errors\n\n| Status | Detail | {} |\n|---|---|---|\n| 503 | `\"Try again\"` | It sleeps. |\n",
        "cause It sleeps.",
        &["Explanation", "What happened"],
    ),
    (
        "# Errors\n\n| Status | Name | {} |\n|---|---|---|\n| 503 | Service Unavailable | No |\n",
        "retry never",
        &["Retriable", "Should you retry"],
    ),
    (
        "# Errors\n\n| Status | {} |\n|---|---|\n| 503 | `\"Try again\"` |\n",
        "Try again",
        &["Detail string"],
    ),
    (
        "# Limits\n\nThe file {} 25 MB.\n",
        "limit size max 25000000",
        &[
            "cannot exceed",
            "is limited to",
            "is no larger than",
            "must not exceed",
        ],
    ),
    (
        "# Limits\n\nThe length of the file: {} 25 seconds.\n",
        "limit duration min 25000",
        &["minimum", "no less than"],
    ),
    (
        "# Limits\n\nThe length of the file: {} 25 seconds.\n",
        "limit duration about 25000",
        &["approximately", "recommended", "typically"],
    ),
    (
        "# Limits\n\nThe size of the file is at most 25 {}.\n",
        "limit size max",
        &["KiB", "kilobytes", "megabytes", "GiB", "gigabytes"],
    ),
    (
        "# Limits\n\nThe length of the file: at most 2 {}.\n",
        "limit duration max",
        &["mins", "hours"],
    ),
    (
        "# Limits\n\nThe length of the file is {} seconds or less.\n",
        "limit duration about",
        &[
            "a few thousand",
            "several thousand",
            "a couple of hundred",
            "a few dozen",
            "several dozen",
            "several tens of",
            "thousands of",
            "hundreds of",
            "dozens of",
            "a handful of",
            "a couple of",
        ],
    ),
    (
        "# Limits\n\nThe length of the file is a few tens of seconds {}.\n",
        "limit duration about",
        &["or shorter", "or smaller"],
    ),
    (
        "# Calls\n\nEvery call needs a key. Send the {} in the `X-Lumen` header.\n",
        "auth x-lumen",
        &[
            "access key",
            "access token",
            "API token",
            "auth token",
            "authentication token",
            "bearer token",
            "secret key",
            "your token",
        ],
    ),
    (
        "# Calls\n\nEvery call needs an API key. The `X-Lumen` header {} the API key.\n",
        "auth x-lumen",
        &["must carry", "must contain"],
    ),
    (
        "# Calls\n\nEvery reply has an id. Quote the value of the `Lumen-Trace` header {}.\n",
        "request_id lumen-trace",
        &[
            "when you contact us",
            "when contacting us",
            "to our support",
            "in a support request",
            "to the support team",
            "in a support ticket",
            "when you talk with support",
        ],
    ),
    (
        "# Errors\n\nThese errors {} all endpoints.\n\n## 503 Service Unavailable\n\nWait.\n",
        "shared errors",
        &[
            "apply to",
            "are common to",
            "are returned by",
            "are the same for",
            "are the same on",
            "can be returned by",
            "may be returned by",
        ],
    ),
    (
        "# Errors\n\nAll {} return the errors below.\n\n## 503 Service Unavailable\n\nWait.\n",
        "shared errors",
        &["endpoints", "operations", "routes"],
    ),
    (
        "# Errors\n\nAll endpoints return the errors {}.\n\n## 503 Service Unavailable\n\nWait.\n",
        "shared errors",
        &[
            "below",
            "described below",
            "documented below",
            "shown below",
        ],
    ),
    (
        "# Errors\n\n## 503 Service Unavailable\n\nThe reply carries {}:\n\n`Try again`\n",
        "Try again",
        &[
            "the following message",
            "the following response",
            "this message",
            "this response",
            "a body with the message",
        ],
    ),
    (
        "# Keys\n\nSend it as `{}: YOUR_KEY`.\n",
        "auth ",
        &["x-api-key", "x-access-token", "x-auth-token", "xi-api-key"],
    ),
    (
        "# Plans\n\n| Plan | {} |\n|---|---|\n| Crew | 200 |\n",
        "plan Crew 200",
        &["Requests/min", "Requests/minute"],
    ),
    (
        "# Calls\n\nEvery call needs an API key. The key must be {} in the `X-Lumen` header.\n",
        "auth x-lumen",
        &["sent", "provided", "supplied"],
    ),
    (
        "# Calls\n\nEvery call needs an API key. {} the API key in the `X-Lumen` header.\n",
        "auth x-lumen",
        &["Send", "Supply"],
    ),
    (
        "# Calls\n\nEvery call needs an API key. Send the API key {} `X-Lumen` header.\n",
        "auth x-lumen",
        &["in the", "using the", "via the"],
    ),
    (
        "# Calls\n\nEvery reply has an id. {} the value of the `Lumen-Trace` header when you write to support.\n",
        "request_id lumen-trace",
        &["Quote", "Attach"],
    ),
    (
        "# Calls\n\nEvery reply has an id. The value of the `Lumen-Trace` header must be {} when you write to support.\n",
        "request_id lumen-trace",
        &["quoted", "attached", "mentioned", "provided"],
    ),
    (
        "# Calls\n\nEvery reply has an id. Quote the {} `Lumen-Trace` header when you write to support.\n",
        "request_id lumen-trace",
        &["value of the", "response's"],
    ),
    (
        "# Errors\n\n## 503 Service Unavailable\n\n`{\"{}\": \"Try again\"}`\n",
        "Try again",
        &["error_description", "error_message"],
    ),
    (
        "# Calls\n\nEvery reply has a header `X-{}`.\n",
        "request_id ",
        &["Request-Id", "RequestId", "Trace-Id", "Correlation-Id"],
    ),
    (
        "# Errors\n\n| Status | {} | Detail |\n|---|---|---|\n| 503 | Overloaded | `\"Try again\"` |\n",
        "status 503 Overloaded",
        &["Error type"],
    ),
    (
        "# Keys\n\nSend it as `X-Api-Key: YOUR_KEY`. Every key {} `sk_`.\n",
        "prefix sk_",
        &["is prefixed with", "starts with", "begins with"],
    ),
];

/// A page that states a fact with the first word, and not with any of the others.
const TAKEN_BACK: &[(&str, &str, &str, &[&str])] = &[
    (
        "# Errors\n\nAll endpoints return the errors below{}.\n\n## 503 Service Unavailable\n\nWait.\n",
        "shared errors",
        "",
        &[
            ", depending on the plan",
            ", plus their own",
            " and specific ones",
            ", but not on Sundays",
        ],
    ),
    (
        "# Errors\n\n{} all endpoints return the errors below.\n\n## 503 Service Unavailable\n\nWait.\n",
        "shared errors",
        "Here",
        &["Almost", "Nearly", "Virtually", "Not"],
    ),
    (
        "# Calls\n\nEvery reply has an id. Quote the value of the `Lumen-{}` header when you write to support.\n",
        "request_id",
        "Trace",
        &[
            "Beta",
            "Cache",
            "Cookie",
            "Cursor",
            "Region",
            "Remaining",
            "Signature",
            "Usage",
            "User-Agent",
        ],
    ),
    (
        "# Errors\n\n| Status | Detail |\n|---|---|\n| 503 | {} |\n",
        "message",
        "`\"Try again\"`",
        &["varies", "none", "any"],
    ),
    (
        "# Plans\n\nReplies with 503 {} wait.\n",
        "status 503",
        "sometimes",
        &["concurrent calls", "users", "and up"],
    ),
];

#[test]
fn what_takes_a_fact_back_leaves_none() {
    for (page, fact, plain, phrases) in TAKEN_BACK {
        let lines = |phrase: &str| {
            let page = Page::new("page.md", page.replace("{}", phrase).as_bytes());
            lines(&read(&[page], &Vocabulary::default()))
        };
        let states = |phrase: &str| lines(phrase).iter().any(|line| line.contains(fact));
        assert!(states(plain), "{page}: {:?}", lines(plain));
        for phrase in *phrases {
            assert!(!states(phrase), "`{phrase}` in {page}: {:?}", lines(phrase));
        }
    }
}

#[test]
fn a_column_of_statuses_is_known_by_each_of_its_names() {
    for name in ["Status", "HTTP code", "HTTP status code"] {
        let page =
            format!("# Errors\n\n| Detail | {name} |\n|---|---|\n| `\"Try again\"` | 503 |\n");
        let reading = read(
            &[Page::new("page.md", page.as_bytes())],
            &Vocabulary::default(),
        );
        let lines = lines(&reading);
        assert!(
            lines.iter().any(|line| line == "message Try again @503"),
            "{name}: {lines:?}"
        );
    }
}

#[test]
fn each_phrase_states_what_it_says() {
    let mut silent = String::new();
    for (page, fact, phrases) in SAID {
        let states = |phrase: &str| {
            let page = Page::new("page.md", page.replace("{}", phrase).as_bytes());
            let reading = read(&[page], &Vocabulary::default());
            let lines = lines(&reading);
            (
                lines.iter().any(|line| line.contains(fact)),
                lines.join("\n    "),
            )
        };
        let (anyhow, _) = states("Zweck");
        for phrase in *phrases {
            let (states, lines) = states(phrase);
            if !states {
                let _ = writeln!(silent, "`{phrase}` does not state `{fact}`\n    {lines}");
            }
        }
        if anyhow {
            let _ = writeln!(silent, "any word states `{fact}` in {page}");
        }
    }
    assert!(silent.is_empty(), "{silent}");
}

/// What stands on a page that is a door, and what it is.
const DOORS: &[(&str, Unreadable)] = &[
    ("Javascript is disabled", Unreadable::NotRendered),
    ("Javascript is required", Unreadable::NotRendered),
    ("Enable JavaScript", Unreadable::NotRendered),
    ("Login to continue", Unreadable::Login),
    ("Please sign in", Unreadable::Login),
    ("Sign in to your account", Unreadable::Login),
    ("Log in to your account", Unreadable::Login),
    ("Accept all cookies", Unreadable::Consent),
    ("Accept cookies", Unreadable::Consent),
    ("Checking your browser", Unreadable::Consent),
    ("Verify you are human", Unreadable::Consent),
    ("Verifying you are human", Unreadable::Consent),
    ("Access denied", Unreadable::Failed),
    ("This page could not be found", Unreadable::Failed),
    ("503 Service Temporarily Unavailable", Unreadable::Failed),
];

#[test]
fn each_door_is_known() {
    for (said, expected) in DOORS {
        let page =
            format!("<html><body><h1>{said}</h1><p>Thank you for your patience.</p></body></html>");
        let reading = read(
            &[Page::new("page", page.as_bytes())],
            &Vocabulary::default(),
        );
        assert_eq!(reading.quality[0].unreadable, Some(*expected), "{said}");
    }
}

/// Tables that a standard or a notation gives whole: HTML, HTTP, units, programs, file formats; and words of ours.
const GIVEN: &[&str] = &[
    "CODE",
    "ELEMENTS",
    "FORMATS",
    "HTML_TAGS",
    "INLINE",
    "NEVER",
    "PHRASES",
    "PROGRAMS",
    "QUOTES",
    "SCHEMES",
    "STATEMENTS",
    "TYPES",
    "UNITS",
    "UNSEEN",
];

/// What only pages of vendors have, which are not in the repository; tests read them where they are.
const ON_VENDORS_PAGES: &[&str] = &["response may include", "argument"];

/// What the drift is tried on: the tests, the pages, the contracts, and the examples and tests of the sources.
fn tried() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for folder in [
        "tests/drift",
        "../vendors",
        "../docs/reference",
        "../theta-cli/tests/cli",
    ] {
        for file in files(&root.join(folder)) {
            text.push_str(&String::from_utf8_lossy(&fs::read(file).unwrap()));
        }
    }
    text.push_str(include_str!("../../../spec.toml"));
    text.extend(ON_VENDORS_PAGES.iter().copied());
    for file in files(&root.join("src")) {
        let source = fs::read_to_string(file).unwrap();
        let (code, tests) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        text.push_str(tests);
        let docs = code
            .lines()
            .filter(|line| line.trim_start().starts_with("///"));
        text.extend(docs);
    }
    text.to_lowercase()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path));
        } else if !path.ends_with("target") {
            out.push(path);
        }
    }
    out
}

/// The texts in the tables of a source, each with the name of its table.
fn tables(source: &str) -> Vec<(String, String)> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut out = Vec::new();
    for table in code.split("\nconst ").skip(1) {
        let Some((name, rest)) = table.split_once(": &[") else {
            continue;
        };
        let Some((_, body)) = rest.split_once("] = &[") else {
            continue;
        };
        let body = body.split("];").next().unwrap_or_default();
        // No text of a table has a quote of its own: every second piece is one.
        let texts = body.split('"').skip(1).step_by(2);
        out.extend(texts.map(|text| (name.to_owned(), text.to_owned())));
    }
    out
}

#[test]
fn no_phrase_is_there_that_nothing_tries() {
    let tried = tried();
    let mut found = 0;
    let mut silent = Vec::new();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for (table, phrase) in tables(&fs::read_to_string(&file).unwrap()) {
            found += 1;
            let word = phrase.trim().to_lowercase();
            if !GIVEN.contains(&table.as_str()) && !tried.contains(&word) {
                silent.push(format!("{table}: {phrase}"));
            }
        }
    }
    assert!(found > 500, "the tables are not found: {found}");
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

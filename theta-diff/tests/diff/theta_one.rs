//! Edits of the Theta One contract, and what a reviewer must be told of each.

use crate::rules::{diff, edited};
use theta_diff::{Bump, Finding};

const SPEC: &str = include_str!("../../../spec.toml");

type Edits = &'static [(&'static str, &'static str)];

/// What was done, the edits, the rules that fire, and the bump.
const TABLE: &[(&str, Edits, &[&str], Bump)] = &[
    (
        "a changed word in one detail",
        &[("Not all words are spoken.", "Not all words were spoken.")],
        &["error-detail-changed"],
        Bump::Minor,
    ),
    (
        "exact made prefix",
        &[("Not all words are spoken.", "Not all words are spoken{..}")],
        &["error-detail-widened"],
        Bump::Minor,
    ),
    (
        "prefix made exact",
        &[("a Starter plan or higher{..}", "a Starter plan or higher")],
        &["error-detail-narrowed"],
        Bump::Minor,
    ),
    (
        "a status moved",
        &[(
            "status    = 402\ndetail    = \"Insufficient",
            "status    = 403\ndetail    = \"Insufficient",
        )],
        &["error-status-changed"],
        Bump::Minor,
    ),
    (
        "an error added",
        &[(
            "[errors.payload_too_large]",
            "[errors.teapot]\nstatus = 418\ncause = \"It is one.\"\nfix = \"Brew tea.\"\n\n[errors.payload_too_large]",
        )],
        &["error-added"],
        Bump::Minor,
    ),
    (
        "an error renamed",
        &[("[errors.not_all_words_spoken]", "[errors.words_missing]")],
        &["error-renamed"],
        Bump::Major,
    ),
    (
        "an error widened to another endpoint",
        &[(
            "detail   = \"Invalid native_speech_components format\"\non       = [\"pronunciation\"]",
            "detail   = \"Invalid native_speech_components format\"\non       = [\"pronunciation\", \"transcribe\"]",
        )],
        &["error-scope-widened"],
        Bump::Minor,
    ),
    (
        "a retry flipped",
        &[(
            "detail   = \"Internal server error\"\nretry    = { backoff = 2 }",
            "detail   = \"Internal server error\"\nretry    = \"never\"",
        )],
        &["error-became-non-retryable"],
        Bump::Minor,
    ),
    (
        "a limit tightened",
        &[(
            "max_size = \"25 MB\", max_duration = \"300s\", doc = \"The speech.\"",
            "max_size = \"10 MB\", max_duration = \"300s\", doc = \"The speech.\"",
        )],
        &["upload-limit-tightened"],
        Bump::Minor,
    ),
    (
        "a part made required",
        &[(
            "transcribe_options = { json = \"TranscribeOptions\", optional = true,",
            "transcribe_options = { json = \"TranscribeOptions\",",
        )],
        &["argument-became-required"],
        Bump::Major,
    ),
    (
        "the base URL changed",
        &[("https://stt.thetaone-ai.com", "https://api.thetaone-ai.com")],
        &["base-url-host-changed"],
        Bump::Minor,
    ),
    (
        "the header renamed",
        &[("header = \"x-api-key\"", "header = \"api-key\"")],
        &["auth-header-changed"],
        Bump::Minor,
    ),
];

fn replies(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        finding
            .replies
            .iter()
            .map(|change| {
                format!(
                    "{} {}: {} -> {}",
                    change.status,
                    String::from_utf8_lossy(&change.body),
                    change.old,
                    change.new
                )
            })
            .collect::<Vec<_>>()
    };
    findings.iter().flat_map(one).collect()
}

#[test]
fn each_edit_gives_its_verdict() {
    for (what, edits, rules, bump) in TABLE {
        let diff = diff(SPEC, &edited(SPEC, edits));
        let fired: Vec<&str> = diff
            .findings
            .iter()
            .map(|finding| finding.rule.id)
            .collect();
        assert_eq!(fired, *rules, "{what}");
        assert_eq!(diff.bump(), Some(*bump), "{what}");
        assert!(diff.proof.is_complete(), "{what}");
    }
}

#[test]
fn a_removed_error_is_lost_on_each_endpoint() {
    let start = SPEC.find("[errors.rate_limited]").unwrap();
    let end = start + SPEC[start..].find("\n\n").unwrap();
    let diff = diff(SPEC, &[&SPEC[..start], &SPEC[end..]].concat());
    assert_eq!(diff.findings.len(), 1);
    assert_eq!(diff.findings[0].rule.id, "error-removed");
    assert_eq!(diff.findings[0].replies[0].endpoints.len(), 4);
    assert_eq!(
        replies(&diff.findings),
        [
            r#"429 {"detail":"Rate limit exceeded. Please try again later."}: RateLimited -> unknown"#
        ]
    );
}

#[test]
fn a_changed_word_is_shown_by_the_old_text_and_the_new_one() {
    let diff = diff(SPEC, &edited(SPEC, TABLE[0].1));
    assert_eq!(
        replies(&diff.findings),
        [
            r#"400 {"detail":"Not all words are spoken."}: NotAllWordsSpoken -> unknown"#,
            r#"400 {"detail":"Not all words were spoken."}: unknown -> NotAllWordsSpoken"#,
        ]
    );
}

#[test]
fn a_prefix_made_exact_is_shown_by_the_shortest_text_that_is_lost() {
    let diff = diff(SPEC, &edited(SPEC, TABLE[2].1));
    assert_eq!(
        replies(&diff.findings),
        [
            r#"402 {"detail":"This feature requires a Starter plan or higherx"}: PlanTooLow -> unknown"#
        ]
    );
}

#[test]
fn comments_and_order_are_nothing() {
    let diff = diff(SPEC, &shuffled(SPEC));
    assert!(diff.findings.is_empty() && diff.proof.is_complete() && !diff.same_text);
    assert_eq!(diff.bump(), None);
}

/// The same contract with its tables in the reverse order, without comments.
pub(crate) fn shuffled(text: &str) -> String {
    let without: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let head_end = without.find("\n[").unwrap() + 1;
    let (head, tables) = without.split_at(head_end);
    let mut tables: Vec<&str> = tables.split("\n[").collect();
    tables.reverse();
    let tables: Vec<String> = tables
        .into_iter()
        .map(|table| format!("\n[{}\n", table.trim_start_matches('[')))
        .collect();
    format!("{head}{}", tables.concat())
}

#[test]
fn a_contract_does_not_differ_from_itself() {
    for text in [SPEC, crate::rules::BASE] {
        assert!(diff(text, text).findings.is_empty());
        assert!(diff(text, &shuffled(text)).findings.is_empty());
    }
}

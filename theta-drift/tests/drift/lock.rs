//! What is news: pins, acknowledgements, and pages that are not worth comparing.

use theta_drift::{
    Drift, DriftOptions, Kind, Lock, LockProblemKind, Page, Standing, Verdict, compare,
};
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

const SPEC: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
sources = { errors = "https://echo.example/errors" }
plans = { free = { rpm = 30 }, team = { rpm = 300 } }
shapes.detail = { message = "/detail" }
endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }

[errors.too_long]
status = 400
detail = "The text is too long."
cause  = "It is."
source = "errors"

[errors.unknown_key]
status = 401
detail = "There is no such key."
source = "errors"

[errors.rate_limited]
status = 429
detail = "Slow down, please."
retry  = "backoff"
source = "errors"
"#;

pub(crate) const PAGE: &str = "# Errors of Echo

All errors are JSON with a `detail`.

## 400 Bad Request

| Detail | Cause |
| --- | --- |
| \"The text is too long.\" | It has more than a thousand characters. |

## 401 Unauthorized

| Detail | Cause |
| --- | --- |
| \"There is no such key.\" | The key was deleted. |

## 429 Too Many Requests

| Detail | Retry |
| --- | --- |
| \"Slow down, please.\" | Yes, with backoff |

| Plan | RPM |
| --- | --- |
| Free | 30 |
| Team | 300 |
";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn today() -> Day {
    day("2026-11-22")
}

fn contract(text: &str) -> (Contract, SourceText) {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    (
        loaded.contract.unwrap_or_else(|| panic!("{report}")),
        loaded.source,
    )
}

fn run_on(spec: &str, page: &str, lock: Option<&Lock>, on: Day) -> Drift {
    let (contract, spec) = contract(spec);
    let page = Page::new("errors.md", page.as_bytes()).with_role("errors");
    compare(
        &contract,
        &spec,
        &[page],
        lock,
        &DriftOptions::default(),
        on,
    )
}

fn run(page: &str, lock: Option<&Lock>) -> Drift {
    run_on(SPEC, page, lock, today())
}

/// The lock that accepts a page.
pub(crate) fn pinned(page: &str) -> Lock {
    run(page, None).pin(None, today())
}

/// A lock out of its text, behind the pins of a page.
fn with_entry(page: &str, entry: &str) -> Lock {
    read(&format!("{}\n{entry}", pinned(page)))
}

pub(crate) fn read(text: &str) -> Lock {
    Lock::read(&SourceText::new("docs.lock.toml", text.to_owned()))
}

fn stand(drift: &Drift) -> Vec<(Standing, Verdict, &str)> {
    drift
        .findings
        .iter()
        .filter(|judged| judged.standing != Standing::Clean)
        .map(|judged| {
            (
                judged.standing,
                judged.finding.verdict,
                judged.finding.subject.as_str(),
            )
        })
        .collect()
}

fn changed() -> String {
    PAGE.replace("The text is too long.", "The text was too long.")
}

const DETAIL: &str = "errors.too_long.detail";

#[test]
fn what_has_not_changed_is_clean() {
    let drift = run(PAGE, Some(&pinned(PAGE)));
    assert_eq!(stand(&drift), []);
    assert!(drift.is_clean());
    assert_eq!(drift.pages[0].as_pinned, Some(true));
}

#[test]
fn what_the_page_says_otherwise_since_it_was_pinned_is_news() {
    let expected = [(Standing::News, Verdict::Changed, DETAIL)];
    assert_eq!(stand(&run(&changed(), Some(&pinned(PAGE)))), expected);
    assert_eq!(
        stand(&run(&changed(), None)),
        expected,
        "without a pin as well"
    );
}

#[test]
fn what_disagreed_when_it_was_pinned_is_unacknowledged_and_no_news() {
    let drift = run(&changed(), Some(&pinned(&changed())));
    assert_eq!(
        stand(&drift),
        [(Standing::Unacknowledged, Verdict::Changed, DETAIL)]
    );
    assert!(!drift.is_clean());
}

#[test]
fn what_agrees_again_is_resolved() {
    let drift = run(PAGE, Some(&pinned(&changed())));
    assert_eq!(
        stand(&drift),
        [(Standing::Resolved, Verdict::Agree, DETAIL)]
    );
    assert!(drift.is_clean());
}

#[test]
fn a_page_in_another_layout_needs_no_word() {
    let moved = PAGE
        .replace("\n## ", "\n\n\n## ")
        .replace("| --- |", "|---|");
    let drift = run(&moved, Some(&pinned(PAGE)));
    assert!(drift.is_clean() && stand(&drift).is_empty());
    assert_eq!(drift.pages[0].as_pinned, Some(false));
}

#[test]
fn what_is_gone_is_missing_and_the_pin_has_the_evidence() {
    let without = PAGE.replace("| Team | 300 |\n", "");
    let drift = run(&without, Some(&pinned(PAGE)));
    assert_eq!(
        stand(&drift),
        [(Standing::News, Verdict::Missing, "plans.team.rpm")]
    );
    // Without a pin nobody knows that the page named a timeout; with one it is known to be gone.
    let spec = SPEC.replace(
        "echo.example\" }\nsources",
        "echo.example\", timeout = \"60s\" }\nsources",
    );
    let with = format!(
        "{PAGE}\n| Constraint | Value |\n| --- | --- |\n| Request timeout | 60 seconds |\n"
    );
    let pin = run_on(&spec, &with, None, today()).pin(None, today());
    assert_eq!(stand(&run_on(&spec, PAGE, None, today())), []);
    let drift = run_on(&spec, PAGE, Some(&pin), today());
    assert_eq!(
        stand(&drift),
        [(Standing::News, Verdict::Missing, "api.timeout")],
        "{pin}"
    );
    assert!(drift.findings.iter().any(|judged| {
        judged
            .finding
            .help
            .ends_with("| Request timeout | 60 seconds |")
    }));
}

#[test]
fn words_of_the_vendors_own_are_compared_with_the_pin_alone() {
    let reworded = PAGE.replace(
        "It has more than a thousand characters.",
        "At most 1000 letters are taken.",
    );
    let drift = run(&reworded, Some(&pinned(PAGE)));
    assert!(drift.is_clean());
    let [words] = drift.reworded.as_slice() else {
        panic!("{:?}", drift.reworded);
    };
    assert_eq!(
        (words.subject.as_str(), words.was.as_str()),
        (
            "errors.too_long.cause",
            "It has more than a thousand characters."
        )
    );
    assert_eq!(
        run(&reworded, None).reworded,
        [],
        "there is nothing to compare with"
    );
}

#[test]
fn a_new_reader_is_no_change_of_the_page() {
    let text = pinned(PAGE).to_string();
    let older = text
        .replace("reader = 3", "reader = 1")
        .replace("value = \"The text is too long.\"", "value = \"The text\"");
    let spec = SPEC.replace("The text is too long.", "The text was too long.");
    let drift = run_on(&spec, PAGE, Some(&read(&older)), today());
    assert_eq!(
        stand(&drift),
        [(Standing::Reread, Verdict::Changed, DETAIL)]
    );
    assert!(drift.is_clean());
    let other_page = PAGE.replace("All errors", "Errors");
    let drift = run_on(&spec, &other_page, Some(&read(&older)), today());
    assert_eq!(stand(&drift), [(Standing::News, Verdict::Changed, DETAIL)]);
}

const ENTRY: &str = r#"
[[acknowledge]]
fact          = "errors.too_long.detail"
page_says     = "The text was too long."
contract_says = "The text is too long."
reason        = "The server still sends the old one."
by            = "the maintainers"
until         = 2027-01-31
trust         = "contract"
"#;

#[test]
fn an_acknowledged_disagreement_is_quiet() {
    let drift = run(&changed(), Some(&with_entry(&changed(), ENTRY)));
    assert_eq!(
        stand(&drift),
        [(Standing::Acknowledged, Verdict::Changed, DETAIL)]
    );
    assert_eq!(drift.problems, []);
    assert!(drift.is_clean());
}

#[test]
fn the_entry_that_a_finding_offers_acknowledges_it() {
    let drift = run(&changed(), None);
    let entry = drift.failing().next().unwrap().finding.acknowledgement();
    let entry = entry
        .replace("reason        = \"\"", "reason = \"seen\"")
        .replace("by            = \"\"", "by = \"us\"")
        .replace("until         = \n", "until = 2027-01-31\n");
    assert!(run(&changed(), Some(&with_entry(&changed(), &entry))).is_clean());
}

#[test]
fn an_acknowledgement_is_bound_to_both_values() {
    let again = PAGE.replace("The text is too long.", "The text is far too long.");
    let drift = run(&again, Some(&with_entry(&changed(), ENTRY)));
    assert_eq!(stand(&drift), [(Standing::News, Verdict::Changed, DETAIL)]);
    let kinds: Vec<LockProblemKind> = drift.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [LockProblemKind::Unused]);
}

#[test]
fn an_unused_an_expired_and_a_malformed_entry_fail() {
    let unused = run(PAGE, Some(&with_entry(PAGE, ENTRY)));
    assert!(unused.problems[0].message.contains("remove the entry") && !unused.is_clean());
    let lock = with_entry(&changed(), ENTRY);
    let on_the_last_day = run_on(SPEC, &changed(), Some(&lock), day("2027-01-31"));
    assert!(on_the_last_day.is_clean());
    let expired = run_on(SPEC, &changed(), Some(&lock), day("2027-02-01"));
    assert_eq!(expired.problems[0].kind, LockProblemKind::Expired);
    assert_eq!(
        stand(&expired),
        [(Standing::Unacknowledged, Verdict::Changed, DETAIL)]
    );
    let malformed = run(
        &changed(),
        Some(&with_entry(
            &changed(),
            &ENTRY.replace("2027-01-31", "\"soon\""),
        )),
    );
    assert_eq!(malformed.problems[0].kind, LockProblemKind::Malformed);
    assert!(!malformed.is_clean());
}

#[test]
fn a_kind_of_a_page_can_be_acknowledged_as_a_whole_and_nothing_wider() {
    let whole = "[[acknowledge]]\nkind = \"detail\"\npage = \"errors\"\nreason = \"r\"\nby = \"b\"\nuntil = 2027-01-31\ntrust = \"page\"\n";
    let drift = run(&changed(), Some(&with_entry(&changed(), whole)));
    assert_eq!(
        stand(&drift),
        [(Standing::Acknowledged, Verdict::Changed, DETAIL)]
    );
    let plan = PAGE.replace("| 300 |", "| 400 |");
    let drift = run(&plan, Some(&with_entry(PAGE, whole)));
    assert_eq!(
        stand(&drift),
        [(Standing::News, Verdict::Changed, "plans.team.rpm")]
    );
    let all = whole.replace("kind = \"detail\"\n", "");
    assert_eq!(
        read(&format!("format_version = 1\n{all}")).problems.len(),
        1
    );
}

#[test]
fn every_mistake_in_the_lock_is_told() {
    for (text, says) in [
        ("", "there is no `format_version`"),
        ("format_version = 2", "pin again"),
        ("format_version = 1\nacknowledge = 3", "with two brackets"),
        (
            "format_version = 1\n[[aknowledge]]",
            "did you mean `acknowledge`?",
        ),
        ("format_version = 1\n[[page]]\nname = \"a\"", "no `sha256`"),
        ("format_version = ", ""),
        (
            "format_version = 1\n[[acknowledge]]\nfact = \"a\"\nkind = \"detail\"",
            "about one `fact`",
        ),
        (
            "format_version = 1\n[[acknowledge]]\nkind = \"detial\"\npage = \"a\"",
            "did you mean `detail`?",
        ),
    ] {
        let problems = read(text).problems;
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains(says)),
            "{text}: {problems:?}"
        );
        assert!(
            problems
                .iter()
                .all(|problem| problem.kind == LockProblemKind::Malformed)
        );
    }
    let twice = format!("format_version = 1\n{ENTRY}{ENTRY}");
    assert!(read(&twice).problems[0].message.contains("twice"));
}

#[test]
fn a_page_that_came_back_wrong_is_unreadable_and_not_a_list_of_changes() {
    let half = &PAGE[..PAGE.find("| \"There is no").unwrap()];
    let damaged = format!(
        "{PAGE}\n| a | b |\n|---|---|\n{}",
        "| 1 | 2 | 3 | 4 |\n".repeat(20)
    );
    let lock = pinned(PAGE);
    for (name, page, reason) in [
        ("empty", "", "is empty"),
        (
            "a login page",
            "# Sign in\n\nPlease log in to continue. Forgot password?\n",
            "is a login page",
        ),
        (
            "small",
            "# Errors of Echo\n\nThis page has moved to another place, where you will find it.\n",
            "bytes",
        ),
        ("half", half, "facts that it was pinned with"),
        (
            "other headings",
            &PAGE.replace("# ", "# About "),
            "headings",
        ),
        ("damaged rows", &damaged, "cells that do not fit"),
    ] {
        let drift = run(page, Some(&lock));
        let [unreadable] = drift.unreadable.as_slice() else {
            panic!("{name}: {:?}", stand(&drift));
        };
        assert!(
            unreadable.reason.contains(reason),
            "{name}: {}",
            unreadable.reason
        );
        assert_eq!(stand(&drift), [], "{name}");
        assert!(!drift.is_clean(), "{name}");
        // The last good pin stays.
        assert_eq!(
            drift.pin(Some(&lock), day("2027-01-01")).pages,
            lock.pages,
            "{name}"
        );
    }
    assert_eq!(run(PAGE, Some(&lock)).unreadable, []);
}

#[test]
fn thresholds_are_the_callers_to_choose() {
    let half = &PAGE[..PAGE.find("| \"There is no").unwrap()];
    let (contract, spec) = contract(SPEC);
    let mut options = DriftOptions::default();
    options.breaker.facts = 0.0;
    let page = Page::new("errors.md", half.as_bytes()).with_role("errors");
    let drift = compare(
        &contract,
        &spec,
        &[page],
        Some(&pinned(PAGE)),
        &options,
        today(),
    );
    assert_eq!(drift.unreadable, []);
    let missing = [
        "errors.unknown_key.detail",
        "errors.rate_limited.detail",
        "plans.free.rpm",
        "plans.team.rpm",
    ];
    let mut found: Vec<&str> = stand(&drift)
        .into_iter()
        .map(|(.., subject)| subject)
        .collect();
    found.sort_by_key(|subject| missing.iter().position(|one| one == subject));
    assert_eq!(found, missing, "and not their statuses and retries as well");
}

#[test]
fn a_pin_is_the_same_bytes_each_time_and_reads_back() {
    let first = pinned(PAGE);
    assert_eq!(first.to_string(), pinned(PAGE).to_string());
    let again = read(&first.to_string());
    assert_eq!(again, first);
    assert_eq!(first.pages[0].read, today());
    assert!(
        first.pages[0]
            .facts
            .iter()
            .any(|fact| fact.kind == Kind::Plan && fact.line == "| Team | 300 |")
    );
}

#[test]
fn an_unchanged_page_keeps_its_day_and_acknowledgements_stay() {
    let lock = with_entry(&changed(), ENTRY);
    let later = run(&changed(), Some(&lock)).pin(Some(&lock), day("2027-01-01"));
    assert_eq!(later.pages[0].read, today());
    assert_eq!(later.acknowledged.len(), 1);
    let other = run(PAGE, Some(&lock)).pin(Some(&lock), day("2027-01-01"));
    assert_eq!(other.pages[0].read, day("2027-01-01"));
}

//! What a page says of all endpoints at once, and limits in words.

use crate::lock::read as lock_of;
use crate::vendors::{day, load, short};
use theta_drift::{Drift, DriftOptions, Lock, Page, Verdict, compare};

const SPEC: &str = include_str!("pages/tides/spec.toml");
const ERRORS: &str = include_str!("pages/tides/errors.md");
const OVERVIEW: &str = include_str!("pages/tides/overview.md");

fn against(errors: &str, overview: &str, lock: Option<&Lock>) -> Drift {
    let (contract, spec) = load(SPEC);
    let pages = [
        Page::new("errors.md", errors.as_bytes()).with_role("errors"),
        Page::new("overview.md", overview.as_bytes()).with_role("overview"),
    ];
    compare(
        &contract,
        &spec,
        &pages,
        lock,
        &DriftOptions::default(),
        day(),
    )
}

fn edited(page: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(page.to_owned(), |page, (old, new)| {
        assert!(page.contains(old), "{old:?} is not on the page");
        page.replace(old, new)
    })
}

fn of_errors(edits: &[(&str, &str)]) -> Vec<(Verdict, String)> {
    let drift = against(&edited(ERRORS, edits), OVERVIEW, None);
    let found = short(&drift).into_iter();
    found
        .map(|(verdict, subject)| (verdict, subject.to_owned()))
        .collect()
}

fn of_limits(words: &str, edits: &[(&str, &str)]) -> Vec<(Verdict, String)> {
    let overview =
        edited(OVERVIEW, edits).replace("## Limits\n", &format!("## Limits\n\n{words}\n"));
    let drift = against(ERRORS, &overview, None);
    let found = short(&drift).into_iter();
    found
        .map(|(verdict, subject)| (verdict, subject.to_owned()))
        .collect()
}

const SENTENCE: &str = "All endpoints share the codes below.";
const NARROW: (&str, &str) = (
    "The form has no chart.",
    "The form has no chart (`/forecast` only).",
);

#[test]
fn a_page_that_gives_all_endpoints_the_same_errors_and_one_of_them_to_some_contradicts_itself() {
    let conflict = [(Verdict::Conflict, "errors.*.on".to_owned())];
    assert_eq!(of_errors(&[NARROW]), conflict);
    for said in [
        "Every endpoint can return the errors below.",
        "All of the API endpoints (`/forecast` and `/stations/{id}`) use the same codes.",
        "These codes apply to all endpoints.",
    ] {
        assert_eq!(of_errors(&[NARROW, (SENTENCE, said)]), conflict, "{said}");
    }
}

#[test]
fn what_is_said_of_fewer_endpoints_or_of_something_else_is_not_contradicted() {
    assert_eq!(of_errors(&[]), [], "nothing on the page is narrower");
    for said in [
        "",
        "Not all endpoints share the codes below.",
        "All endpoints share the codes below unless a row names one.",
        "All endpoints share the same error format.",
        "All endpoints (`/forecast`) share the codes below.",
        "The endpoints share the codes below.",
    ] {
        assert_eq!(of_errors(&[NARROW, (SENTENCE, said)]), [], "{said}");
    }
}

#[test]
fn such_a_sentence_holds_in_its_section_only() {
    let conflict = [(Verdict::Conflict, "errors.*.on".to_owned())];
    let under = |title: &str| {
        let with = format!("{title}\n\n{SENTENCE}");
        of_errors(&[NARROW, (SENTENCE, "Every error."), (title, &with)])
    };
    assert_eq!(under("## 400 Bad Request"), conflict);
    assert_eq!(under("## Summary"), [], "its section has no such row");
    assert_eq!(under("## 401 Unauthorized"), [], "it comes later");
    let of_one = (
        "## 400 Bad Request",
        "## Errors of `/forecast`\n\n### 400 Bad Request",
    );
    assert_eq!(
        of_errors(&[of_one]),
        [],
        "a heading that names endpoints ends it"
    );
}

#[test]
fn a_size_in_words_contradicts_only_what_lies_clearly_outside() {
    for words in [
        "Keep charts small (a few MB or less).",
        "Charts may have up to tens of MB.",
        "Charts of several hundred MB are split.",
        "Up to a few hundred stations are known.",
    ] {
        assert_eq!(of_limits(words, &[]), [], "{words}");
    }
    let limit = "endpoints.forecast.parts.chart.max_size".to_owned();
    for words in [
        "Keep charts small (a few hundred kB or less).",
        "Charts may have up to several hundred MB.",
    ] {
        assert_eq!(
            of_limits(words, &[]),
            [(Verdict::Conflict, limit.clone())],
            "{words}"
        );
        let alone = of_limits(words, &[("| File size | 8 MB |\n", "")]);
        assert_eq!(alone, [(Verdict::Maybe, limit.clone())], "{words}");
    }
}

#[test]
fn words_that_fit_a_number_are_no_evidence_for_it() {
    let with = edited(
        OVERVIEW,
        &[(
            "## Limits\n",
            "## Limits\n\nKeep charts small (a few MB or less).\n",
        )],
    );
    let lock = against(ERRORS, &with, None).pin(None, day());
    assert!(lock_of(&lock.to_string()).problems.is_empty());
    let without = edited(&with, &[("| File size | 8 MB |\n", "")]);
    let drift = against(ERRORS, &without, Some(&lock));
    assert_eq!(
        short(&drift),
        [(Verdict::Missing, "endpoints.forecast.parts.chart.max_size")]
    );
}

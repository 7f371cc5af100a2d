//! What was accepted: pages as text, known disagreements, entries.

use crate::vendors::{day, load, short};
use theta_drift::{
    Difference, Drift, DriftOptions, Finding, Lock, LockProblemKind, Page, PageStanding,
    PinnedPage, Standing, compare,
};
use theta_spec::day::Day;
use theta_spec::source::SourceText;

const SPEC: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
sources.errors = "https://echo.example/errors"
shapes.error = { code = "/code", message = "/message" }
endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }

[errors.too_long]
status = 400
code   = "too_long"
detail = "The text is too long."
source = "errors"

[errors.no_key]
status = 401
code   = "no_key"
detail = "There is no key."
source = "errors"

[errors.no_money]
status = 402
code   = "no_money"
detail = "There is no money left."
source = "errors"
"#;

const PAGE: &str = "# Errors

| Status | Code | Message | What to do |
|---|---|---|---|
| 400 | `too_long` | The text is too long. | Shorten it |
| 401 | `no_key` | There is no key. | Send one |
| 402 | `no_money` | There is no money left. | Pay |
";

fn held(spec: &str, page: &str, lock: Option<&Lock>) -> Drift {
    let (contract, source) = load(spec);
    let page = Page::new("errors.md", page.as_bytes()).with_role("errors");
    compare(
        &contract,
        &source,
        &[page],
        lock,
        &DriftOptions::default(),
        day(),
    )
}

fn pinned(spec: &str, page: &str) -> Vec<PinnedPage> {
    let (contract, source) = load(spec);
    held(spec, page, None).pin(&contract, &source, None, day())
}

fn accepted(spec: &str, page: &str) -> Lock {
    let pages = pinned(spec, page);
    let pages = pages
        .iter()
        .map(|page| PinnedPage::read(&page.to_string()).unwrap());
    Lock::new(pages.collect(), None)
}

fn news(drift: &Drift) -> Vec<&Finding> {
    drift
        .findings
        .iter()
        .filter(|finding| finding.standing == Standing::News)
        .collect()
}

#[test]
fn the_file_is_lines_that_a_person_can_review() {
    let pages = pinned(SPEC, PAGE);
    let text = pages[0].to_string();
    let text = text.replace(&pages[0].sha256, "HASH");
    assert_eq!(
        text,
        "theta-drift 2
page errors
format markdown
read 2026-11-22
reader 2
sha256 HASH
stated errors.no_key.code | no_key
stated errors.no_key.detail | There is no key.
stated errors.no_key.status | 401
stated errors.no_money.code | no_money
stated errors.no_money.detail | There is no money left.
stated errors.no_money.status | 402
stated errors.too_long.code | too_long
stated errors.too_long.detail | The text is too long.
stated errors.too_long.status | 400

h1 Errors
table 0
th | Status | Code | Message | What to do
tr 0 | 400 | `too_long` | The text is too long. | Shorten it
tr 1 | 401 | `no_key` | There is no key. | Send one
tr 2 | 402 | `no_money` | There is no money left. | Pay
"
    );
}

#[test]
fn what_stood_when_a_page_was_accepted_is_known_and_what_comes_later_is_news() {
    let old = PAGE.replace("| 402 | `no_money` |", "| 402 | `no_cash` |");
    assert!(!news(&held(SPEC, &old, None)).is_empty());
    let lock = accepted(SPEC, &old);
    let drift = held(SPEC, &old, Some(&lock));
    assert!(
        drift.is_clean() && !drift.findings.is_empty(),
        "{:?}",
        drift.findings
    );
    let drift = held(
        SPEC,
        &old.replace("| 401 | `no_key` |", "| 403 | `no_key` |"),
        Some(&lock),
    );
    assert_eq!(news(&drift).len(), 1, "{:?}", drift.findings);
}

#[test]
fn what_is_accepted_again_stays_known_although_no_row_names_the_page() {
    let spec = SPEC.replace("\nsource = \"errors\"", "");
    let lock = accepted(&spec, PAGE);
    let page = PAGE
        .replace("| 401 | `no_key` |", "| 403 | `no_key` |")
        .replace("| 402 | `no_money` | There is no money left. | Pay |\n", "");
    let drift = held(&spec, &page, Some(&lock));
    assert_eq!(news(&drift).len(), 2, "{:?}", short(&drift));
    // Accepted twice, and by a lock that was written and read.
    let mut lock = lock;
    for _ in 0..2 {
        let (contract, source) = load(&spec);
        let pages = held(&spec, &page, Some(&lock)).pin(&contract, &source, Some(&lock), day());
        let pages = pages.iter().map(|page| PinnedPage::read(&page.to_string()));
        lock = Lock::new(pages.map(Result::unwrap).collect(), None);
        let drift = held(&spec, &page, Some(&lock));
        assert!(drift.is_clean(), "{:?}", short(&drift));
        assert_eq!(drift.findings.len(), 2, "{:?}", short(&drift));
    }
    // What differs otherwise from then on is news.
    let page = page.replace("| 403 | `no_key` |", "| 409 | `no_key` |");
    assert_eq!(news(&held(&spec, &page, Some(&lock))).len(), 1);
}

#[test]
fn a_contract_that_changes_while_its_page_does_not_is_found() {
    let lock = accepted(SPEC, PAGE);
    for (from, to) in [
        ("status = 401", "status = 402"),
        ("\"no_key\"", "\"no_keys\""),
        ("There is no key.", "There is no money left."),
    ] {
        let drift = held(&SPEC.replacen(from, to, 1), PAGE, Some(&lock));
        assert!(
            !news(&drift).is_empty(),
            "{from} → {to}: {:?}",
            short(&drift)
        );
    }
    assert!(held(SPEC, PAGE, Some(&lock)).is_clean());
}

#[test]
fn a_contract_that_follows_its_page_is_clean_before_it_is_accepted_again() {
    let lock = accepted(SPEC, PAGE);
    let page = PAGE.replace("There is no key.", "The key is missing.")
        + "| 409 | `busy` | It is busy. | Wait |\n";
    let drift = held(SPEC, &page, Some(&lock));
    assert_eq!(
        short(&drift),
        [
            (Difference::Changed, "errors.no_key.detail"),
            (Difference::New, "errors.busy")
        ]
    );
    assert!(
        drift
            .findings
            .iter()
            .all(|finding| finding.proposal.is_some()),
        "{:?}",
        drift.findings
    );
    let spec = SPEC.replace("There is no key.", "The key is missing.")
        + "[errors.busy]\nstatus = 409\ncode = \"busy\"\ndetail = \"It is busy.\"\nsource = \"errors\"\n";
    let drift = held(&spec, &page, Some(&lock));
    assert!(drift.is_clean(), "{:?} {:?}", drift.findings, drift.changes);
}

#[test]
fn one_change_is_one_finding_and_shows_the_whole_row() {
    let lock = accepted(SPEC, PAGE);
    let page = PAGE.replace(
        "There is no key. | Send one",
        "The key is missing. | Send one of 2",
    );
    let drift = held(SPEC, &page, Some(&lock));
    assert_eq!(
        short(&drift),
        [(Difference::Changed, "errors.no_key.detail")]
    );
    assert_eq!(drift.changes.len(), 1);
    assert!(drift.changes[0].is_shown_by(0));
}

#[test]
fn a_page_that_states_too_little_is_never_clean_and_nothing_of_it_is_written() {
    let other = "# Something else\n\nThis page is about tides, charts and other things, and says nothing of the sort.\n";
    let drift = held(SPEC, other, None);
    assert_eq!(drift.pages[0].standing, PageStanding::Rewritten);
    assert_eq!(short(&drift), [(Difference::Rewritten, "sources.errors")]);
    assert!(!drift.is_clean());
    let partly = PAGE
        .replace("`no_key` | There is no key.", "`key` | Key?")
        .replace("`no_money` | There is no money left.", "`money` | Money?");
    let drift = held(SPEC, &partly, None);
    assert_eq!(drift.pages[0].standing, PageStanding::Partly);
    assert!(
        drift
            .findings
            .iter()
            .all(|finding| finding.proposal.is_none())
    );
    // Accepted, it is known.
    let lock = Lock::new(pinned(SPEC, &partly), None);
    let drift = held(SPEC, &partly, Some(&lock));
    assert!(drift.is_clean(), "{:?}", drift.findings);
}

#[test]
fn a_page_that_kept_most_of_its_text_is_not_written_anew() {
    let spec = SPEC.replace("detail = \"The text is too long.\"\n", "");
    let lock = accepted(&spec, PAGE);
    let page = PAGE
        .replace("no_key", "key_lost")
        .replace("There is no key.", "A key is wanted.")
        .replace("no_money", "broke");
    let drift = held(&spec, &(page + "\nA further paragraph.\n"), Some(&lock));
    assert_ne!(drift.findings[0].difference, Difference::Missing);
}

#[test]
fn an_entry_silences_one_disagreement_until_its_last_day_is_over() {
    let spec = SPEC.replace("code   = \"no_money\"", "code   = \"no_credit\"");
    let drift = held(&spec, PAGE, None);
    let entries: Vec<String> = drift
        .findings
        .iter()
        .map(Finding::acknowledgement)
        .collect();
    let filled = entries
        .join("\n")
        .replace(
            "reason        = \"\"",
            "reason        = \"The page is wrong.\"",
        )
        .replace("by            = \"\"", "by            = \"us\"")
        .replace("until         = \"\"", "until         = 2026-11-30");
    let file = SourceText::new("acknowledged.toml", filled);
    let lock = Lock::new(Vec::new(), Some(&file));
    assert_eq!(lock.problems, []);
    let (contract, source) = load(&spec);
    let page = || Page::new("errors.md", PAGE.as_bytes()).with_role("errors");
    let on = |today| {
        compare(
            &contract,
            &source,
            &[page()],
            Some(&lock),
            &DriftOptions::default(),
            Day::parse(today).unwrap(),
        )
    };
    assert!(on("2026-11-30").is_clean());
    let late = on("2026-12-01");
    assert!(
        late.problems
            .iter()
            .all(|problem| problem.kind == LockProblemKind::Expired)
            && !late.problems.is_empty()
    );
    // Without the disagreement the entry is about nothing.
    let drift = held(SPEC, PAGE, Some(&lock));
    assert!(
        drift
            .problems
            .iter()
            .all(|problem| problem.kind == LockProblemKind::Unused)
            && !drift.problems.is_empty()
    );
}

#[test]
fn a_file_that_is_damaged_says_in_which_line() {
    let pages = pinned(SPEC, PAGE);
    let text = pages[0].to_string();
    let line = text
        .lines()
        .position(|line| line.starts_with("table"))
        .unwrap()
        + 1;
    assert_eq!(
        PinnedPage::read(&text.replace("table 0", "<<<<<<< ours")).err(),
        Some(line)
    );
    assert_eq!(PinnedPage::read("").err(), Some(1));
    assert!(PinnedPage::read(&text).is_ok());
}

#[test]
fn a_text_that_grew_is_changed_and_no_new_one() {
    let grown = PAGE.replace("There is no key.", "Sorry, There is no key.");
    for lock in [None, Some(accepted(SPEC, PAGE))] {
        let drift = held(SPEC, &grown, lock.as_ref());
        assert_eq!(
            short(&drift),
            [(Difference::Changed, "errors.no_key.detail")],
            "{:?}",
            drift.findings
        );
    }
}

//! Headers with names that tell nothing: what they are for is said around them.

use crate::vendors::{day, load, short};
use theta_drift::{DriftOptions, Page, Verdict, compare};

/// The contract of Lumen with the headers of the page.
const SPEC: &str = r#"
theta = 1
api = { name = "Lumen", base_url = "https://api.lumen.example" }
auth = { header = "x-lumen-token" }
request_id = { headers = "lumen-trace" }
sources = { calls = "https://lumen.example/calls" }
shapes.detail = { message = "/detail" }

[endpoints.shade]
post    = "/shade"
body    = { type = "text" }
returns = "text"
source  = "calls"
"#;

const PAGE: &str = "# Calls

Every call needs an API key. Send it in the `X-Lumen-Token` header.

Every reply has an id. Quote the value of the `Lumen-Trace` header when you write to support.

| Method | Path |
| --- | --- |
| POST | `/shade` |
";

fn found(spec: &str, page: &str) -> (Vec<(Verdict, String)>, Vec<String>) {
    let (contract, spec) = load(spec);
    let page = Page::new("calls.md", page.as_bytes()).with_role("calls");
    let drift = compare(
        &contract,
        &spec,
        &[page],
        None,
        &DriftOptions::default(),
        day(),
    );
    let other = short(&drift).into_iter();
    let other = other
        .map(|(verdict, subject)| (verdict, subject.to_owned()))
        .collect();
    let agreed = drift.findings.iter().map(|judged| &judged.finding);
    let agreed = agreed.filter(|finding| finding.agrees());
    (
        other,
        agreed.map(|finding| finding.subject.clone()).collect(),
    )
}

fn edited(old: &str, new: &str) -> Vec<(Verdict, String)> {
    assert_eq!(PAGE.matches(old).count(), 1, "{old}");
    found(SPEC, &PAGE.replace(old, new)).0
}

#[test]
fn what_the_page_says_of_them_is_confirmed() {
    let (other, agreed) = found(SPEC, PAGE);
    assert_eq!(other, []);
    for subject in ["auth.header", "request_id.headers"] {
        assert!(
            agreed.iter().any(|one| one == subject),
            "{subject}: {agreed:?}"
        );
    }
}

#[test]
fn another_name_in_the_same_sentence_is_a_change() {
    assert_eq!(
        edited("X-Lumen-Token", "X-Lumen-Pass"),
        [(Verdict::Changed, "auth.header".to_owned())]
    );
    assert_eq!(
        edited("Lumen-Trace", "Lumen-Ref"),
        [(Verdict::Changed, "request_id.headers".to_owned())]
    );
}

#[test]
fn what_only_the_page_has_is_new() {
    let without = |key: &str| {
        let lines = SPEC.lines().filter(|line| !line.starts_with(key));
        found(&lines.collect::<Vec<_>>().join("\n"), PAGE).0
    };
    assert_eq!(without("auth"), [(Verdict::New, "auth".to_owned())]);
    assert_eq!(
        without("request_id"),
        [(Verdict::New, "request_id.headers".to_owned())]
    );
}

#[test]
fn a_header_for_something_else_is_no_key_and_no_request_id() {
    for more in [
        "Send the colour space in the `X-Lumen-Space` header.",
        "Send your API key and an `X-Lumen-Space` header.",
        "To support wide colours, send the `X-Lumen-Space` header.",
        "The `X-Lumen-Space` header is not supported.",
        "If the `X-Lumen-Space` header is empty, contact support.",
        "Quote the value of the `X-Lumen-Quota` header when you write to support.",
    ] {
        let page = format!("{PAGE}\n{more}\n");
        assert_eq!(found(SPEC, &page).0, [], "{more}");
    }
}

#[test]
fn prose_that_names_the_header_says_nothing_of_the_word_before_the_key() {
    let spec = SPEC.replace(
        "\"x-lumen-token\" }",
        "\"x-lumen-token\", scheme = \"Lumen\" }",
    );
    assert_eq!(found(&spec, PAGE).0, []);
    let shown = format!("{PAGE}\n    X-Lumen-Token: Bearer lm-live-XXXX\n");
    let (other, _) = found(&spec, &shown);
    assert_eq!(other.len(), 1, "{other:?}");
}

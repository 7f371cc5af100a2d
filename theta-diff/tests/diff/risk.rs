//! What a change may cost.

use crate::rules::diff;
use theta_diff::Risk;

fn risk(billed: &str) -> Option<Risk> {
    let contract = |retry: &str| {
        format!(
            r#"
            theta = 1
            api = {{ name = "Jobs", base_url = "https://jobs.example" }}
            shapes.problem.message = "/message"
            endpoints.job = {{ get = "/job", returns = "text", billed = {billed} }}
            errors.busy = {{ status = 409, detail = "busy", retry = "{retry}" }}
            "#
        )
    };
    let diff = diff(&contract("never"), &contract("backoff"));
    assert_eq!(diff.findings.len(), 1, "{:?}", diff.findings);
    diff.findings[0].risk
}

#[test]
fn a_billed_call_that_is_sent_again_is_a_risk() {
    assert_eq!(risk("\"job\""), Some(Risk::SentAgain));
}

#[test]
fn a_free_call_that_is_sent_again_is_none() {
    assert_eq!(risk("false"), None);
}

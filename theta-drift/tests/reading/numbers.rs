//! Numbers that bound something are found in their units, near the words of their own row.

use super::contract::{By, known, read, spec};
use theta_drift::{Reason, Verdict, What};

/// What is said of the number of a plan of 1,800 requests a minute, on a page.
fn verdict(page: &str) -> Verdict {
    let known = known(&spec(&[], By::Code, "[plans.team_plus]\nrpm = 1800\n"));
    let reading = read("a.md", page, &known);
    let at = known
        .facts
        .iter()
        .position(|fact| matches!(fact.what, What::Number(_)));
    at.map_or(Verdict::Missing { nearest: None }, |at| {
        reading.lookup.verdicts[at].clone()
    })
}

fn is_stated(page: &str) -> bool {
    matches!(verdict(page), Verdict::Stated(_))
}

#[test]
fn a_number_may_be_written_in_many_ways() {
    for number in [
        "1800 requests per minute",
        "1,800 req / min",
        "1.8k rpm",
        "1.8K rpm",
        "0.0018M rpm",
        "1 800/min",
        "30 requests per second",
        "9,000 requests / 5 min",
    ] {
        assert!(
            is_stated(&format!(
                "# Limits\n\n| Plan | Rate |\n|---|---|\n| Team Plus | {number} |\n"
            )),
            "{number}"
        );
    }
    assert!(!is_stated(
        "# Limits\n\n| Plan | Rate |\n|---|---|\n| Team Plus | 1,801 requests per minute |\n"
    ));
}

#[test]
fn the_words_are_those_of_the_row_the_column_and_the_headings() {
    assert!(is_stated(
        "# Limits\n\n| Plan | Team plus |\n|---|---|\n| Rate | 1,800 requests per minute |\n"
    ));
    assert!(is_stated(
        "# Limits\n\n## Team Plus\n\nAt most 1,800 requests per minute.\n"
    ));
    assert!(matches!(
        verdict("# Limits\n\n| Plan | Rate |\n|---|---|\n| Free | 1,800 requests per minute |\n"),
        Verdict::Untold(Reason::Unnamed)
    ));
}

#[test]
fn another_number_in_its_place_is_told() {
    let page = "# Limits\n\n| Plan | Rate |\n|---|---|\n| Team Plus | 600 requests per minute |\n";
    assert!(matches!(verdict(page), Verdict::Elsewhere { .. }));
}

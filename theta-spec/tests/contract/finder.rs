//! The classifier for many replies of one endpoint agrees with the classifier.

use theta_spec::classify::{Finder, Outcome, Reading, classify_reading, read};
use theta_spec::contract::ErrorId;
use theta_spec::sample;

const CONTRACTS: [&str; 5] = [
    include_str!("../../../spec.toml"),
    include_str!("../../../vendors/deepgram/spec.toml"),
    include_str!("../../../vendors/llmtune/spec.toml"),
    include_str!("../../../vendors/lmnt/spec.toml"),
    include_str!("../good.toml"),
];

fn row(outcome: Outcome) -> Option<(ErrorId, Vec<(String, String)>)> {
    match outcome {
        Outcome::Row { id, captures } => Some((id, captures)),
        Outcome::Unknown(_) | Outcome::Success => None,
    }
}

#[test]
fn a_reply_is_the_row_that_the_classifier_finds() {
    let mut compared = 0;
    for text in CONTRACTS {
        let loaded = theta_spec::load("spec.toml", text.as_bytes());
        let report = theta_spec::render::report(&loaded.source, &loaded.report);
        let contract = loaded.contract.expect(&report);
        let replies: Vec<(u16, Reading)> = contract
            .errors
            .iter()
            .flat_map(|row| {
                let reply = sample::error_reply(&contract, row);
                let whole = read(&contract, reply.body.as_bytes());
                let mut longer = whole.clone();
                longer.detail = longer.detail.map(|detail| format!("{detail} and more"));
                let mut coded = whole.clone();
                coded.code = Some("other".to_owned());
                [whole, longer, coded].map(|reading| (reply.status, reading))
            })
            .collect();
        for endpoint in &contract.endpoints {
            let finder = Finder::new(&contract, endpoint);
            for (status, reading) in &replies {
                let expected = classify_reading(&contract, endpoint, *status, reading);
                assert_eq!(
                    row(finder.find(*status, reading)),
                    row(expected),
                    "{reading:?}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}

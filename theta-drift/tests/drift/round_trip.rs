//! A contract's own reference says what the contract says, and shows every change of it.

use crate::vendors::{THETA_ONE, day, load, reference, short};
use proptest::prelude::*;
use theta_drift::{Drift, DriftOptions, Edit, Verdict, compare};
use theta_spec::contract::Contract;
use theta_spec::template::Template;

/// The contract of Theta One held against the reference of another one.
fn against(other: &Contract) -> Drift {
    let (contract, spec) = load(THETA_ONE.contract);
    compare(
        &contract,
        &spec,
        &reference(other),
        None,
        &DriftOptions::default(),
        day(),
    )
}

/// Theta One's contract without one of its errors.
fn without(name: &str) -> Contract {
    let mut text = String::new();
    let mut skip = false;
    for line in THETA_ONE.contract.lines() {
        if line.starts_with('[') || line.starts_with('#') {
            skip = line == format!("[errors.{name}]");
        }
        if !skip {
            text.push_str(line);
            text.push('\n');
        }
    }
    load(&text).0
}

#[test]
fn an_error_that_the_reference_lacks_is_missing_and_nothing_else() {
    let (contract, _) = load(THETA_ONE.contract);
    for row in &contract.errors {
        let drift = against(&without(&row.name));
        let subject = match (&row.detail, row.status.single()) {
            (Some(_), _) => format!("errors.{}.detail", row.name),
            (None, Some(status)) => format!("errors.{status}"),
            (None, None) => unreachable!("every error of Theta One has one status"),
        };
        assert_eq!(
            short(&drift),
            [(Verdict::Missing, subject.as_str())],
            "{}",
            row.name
        );
    }
}

#[test]
fn an_error_that_only_the_reference_has_is_new_and_can_be_written() {
    let (contract, _) = load(THETA_ONE.contract);
    for row in &contract.errors {
        let less = without(&row.name);
        let mut text = String::new();
        for line in THETA_ONE.contract.split_inclusive("\n\n") {
            if !line.contains(&format!("[errors.{}]", row.name)) {
                text.push_str(line);
            }
        }
        let loaded = theta_spec::load("spec.toml", text.as_bytes());
        let pages = reference(&contract);
        let drift = compare(
            &less,
            &loaded.source,
            &pages,
            None,
            &DriftOptions::default(),
            day(),
        );
        let findings: Vec<_> = drift.failing().map(|judged| &judged.finding).collect();
        let [finding] = findings.as_slice() else {
            panic!("{}: {findings:#?}", row.name);
        };
        assert_eq!(finding.verdict, Verdict::New, "{}", row.name);
        let edits = finding
            .change
            .as_ref()
            .map(|change| change.edits.as_slice());
        let Some([Edit::Add { path, entries, .. }]) = edits else {
            panic!("{}: {} {}", row.name, finding.message, finding.help);
        };
        assert_eq!(path[0], "errors");
        let has = |key: &str| entries.iter().any(|(name, _)| name == key);
        assert_eq!(
            (has("status"), has("detail")),
            (true, row.detail.is_some()),
            "{}",
            row.name
        );
    }
}

/// One letter more, one less, or another one.
fn letter(text: &str, at: usize, how: u8) -> String {
    let letters: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_alphabetic())
        .collect();
    let (at, c) = letters[at % letters.len()];
    let other = if c == 'q' { 'k' } else { 'q' };
    let put = match how {
        0 => String::new(),
        1 => format!("{c}{other}"),
        _ => other.to_string(),
    };
    format!("{}{put}{}", &text[..at], &text[at + c.len_utf8()..])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// One letter of one detail is one finding, about that detail.
    #[test]
    fn one_letter_of_one_detail_is_one_finding(row in any::<prop::sample::Index>(), at in any::<usize>(), how in 0_u8..3) {
        let (mut contract, _) = load(THETA_ONE.contract);
        let rows: Vec<usize> = (0..contract.errors.len()).filter(|&at| contract.errors[at].detail.is_some()).collect();
        let row = &mut contract.errors[rows[row.index(rows.len())]];
        let name = row.name.clone();
        if let Some(detail) = &mut row.detail {
            let text = detail.templates[0].leading_literal().to_owned();
            let new = letter(&text, at, how);
            let written = detail.templates[0].to_string().replacen(&text, &new, 1);
            detail.templates[0] = Template::parse(&written).unwrap();
        }
        let drift = against(&contract);
        let found = short(&drift);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert_eq!(found[0].1, format!("errors.{name}.detail"));
        prop_assert!(matches!(found[0].0, Verdict::Changed | Verdict::Maybe), "{:?}", found);
    }
}

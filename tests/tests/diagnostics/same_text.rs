//! The macro says what `theta check` says.

use crate::fixture::Fixture;
use std::collections::BTreeSet;
use theta_spec::diagnostic::Severity;

const TWENTY: &[u8] = include_bytes!("../../../theta-spec/tests/twenty.toml");

#[test]
fn twenty_mistakes_are_twenty_errors_with_the_same_words_at_the_same_places() {
    let loaded = theta_spec::load("spec.toml", TWENTY);
    let errors = loaded
        .report
        .diagnostics()
        .iter()
        .filter(|found| found.severity == Severity::Error);
    let expected: Vec<String> = errors
        .map(|found| theta_spec::render::text(&loaded.source, found))
        .collect();

    let fixture = Fixture::new(
        "theta_runtime::api! { spec = \"spec.toml\" }\n\npub fn builder() -> theta_runtime::Builder<Client> { Client::builder() }\n",
    );
    fixture.write("spec.toml", TWENTY);
    let built = fixture.build();
    assert!(!built.ok);

    let set = |texts: &[String]| {
        texts
            .iter()
            .map(|text| text.trim_end().to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(set(&built.errors), set(&expected), "{}", built.printed);
    assert_eq!(built.errors.len(), expected.len());
    let places: BTreeSet<&str> = expected
        .iter()
        .filter_map(|text| text.lines().find(|line| line.contains("-->")))
        .collect();
    println!(
        "{} mistakes: {} errors at {} places from the compiler, word for word those of the checker",
        expected.len(),
        built.errors.len(),
        places.len()
    );
    assert_eq!((expected.len(), places.len()), (20, 20));
}

//! Twenty mistakes in one file are twenty errors in one run, each at its place.

use theta_spec::diagnostic::Severity;

const FILE: &str = include_str!("twenty.toml");

/// `(code, line:column, the marked text)`
const MISTAKES: [(&str, &str, &str); 20] = [
    ("T0005", "2:9", "2"),
    ("T0209", "7:12", "\"http://echo.example\""),
    ("T0210", "8:11", "\"today\""),
    ("T0202", "9:11", "\"30\""),
    ("T0101", "10:1", "suport"),
    ("T0102", "14:10", "7"),
    ("T0204", "22:14", "\"id\""),
    ("T0104", "24:9", "both"),
    ("T0208", "30:24", "\"strnig\""),
    ("T0302", "31:25", "\"Voise\""),
    ("T0403", "36:27", "\"calm\""),
    ("T0305", "42:10", "\"smal\""),
    ("T0203", "43:62", "\"1 mb\""),
    ("T0205", "46:7", "\"listen\""),
    ("T0103", "50:12", "hum"),
    ("T0206", "55:10", "\"40x\""),
    ("T0207", "57:19", "{"),
    ("T0201", "61:9", "Down"),
    ("T0301", "63:7", "\"sya\""),
    ("T0105", "64:9", "\"sometimes\""),
];

#[test]
fn twenty_mistakes_are_twenty_errors_at_their_places() {
    let loaded = theta_spec::load("twenty.toml", FILE.as_bytes());
    let errors = loaded
        .report
        .diagnostics()
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let found: Vec<(&str, String, &str)> = errors
        .map(|one| {
            let place = loaded.source.position(one.span.start).to_string();
            (one.code, place, &FILE[one.span.start..one.span.end])
        })
        .collect();
    let found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|(code, place, text)| (*code, place.as_str(), *text))
        .collect();
    assert_eq!(found, MISTAKES);
    let mut codes: Vec<&str> = MISTAKES.iter().map(|(code, ..)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), MISTAKES.len(), "each is of another kind");
}

#[test]
fn the_report_of_twenty_mistakes_reads_well() {
    let loaded = theta_spec::load("twenty.toml", FILE.as_bytes());
    insta::assert_snapshot!(theta_spec::render::report(&loaded.source, &loaded.report));
}

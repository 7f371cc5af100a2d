//! Types that hold each other in chains as long as a file, and in circles.

use std::fmt::Write as _;
use theta_spec::diagnostic::Severity;

const LENGTH: usize = 3_000;
const RING: usize = 500;

/// A contract with these types and lines of an endpoint that sends or returns the first, `T0`.
fn errors(types: &str, endpoint: &str) -> Vec<&'static str> {
    let text = format!(
        "theta = 1\napi = {{ name = \"A\", base_url = \"https://a.example\" }}\n\
         [endpoints.one]\npost = \"/x\"\n{endpoint}\n{types}"
    );
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let errors = loaded.report.diagnostics().iter();
    let errors = errors.filter(|one| one.severity == Severity::Error);
    errors.map(|one| one.code).collect()
}

/// The places where a value is written as texts, or read.
const PLACES: &[&str] = &[
    "body = { form = \"T0\", nested = \"brackets\", null = \"\" }",
    "query.q = { type = \"T0\", nested = \"brackets\", null = \"\" }",
    "query.q = { type = \"T0\", nested = \"fields\", lists = \"indices\", null = \"\" }",
    "query.q = { type = \"T0\", json = true }",
    "body = { json = \"T0\" }",
    "body = { json = \"[T0]\" }",
    "returns = \"T0\"",
    "returns = { type = \"T0\", xml = true }",
    "[webhooks.w]\nevent = \"T0\"\nsignature = { header = \"x-s\" }",
];

/// The lines of a type that is made of the one with this number.
type Link = fn(usize) -> String;

/// Types `T0` to the last, each made of the next.
fn chain(length: usize, link: impl Fn(usize) -> String, last: &str) -> String {
    let mut types = String::new();
    for at in 0..length {
        let _ = writeln!(types, "[types.T{at}]\n{}", link(at + 1));
    }
    let _ = writeln!(types, "[types.T{length}]\n{last}");
    types
}

#[test]
fn a_chain_as_long_as_the_file_is_read_to_its_end() {
    let field = "fields.a = \"string\"";
    let links: [(Link, &str); 6] = [
        (
            |next| format!("fields.a = {{ type = \"T{next}\", optional = true }}"),
            field,
        ),
        (
            |next| format!("fields.a = {{ type = \"T{next}?\", optional = true }}"),
            field,
        ),
        (
            |next| format!("fields.a = {{ type = \"[T{next}]\", optional = true }}"),
            field,
        ),
        (|next| format!("is = \"T{next}\""), field),
        (|next| format!("is = \"T{next}?\""), field),
        (
            |next| format!("any = [\"T{next}\", \"boolean\"]"),
            "any = [\"string\", \"boolean\"]",
        ),
    ];
    for (link, last) in links {
        let types = chain(LENGTH, link, last);
        for place in PLACES {
            // That it ends is what matters; what it says differs from place to place.
            let errors = errors(&types, place);
            assert!(!errors.contains(&"T0401"), "{place}: {errors:?}");
        }
    }
}

#[test]
fn a_deep_form_and_a_deep_query_are_no_mistake() {
    let link = |next| format!("fields.a = {{ type = \"T{next}\", optional = true }}");
    let types = chain(LENGTH, link, "fields.a = \"string\"");
    for place in PLACES[..2]
        .iter()
        .map(|place| place.replace(", null = \"\"", ""))
    {
        assert_eq!(errors(&types, &place), [""; 0], "{place}");
    }
}

#[test]
fn null_at_the_end_of_a_chain_is_seen() {
    let types = chain(
        LENGTH,
        |next| format!("is = \"T{next}?\""),
        "fields.a = \"string\"",
    );
    let query = "query.q = { type = \"T0\", nested = \"brackets\" }";
    assert_eq!(errors(&types, query), ["T0516"]);
}

#[test]
fn what_a_long_chain_of_names_leads_to_is_counted() {
    let wide = |name: &str| {
        let all = 0..300;
        let fields = all
            .clone()
            .map(|at| format!("[types.{name}{at}]\nfields.{name}{at} = \"string\"\n"));
        let names: Vec<String> = all.map(|at| format!("\"{name}{at}\"")).collect();
        let types: String = fields.collect();
        (format!("any = [{}]", names.join(", ")), types)
    };
    let ((a, of_a), (b, of_b)) = (wide("A"), wide("B"));
    let to_a = chain(100, |next| format!("is = \"T{next}\""), &a);
    let to_b = chain(100, |next| format!("is = \"T{next}\""), &b).replace('T', "V");
    let types = format!("{of_a}{of_b}{to_a}{to_b}[types.U]\nany = [\"T0\", \"V0\"]\n");
    assert_eq!(errors(&types, "returns = \"U\""), ["T0006"]);
}

#[test]
fn what_stands_for_itself_is_refused_at_once() {
    let ring = |link: fn(usize) -> String| {
        let types: Vec<String> = (0..RING)
            .map(|at| format!("[types.T{at}]\n{}", link(at)))
            .collect();
        types.join("\n")
    };
    let table = [
        "[types.T0]\nany = [\"T0\", \"T0\"]".to_owned(),
        "[types.T0]\nany = [\"T0\", \"B\"]\n[types.B]\nany = [\"T0\", \"string\"]".to_owned(),
        "[types.T0]\nany = [\"B\", \"C\"]\n[types.B]\nis = \"T0\"\n[types.C]\nis = \"T0?\"".to_owned(),
        "[types.T0]\nis = \"T0?\"".to_owned(),
        "[types.T0]\nis = \"(T0, string)\"".to_owned(),
        // Beside a list of it, which alone would be no circle.
        "[types.T0]\nany = [\"L\", \"U\"]\n[types.L]\nis = \"[U]\"\n[types.U]\nany = [\"T0\", \"string\"]"
            .to_owned(),
        ring(|at| {
            let next = [1, 2].map(|step| (at + step) % RING);
            format!("any = [\"T{}\", \"T{}\"]", next[0], next[1])
        }),
        ring(|at| format!("is = \"T{}?\"", (at + 1) % RING)),
    ];
    for types in table {
        for place in PLACES {
            let errors = errors(&types, place);
            let start = &types[..types.len().min(80)];
            assert!(errors.contains(&"T0401"), "{place}: {errors:?}\n{start}");
        }
    }
}

#[test]
fn a_list_of_itself_is_no_circle_of_a_union() {
    let types = "[types.T0]\nany = [\"L\", \"string\"]\n[types.L]\nis = \"[T0]\"";
    assert_eq!(errors(types, "returns = \"T0\""), [""; 0]);
}

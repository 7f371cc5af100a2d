//! Small inputs cost little: what a contract makes of what it says is bounded, counted and not timed.

use std::fmt::Write as _;
use theta_docs::{openapi, reference};
use theta_spec::diagnostic::MAX_ALIKE;
use theta_spec::{Loaded, load, render};

const HEAD: &str = r#"theta = 1
api = { name = "Large", base_url = "https://large.example" }
shapes.detail = { message = "/detail", code = "/code", optional = ["code", "message"] }
"#;

/// So many endpoints, and so many rows that every one of them can return.
fn every_row_on_every_endpoint(endpoints: usize, rows: usize) -> String {
    let mut text = HEAD.to_owned();
    for at in 0..endpoints {
        let _ = writeln!(text, "endpoints.e{at} = {{ post = \"/e/{at}\" }}");
    }
    for at in 0..rows {
        let _ = writeln!(
            text,
            "errors.r{at} = {{ status = 400, detail = \"row {at} is required\", cause = \"c\", fix = \"f\" }}"
        );
    }
    text
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    let lines: Vec<String> = (0..count).map(line).collect();
    lines.join("\n") + "\n"
}

fn rows(count: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{HEAD}endpoints.say = {{ post = \"/say\" }}\n");
    for at in 0..count {
        let _ = writeln!(text, "errors.r{at:05} = {{ status = 400, {} }}", row(at));
    }
    text
}

fn read(text: &str) -> Loaded {
    load("spec.toml", text.as_bytes())
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    let mut codes: Vec<&str> = loaded
        .report
        .diagnostics()
        .iter()
        .filter(|one| one.severity == theta_spec::diagnostic::Severity::Error)
        .map(|one| one.code)
        .collect();
    codes.dedup();
    codes
}

#[test]
fn a_hundred_thousand_pairs_are_read_and_one_more_is_refused() {
    let limit = read(&every_row_on_every_endpoint(400, 250));
    assert_eq!(codes(&limit), [""; 0]);
    let over = read(&every_row_on_every_endpoint(401, 250));
    assert_eq!(codes(&over), ["T0006"]);
    let message = &over.report.diagnostics()[0].message;
    assert!(message.starts_with("more than 100,000 pairs"), "{message}");
}

#[test]
fn endpoints_of_groups_and_of_outer_rows_are_counted() {
    let names: Vec<String> = (0..400).map(|at| format!("\"e{at}\"")).collect();
    let names = names.join(", ");
    let text = every_row_on_every_endpoint(400, 0);
    let rows = |on: &str| -> String {
        lines(300, |at| {
            format!("errors.r{at} = {{ status = 400, detail = \"{at}\", on = {on} }}")
        })
    };
    let group = format!(
        "{text}groups.all = [{names}]\n{}",
        rows("[\"all\", \"e1\"]")
    );
    assert_eq!(codes(&read(&group)), ["T0006"]);
    let few = format!("{text}groups.all = [{names}]\n{}", rows("[\"e1\", \"e1\"]"));
    assert_eq!(codes(&read(&few)), [""; 0]);
    let inner = lines(300, |at| {
        format!("errors.i{at} = {{ within = \"o\", detail = \"{at}\" }}")
    });
    let outer = format!("{text}errors.o = {{ status = 400, detail = \"{{x}}\" }}\n{inner}");
    assert_eq!(codes(&read(&outer)), ["T0006"]);
}

#[test]
fn what_multiplies_has_a_limit() {
    let many = |count: usize, item: &dyn Fn(usize) -> String| -> String {
        let items: Vec<String> = (0..count).map(item).collect();
        items.join(", ")
    };
    let statuses = many(400, &|at| (200 + at).to_string());
    let holes = many(200, &|at| format!("{{h{at}}}"));
    let shapes = many(200, &|at| format!("s{at} = {{ message = \"/m{at}\" }}"));
    let headers = many(200, &|at| format!("x-{at} = \"1\""));
    let ids = many(200, &|at| format!("\"x-{at}\""));
    let params = many(2_000, &|at| format!("p{at} = \"string\""));
    let long = "x".repeat(100_000);
    for (what, piece) in [
        (
            "statuses",
            format!("errors.r = {{ status = [{statuses}], detail = \"x\" }}"),
        ),
        (
            "bytes that errors",
            format!("errors.r = {{ status = 400, cause = \"{long}\" }}"),
        ),
        (
            "holes",
            format!("errors.r = {{ status = 400, detail = \"{holes}\" }}"),
        ),
        ("shapes", format!("shapes = {{ {shapes} }}")),
        ("headers of all", format!("headers = {{ {headers} }}")),
        (
            "headers that are looked",
            format!("request_id = {{ headers = [{ids}] }}"),
        ),
        (
            "parameters",
            format!("endpoints.say = {{ post = \"/say\", query = {{ {params} }} }}"),
        ),
    ] {
        let head = if what == "shapes" {
            &HEAD[..HEAD.find("shapes").unwrap()]
        } else {
            HEAD
        };
        let endpoints = lines(1_100, |at| {
            format!("endpoints.e{at} = {{ post = \"/e/{at}\" }}")
        });
        let loaded = read(&format!("{head}{endpoints}{piece}\n"));
        let found = loaded.report.diagnostics().iter();
        let found: Vec<&str> = found
            .filter(|one| one.code == "T0006")
            .map(|one| one.message.as_str())
            .collect();
        assert!(
            found.iter().any(|message| message.contains(what)),
            "{what}: {found:?}"
        );
    }
}

#[test]
fn what_is_written_grows_with_the_pairs() {
    let sizes = |endpoints, rows| {
        let loaded = read(&every_row_on_every_endpoint(endpoints, rows));
        let contract = loaded.contract.expect("the contract is good");
        let pages: usize = reference::files(&contract).values().map(String::len).sum();
        [openapi::document(&contract).pretty().len(), pages]
    };
    let (one, two) = (sizes(60, 60), sizes(60, 120));
    for (one, two) in one.into_iter().zip(two) {
        assert!(two * 10 <= one * 22, "{one} and {two} bytes");
    }
}

#[test]
fn diagnostics_of_one_kind_are_capped_and_counted() {
    let loaded = read(&rows(60, |at| format!("detail = \"{{a}} x{at} {{b}}\"")));
    let pairs = 60 * 59 / 2;
    assert_eq!(loaded.report.error_count(), pairs);
    let text = render::report(&loaded.source, &loaded.report);
    assert!(text.contains(&format!("and {} more like it", pairs - MAX_ALIKE)));
    let small = read(&rows(30, |at| format!("detail = \"{{a}} x{at} {{b}}\"")));
    let small = render::report(&small.source, &small.report);
    assert!(
        text.len() < 2 * small.len(),
        "{} and {}",
        text.len(),
        small.len()
    );
}

#[test]
fn thousands_of_rows_that_are_told_apart_by_an_end_are_read() {
    for (what, row) in [
        (
            "exact",
            (|at| format!("detail = \"row {at} is required\"")) as fn(usize) -> String,
        ),
        ("beginning", |at| format!("detail = \"row {at}: {{x}}\"")),
        ("end", |at| format!("detail = \"{{x}} of row {at}\"")),
        ("code", |at| format!("code = \"C{at}\"")),
        ("folded code", |at| {
            format!("code = {{ fold = \"c-{at}\" }}")
        }),
        ("both", |at| {
            format!("code = \"C{}\", detail = \"row {at}\"", at % 7)
        }),
    ] {
        let loaded = read(&rows(4_000, row));
        assert_eq!(codes(&loaded), [""; 0], "{what}");
    }
}

#[test]
fn what_is_too_much_to_compare_is_an_error_and_no_pass() {
    let loaded = read(&rows(3_000, |at| format!("detail = \"{{a}} x{at} {{b}}\"")));
    assert!(codes(&loaded).contains(&"T0704"), "{:?}", codes(&loaded));
}

#[test]
fn a_thousand_rows_that_are_each_before_the_next_keep_that_order() {
    let count = 300;
    let loaded = read(&rows(count, |at| {
        let others: Vec<String> = (0..at).map(|at| format!("\"r{at:05}\"")).collect();
        format!(
            "detail = \"{{a}} x{at} {{b}}\", before = [{}]",
            others.join(", ")
        )
    }));
    let contract = loaded.contract.expect("the order is decided");
    let arm = &contract.endpoints[0].classifier.arms[0];
    let order = arm.groups.iter().flat_map(|group| &group.rows);
    let order: Vec<&str> = order.map(|&id| contract.error(id).name.as_str()).collect();
    let mut expected = order.clone();
    expected.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(order, expected);
}

#[test]
fn a_diagnostic_far_into_a_line_costs_no_more_than_one_at_its_beginning() {
    let entries: Vec<String> = (0..20_000)
        .map(|at| format!("r{at} = {{ statu = 400 }}"))
        .collect();
    let text = format!("endpoints = {{ }}\nerrors = {{ {} }}\n", entries.join(", "));
    for text in [
        text.clone(),
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
    ] {
        let loaded = read(&text);
        let shown = render::report(&loaded.source, &loaded.report);
        assert!(shown.len() < 200_000, "{}", shown.len());
        assert!(shown.contains("spec.toml:2:19"), "{}", &shown[..2_000]);
    }
}

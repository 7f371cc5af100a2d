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
    let constants = many(201, &|at| format!("\"/k{at}\" = {at}"));
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
        (
            "further texts and headers",
            format!("errors.r = {{ status = 400, headers = {{ x-a = [{ids}] }} }}"),
        ),
        (
            "places",
            format!("shapes.s = {{ code = \"/c\", constants = {{ {constants} }} }}"),
        ),
        (
            "fields of one struct",
            format!("types.T = {{ fields = {{ {params} }} }}"),
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
fn what_endpoints_share_is_counted_for_each_of_them() {
    let heads = [HEAD, "theta = 1\n"];
    for (what, head, shared, each) in [
        (
            "a parameter",
            0,
            "params.p = { query.q = { type = \"string\", optional = true, doc = \"WORDS\" } }",
            "include = \"p\"",
        ),
        (
            "a default",
            0,
            "params.p = { query.q = { type = \"string\", optional = true, default = \"WORDS\" } }",
            "include = \"p\"",
        ),
        (
            "a constant",
            0,
            "params.p = { query.q = { const = \"WORDS\" } }",
            "include = \"p\"",
        ),
        (
            "a part",
            0,
            "params.p = { parts.q = { type = \"string\", doc = \"WORDS\" } }",
            "include = \"p\"",
        ),
        (
            "formats",
            0,
            "params.p = { parts.q = { type = \"binary\", formats = [NAMES] } }",
            "include = \"p\"",
        ),
        (
            "a field of JSON",
            0,
            "types.T = { fields.q = { type = \"string\", doc = \"WORDS\" } }",
            "body = { json = \"T\" }",
        ),
        (
            "a field of a form",
            0,
            "types.T = { fields.q = { type = \"string\", doc = \"WORDS\" } }",
            "body = { form = \"T\" }",
        ),
        ("a note", 0, "defaults.endpoints.note = \"WORDS\"", ""),
        (
            "a source",
            0,
            "sources.a = \"https://a.example/#WORDS\"\ndefaults.endpoints.source = \"a\"",
            "",
        ),
        (
            "a header",
            0,
            "headers.x-a = { optional = true, doc = \"WORDS\" }",
            "",
        ),
        (
            "a header of replies",
            0,
            "response_headers.x = { header = \"x-a\", doc = \"WORDS\" }",
            "response_headers.own = \"x-own\"",
        ),
        (
            "an address",
            1,
            "[api]\nname = \"L\"\nbase_url = \"https://l.example/WORDS\"",
            "",
        ),
        (
            "a variable",
            1,
            "[api]\nname = \"L\"\nbase_url = \"https://l.example\"\nvariables.r = { default = \"a\", doc = \"WORDS\" }\nhosts.h = \"https://{r}.example\"",
            "host = \"h\"",
        ),
    ] {
        let built = |words: usize| {
            let names: Vec<String> = (0..words).map(|at| format!("\"f{at}\"")).collect();
            let shared = shared.replace("WORDS", &"word".repeat(words));
            let shared = shared.replace("NAMES", &names.join(", "));
            let each = if each.is_empty() {
                String::new()
            } else {
                format!(", {each}")
            };
            let endpoints = lines(400, |at| format!("e{at} = {{ post = \"/e{at}\"{each} }}"));
            format!("{}{shared}\n[endpoints]\n{endpoints}", heads[head])
        };
        assert_eq!(codes(&read(&built(20))), [""; 0], "{what}");
        let over = read(&built(20_000));
        assert_eq!(codes(&over), ["T0006"], "{what}");
        let message = &over.report.diagnostics()[0].message;
        assert!(
            message.contains("bytes that endpoints say"),
            "{what}: {message}"
        );
    }
}

#[test]
fn what_structs_include_is_counted_for_each_of_them() {
    let built = |words: usize| {
        let doc = "word".repeat(words);
        let structs = lines(400, |at| {
            format!("types.U{at} = {{ include = \"T\", fields.b = \"string\" }}")
        });
        format!(
            "{HEAD}types.T = {{ fields.a = {{ type = \"string\", doc = \"{doc}\" }} }}\n{structs}types.All = {{ any = [\"U0\", \"string\"] }}\nendpoints.e = {{ get = \"/e\", returns = \"All\" }}\n"
        )
    };
    assert_eq!(codes(&read(&built(20))), [""; 0]);
    let over = read(&built(20_000));
    assert_eq!(codes(&over), ["T0006"]);
    let message = &over.report.diagnostics()[0].message;
    assert!(message.contains("bytes that structs say"), "{message}");
}

#[test]
fn pairs_with_endpoints_are_counted_and_many_of_them_read() {
    let names = |count: usize, name: &dyn Fn(usize) -> String| -> String {
        let names: Vec<String> = (0..count).map(name).collect();
        names.join(", ")
    };
    for (what, piece, each) in [
        (
            "headers of replies",
            (|names, _| {
                let headers = names(100, &|at| format!("h{at} = \"x-h{at}\""));
                format!("response_headers = {{ {headers} }}")
            })
                as fn(&dyn Fn(usize, &dyn Fn(usize) -> String) -> String, usize) -> String,
            ", response_headers.own = \"x-own\"",
        ),
        (
            "keys of all alternatives",
            |names, _| {
                let schemes = names(100, &|at| format!("s{at} = {{ header = \"x-s{at}\" }}"));
                let all = names(100, &|at| format!("\"s{at}\""));
                format!("auth = {{ schemes = {{ {schemes} }}, default = [{all}] }}")
            },
            "",
        ),
        (
            "pairs of a limit and an endpoint",
            |names, endpoints| {
                let all = names(endpoints, &|at| format!("\"e{at}\""));
                let limits = names(180, &|at| {
                    format!(
                        "{{ requests = {}, per = \"{}s\", on = \"all\" }}",
                        at + 1,
                        at + 61
                    )
                });
                format!("groups.all = [{all}]\nlimits = [{limits}]")
            },
            "",
        ),
    ] {
        let built = |endpoints: usize| {
            let piece = piece(&names, endpoints);
            let lines = lines(endpoints, |at| {
                format!("endpoints.e{at} = {{ get = \"/e{at}\", returns = \"text\"{each} }}")
            });
            format!("{HEAD}{piece}\n{lines}")
        };
        assert_eq!(codes(&read(&built(100))), [""; 0], "{what}");
        let over = read(&built(600));
        assert_eq!(codes(&over), ["T0006"], "{what}");
        let message = &over.report.diagnostics()[0].message;
        assert!(message.contains(what), "{message}");
    }
}

#[test]
fn two_general_headers_that_are_one_are_told_once_for_all_endpoints() {
    let headers = lines(200, |at| {
        format!("response_headers.h{at} = \"x-{}\"", at.min(198))
    });
    let endpoints = lines(100, |at| {
        format!("endpoints.e{at} = {{ post = \"/e{at}\", response_headers.own = \"x-own\" }}")
    });
    let loaded = read(&format!("{HEAD}{headers}{endpoints}"));
    assert_eq!(codes(&loaded), ["T0540"]);
    assert_eq!(loaded.report.error_count(), 1);
}

#[test]
fn hundreds_of_objects_of_which_none_needs_a_field_are_held_against_each_other() {
    let count = 250;
    let objects = lines(count, |at| {
        format!("types.S{at} = {{ fields.k{at} = {{ type = \"string\", optional = true }} }}")
    });
    let names: Vec<String> = (0..count).map(|at| format!("\"S{at}\"")).collect();
    let loaded = read(&format!(
        "{HEAD}{objects}types.U = {{ any = [{}] }}\nendpoints.e = {{ post = \"/e\", returns = \"U\" }}\n",
        names.join(", ")
    ));
    assert_eq!(codes(&loaded), ["T0414"]);
    assert_eq!(loaded.report.error_count(), count * (count - 1) / 2);
}

#[test]
fn many_further_texts_of_an_error_are_one_condition() {
    let nested = |count: usize| {
        let places: Vec<String> = (0..count).map(|at| format!("f{at} = \"/k{at}\"")).collect();
        let texts: Vec<String> = (0..count).map(|at| format!("f{at} = \"x{at}\"")).collect();
        let loaded = read(&format!(
            "theta = 1\napi = {{ name = \"L\", base_url = \"https://l.example\" }}\nshapes.s = {{ message = \"/m\", fields = {{ {} }} }}\nendpoints.e = {{ post = \"/e\" }}\nerrors.r = {{ status = 400, match = {{ {} }} }}\n",
            places.join(", "),
            texts.join(", ")
        ));
        let contract = loaded.contract.expect("the contract is good");
        let code = theta_codegen::generate(&contract, &theta_codegen::Options::default());
        let code = code.to_string();
        let row = code.find("\"x0\"").expect("the first text is compared");
        let end = code
            .find(&format!("\"x{}\"", count - 1))
            .expect("and the last one");
        code[row..end].matches('{').count()
    };
    assert_eq!([nested(3), nested(100)], [0, 0]);
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

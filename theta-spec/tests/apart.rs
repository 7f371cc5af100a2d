//! Endpoints with one method and one path: what tells them apart, and the request that is shown where nothing does.

/// What is said of two endpoints that differ in these lines alone.
fn said(one: &str, other: &str) -> Vec<(&'static str, String)> {
    let text = format!(
        "theta = 1\napi = {{ name = \"A\", base_url = \"https://a.example\" }}\n\
         [types.Plain]\nfields.text = \"string\"\nfields.more = {{ type = \"string\", optional = true }}\n\
         [types.Streamed]\nfields.text = \"string\"\nfields.stream = {{ const = true }}\n\
         [types.Whole]\nfields.text = \"string\"\nfields.stream = {{ const = false }}\n\
         [types.Open]\nopen = true\nfields.text = \"string\"\n\
         [types.Other]\nfields.words = \"string\"\n\
         [types.TextOne]\nfields.a = {{ const = \"1\" }}\n\
         [types.NumberOne]\nfields.a = {{ const = 1 }}\n\
         [types.Mode]\nvalues = [\"fast\", \"slow\"]\n\
         [types.Form]\nvalues = [\"csv\", \"json\"]\n\
         [types.Nothing]\nfields.text = {{ type = \"string\", optional = true }}\n\
         [endpoints.one]\npost = \"/x/{{id}}\"\n{one}\n[endpoints.other]\npost = \"/x/{{name}}\"\n{other}\n"
    );
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let errors = loaded.report.diagnostics().iter();
    let errors = errors.filter(|one| one.severity == theta_spec::diagnostic::Severity::Error);
    errors.map(|one| (one.code, one.label.clone())).collect()
}

/// Lines of two endpoints, and the request that both could send; none where they are told apart.
const TABLE: &[(&str, &str, Option<&str>)] = &[
    ("", "", Some("POST /x/{id}, no body")),
    // The query.
    ("query.a = { const = \"\" }", "", None),
    (
        "query.a = { const = \"\" }",
        "query.a = { const = \"1\" }",
        None,
    ),
    (
        "query.a = { const = 1 }",
        "query.a = \"integer\"",
        Some("POST /x/{id}?a=1, no body"),
    ),
    ("query.a = \"string\"", "", None),
    ("query.a = \"string\"", "query.b = \"string\"", None),
    (
        "query.a = { type = \"string\", optional = true }",
        "",
        Some("POST /x/{id}, no body"),
    ),
    (
        "query.a = \"string\"",
        "query.a = { type = \"string\", optional = true }\nheaders.b = { type = \"string\", optional = true }",
        Some("POST /x/{id}?a=…, no body"),
    ),
    // What is one text over the wire is one value, unless it is written as JSON.
    (
        "query.a = { const = \"1\" }",
        "query.a = { const = 1 }",
        Some("POST /x/{id}?a=1, no body"),
    ),
    (
        "headers.x-a = { const = \"true\" }",
        "headers.x-a = { const = true }",
        Some("POST /x/{id}, x-a: true, no body"),
    ),
    (
        "parts.a = { const = \"1\" }",
        "parts.a = { const = 1 }",
        Some("POST /x/{id}, multipart/form-data with a=1"),
    ),
    (
        "body = { form = \"TextOne\" }",
        "body = { form = \"NumberOne\" }",
        Some("POST /x/{id}, application/x-www-form-urlencoded {\"a\": \"1\"}"),
    ),
    (
        "body = { json = \"TextOne\" }",
        "body = { json = \"NumberOne\" }",
        None,
    ),
    // Values of several texts have other names than their own.
    (
        "query.mode = \"string\"",
        "query.filter = { type = \"{string}\", nested = \"fields\" }",
        Some("POST /x/{id}?mode=…, no body"),
    ),
    (
        "query.text = \"string\"",
        "query.filter = { type = \"Plain\", nested = \"fields\" }",
        Some("POST /x/{id}?text=…, no body"),
    ),
    (
        "query.mode = \"string\"",
        "query.filter = { type = \"Plain\", nested = \"fields\" }",
        None,
    ),
    (
        "query.\"filter[text]\" = \"string\"",
        "query.filter = { type = \"Plain\", nested = \"brackets\" }",
        Some("POST /x/{id}?filter[text]=…, no body"),
    ),
    (
        "query.filters = \"string\"",
        "query.filter = { type = \"Plain\", nested = \"brackets\" }",
        None,
    ),
    // Headers, whose names have no case.
    (
        "headers.x-a = { const = \"1\" }",
        "headers.X-A = { const = \"2\" }",
        None,
    ),
    (
        "headers.x-a = \"string\"",
        "headers.X-A = \"string\"",
        Some("POST /x/{id}, x-a: …, X-A: …, no body"),
    ),
    // Bodies.
    ("body = { json = \"Plain\" }", "", None),
    (
        "body = { json = \"Nothing\", optional = true }",
        "",
        Some("POST /x/{id}, no body"),
    ),
    (
        "body = { json = \"Plain\" }",
        "body = { json = \"Plain\", content_type = \"application/merge-patch+json\" }",
        None,
    ),
    (
        "body = { json = \"Plain\" }",
        "body = { json = \"Plain\", content_type = \"Application/JSON; charset=utf-8\" }",
        Some("POST /x/{id}, application/json {\"text\": …}"),
    ),
    (
        "body = { json = \"Plain\" }",
        "body = { json = \"Streamed\" }",
        None,
    ),
    (
        "body = { json = \"Whole\" }",
        "body = { json = \"Streamed\" }",
        None,
    ),
    (
        "body = { json = \"Plain\" }",
        "body = { json = \"Other\" }",
        None,
    ),
    (
        "body = { json = \"Streamed\" }",
        "body = { json = \"Open\" }",
        Some("POST /x/{id}, application/json {\"stream\": true, \"text\": …}"),
    ),
    (
        "body = { json = \"Plain\" }",
        "body = { json = \"json\" }",
        Some("POST /x/{id}, application/json {\"text\": …}"),
    ),
    (
        "body = { json = \"Plain\" }",
        "parts.text = { type = \"string\" }",
        None,
    ),
    (
        "parts.a = { type = \"binary\" }",
        "parts.b = { type = \"binary\" }",
        None,
    ),
    (
        "parts.a = { type = \"[binary]\" }",
        "parts.b = { type = \"[binary]\" }",
        Some("POST /x/{id}, multipart/form-data"),
    ),
    (
        "parts.a = { const = \"x\" }",
        "parts.a = { const = \"y\" }",
        None,
    ),
    (
        "parts.a = { const = \"x\" }",
        "parts.a = { type = \"string\" }",
        Some("POST /x/{id}, multipart/form-data with a=x"),
    ),
    // Lists of values that have none in common, of which one is always sent.
    (
        "parts.a = { type = \"Mode\", optional = true }",
        "parts.a = { const = \"verbose\" }",
        None,
    ),
    (
        "parts.a = { type = \"Mode\" }",
        "parts.a = { const = \"fast\" }",
        Some("POST /x/{id}, multipart/form-data with a=fast"),
    ),
    (
        "query.a = { type = \"Mode\", optional = true }",
        "query.a = { type = \"Form\" }",
        None,
    ),
    (
        "query.a = { type = \"Mode\", optional = true }",
        "query.a = { type = \"Form\", optional = true }",
        Some("POST /x/{id}, no body"),
    ),
    (
        "body = { type = \"binary\" }",
        "body = { type = \"audio\" }",
        Some("POST /x/{id}, application/octet-stream"),
    ),
    (
        "body = { type = \"binary\" }",
        "body = { type = \"text\" }",
        None,
    ),
    // What is asked for.
    (
        "returns = { type = \"Plain\", accept = \"application/vnd.a+json\" }",
        "returns = \"Plain\"",
        None,
    ),
    (
        "returns = { type = \"Plain\", accept = \"*/*\" }",
        "returns = \"Plain\"",
        Some("POST /x/{id}, no body"),
    ),
];

#[test]
fn two_endpoints_are_told_apart_or_a_request_of_both_is_shown() {
    for (one, other, witness) in TABLE {
        let expected: Vec<_> = witness
            .iter()
            .map(|witness| ("T0501", (*witness).to_owned()))
            .collect();
        assert_eq!(said(one, other), expected, "{one:?} beside {other:?}");
        // Which of them is first makes no difference to whether they are told apart.
        assert_eq!(
            said(other, one).len(),
            expected.len(),
            "{other:?} beside {one:?}"
        );
    }
}

/// What is said of two endpoints with one path, the second at another host.
fn at_hosts(base_url: &str, host: &str) -> Vec<&'static str> {
    let text = format!(
        "theta = 1\n[api]\nname = \"A\"\nbase_url = \"{base_url}\"\nhosts.files = \"{host}\"\n\
         variables.region = {{ default = \"us\" }}\n\
         [endpoints.one]\nget = \"/status\"\n[endpoints.other]\nget = \"/status\"\nhost = \"files\"\n\
         [endpoints.third]\nget = \"/{{region}}\"\nhost = \"files\"\n"
    );
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let errors = loaded.report.diagnostics().iter();
    let errors = errors.filter(|one| one.severity == theta_spec::diagnostic::Severity::Error);
    errors
        .map(|one| one.code)
        .filter(|code| *code != "T0511")
        .collect()
}

#[test]
fn endpoints_at_two_fixed_addresses_send_no_request_of_each_other() {
    for (base_url, host, expected) in [
        ("https://a.example", "https://files.example", &[][..]),
        ("https://a.example/v1", "https://a.example/v2", &[]),
        ("https://a.example", "https://A.example/", &["T0501"]),
        ("https://a.example", "https://{region}.example", &["T0501"]),
    ] {
        assert_eq!(at_hosts(base_url, host), expected, "{base_url} and {host}");
    }
}

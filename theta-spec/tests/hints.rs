//! What a diagnostic advises is true, and following it ends the diagnostic.

const GOOD: &str = include_str!("good.toml");

fn edited(old: &str, new: &str) -> String {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} must be there once");
    GOOD.replacen(old, new, 1)
}

/// The words of the diagnostics of a code, its help included.
fn said(text: &str, code: &str) -> String {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics().iter();
    let said: Vec<String> = found
        .filter(|one| one.code == code)
        .map(|one| format!("{}; {}", one.message, one.help.join("; ")))
        .collect();
    said.join("\n")
}

/// Code, an edit of the good contract, what is said.
const HINTS: &[(&str, &str, &str, &str)] = &[
    ("T0102", "timeout = \"30s\"", "timeout = 5", "`\"5s\"`"),
    ("T0102", "get = \"/listen\"", "get = 1", "\"/v1/speak\""),
    (
        "T0102",
        "message = \"/err_msg\"",
        "message = 1",
        "\"/message\"",
    ),
    (
        "T0204",
        "message = \"/err_msg\"",
        "message = \"$.a.b\"",
        "`/a/b`",
    ),
    (
        "T0204",
        "message = \"/err_msg\"",
        "message = \"\"",
        "`/message`",
    ),
    (
        "T0205",
        "get = \"/listen\"",
        "get = \"//listen\"",
        "two slashes",
    ),
    ("T0205", "get = \"/listen\"", "get = \"/a/../b\"", "`..`"),
    (
        "T0205",
        "get = \"/listen\"",
        "get = \"/{a}{b}\"",
        "side by side",
    ),
    (
        "T0206",
        "status = \"5xx\"",
        "status = \"2xx\"",
        "\"3xx\", \"4xx\" or \"5xx\"",
    ),
    (
        "T0206",
        "status = \"5xx\"",
        "status = \"4XX\"",
        "lower case",
    ),
    (
        "T0206",
        "status = \"5xx\"",
        "status = \"50x\"",
        "from 200 to 599",
    ),
    (
        "T0209",
        "https://echo.example",
        "https://u:p@echo.example",
        "a user name",
    ),
    (
        "T0209",
        "https://echo.example",
        "https://echo.example#f",
        "a fragment",
    ),
    (
        "T0209",
        "https://echo.example",
        "https://echo.example:65536",
        "its port",
    ),
    (
        "T0209",
        "https://echo.example",
        "https://[::1",
        "not closed",
    ),
    (
        "T0209",
        "https://echo.example",
        "https://echo.example/a/../b",
        "`..`",
    ),
    (
        "T0101",
        "detail = \"text is required\"",
        "message = \"text is required\"",
        "`detail`",
    ),
    (
        "T0101",
        "detail = \"text is required\"",
        "text = \"text is required\"",
        "`detail`",
    ),
    (
        "T0101",
        "[errors.down]",
        "[errors.down]\nreason = \"x\"",
        "`cause`",
    ),
    (
        "T0401",
        "type = \"[Reply]\", optional = true",
        "type = \"Reply\"",
        "optional",
    ),
];

#[test]
fn each_mistake_is_told_how_it_is_mended() {
    for (code, old, new, expected) in HINTS {
        let old = if *code == "T0209" {
            format!("base_url = \"{old}\"")
        } else {
            (*old).to_owned()
        };
        let new = if *code == "T0209" {
            format!("base_url = \"{new}\"")
        } else {
            (*new).to_owned()
        };
        let said = said(&edited(&old, &new), code);
        assert!(said.contains(expected), "{new}: {said}");
    }
}

#[test]
fn addresses_with_a_port_or_of_ipv6_are_none_of_these() {
    for url in [
        "https://echo.example:65535/v1",
        "https://[::1]",
        "http://[::1]:8080/v1",
    ] {
        let said = said(
            &edited(
                "base_url = \"https://echo.example\"",
                &format!("base_url = \"{url}\""),
            ),
            "T0209",
        );
        assert_eq!(said, "", "{url}");
    }
}

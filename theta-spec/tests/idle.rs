//! Keys that mean nothing where they stand: each is reported there, and not beside what gives it a meaning.

use theta_spec::diagnostic::Severity::{self, Error, Warning};

const GOOD: &str = include_str!("good.toml");

/// More in the good contract, so that each key has a place where it means something and one where it does not.
const MORE: &str = r#"
[request_id]
headers = ["x-request-id"]

[shapes.traced]
code = "/traced/code"
message = "/traced/message"
fields = { kind = "/traced/kind" }
request_id = "/traced/id"
retry_after = "/traced/wait"

[shapes.short]
message = "/short"

[types.Level]
doc = "How loud."
is = "integer"

[types.Event]
doc = "What happens."
tag = "kind"
variants = { reply = "Reply" }

[types.Tune]
doc = "How it goes."
fields.notes = { type = "string", optional = true, doc = "The notes." }

[endpoints.chat]
get = "/chat/{level}"
summary = "Talks."
body = { json = "Options" }
websocket = { sends = "Options", receives = "Event", key_field = "key" }
path.level = { type = "Level", doc = "How loud." }

[endpoints.draw]
put = "/draw"
summary = "Draws."
parts.picture = { type = "binary", doc = "It." }
parts.title = { type = "string", doc = "It." }
parts.tunes = { json = "[Tune]", doc = "It." }
parts.tune = { json = "Tune", optional = true, doc = "It." }

[endpoints.write]
patch = "/write"
summary = "Writes."
body = { type = "text" }

[errors.keyless]
status = 401
on = ["draw"]
when = { key_missing = true, missing = ["picture"] }
cause = "No key."
fix = "Send one."
"#;

/// An edit after which a key means nothing, and one after which it means something.
struct Row {
    code: &'static str,
    severity: Severity,
    /// What the edits replace.
    old: &'static str,
    idle: &'static str,
    /// What is marked then.
    marked: &'static str,
    /// The edit that differs in one thing: old text and new.
    twin: (&'static str, &'static str),
}

const fn row(
    old: &'static str,
    idle: &'static str,
    marked: &'static str,
    twin: (&'static str, &'static str),
) -> Row {
    Row {
        code: "T0104",
        severity: Error,
        old,
        idle,
        marked,
        twin,
    }
}

const OPEN_REPLY: &str = "open = true\nfields.text = { type = \"string\", doc = \"It.\" }";

const ROWS: &[Row] = &[
    row(
        "values = {",
        "open = true\nvalues = {",
        "open",
        (OPEN_REPLY, OPEN_REPLY),
    ),
    row(
        "tag = \"kind\"",
        "open = true\ntag = \"kind\"",
        "open",
        (OPEN_REPLY, OPEN_REPLY),
    ),
    row(
        "is = \"integer\"",
        "open = true\nis = \"integer\"",
        "open",
        (OPEN_REPLY, OPEN_REPLY),
    ),
    row(
        "open = true",
        "open = true\ntag = \"kind\"",
        "tag",
        ("tag = \"kind\"", "tag = \"sort\""),
    ),
    row(
        "is = \"integer\"",
        "tag = \"kind\"\nis = \"integer\"",
        "tag",
        ("tag = \"kind\"", "tag = \"sort\""),
    ),
    row(
        "[request_id]\nheaders = [\"x-request-id\"]",
        "[request_id]\nprefer = \"header\"",
        "prefer",
        (
            "headers = [\"x-request-id\"]",
            "headers = [\"x-request-id\"]\nprefer = \"header\"",
        ),
    ),
    row(
        "headers = [\"x-request-id\"]\n\n[shapes.traced]\ncode = \"/traced/code\"\nmessage = \"/traced/message\"\nfields = { kind = \"/traced/kind\" }\nrequest_id = \"/traced/id\"",
        "headers = [\"x-request-id\"]\nprefer = \"header\"\n\n[shapes.traced]\ncode = \"/traced/code\"\nmessage = \"/traced/message\"\nfields = { kind = \"/traced/kind\" }",
        "\"header\"",
        (
            "headers = [\"x-request-id\"]",
            "headers = [\"x-request-id\"]\nprefer = \"header\"",
        ),
    ),
    row(
        "message = \"/short\"",
        "message = \"/short\"\nretry_after_unit = \"ms\"",
        "retry_after_unit",
        (
            "message = \"/short\"",
            "message = \"/short\"\nretry_after_unit = \"ms\"\nretry_after = \"/wait\"",
        ),
    ),
    row(
        "text = true",
        "text = true\nrequest_id = \"/id\"",
        "plain",
        (
            "message = \"/short\"",
            "message = \"/short\"\nrequest_id = \"/id\"",
        ),
    ),
    row(
        "message = \"/short\"",
        "text = false",
        "short",
        ("message = \"/short\"", "text = false\nmessage = \"/short\""),
    ),
    row(
        "type = \"binary\"",
        "type = \"binary\", max_duration = \"60s\"",
        "max_duration",
        (
            "type = \"audio\"",
            "type = \"audio\", max_duration = \"60s\"",
        ),
    ),
    row(
        "parts.title = { type = \"string\"",
        "parts.title = { file_name = \"a.css\", type = \"string\"",
        "file_name",
        (
            "parts.tunes = { json = \"[Tune]\"",
            "parts.tunes = { file_name = \"a.json\", json = \"[Tune]\"",
        ),
    ),
    row(
        "type = \"binary\"",
        "type = \"binary\", max_count = 3",
        "max_count",
        ("type = \"binary\"", "type = \"[binary]\", max_count = 3"),
    ),
    row(
        "type = \"text\"",
        "type = \"text\", formats = [\"css\"]",
        "formats",
        (
            "type = \"binary\"",
            "type = \"binary\", formats = [\"png\"]",
        ),
    ),
    row(
        "body = { json = \"Options\" }",
        "body = { json = \"Options\", rust = \"how\" }",
        "\"how\"",
        (
            "body = { json = \"Options\" }",
            "body = { json = \"Options\", rust = \"how\", spread = false }",
        ),
    ),
    row(
        "json = \"[Tune]\"",
        "json = \"[Tune]\", spread = false",
        "false",
        ("json = \"Tune\"", "json = \"Tune\", spread = false"),
    ),
    row(
        "json = \"Tune\", optional = true",
        "json = \"Tune\", verbatim = true, optional = true, spread = false",
        "false",
        (
            "json = \"Tune\", optional = true",
            "json = \"Tune\", optional = true, spread = false",
        ),
    ),
    Row {
        code: "T0507",
        severity: Warning,
        ..row(
            "type = \"Level\"",
            "type = \"Level\", default = 1",
            "1",
            (
                "fields.notes = { type = \"string\"",
                "fields.notes = { type = \"string\", default = \"none\"",
            ),
        )
    },
    Row {
        code: "T0507",
        severity: Warning,
        ..row(
            "fields.text = { type = \"string\", doc = \"What to say.\" }",
            "fields.text = { type = \"string\", default = \"hi\", doc = \"What to say.\" }",
            "\"hi\"",
            (
                "fields.text = { type = \"string\", doc = \"What to say.\" }",
                "fields.text = { type = \"string\", doc = \"What to say.\" }\nfields.more = { type = \"string\", default = \"hi\", optional = true, doc = \"What to say.\" }",
            ),
        )
    },
    row(
        "query.tag = {",
        "query.tag = { verbatim = true,",
        "verbatim",
        ("fields.notes = {", "fields.notes = { verbatim = true,"),
    ),
    row(
        "[auth]\nheader = \"x-api-key\"\nprefix = \"sk-\"\nenv = \"ECHO_API_KEY\"\n",
        "",
        "\"key\"",
        ("key_field = \"key\"", "key_field = \"token\""),
    ),
    Row {
        code: "T0308",
        ..row(
            "key_missing = true",
            "key_missing = [\"tunes\"]",
            "\"tunes\"",
            ("missing = [\"picture\"]", "missing = [\"tunes\"]"),
        )
    },
    Row {
        code: "T0105",
        ..row(
            "type = \"text\"",
            "type = \"integer\"",
            "\"integer\"",
            (
                "type = \"string\", doc = \"It.\" }\nparts.tunes",
                "type = \"integer\", doc = \"It.\" }\nparts.tunes",
            ),
        )
    },
    Row {
        code: "T0706",
        severity: Warning,
        ..row(
            "code = \"/traced/code\"",
            "code = \"/traced/code\"\nbefore = [\"short\"]",
            "\"short\"",
            (
                "message = \"/short\"",
                "message = \"/short\"\nbefore = [\"traced\"]",
            ),
        )
    },
    Row {
        code: "T0706",
        severity: Warning,
        ..row(
            "message = \"/short\"",
            "message = \"/short\"\nbefore = [\"plain\"]",
            "\"plain\"",
            ("text = true", "text = true\nbefore = [\"short\"]"),
        )
    },
    Row {
        code: "T0313",
        severity: Warning,
        ..row(
            "on = [\"speaking\"]",
            "on = [\"say\"]",
            "speaking",
            ("on = [\"speaking\"]", "on = [\"speaking\", \"draw\"]"),
        )
    },
];

fn edited(old: &str, new: &str) -> String {
    let whole = format!("{GOOD}{MORE}");
    assert_eq!(whole.matches(old).count(), 1, "must be there once: {old:?}");
    whole.replacen(old, new, 1)
}

fn findings(text: &str) -> Vec<(&'static str, Severity, String)> {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics().iter();
    let marked =
        |one: &theta_spec::diagnostic::Diagnostic| text[one.span.start..one.span.end].to_owned();
    found
        .map(|one| (one.code, one.severity, marked(one)))
        .collect()
}

#[test]
fn a_key_that_means_nothing_is_reported_where_it_stands_and_nothing_else_is() {
    for one in ROWS {
        assert_eq!(
            findings(&edited(one.old, one.idle)),
            [(one.code, one.severity, one.marked.to_owned())],
            "after {:?}",
            one.idle
        );
    }
}

#[test]
fn the_same_key_where_it_means_something_is_not() {
    for one in ROWS {
        let (old, new) = one.twin;
        assert_eq!(findings(&edited(old, new)), [], "after {new:?}");
    }
}

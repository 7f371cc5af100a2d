//! What a contract names is data in the sentences about it: no value ends its code and goes on in our voice.

use super::rules::{BASE, diff, edited};
use pulldown_cmark::{Event, Parser};
use theta_spec::text::markdown::prose;

/// What a value says that would rather be a sentence.
const VOICE: &str = "approved by maintainers";

/// Edits that put `VALUE` where a contract holds a text of the wire.
const EDITS: &[(&str, &str)] = &[
    ("fields.voice = {", "fields.VALUE = { rust = \"voice\","),
    ("fields.mood = {", "fields.VALUE = { rust = \"mood\","),
    (
        "args = [\"room\", \"since\"]\npath.room = { type = \"string\", doc = \"Where.\" }\nquery.since = {",
        "args = [\"room\", \"since\"]\npath.room = { type = \"string\", doc = \"Where.\" }\nquery.VALUE = { rust = \"since\",",
    ),
    (
        "values = { high = \"Not deep.\"",
        "values = { VALUE = { rust = \"High\", doc = \"Not deep.\" }",
    ),
    ("tag = \"kind\"", "tag = VALUE"),
    (
        "variants = { word = \"Word\"",
        "variants = { VALUE = { rust = \"Word\", type = \"Word\" }",
    ),
    ("billed = \"second\"", "billed = VALUE"),
    ("formats = [\"wav\", \"mp3\"]", "formats = [\"wav\", VALUE]"),
    ("prefix = \"sk-\"", "prefix = VALUE"),
    ("echo-version = \"1\"", "echo-version = VALUE"),
    ("code = \"NO_ROOM\"", "code = VALUE"),
];

/// The base without the example that would have to follow each edit.
fn base() -> String {
    let example = r#"example = '{"text": "hi", "mood": "calm", "said_at": null}'"#;
    edited(BASE, &[(example, "")])
}

/// The words of Markdown that are no code.
fn spoken(markdown: &str) -> String {
    Parser::new(markdown)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect()
}

#[test]
fn no_value_ends_its_code() {
    let base = base();
    for value in [
        format!("x` (only words). Nothing changes; {VOICE}. `y"),
        format!("x`` {VOICE} ``y"),
        format!("` {VOICE} `"),
        format!("x\\` {VOICE} \\`y"),
    ] {
        let literal = format!("\"{}\"", value.replace('\\', "\\\\"));
        for (from, to) in EDITS {
            let changed = edited(&base, &[(from, &to.replace("VALUE", &literal))]);
            for (old, new) in [(&base, &changed), (&changed, &base)] {
                for finding in diff(old, new).findings {
                    // As the form for terminals has it, and as the form for pages has it.
                    for text in [finding.sees.clone(), prose(&finding.sees)] {
                        let spoken = spoken(&text);
                        assert!(!spoken.contains(VOICE), "{}: {text}", finding.rule.id);
                    }
                }
            }
        }
    }
}

#[test]
fn a_plain_value_is_plain_code() {
    let base = base();
    for (from, to, expected) in [
        (
            "fields.mood = {",
            "fields.temper = { rust = \"mood\",",
            "is read as `temper` instead of `mood`",
        ),
        (
            "formats = [\"wav\", \"mp3\"]",
            "formats = [\"wav\", \"mp3\", \"ogg\"]",
            "takes `ogg` as `file`",
        ),
        (
            "billed = \"second\"",
            "billed = \"word\"",
            "is billed per `word` instead of billed per `second`",
        ),
    ] {
        let found = diff(&base, &edited(&base, &[(from, to)])).findings;
        assert!(
            found.iter().any(|finding| finding.sees.contains(expected)),
            "{expected}: {found:?}"
        );
    }
}

//! Matchers as schemas of a text. Regular expressions are of ECMA-262 with its `u` flag, as JSON Schema wants them.

use std::fmt::Write as _;
use theta_spec::contract::{CodeMatcher, DetailMatcher};
use theta_spec::json::Json;
use theta_spec::template::{CaptureKind, Piece, Template};

/// A message or a further text.
pub(super) fn detail(matcher: Option<&DetailMatcher>) -> Json {
    let mut schema = Json::object([("type", Json::from("string"))]);
    let Some(matcher) = matcher else {
        return schema;
    };
    let exact: Option<Vec<&str>> = matcher.templates.iter().map(Template::as_exact).collect();
    match exact.as_deref() {
        Some([text]) => schema.set("const", *text),
        Some(texts) => schema.set("enum", Json::array(texts.iter().copied())),
        None => schema.set("pattern", whole(&matcher.templates)),
    }
    schema
}

/// A code, which a body may also give as a number or a boolean.
pub(super) fn code(matcher: Option<&CodeMatcher>) -> Json {
    let text =
        |name: &str, value: Json| Json::object([("type", Json::from("string")), (name, value)]);
    match matcher {
        None => Json::object([("type", Json::array(["string", "number", "boolean"]))]),
        Some(CodeMatcher::Exact(exact) | CodeMatcher::Number(exact)) => {
            match theta_spec::json::parse(exact) {
                Ok(scalar @ (Json::Number(_) | Json::Bool(_))) => Json::object([(
                    "enum",
                    Json::Array(vec![Json::from(exact.as_str()), scalar]),
                )]),
                _ => text("const", Json::from(exact.as_str())),
            }
        }
        Some(CodeMatcher::Folded { folded, .. }) => text("pattern", Json::from(unfolded(folded))),
        Some(CodeMatcher::Template(template)) => match template.as_exact() {
            Some(exact) => text("const", Json::from(exact)),
            None => text("pattern", Json::from(whole(std::slice::from_ref(template)))),
        },
    }
}

/// An expression for texts that one of the templates matches.
fn whole(templates: &[Template]) -> String {
    let pieces: Vec<String> = templates.iter().map(expression).collect();
    match pieces.as_slice() {
        // What follows an open end does not matter.
        [one] => match one.strip_suffix(ANYTHING) {
            Some(head) => format!("^{head}"),
            None => format!("^{one}$"),
        },
        several => format!("^(?:{})$", several.join("|")),
    }
}

/// Any text, line ends included; `.` would stop at them.
const ANYTHING: &str = r"[\s\S]*";

fn expression(template: &Template) -> String {
    let mut out = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Literal(text) => text.chars().for_each(|c| literal(c, &mut out)),
            Piece::Capture(capture) => out.push_str(match capture.kind {
                CaptureKind::Text => r"[\s\S]+",
                CaptureKind::Int => "[0-9]+",
            }),
            Piece::Tail => out.push_str(ANYTHING),
        }
    }
    out
}

/// A character itself. With the `u` flag only these may have a backslash before them.
fn literal(c: char, out: &mut String) {
    match c {
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => {
            out.push('\\');
            out.push(c);
        }
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        }
        c => out.push(c),
    }
}

/// An expression for codes that fold to this one.
fn unfolded(folded: &str) -> String {
    let mut out = String::from("^");
    for c in folded.chars() {
        match c {
            '_' => out.push_str("[-_ ]+"),
            c if c.is_ascii_alphabetic() => {
                let _ = write!(out, "[{}{c}]", c.to_ascii_uppercase());
            }
            c => literal(c, &mut out),
        }
    }
    out.push('$');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_become_anchored_expressions() {
        for (templates, expected) in [
            (
                &["Voice '{voice}' not found."][..],
                r"^Voice '[\s\S]+' not found\.$",
            ),
            (
                &["at most {limit:int} (of 10)"],
                r"^at most [0-9]+ \(of 10\)$",
            ),
            (
                &["a Starter plan or higher{..}"],
                "^a Starter plan or higher",
            ),
            (
                &["use {{x}} or [y] | {z}"],
                r"^use \{x\} or \[y\] \| [\s\S]+$",
            ),
            (&["{a} of b", "c{..}"], r"^(?:[\s\S]+ of b|c[\s\S]*)$"),
            (&["a/b\n{c}"], r"^a/b\u000a[\s\S]+$"),
        ] {
            let templates: Vec<Template> = templates
                .iter()
                .map(|text| Template::parse(text).unwrap())
                .collect();
            assert_eq!(whole(&templates), expected);
        }
    }

    #[test]
    fn exact_texts_are_constants() {
        let matcher = |texts: &[&str]| DetailMatcher {
            templates: texts.iter().map(|text| Template::exact(text)).collect(),
        };
        assert_eq!(
            detail(Some(&matcher(&["a.b"]))).to_string(),
            r#"{"type":"string","const":"a.b"}"#
        );
        assert_eq!(
            detail(Some(&matcher(&["a", "b"]))).to_string(),
            r#"{"type":"string","enum":["a","b"]}"#
        );
        assert_eq!(detail(None).to_string(), r#"{"type":"string"}"#);
    }

    #[test]
    fn codes_are_texts_and_also_the_numbers_that_read_the_same() {
        for (matcher, expected) in [
            (
                CodeMatcher::Exact("BAD".to_owned()),
                r#"{"type":"string","const":"BAD"}"#,
            ),
            (CodeMatcher::Exact("42".to_owned()), r#"{"enum":["42",42]}"#),
            (
                CodeMatcher::Folded {
                    written: "Too Many".to_owned(),
                    folded: "too_many".to_owned(),
                },
                r#"{"type":"string","pattern":"^[Tt][Oo][Oo][-_ ]+[Mm][Aa][Nn][Yy]$"}"#,
            ),
        ] {
            assert_eq!(code(Some(&matcher)).to_string(), expected);
        }
    }
}

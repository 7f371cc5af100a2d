//! Files of every layout: outside what is written not a byte changes, and the values differ by exactly the edits.

use super::{HEAD, add, applied, flat, set, text, written};
use proptest::prelude::*;
use std::collections::BTreeMap;
use theta_drift::Value;

#[derive(Clone, Copy, Debug)]
enum Form {
    /// `[errors.a]`
    Blocks,
    /// `a = { … }` under `[errors]`
    Inline,
    /// `a.status = …` under `[errors]`
    Dotted,
    /// `errors.a = { … }` before all headers
    TopInline,
    /// `errors = { a = { … } }`
    Nested,
    /// The same over several lines.
    NestedLines,
}

#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of a file that may or may not hold"
)]
struct Style {
    form: Form,
    quote: &'static str,
    newline: &'static str,
    bom: bool,
    final_newline: bool,
    comments: bool,
    gap: bool,
    sign: &'static str,
    indent: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    let form = prop_oneof![
        Just(Form::Blocks),
        Just(Form::Inline),
        Just(Form::Dotted),
        Just(Form::TopInline),
        Just(Form::Nested),
        Just(Form::NestedLines)
    ];
    let quote = prop::sample::select(vec!["\"", "'", "\"\"\"", "'''", "\"\"\"\n", "'''\n"]);
    (
        form,
        quote,
        prop::sample::select(vec!["\n", "\r\n"]),
        any::<(bool, bool, bool, bool)>(),
        prop::sample::select(vec!["=", " = ", "   = "]),
        prop::sample::select(vec!["", "  ", "\t"]),
    )
        .prop_map(
            |(form, quote, newline, (bom, final_newline, comments, gap), sign, indent)| Style {
                form,
                quote,
                newline,
                bom,
                final_newline,
                comments,
                gap,
                sign,
                indent,
            },
        )
}

/// A file, and where its values stand, by their paths.
struct File {
    text: String,
    places: BTreeMap<String, (usize, usize)>,
}

/// Pieces of a file; a value is marked by its path.
fn file(style: &Style, details: &[String]) -> File {
    let mut out = File {
        text: String::new(),
        places: BTreeMap::new(),
    };
    let Style {
        quote,
        sign,
        indent,
        ..
    } = style;
    let close = quote.trim_end();
    let comment = |words: &str| {
        if style.comments {
            format!("# {words}: [errors.no]\n")
        } else {
            String::new()
        }
    };
    let trail = if style.comments {
        " # so, \"it\" is"
    } else {
        ""
    };
    let gap = if style.gap { "\n" } else { "" };
    if style.bom {
        out.text.push('\u{feff}');
    }
    out.text.push_str(&comment("the file"));
    out.text.push_str(HEAD);
    let name = |at: usize| {
        if at == 0 {
            "\"a b\"".to_owned()
        } else {
            format!("e{at}")
        }
    };
    let path = |at: usize| {
        if at == 0 {
            "a b".to_owned()
        } else {
            format!("e{at}")
        }
    };
    let (open, between, end) = match style.form {
        Form::Blocks | Form::TopInline => ("", "", String::new()),
        Form::Inline | Form::Dotted => ("[errors]\n", "", String::new()),
        Form::Nested => ("errors = { ", ", ", format!(" }}{trail}\n")),
        Form::NestedLines => ("errors = {\n", ",\n", format!("{trail}\n}}\n")),
    };
    out.text.push_str(open);
    for (at, detail) in details.iter().enumerate() {
        let name = name(at);
        if at > 0 {
            out.text.push_str(between);
        }
        match style.form {
            Form::Blocks => {
                out.text.push_str(gap);
                out.text.push_str(&comment(&format!("row {at}")));
                out.text.push_str(&format!("{indent}[errors.{name}]{trail}\n{indent}{indent}status{sign}400\n{indent}{indent}detail{sign}"));
            }
            Form::Inline | Form::NestedLines => {
                out.text
                    .push_str(&format!("{indent}{name}{sign}{{ status = 400, detail = "));
            }
            Form::Dotted => {
                out.text.push_str(&format!(
                    "{indent}{name}.status{sign}400\n{indent}{name}.detail{sign}"
                ));
            }
            Form::TopInline => {
                out.text.push_str(&format!(
                    "{indent}errors.{name}{sign}{{ status = 400, detail = "
                ));
            }
            Form::Nested => out
                .text
                .push_str(&format!("{name} = {{ status = 400, detail = ")),
        }
        let start = out.text.len();
        out.text.push_str(&format!("{quote}{detail}{close}"));
        out.places.insert(
            format!("errors.{}.detail", path(at)),
            (start, out.text.len()),
        );
        match style.form {
            Form::Blocks | Form::Dotted => out.text.push_str(&format!("{trail}\n")),
            Form::Inline | Form::TopInline => out.text.push_str(&format!(" }}{trail}\n")),
            Form::Nested | Form::NestedLines => out.text.push_str(" }"),
        }
    }
    out.text.push_str(&end);
    out.text.push_str(gap);
    out.text.push_str(&comment("plans"));
    out.text.push_str("[plans]\nfree = { rpm = ");
    let start = out.text.len();
    out.text.push_str("30");
    out.places
        .insert("plans.free.rpm".to_owned(), (start, out.text.len()));
    out.text.push_str(" }\n");
    out.text.push_str(&comment("the end"));
    if !style.final_newline {
        out.text.pop();
    }
    if style.newline == "\r\n" {
        for (start, end) in out.places.values_mut() {
            let lines = |upto: usize| out.text[..upto].matches('\n').count();
            (*start, *end) = (*start + lines(*start), *end + lines(*end));
        }
        out.text = out.text.replace('\n', "\r\n");
    }
    out
}

fn line_ends_are(text: &str, newline: &str) -> bool {
    let all = text.matches('\n').count();
    let crlf = text.matches("\r\n").count();
    if newline == "\r\n" {
        all == crlf
    } else {
        crlf == 0
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(if std::env::var_os("CI").is_some() { 2_000 } else { 300 }) })]

    #[test]
    fn replacing_a_value_changes_its_bytes_and_no_others(
        style in style(),
        words in prop::collection::vec("[a-z]{1,8}", 1..4),
        row in 0_usize..3,
        new in "[a-z\"'\\\\#\\[\\]=,é“ \u{a0}\t]{0,12}[a-z]",
    ) {
        let details: Vec<String> = words.iter().enumerate().map(|(at, word)| format!("{word} {at}")).collect();
        let file = file(&style, &details);
        let row = row % details.len();
        let name = if row == 0 { "a b".to_owned() } else { format!("e{row}") };
        let edit = set(&format!("errors.{name}.detail"), text(&details[row]), text(&new));
        let applied = match applied(&file.text, vec![edit]) {
            Ok(applied) => applied,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{}", file.text))),
        };
        let path = format!("errors.{name}.detail");
        let (start, end) = file.places[&path];
        let tail = &file.text[end..];
        prop_assert!(applied.text.starts_with(&file.text[..start]) && applied.text.ends_with(tail), "{}", applied.text);
        let span = applied.written[0].span;
        prop_assert_eq!((span.start, span.end), (start, applied.text.len() - tail.len()));
        let mut expected = flat(&file.text);
        expected.insert(path, format!("{new:?}"));
        prop_assert_eq!(flat(&applied.text), expected);
        if new.chars().all(|c| !"'\u{a0}\t".contains(c)) {
            prop_assert!(applied.text[start..].starts_with(&style.quote.replace('\n', style.newline)), "the quotes stay: {}", applied.text);
        }
    }

    #[test]
    fn adding_a_table_inserts_lines_and_changes_no_byte(
        style in style(),
        words in prop::collection::vec("[a-z]{1,8}", 0..4),
        detail in "[A-Z][a-z\"'é ]{0,12}",
    ) {
        let details: Vec<String> = words.iter().enumerate().map(|(at, word)| format!("{word} {at}")).collect();
        let file = file(&style, &details);
        let (path, with) = ("errors.new", [("status", Value::Integer(409)), ("detail", text(&detail))]);
        let applied = match applied(&file.text, vec![add(path, &with, &["decide on retry"])]) {
            Ok(applied) => applied,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{}", file.text))),
        };
        let mut expected = flat(&file.text);
        for (key, value) in &with {
            let value = match value {
                Value::Text(text) => format!("{text:?}"),
                Value::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            };
            expected.insert(format!("{path}.{key}"), value);
        }
        prop_assert_eq!(flat(&applied.text), expected);
        prop_assert!(line_ends_are(&applied.text, style.newline), "{:?}", applied.text);
        prop_assert_eq!(applied.text.ends_with('\n'), file.text.ends_with('\n'));
        prop_assert_eq!(applied.text.starts_with('\u{feff}'), style.bom);
        prop_assert!(is_within(&file.text, &applied.text), "{}\n---\n{}", file.text, applied.text);
        let comment = applied.text.lines().position(|line| line.trim() == "# todo: decide on retry");
        prop_assert!(comment.is_some(), "{}", applied.text);
    }

    #[test]
    fn one_by_one_is_the_same_as_together(style in style(), words in prop::collection::vec("[a-z]{1,8}", 1..3)) {
        let details: Vec<String> = words.iter().enumerate().map(|(at, word)| format!("{word} {at}")).collect();
        let file = file(&style, &details);
        let edits = vec![
            set("errors.a b.detail", text(&details[0]), text("Another")),
            add("errors.x", &[("status", Value::Integer(409))], &["x"]),
            add("errors.y", &[("status", Value::Integer(410))], &[]),
            set("plans.free.rpm", Value::Integer(30), Value::Integer(1)),
        ];
        let mut one_by_one = file.text.clone();
        for edit in &edits {
            one_by_one = written(&one_by_one, vec![edit.clone()]);
        }
        prop_assert_eq!(written(&file.text, edits), one_by_one);
    }
}

/// Whether all bytes of `old` are in `new`, in their order.
fn is_within(old: &str, new: &str) -> bool {
    let mut rest = new.bytes();
    old.bytes().all(|byte| rest.any(|other| other == byte))
}

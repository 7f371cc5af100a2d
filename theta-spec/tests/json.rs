//! The crate's own JSON reader against an independent one.

#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are tests

use proptest::prelude::*;
use serde_json::Value;
use theta_spec::contract::Pointer;
use theta_spec::json::{Json, Received, integer, parse, text_of};

/// Any JSON value that a double and a 64-bit integer can hold.
fn value() -> impl Strategy<Value = Value> {
    let text = || {
        prop_oneof![
            4 => "[a-c~/\"\\\\\n\t é𝄞\u{7f}\u{0}]{0,6}",
            1 => any::<String>()
        ]
    };
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        3 => text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Text of JSON, in either of two layouts.
fn text() -> impl Strategy<Value = String> {
    (value(), any::<bool>()).prop_map(|(value, pretty)| {
        if pretty {
            format!("{value:#}")
        } else {
            value.to_string()
        }
    })
}

/// What `serde_json` would have read; of equal names the last one counts there too.
fn as_serde(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(text) => read(text),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(as_serde).collect(),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), as_serde(value)))
            .collect(),
    }
}

/// As `serde_json` reads it: its doubles are not always those it wrote.
fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Both accept and read the same, or both refuse.
fn agree(text: &str) {
    match (parse(text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(as_serde(&ours), theirs, "{text:?}");
            assert_eq!(parse(&ours.to_string()), Ok(ours), "{text:?}");
        }
        (Err(_), Err(_)) => {}
        // Numbers keep their text here, so none is too large.
        (Ok(_), Err(error)) if error.to_string().contains("number out of range") => {}
        (ours, theirs) => panic!("{text:?}: {ours:?} is not {theirs:?}"),
    }
}

#[test]
fn agrees_on_the_corners_of_the_grammar() {
    let table = [
        "",
        " ",
        "null",
        "nul",
        "nulll",
        " true ",
        "True",
        "\u{feff}null",
        "\u{a0}null",
        "\u{c}1",
        "0",
        "-0",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.0",
        "1e5",
        "1E+5",
        "1e-5",
        "1e",
        "1e+",
        "0x1",
        "1_0",
        "1e400",
        "NaN",
        "Infinity",
        "123456789012345678901234567890",
        "0.1e1",
        "0e0",
        "--1",
        "1 2",
        "1,",
        r#""""#,
        r#"""#,
        r#""\""#,
        r#""\\""#,
        r#""\/\b\f\n\r\t""#,
        r#""\v""#,
        r#""\'""#,
        "'a'",
        "\"\t\"",
        "\"\u{7f}\"",
        "\"\n\"",
        r#""\u00e9""#,
        r#""\u00E9""#,
        r#""\u00g0""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\U0041""#,
        r#""\u0000""#,
        r#""\ud834\udd1e""#,
        r#""\ud834""#,
        r#""\ud834x""#,
        r#""\ud834\n""#,
        r#""\udd1e""#,
        r#""\udd1e\ud834""#,
        r#""\ud834\ud834""#,
        r#""\ud834\u0041""#,
        "[]",
        "[ ]",
        "[1]",
        "[1,]",
        "[,1]",
        "[,]",
        "[1 2]",
        "[",
        "]",
        "[1",
        "[1}",
        "[[]",
        "{}",
        "{ }",
        r#"{"a":1}"#,
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r"{a:1}",
        r"{1:1}",
        r#"{"a":1 "b":2}"#,
        r#"{"a"::1}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        "{",
        "}",
        r#"{"a":1]"#,
        "// c\n1",
        "/**/1",
        "1//",
        "[1,/**/2]",
    ];
    table.into_iter().for_each(agree);
}

#[test]
fn nesting_is_read_to_its_documented_depth_and_no_further() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(128)).is_ok());
    let refused = parse(&nested(129)).unwrap_err();
    assert_eq!(
        (refused.offset, refused.message),
        (128, "nested too deeply")
    );
    for open in ["[", "{\"a\":", "[[{\"a\":"] {
        assert!(parse(&open.repeat(1_000_000)).is_err());
    }
}

#[test]
fn what_is_received_may_nest_to_any_depth_and_hold_half_a_pair() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(
        r#"{{"deep":{deep},"\ud83d":"\udce9","x":1e999999,"d\u0065tail":"m","list":[{{"a":"\ud83d"}},7]}}"#
    );
    for text in [body.clone(), format!("\u{feff} {body} ")] {
        let body = Received::parse(&text).unwrap();
        let at = |tokens: &[&str]| {
            let tokens = tokens.iter().map(|token| (*token).to_owned()).collect();
            body.pointer(&Pointer { tokens })
        };
        let scalar = |tokens: &[&str]| at(tokens)?.scalar();
        assert_eq!(scalar(&["detail"]), Some(Json::String("m".to_owned())));
        assert_eq!(scalar(&["list", "1"]), Some(Json::Number("7".to_owned())));
        assert_eq!(scalar(&["list", "0", "a"]), None);
        assert!(at(&[r"\ud83d"]).is_none() && at(&["\u{fffd}"]).is_none());
        assert_eq!(at(&["deep"]).unwrap().kind(), "an array");
        assert_eq!(body.texts().collect::<Vec<_>>(), ["m"]);
    }
}

#[test]
fn bytes_that_are_not_text_are_harmless_where_nobody_reads() {
    let table: [(&[u8], &str, bool); 8] = [
        (b"{\"a\":\"caf\xe9\"}", r#"{"a":"caf\udce9"}"#, true),
        (b"{\"a\xff\":1}", r#"{"a\udcff":1}"#, true),
        (b"[\"\xf0\x9f\"]", r#"["\udcf0\udc9f"]"#, true),
        (b"[\"\\\\\xe9\"]", r#"["\\\udce9"]"#, true),
        (b"[\"\\\xe9\"]", "[\"\\\u{fffd}\\udce9\"]", false),
        (b"[\xe9]", r"[\udce9]", false),
        // In UTF-16 with its mark, and with half a unit too much.
        (b"\xff\xfe{\0}\0", "{}", true),
        (b"\xfe\xff\0{\0}\xff", "\\udcfe\\udcff\0{\0}\\udcff", false),
    ];
    for (body, text, is_json) in table {
        assert_eq!(text_of(body), text);
        assert_eq!(Received::parse(text).is_ok(), is_json, "{text}");
    }
    assert_eq!(text_of("é".as_bytes()), "é");
}

/// A number, and the integer that it is.
fn number() -> impl Strategy<Value = (String, Option<i64>)> {
    let integers = prop_oneof![
        any::<i64>(),
        -20..20_i64,
        any::<i64>().prop_map(|n| n / 1_000_000_000 * 1_000_000_000),
        prop::sample::select(vec![i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1, 0]),
    ];
    let noise = (
        0..25_usize,
        0..25_usize,
        any::<bool>(),
        prop::option::of("[1-9][0-9]{0,3}"),
    );
    (integers, noise).prop_map(|(n, (shift, zeros, plus, fraction))| {
        let sign = if n < 0 { "-" } else { "" };
        let mut digits = n.unsigned_abs().to_string();
        let is_integer = fraction.is_none();
        let mut tail = "0".repeat(zeros);
        tail.push_str(&fraction.unwrap_or_default());
        // The point moves to the left by `shift` places.
        if digits.len() <= shift {
            digits.insert_str(0, &"0".repeat(shift + 1 - digits.len()));
        }
        let moved = digits.split_off(digits.len() - shift) + &tail;
        let point = if moved.is_empty() { "" } else { "." };
        let exponent = match (shift, plus) {
            (0, _) => String::new(),
            (_, true) => format!("E+{shift}"),
            (_, false) => format!("e{shift}"),
        };
        let text = format!("{sign}{digits}{point}{moved}{exponent}");
        (text, is_integer.then_some(n))
    })
}

/// Pieces of JSON, so that random texts are often nearly right.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\u", "d834", "dd1e", "0", "1", "-",
        "+", ".", "e", "E", "null", "true", "false", " ", "\n", "\t", "\u{b}", "é", "/",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_integer_is_one_however_it_is_written((text, expected) in number()) {
        prop_assert!(parse(&text).is_ok(), "{}", text);
        prop_assert_eq!(integer(&text), expected, "{}", text);
    }

    #[test]
    fn what_is_received_is_json_where_it_is_elsewhere(text in prop_oneof![text(), pieces(), any::<String>()]) {
        let theirs = serde_json::from_str::<&serde_json::value::RawValue>(&text);
        prop_assert_eq!(Received::parse(&text).is_ok(), theirs.is_ok(), "{}", text);
    }

    #[test]
    fn a_pointer_into_what_is_received_leads_to_the_same(
        value in value(),
        tokens in prop::collection::vec(prop_oneof!["[0-4]", Just("00".to_owned()), Just("-".to_owned()), "[a-c~/]{0,3}"], 0..4),
    ) {
        let (pointer, text) = (Pointer { tokens }, value.to_string());
        let parsed = parse(&text).unwrap();
        let expected = parsed.pointer(&pointer);
        let found = Received::parse(&text).unwrap().pointer(&pointer);
        prop_assert_eq!(found.map(Received::kind), expected.map(Json::kind));
        let scalar = expected.filter(|value| !matches!(value, Json::Array(_) | Json::Object(_)));
        prop_assert_eq!(found.and_then(Received::scalar), scalar.cloned());
    }

    #[test]
    fn agrees_on_valid_texts(text in text()) {
        prop_assert!(parse(&text).is_ok());
        agree(&text);
    }

    #[test]
    fn agrees_on_texts_with_a_few_characters_changed(
        text in text(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, "[\\[\\]{},:\"\\\\0-9eE.+\\- nu]{0,2}"), 1..4),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, len, new) in edits {
            let from = at.index(chars.len() + 1);
            let to = (from + len).min(chars.len());
            chars.splice(from..to, new.chars());
        }
        agree(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn agrees_on_texts_cut_short(text in text(), at in any::<prop::sample::Index>()) {
        let cut: String = text.chars().take(at.index(text.chars().count() + 1)).collect();
        agree(&cut);
    }

    #[test]
    fn agrees_on_pieces_in_any_order(text in pieces()) {
        agree(&text);
    }

    #[test]
    fn agrees_on_any_text(text in any::<String>()) {
        agree(&text);
    }

    #[test]
    fn an_error_is_inside_the_text(text in pieces()) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.offset <= text.len());
        }
    }

    #[test]
    fn display_writes_what_reads_back_and_what_others_read(value in value()) {
        let ours = parse(&value.to_string()).unwrap();
        let written = ours.to_string();
        prop_assert_eq!(&parse(&written).unwrap(), &ours);
        prop_assert_eq!(read(&written), read(&value.to_string()));
    }

    #[test]
    fn a_pointer_leads_where_it_leads_elsewhere(
        value in value(),
        tokens in prop::collection::vec(prop_oneof!["[0-4]", Just("00".to_owned()), Just("+1".to_owned()), Just("-".to_owned()), "[a-c~/]{0,3}"], 0..4),
    ) {
        let pointer = Pointer { tokens };
        let (ours, value) = (parse(&value.to_string()).unwrap(), read(&value.to_string()));
        let found = ours.pointer(&pointer).map(as_serde);
        prop_assert_eq!(found.as_ref(), value.pointer(&pointer.to_string()), "{}", pointer);
    }
}

//! What is written is read back, and no text of any kind panics.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

use proptest::prelude::*;
use theta_xml::{Value, XmlError, encoding, parse, write};

fn json(text: &str) -> Result<String, XmlError> {
    parse(text).map(|root| root.to_json_as(()))
}

#[test]
fn an_element_is_a_text_or_an_object() {
    for (xml, expected) in [
        ("<a/>", r#""""#),
        ("<a> b\r\nc </a>", r#"" b\nc ""#),
        ("<a>x<!-- - -->y<?z?><![CDATA[<&]]></a>", r#""xy<&""#),
        ("<a b='1 &lt;'/>", r#"{"@b":"1 <"}"#),
        ("<a b='1'>t</a>", r##"{"@b":"1","#text":"t"}"##),
        (
            "<a> <b/> <c>1</c> <b>2</b> </a>",
            r#"{"b":["","2"],"c":"1"}"#,
        ),
        (
            "<n:a xmlns:n='u' xml:lang='e' n:k='v'><n:b/></n:a>",
            r#"{"@k":"v","b":""}"#,
        ),
        ("<a><b xsi:nil='true'/></a>", r#"{"b":null}"#),
        (
            "\u{feff}<?xml version='1.0'?>\n<a>&#x41;&#66;&quot;</a>\n",
            r#""AB\"""#,
        ),
    ] {
        assert_eq!(json(xml).as_deref(), Ok(expected), "{xml}");
    }
}

#[test]
fn what_is_not_well_formed_or_not_safe_is_refused() {
    for xml in [
        "",
        "a",
        "<a>",
        "</a>",
        "<a></b>",
        "<a/>b",
        "<a/><b/>",
        "<a b/>",
        "<a b=c/>",
        "<a b='<'/>",
        "<a b='1' b='2'/>",
        "<1/>",
        "<a:b:c/>",
        "<!DOCTYPE a><a/>",
        "<a>&b;</a>",
        "<a>&lt</a>",
        "<a>&#0;</a>",
        "<a>&#xd800;</a>",
        "<a>&#+65;</a>",
        "<a>\u{1}</a>",
        "<a><![CDATA[</a>",
        "<!-- <a/>",
        "<? <a/>",
        "<![CDATA[a]]>",
        "<a",
        "<a b='",
    ] {
        assert!(parse(xml).is_err(), "{xml}");
    }
    let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(parse(&nested(theta_xml::MAX_DEPTH)).is_ok());
    assert!(parse(&nested(theta_xml::MAX_DEPTH + 1)).is_err());
}

#[test]
fn a_declaration_names_the_charset() {
    for (body, expected) in [
        (
            &b"<?xml version='1.0' encoding='latin1'?><a/>"[..],
            Some("latin1"),
        ),
        (b"<?xml version=\"1.0\" encoding = \"x\" ?>\xff", Some("x")),
        (b"<?xml version='1.0'?>", None),
        (b"<?xml encoding='", None),
        (b"<a encoding='x'/>", None),
    ] {
        assert_eq!(encoding(body), expected);
    }
}

proptest! {
    #[test]
    fn a_text_is_written_and_read_back(text in "[\\PC\\n\\t<>&\"']{0,40}") {
        let xml = write("a", &text, &|text: &String| Value::Text(text.clone()));
        let root = parse(&xml).unwrap();
        let read: String = serde_json::from_str(&root.to_json_as(())).unwrap();
        prop_assert_eq!(read, text);
    }

    #[test]
    fn whatever_comes_is_json_or_an_error(text in "(<|>|/|a|b:|=|'|\"|&|;|lt|#|1| |\\]\\]>|<!\\[CDATA\\[|<!--|-->|<\\?|\\?>|\\PC){0,30}") {
        if let Ok(root) = parse(&text) {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&root.to_json()).is_ok());
        }
    }
}

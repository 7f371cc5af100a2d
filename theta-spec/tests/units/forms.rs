use theta_spec::text::*;

#[test]
fn a_workflow_command_cannot_be_broken_out_of() {
    assert_eq!(
        annotation(["100%\r\n::error::x", "::help"]),
        r"100%25\r\n::error::x%0A\u{3a}:help"
    );
    assert_eq!(annotation_property("a,b:c%"), "a%2Cb%3Ac%25");
}

#[test]
fn what_is_json_stays_the_same_json() {
    for text in [
        "\u{7f}\u{85}\u{202e}\u{e0041} ##[group]",
        "é\u{10ffff}\\##[[",
    ] {
        let written = serde_json::to_string(text).unwrap();
        let safe = json(&written);
        assert!(
            !safe.chars().any(is_hidden) && !safe.contains("##["),
            "{safe}"
        );
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
    }
}

#[test]
fn a_text_is_the_same_in_toml() {
    let text = "a\"\\\n\r\t\u{0}\u{1b}\u{7f}\u{85}\u{a0}\u{202e}\u{e0041}é'''";
    let written = format!("a = {}", toml(text));
    let read = ::toml::de::DeTable::parse(&written).unwrap();
    assert_eq!(read.get_ref()["a"].get_ref().as_str(), Some(text));
}

#[test]
fn a_pasted_line_runs_nothing_else() {
    for (text, expected) in [
        ("http://127.0.0.1:1/a", "http://127.0.0.1:1/a"),
        ("a b", "'a b'"),
        ("$(x)`y`;z", "'$(x)`y`;z'"),
        ("it's\n", r"'it'\''s\n'"),
        ("", "''"),
    ] {
        assert_eq!(shell(text), expected);
    }
}

#[test]
fn one_is_one_and_more_are_more() {
    for (number, noun, said) in [
        (0_usize, "pair", "0 pairs"),
        (1, "pair", "1 pair"),
        (1, "reply", "1 reply"),
        (2, "reply", "2 replies"),
    ] {
        assert_eq!(count(number, noun), said);
    }
}

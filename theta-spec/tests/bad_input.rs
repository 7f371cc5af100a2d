//! Files that are not contracts at all, and files that are only just: a code and a place for each, and never a panic.

use std::fmt::Write as _;
use theta_spec::diagnostic::{MAX_ALIKE, Severity};
use theta_spec::source::MAX_BYTES;
use theta_spec::{Loaded, load, render};

const GOOD: &str = include_str!("good.toml");

fn edited(old: &str, new: &str) -> String {
    assert_eq!(
        GOOD.matches(old).count(),
        1,
        "{old:?} must be in the good contract once"
    );
    GOOD.replacen(old, new, 1)
}

fn read(bytes: impl AsRef<[u8]>) -> Loaded {
    let loaded = load("spec.toml", bytes.as_ref());
    assert_eq!(loaded.contract.is_some(), !loaded.report.has_errors());
    for diagnostic in loaded.report.diagnostics().iter().take(3) {
        assert!(!render::text(&loaded.source, diagnostic).is_empty());
    }
    loaded
}

/// `T0101 3:1` for each diagnostic of that severity, in order.
fn places(loaded: &Loaded, severity: Severity) -> Vec<String> {
    let found = loaded.report.diagnostics().iter();
    found
        .filter(|one| one.severity == severity)
        .map(|one| format!("{} {}", one.code, loaded.source.position(one.span.start)))
        .collect()
}

fn errors(bytes: impl AsRef<[u8]>) -> Vec<String> {
    places(&read(bytes), Severity::Error)
}

#[test]
fn bytes_that_are_not_utf8_are_refused_at_the_first_such_byte() {
    let latin1 = [GOOD.as_bytes(), b"# caf\xe9\n"].concat();
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let line = GOOD.lines().count() + 1;
    for (bytes, place) in [
        (latin1, format!("T0001 {line}:6")),
        ([&[0xff, 0xfe][..], &utf16].concat(), "T0001 1:1".to_owned()),
        (
            "é = 1\nk\u{00e9}y = ".bytes().chain([0xc3]).collect(),
            "T0001 2:7".to_owned(),
        ),
        (vec![0xed, 0xa0, 0x80], "T0001 1:1".to_owned()),
    ] {
        assert_eq!(errors(&bytes), [place]);
    }
    let loaded = read([0xff, 0xfe, b't', 0]);
    assert!(loaded.report.diagnostics()[0].help[0].contains("UTF-16"));
}

#[test]
fn utf16_without_a_byte_order_mark_is_text_with_nul_characters() {
    let utf16: Vec<u8> = "theta = 1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(errors(utf16)[0], "T0003 1:2");
}

#[test]
fn a_nul_character_is_refused_where_it_stands() {
    for (text, place) in [
        ("theta = 1\n\0", "T0003 2:1"),
        ("theta = \"\0\"", "T0003 1:10"),
        ("# \0", "T0003 1:3"),
    ] {
        assert!(errors(text).contains(&place.to_owned()), "{text:?}");
    }
}

#[test]
fn a_byte_order_mark_is_accepted_and_takes_no_column() {
    assert!(read(format!("\u{feff}{GOOD}")).contract.is_some());
    for (old, new) in EDITS {
        let text = edited(old, new);
        assert_eq!(errors(format!("\u{feff}{text}")), errors(&text), "{new:?}");
    }
    assert_eq!(errors("\u{feff}thta = 1"), errors("thta = 1"));
}

#[test]
fn crlf_is_accepted_and_moves_no_diagnostic() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert!(read(crlf(GOOD)).contract.is_some());
    for (old, new) in EDITS {
        let text = edited(old, new);
        assert_eq!(errors(crlf(&text)), errors(&text), "{new:?}");
    }
}

/// Edits of the good contract with errors at many kinds of places: a key, a value, inside a text, syntax.
const EDITS: &[(&str, &str)] = &[
    ("theta = 1", "thta = 1"),
    ("timeout = \"30s\"", "timeout = 30"),
    (
        "detail = \"text is required\"",
        "detail = \"text is {required\"",
    ),
    (
        "detail = \"text is required\"",
        "detail = '''text\nis {required'''",
    ),
    (
        "detail = \"text is required\"",
        "detail = \"\"\"\ntext\nis {required\"\"\"",
    ),
    ("[errors.down]", "[errors.Down]"),
    ("fix = \"Send one.\"", "fix = \"Send one."),
    (
        "fix = \"Send one.\"",
        "fix = \"\"\"Send\none.\"\"\"\nfxi = 1",
    ),
    (
        "example = '{\"text\": \"hi\"}'",
        "example = '''\n{\"text\":\n7}'''",
    ),
    ("returns = \"Reply\"", "returns = \"Replay\" # é"),
];

#[test]
fn the_edits_are_errors() {
    for (old, new) in EDITS {
        assert!(read(edited(old, new)).report.has_errors(), "{new:?}");
    }
}

#[test]
fn a_file_without_contents_is_empty() {
    for text in ["", " ", "\n\n", "\t\r\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(errors(text), ["T0004 1:1"], "{text:?}");
    }
}

#[test]
fn a_file_of_comments_lacks_everything_it_must_have() {
    assert_eq!(errors("# theta = 1\n# [api]\n"), ["T0103 1:1"; 3]);
}

#[test]
fn a_file_over_the_limit_is_refused_without_reading_it() {
    for byte in [b'a', b'[', b'\n', 0, 0xff] {
        assert_eq!(errors(vec![byte; 10_000_000]), ["T0002 1:1"]);
    }
    assert_eq!(errors("é".repeat(MAX_BYTES / 2 + 1)), ["T0002 1:1"]);
    assert!(read(vec![b'a'; MAX_BYTES + 1]).source.text().len() <= MAX_BYTES);
}

#[test]
fn junk_just_under_the_limit_is_read_to_its_end() {
    for (unit, first) in [
        ("[", "T0003 1:3"),
        ("= ", "T0003 1:1"),
        ("\u{1}", "T0003 1:1"),
        ("\"", "T0003 1:1"),
        ("a.", "T0003 1:1"),
        ("{", "T0003 1:1"),
        ("#", "T0103 1:1"),
        ("é", "T0003 1:1"),
    ] {
        let text = unit.repeat(MAX_BYTES / unit.len());
        let errors = errors(text);
        assert!(!errors.is_empty(), "{unit:?}");
        assert!(
            errors.iter().any(|error| error.starts_with(first)),
            "{unit:?}: {:?}",
            &errors[..1]
        );
    }
}

#[test]
fn ten_thousand_levels_do_not_exhaust_the_stack() {
    let deep = 10_000;
    let table = [
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a = {}1{}", "{a = ".repeat(deep), "}".repeat(deep)),
        format!("a = {}", "[{a = ".repeat(deep)),
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]\nb = 1", "a.".repeat(deep)),
        format!("[[{}a]]\nb = 1", "a.".repeat(deep)),
    ];
    for text in table {
        let errors = errors(&text);
        assert!(
            errors.iter().any(|error| error.starts_with("T0003 1:")),
            "{errors:?} of {text:.20}"
        );
    }
    let nested = edited(
        "type = \"[Reply]\"",
        &format!("type = \"{}Reply{}\"", "[".repeat(deep), "]".repeat(deep)),
    );
    assert_eq!(
        errors(&nested),
        [format!("T0208 {}", place_of(&nested, "\"[[[["))]
    );
    let example = edited("'{\"text\": \"hi\"}'", &format!("'{}'", "[".repeat(deep)));
    assert_eq!(
        errors(&example),
        [format!("T0505 {}", place_of(&example, "'[[[["))]
    );
}

fn place_of(text: &str, marked: &str) -> String {
    let at = text.find(marked).expect("it was put there");
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    format!(
        "{}:{}",
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1
    )
}

#[test]
fn a_chain_of_types_as_long_as_the_file_does_not_exhaust_the_stack() {
    let mut text = "theta = 1\napi = { name = \"E\", base_url = \"https://e.example\" }\nendpoints.e = { get = \"/e\", returns = \"T0\" }\n".to_owned();
    let last = 8_000;
    for at in 0..last {
        let _ = writeln!(text, "types.T{at}.fields.a = \"T{}\"", at + 1);
    }
    assert!(
        read(format!("{text}types.T{last}.values = [\"a\"]\n"))
            .contract
            .is_some()
    );
    let round = format!("{text}types.T{last}.fields.a = \"T0\"\n");
    assert_eq!(errors(&round).len(), 1);
}

#[test]
fn a_hundred_thousand_keys_are_each_looked_at() {
    let keys: Vec<String> = (0..100_000).map(|at| format!("k{at} = 1\n")).collect();
    let loaded = read(keys.concat());
    // Besides the keys that are there, the three that must be.
    assert_eq!(loaded.report.error_count(), 100_003);
    let places = places(&loaded, Severity::Error);
    assert_eq!(places.len(), MAX_ALIKE + 1 + 3);
    let notes = loaded.report.diagnostics().iter();
    let notes: Vec<&str> = notes
        .map(|one| one.message.as_str())
        .filter(|message| message.ends_with("more like it"))
        .collect();
    assert_eq!(notes, ["and 99900 more like it"]);
    let values: Vec<String> = (0..20_000).map(|at| format!("\"v{at}\",")).collect();
    let values = values.concat();
    let text = edited(
        "values = { low = \"Deep.\", high = \"Not deep.\" }",
        &format!("values = [\"low\", {values}]"),
    );
    assert!(read(text).contract.is_some());
}

#[test]
fn braces_of_a_template_are_marked_one_by_one() {
    for (template, columns) in [
        ("text {is required", &[16][..]),
        ("text }is required", &[16]),
        ("{ text } {is} {", &[12, 25]),
        ("{a}{b}", &[11]),
        ("é {", &[13]),
        ("{..} after", &[11]),
        ("{}", &[11]),
        ("", &[10]),
    ] {
        let text = edited(
            "detail = \"text is required\"",
            &format!("detail = \"{template}\""),
        );
        let line = text[..text.find("[errors.text_required]").unwrap()]
            .matches('\n')
            .count()
            + 4;
        let expected: Vec<String> = columns
            .iter()
            .map(|column| format!("T0207 {line}:{column}"))
            .collect();
        let found: Vec<String> = errors(&text)
            .into_iter()
            .filter(|error| error.starts_with("T0207"))
            .collect();
        assert_eq!(found, expected, "{template:?}");
    }
}

#[test]
fn rows_that_overlap_show_a_reply_that_is_both() {
    let text = edited(
        "[errors.down]",
        "[errors.a]\nstatus = 404\nshape = \"legacy\"\ndetail = \"{x} not found\"\ncause = \"x\"\nfix = \"x\"\n\
         [errors.b]\nstatus = 404\nshape = \"legacy\"\ndetail = \"voice {y}\"\ncause = \"x\"\nfix = \"x\"\n[errors.down]",
    );
    let loaded = read(&text);
    assert_eq!(
        errors(&text),
        [format!("T0701 {}", place_of(&text, "b]\nstatus = 404"))]
    );
    let one = &loaded.report.diagnostics()[0];
    assert_eq!(one.label, "both match: 404, detail \"voice not found\"");
    assert_eq!(one.message, "a reply can be both `a` and `b`");
    assert_eq!(&text[one.related[0].0.start..one.related[0].0.end], "a");
}

/// `(old, new, severity, code, the marked text where the place is)`
const SINGLE: &[(&str, &str, Severity, &str, &str)] = &[
    (
        "on = [\"speaking\"]",
        "on = [\"speak\"]",
        Severity::Error,
        "T0301",
        "\"speak\"]\nretry",
    ),
    (
        "type = \"[Reply]\", optional = true",
        "type = \"Reply\"",
        Severity::Error,
        "T0401",
        "\"Reply\", doc = \"What follows",
    ),
    (
        "[types.Voice]",
        "[types.A]\ndoc = \"x\"\nis = \"[A]\"\n[types.Voice]",
        Severity::Error,
        "T0401",
        "\"[A]\"",
    ),
    (
        "[endpoints.listen]",
        "[endpoints.self]",
        Severity::Warning,
        "T0311",
        "self]",
    ),
    (
        "[endpoints.listen]",
        "[endpoints.match]",
        Severity::Warning,
        "T0311",
        "match]",
    ),
    (
        "[errors.down]",
        "[errors.bad__rate]\nstatus = 402\ncause = \"x\"\nfix = \"x\"\n[errors.down]",
        Severity::Error,
        "T0310",
        "bad__rate]",
    ),
];

#[test]
fn a_single_mistake_is_a_single_diagnostic_at_its_place() {
    for (old, new, severity, code, marked) in SINGLE {
        let text = edited(old, new);
        let loaded = read(&text);
        let expected = format!("{code} {}", place_of(&text, marked));
        let found = places(&loaded, *severity);
        assert!(
            found.contains(&expected),
            "{new:?}: {found:?}, not {expected}"
        );
        assert_eq!(
            places(&loaded, Severity::Error).len(),
            usize::from(*severity == Severity::Error),
            "{new:?}: {found:?}"
        );
    }
}

#[test]
fn a_key_that_stands_twice_is_shown_with_the_first_place() {
    for (old, new, expected) in [
        (
            "[errors.down]",
            "[errors.down]\nstatus = 400\n[errors.down]",
            "first here",
        ),
        (
            "[errors.down]",
            "[errors.\"down\"]\nstatus = 400\n[errors.down]",
            "first here",
        ),
        ("theta = 1", "theta = 1\ntheta = 1", "first here"),
    ] {
        let loaded = read(edited(old, new));
        let duplicates: Vec<_> = loaded
            .report
            .diagnostics()
            .iter()
            .filter(|one| one.code == "T0003")
            .collect();
        assert_eq!(duplicates.len(), 1, "{new}: {:?}", loaded.report);
        assert_eq!(duplicates[0].label, "a second time");
        assert_eq!(duplicates[0].related.len(), 1, "{new}: {:?}", duplicates[0]);
        let (first, what) = &duplicates[0].related[0];
        assert_eq!(what, expected);
        assert!(first.start < duplicates[0].span.start);
    }
}

#[test]
fn text_from_the_contract_cannot_steer_the_terminal() {
    let loaded = read("theta = 1\n\"\\u001b[2J\\nk\" = 1\n");
    let report = render::report(&loaded.source, &loaded.report);
    assert!(report.contains("unknown key"));
    assert!(
        !report.contains('\u{1b}') && !report.contains("[2J\n"),
        "{report}"
    );
}

use std::ops::Range;
use theta_spec::template::*;

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

fn errors(text: &str) -> Vec<(TemplateErrorKind, Range<usize>)> {
    Template::parse(text)
        .unwrap_err()
        .into_iter()
        .map(|error| (error.kind, error.range))
        .collect()
}

#[test]
fn parses_literals_captures_braces_and_tail() {
    let parsed = template("[`{{a}}`] {b} {n:int}: {..}");
    assert_eq!(
        parsed.pieces(),
        [
            Piece::Literal("[`{a}`] ".to_owned()),
            Piece::Capture(Capture {
                name: "b".to_owned(),
                kind: CaptureKind::Text
            }),
            Piece::Literal(" ".to_owned()),
            Piece::Capture(Capture {
                name: "n".to_owned(),
                kind: CaptureKind::Int
            }),
            Piece::Literal(": ".to_owned()),
            Piece::Tail,
        ]
    );
    assert_eq!(
        parsed
            .captures()
            .map(|capture| capture.name.as_str())
            .collect::<Vec<_>>(),
        ["b", "n"]
    );
    assert_eq!(parsed.literal_len(), 11);
    assert_eq!(parsed.as_exact(), None);
}

#[test]
fn display_is_canonical() {
    for text in ["a", "{{{a}}}", "{a}", "{..}", "é{n:int}}}{{{..}", "{{..}}"] {
        assert_eq!(template(text).to_string(), text);
    }
    assert_eq!(Template::exact("{..}").to_string(), "{{..}}");
}

#[test]
fn exact_has_nothing_special() {
    let exact = Template::exact("use {name} or {..}");
    assert_eq!(exact.as_exact(), Some("use {name} or {..}"));
    assert_eq!(exact.matches("use {name} or {..}"), Some(vec![]));
    let empty = Template::exact("");
    assert_eq!(empty.as_exact(), Some(""));
    assert!(empty.accepts("") && !empty.accepts("a"));
    assert_eq!(empty.matches(""), Some(vec![]));
    assert_eq!(empty.matches("a"), None);
}

#[test]
fn reports_each_mistake_with_its_place() {
    use TemplateErrorKind as Kind;
    let bad_name = |name: &str| Kind::BadName {
        name: name.to_owned(),
    };
    let unknown = |name: &str| Kind::UnknownType {
        name: name.to_owned(),
    };
    let table = [
        ("", vec![(Kind::Empty, 0..0)]),
        ("é {a", vec![(Kind::Unclosed, 3..4)]),
        ("a {b {c}", vec![(Kind::Unclosed, 2..3)]),
        ("a } b", vec![(Kind::Unopened, 2..3)]),
        ("{a}}", vec![(Kind::Unopened, 3..4)]),
        ("a {}", vec![(Kind::EmptyHole, 2..4)]),
        ("{A}", vec![(bad_name("A"), 1..2)]),
        ("{ a }", vec![(bad_name(" a "), 1..4)]),
        ("{1a}", vec![(bad_name("1a"), 1..3)]),
        ("{:int}", vec![(bad_name(""), 1..1)]),
        ("{...}", vec![(bad_name("..."), 1..4)]),
        ("{a:u32}", vec![(unknown("u32"), 3..6)]),
        ("{a:}", vec![(unknown(""), 3..3)]),
        ("{é:ü}", vec![(bad_name("é"), 1..3), (unknown("ü"), 4..6)]),
        ("{..} a", vec![(Kind::TailNotLast, 0..4)]),
        ("{..}{a}", vec![(Kind::TailNotLast, 0..4)]),
        ("{a}{b}", vec![(Kind::AdjacentHoles, 0..6)]),
        ("{a}{..}", vec![(Kind::AdjacentHoles, 0..7)]),
        (
            "{a} {a}",
            vec![(
                Kind::DuplicateName {
                    name: "a".to_owned(),
                    first: 0..3,
                },
                4..7,
            )],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(errors(text), expected, "{text}");
    }
}

#[test]
fn reports_all_mistakes_of_one_template() {
    use TemplateErrorKind as Kind;
    let found = errors("} {} {A:x} {a}{a} {..} {");
    let kinds: Vec<_> = found.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Unopened,
            Kind::EmptyHole,
            Kind::BadName {
                name: "A".to_owned()
            },
            Kind::UnknownType {
                name: "x".to_owned()
            },
            Kind::AdjacentHoles,
            Kind::DuplicateName {
                name: "a".to_owned(),
                first: 11..14
            },
            Kind::TailNotLast,
            Kind::Unclosed,
        ]
    );
}

#[test]
fn messages_say_what_to_do() {
    let error = &Template::parse("{a:float}").unwrap_err()[0];
    assert_eq!(
        error.to_string(),
        "unknown capture type `float`: write `int` for digits, or leave out `:float` for any text"
    );
}

#[test]
fn holes_are_as_short_as_possible_from_the_left() {
    let table = [
        ("{a} {b}", "x y z", Some(vec!["x", "y z"])),
        ("{a}.", "x..", Some(vec!["x."])),
        ("{a}", "", None),
        ("{a}", "é\n", Some(vec!["é\n"])),
        ("{a}-{n:int}", "x-y-7", Some(vec!["x-y", "7"])),
        ("{a}-{n:int}", "x-y-", None),
        ("{n:int}", "07", Some(vec!["07"])),
        ("{n:int}", "٣", None),
        ("{n:int}0{m:int}", "1000", Some(vec!["1", "00"])),
        ("{n:int}0{m:int}", "000", Some(vec!["0", "0"])),
        ("a{..}", "a", Some(vec![])),
        ("a{..}", "ab\nc", Some(vec![])),
        ("{a}: {..}", "é: : x", Some(vec!["é"])),
        ("a{b}a", "a", None),
        ("ab{b}ba", "aba", None),
    ];
    for (notation, text, expected) in table {
        assert_eq!(
            template(notation).matches(text),
            expected,
            "{notation} on {text}"
        );
        assert_eq!(
            template(notation).accepts(text),
            expected.is_some(),
            "{notation} on {text}"
        );
    }
}

#[test]
fn a_hostile_text_takes_polynomial_time() {
    let holes = template("{a}a{b}a{c}a{d}a{e}a{f}a{g}a{h}a{i}a{j}a{k}b{l:int}");
    assert!(!holes.accepts(&"a".repeat(2000)));
    assert!(!holes.accepts(&"ab".repeat(1000)));
}

#[test]
fn fills_the_hole_at_the_end() {
    let fill = |outer: &str, inner: &str| {
        template(outer)
            .fill_last(&template(inner))
            .map(|t| t.to_string())
    };
    assert_eq!(
        fill("E: {m}", "no {v} here").as_deref(),
        Some("E: no {v} here")
    );
    assert_eq!(fill("E: {..}", "{v}{{").as_deref(), Some("E: {v}{{"));
    assert_eq!(
        fill("{a}: {m}", "{m}{{{..}").as_deref(),
        Some("{a}: {m}{{{..}")
    );
    assert_eq!(fill("{m}", "{..}").as_deref(), Some("{..}"));
    assert_eq!(fill("{a}: {m}", "{a}"), None);
    assert_eq!(fill("E {n:int}", "1"), None);
    assert_eq!(fill("E {m}.", "x"), None);
    assert_eq!(
        template("E{..}").fill_last(&Template::exact("")),
        Some(template("E"))
    );
}

//! Matching texts, and what they capture.

use theta_runtime::Pattern;
use theta_runtime::Piece::{self, Capture, Digits, Tail, Text};

#[test]
fn holes_are_as_short_as_possible_from_the_left() {
    type Row = (&'static [Piece], &'static str, Option<Vec<&'static str>>);
    let table: &[Row] = &[
        (
            &[Capture, Text(" "), Capture],
            "x y z",
            Some(vec!["x", "y z"]),
        ),
        (&[Capture, Text(".")], "x..", Some(vec!["x."])),
        (&[Capture], "", None),
        (&[Capture], "é\n", Some(vec!["é\n"])),
        (
            &[Capture, Text("-"), Digits],
            "x-y-7",
            Some(vec!["x-y", "7"]),
        ),
        (&[Capture, Text("-"), Digits], "x-y-", None),
        (&[Digits], "07", Some(vec!["07"])),
        (&[Digits], "٣", None),
        (&[Digits, Text("0"), Digits], "1000", Some(vec!["1", "00"])),
        (&[Digits, Text("0"), Digits], "000", Some(vec!["0", "0"])),
        (&[Text("a"), Tail], "a", Some(vec![])),
        (&[Text("a"), Tail], "ab\nc", Some(vec![])),
        (&[Text("a"), Tail], "b", None),
        (&[Capture, Text(": "), Tail], "é: : x", Some(vec!["é"])),
        (&[Text("a"), Capture, Text("a")], "a", None),
        (&[Text("ab"), Capture, Text("ba")], "aba", None),
        (&[], "", Some(vec![])),
        (&[], "a", None),
        (&[Text("exact")], "exact", Some(vec![])),
        (&[Text("exact")], "exact.", None),
    ];
    for (pieces, text, expected) in table {
        let pattern = Pattern::new(pieces);
        assert_eq!(pattern.captures(text), *expected, "{pieces:?} on {text}");
        assert_eq!(
            pattern.matches(text),
            expected.is_some(),
            "{pieces:?} on {text}"
        );
    }
}

#[test]
fn neighbouring_holes_never_cut_a_character() {
    assert_eq!(
        Pattern::new(&[Capture, Capture, Tail]).captures("éü"),
        Some(vec!["é", "ü"])
    );
}

#[test]
fn a_hostile_text_takes_polynomial_time() {
    const A: Piece = Text("a");
    static HOLES: Pattern = Pattern::new(&[
        Capture, A, Capture, A, Capture, A, Capture, A, Capture, A, Capture, A, Digits,
    ]);
    assert!(!HOLES.matches(&"a".repeat(20_000)));
}

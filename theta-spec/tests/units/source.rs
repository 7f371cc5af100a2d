use theta_spec::source::*;

#[test]
fn positions_count_lines_and_characters_from_one() {
    let source = SourceText::new("s", "é = 1\n\nx".to_owned());
    for (offset, expected) in [
        (0, "1:1"),
        (2, "1:2"),
        (7, "2:1"),
        (8, "3:1"),
        (9, "3:2"),
        (900, "3:2"),
    ] {
        assert_eq!(
            source.position(offset).to_string(),
            expected,
            "offset {offset}"
        );
    }
}

#[test]
fn a_byte_order_mark_takes_no_column_and_shows_in_no_line() {
    let source = SourceText::new("s", "\u{feff}a = 1\n".to_owned());
    assert_eq!(source.position(3).to_string(), "1:1");
    assert_eq!(source.line(1), "a = 1");
}

#[test]
fn columns_far_into_a_line_are_those_of_a_count_from_its_beginning() {
    let text = format!("é = 1\n{}", "aé\u{feff}漢🙂".repeat(2_000));
    let source = SourceText::new("s", text.clone());
    let ends = text.char_indices().map(|(at, _)| at).skip(7).step_by(511);
    for at in ends {
        let line = &text[text.find('\n').unwrap() + 1..at];
        let column = line.chars().filter(|&c| c != '\u{feff}').count() + 1;
        assert_eq!(source.position(at), Position { line: 2, column }, "{at}");
    }
}

#[test]
fn lines_lose_their_carriage_return() {
    let source = SourceText::new("s", "a\r\nb\r\n".to_owned());
    assert_eq!(
        (
            source.line(1),
            source.line(2),
            source.line(3),
            source.line(4)
        ),
        ("a", "b", "", "")
    );
}

#[test]
fn an_offset_inside_a_character_gives_the_place_before_it() {
    assert_eq!(
        SourceText::new("s", "é".to_owned()).position(1).to_string(),
        "1:1"
    );
}

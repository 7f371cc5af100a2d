//! The matcher and its algebra against independent references on small alphabets.

use proptest::prelude::*;
use theta_spec::algebra::{Relation, difference_witness, overlap_witness, relate, shortest};
use theta_spec::template::{CaptureKind, Piece, Template};

/// The literals below use `a`, `b` and `0`; `x` and `1` stand for all other characters and digits.
const ALPHABET: [char; 5] = ['a', 'b', '0', '1', 'x'];
const LONGEST: usize = 6;

/// All texts over the alphabet, shorter ones first.
fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut shorter = 0;
    for _ in 0..LONGEST {
        let level = shorter..texts.len();
        shorter = texts.len();
        for at in level {
            for c in ALPHABET {
                let text = format!("{}{c}", texts[at]);
                texts.push(text);
            }
        }
    }
    texts
}

/// Notation in units of a literal character or a hole; holes may still be adjacent.
fn notation() -> impl Strategy<Value = Vec<String>> {
    let unit =
        prop_oneof![3 => "[ab0]", 1 => Just("{}".to_owned()), 1 => Just("{:int}".to_owned())];
    let named = |(at, unit): (usize, String)| unit.replace('{', &format!("{{c{at}"));
    let tail = prop_oneof![3 => Just(None), 1 => Just(Some("{..}".to_owned()))];
    (prop::collection::vec(unit, 1..7), tail).prop_map(move |(units, tail)| {
        units
            .into_iter()
            .enumerate()
            .map(named)
            .chain(tail)
            .collect()
    })
}

fn small_template() -> impl Strategy<Value = Template> {
    notation().prop_filter_map("adjacent holes", |units| {
        Template::parse(&units.concat()).ok()
    })
}

/// Two templates of which one often contains the other: it has a hole in the place of some units.
fn widened_pair() -> impl Strategy<Value = (Template, Template)> {
    let hole = prop_oneof![Just("{z}"), Just("{z:int}"), Just("")];
    (notation(), hole, any::<prop::sample::Index>(), 0..4_usize).prop_filter_map(
        "adjacent holes",
        |(units, hole, from, len)| {
            let from = from.index(units.len());
            let to = units.len().min(from + len);
            let widened = [
                units[..from].concat(),
                hole.to_owned(),
                units[to..].concat(),
            ]
            .concat();
            Some((
                Template::parse(&units.concat()).ok()?,
                Template::parse(&widened).ok()?,
            ))
        },
    )
}

fn pair() -> impl Strategy<Value = (Template, Template)> {
    prop_oneof![(small_template(), small_template()), widened_pair()]
}

/// The matcher in its plainest form: each hole tries every length, the shortest first.
fn naive_match<'t>(pieces: &[Piece], text: &'t str) -> Option<Vec<&'t str>> {
    let Some((piece, rest)) = pieces.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    match piece {
        Piece::Literal(literal) => naive_match(rest, text.strip_prefix(literal.as_str())?),
        Piece::Tail => Some(Vec::new()),
        Piece::Capture(capture) => {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            ends.take_while(|&end| {
                capture.kind == CaptureKind::Text || text[..end].chars().all(|c| c.is_ascii_digit())
            })
            .find_map(|end| {
                let mut captured = naive_match(rest, &text[end..])?;
                captured.insert(0, &text[..end]);
                Some(captured)
            })
        }
    }
}

/// Checks a witness, or its absence, against the shortest text that enumeration found.
fn check_witness(witness: Option<&str>, enumerated: Option<&String>) -> Result<(), TestCaseError> {
    let length = |text: &str| text.chars().count();
    let found = witness.map(length).filter(|&length| length <= LONGEST);
    prop_assert_eq!(
        found,
        enumerated.map(|text| length(text)),
        "{:?} but {:?}",
        witness,
        enumerated
    );
    Ok(())
}

#[test]
fn agrees_with_enumeration() {
    let texts = texts();
    proptest!(|((a, b) in pair())| {
        let accepted: Vec<_> = texts.iter().map(|text| (a.accepts(text), b.accepts(text), text)).collect();
        let first = |in_a: bool, in_b: bool| {
            accepted.iter().find(|row| (row.0, row.1) == (in_a, in_b)).map(|row| row.2)
        };

        let both = overlap_witness(&a, &b).unwrap();
        let only_a = difference_witness(&a, &b).unwrap();
        let only_b = difference_witness(&b, &a).unwrap();
        check_witness(both.as_deref(), first(true, true))?;
        check_witness(only_a.as_deref(), first(true, false))?;
        check_witness(only_b.as_deref(), first(false, true))?;
        prop_assert!(both.iter().all(|text| a.accepts(text) && b.accepts(text)));
        prop_assert!(only_a.iter().all(|text| a.accepts(text) && !b.accepts(text)));
        prop_assert!(only_b.iter().all(|text| b.accepts(text) && !a.accepts(text)));

        let expected = match (both.is_some(), only_a.is_some(), only_b.is_some()) {
            (false, _, _) => Relation::Disjoint,
            (true, false, false) => Relation::Equal,
            (true, false, true) => Relation::Subset,
            (true, true, false) => Relation::Superset,
            (true, true, true) => Relation::Overlap,
        };
        prop_assert_eq!(relate(&a, &b).unwrap(), expected);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matches_like_plain_backtracking(template in small_template(), text in "[ab01é]{0,9}") {
        let expected = naive_match(template.pieces(), &text);
        prop_assert_eq!(template.accepts(&text), expected.is_some());
        prop_assert_eq!(template.matches(&text), expected);
    }

    #[test]
    fn matches_what_it_renders(template in small_template(), other in small_template()) {
        let text = shortest(&template);
        prop_assert!(template.accepts(&text));
        prop_assert_eq!(other.matches(&text), naive_match(other.pieces(), &text));
    }

    #[test]
    fn relation_reverses((a, b) in pair()) {
        prop_assert_eq!(relate(&a, &b).unwrap(), relate(&b, &a).unwrap().reversed());
    }

    #[test]
    fn relates_to_itself_and_to_its_renamed_self(a in small_template()) {
        prop_assert_eq!(relate(&a, &a).unwrap(), Relation::Equal);
        let renamed = Template::parse(&a.to_string().replace("{c", "{d")).unwrap();
        prop_assert_eq!(relate(&a, &renamed).unwrap(), Relation::Equal);
    }

    #[test]
    fn filling_concatenates(head in "[ab0]{0,2}", hole in "(\\{m\\}|\\{\\.\\.\\})", inner in small_template(), text in "[ab01]{0,5}") {
        let filled = Template::parse(&(head.clone() + &hole)).unwrap().fill_last(&inner).unwrap();
        let rest = text.strip_prefix(&head);
        prop_assert_eq!(filled.accepts(&text), rest.is_some_and(|rest| inner.accepts(rest)));
        prop_assert!(filled.accepts(&(head + &shortest(&inner))));
        prop_assert_eq!(Template::parse(&filled.to_string()), Ok(filled));
    }

    #[test]
    fn notation_round_trips(text in r"([ab]|\{\{|\}\}|é|\{[a-c](:int)?\}|\{\.\.\}){1,6}") {
        if let Ok(template) = Template::parse(&text) {
            prop_assert_eq!(template.to_string(), text);
        }
    }

    #[test]
    fn exact_texts_round_trip(text in any::<String>().prop_filter("empty", |text| !text.is_empty())) {
        let exact = Template::exact(&text);
        prop_assert_eq!(exact.as_exact(), Some(text.as_str()));
        prop_assert_eq!(Template::parse(&exact.to_string()), Ok(exact));
    }

    #[test]
    fn any_text_parses_or_says_why(text in prop_oneof![any::<String>(), r"[{}.:a_A1é]{0,12}"]) {
        match Template::parse(&text) {
            Ok(template) => prop_assert_eq!(Template::parse(&template.to_string()), Ok(template)),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(text.get(error.range.clone()).is_some(), "{error}");
                }
            }
        }
    }
}

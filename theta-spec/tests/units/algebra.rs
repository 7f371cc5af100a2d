use theta_spec::algebra::*;
use theta_spec::template::Template;

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

#[test]
fn relations() {
    use Relation::{Disjoint, Equal, Overlap, Subset, Superset};
    let table = [
        ("a", "a", Equal),
        ("a", "b", Disjoint),
        ("a", "{x}", Subset),
        ("{x}", "a", Superset),
        ("a", "{n:int}", Disjoint),
        ("{a}", "{b}", Equal),
        ("{a}-{b}", "{b}-{a}", Equal),
        ("é: {a}", "é: {..}", Subset),
        ("é: {..}", "é: {..}", Equal),
        ("é: {a}", "é: {n:int}", Superset),
        ("é: {a}", "é: b: {a}", Superset),
        ("é: {..}", "é: b{a}", Superset),
        ("é: b{..}", "é: {a}", Subset),
        ("é: b{a}c", "é: b{a}", Subset),
        ("éa{x}", "èa{x}", Disjoint),
        ("{a}", "{..}", Subset),
        ("a{x}", "a{..}", Subset),
        ("a", "a{..}", Subset),
        ("a{..}", "a{x}", Superset),
        ("a{..}", "ab{..}", Superset),
        ("a{..}", "{x}", Subset),
        ("a{..}", "b{..}", Disjoint),
        ("{x}a", "{..}", Subset),
        ("{x}a", "a{..}", Overlap),
        ("{x}a{y}", "{x}aa{y}", Superset),
        ("0{n:int}", "{n:int}", Subset),
        ("{n:int}0", "0{n:int}", Overlap),
        ("{n:int}0{m:int}", "{n:int}", Subset),
        ("{a}{{", "{a}}}", Disjoint),
        ("{a} not found", "Voice {b}", Overlap),
        (
            "at most {n:int} characters",
            "at most {n} characters",
            Subset,
        ),
        ("over {n:int} KB", "over {n:int} MB", Disjoint),
        ("{a} over {n:int} KB{..}", "{a} over {n:int} MB.", Overlap),
        (
            "{n:int} over {m:int} KB",
            "{n:int} over {m:int} KB.",
            Disjoint,
        ),
        (
            "Invalid options format. Must be a valid JSON string.",
            "Invalid options: {reason}",
            Disjoint,
        ),
        (
            "Unsupported audio format: container={c} is invalid when encoding={e}",
            "Unsupported audio format: {message}",
            Subset,
        ),
    ];
    for (a, b, expected) in table {
        assert_eq!(
            relate(&template(a), &template(b)),
            Ok(expected),
            "{a} to {b}"
        );
        assert_eq!(
            relate(&template(b), &template(a)),
            Ok(expected.reversed()),
            "{b} to {a}"
        );
    }
}

#[test]
fn overlaps() {
    let table = [
        ("{a} not found", "Voice {b}", Some("Voice not found")),
        ("{a}not found", "Voice {b}", Some("Voice not found")),
        ("{a} not found", "Voice{b}", Some("Voice not found")),
        (
            "at most {n:int} characters",
            "at most {n} characters",
            Some("at most 0 characters"),
        ),
        ("{n:int} of 7", "{a} of {m:int}", Some("0 of 7")),
        ("{a}", "{..}", Some("x")),
        ("{a}b", "b{..}", Some("bb")),
        ("{a}aba", "aba{..}", Some("ababa")),
        ("{a} KB", "{a} MB", None),
        ("{a} x {n:int}", "{a} x {n:int} y", None),
    ];
    for (a, b, expected) in table {
        assert_eq!(
            overlap_witness(&template(a), &template(b)),
            Ok(expected.map(str::to_owned)),
            "{a} and {b}"
        );
    }
}

#[test]
fn differences() {
    let table = [
        ("{a}", "{n:int}", Some("x")),
        ("{a}", "x{..}", Some("a")),
        ("{n:int}", "0{..}", Some("1")),
        ("{n:int}", "{a}", None),
        ("{..}", "{a}", Some("")),
        ("{a}", "{b} {c}", Some("x")),
        ("{a}", "x", Some("a")),
        ("{a}é", "{b}", None),
        ("{a}é", "x{b}", Some("aé")),
        ("a{x}", "a{..}", None),
        ("a{..}", "a{x}", Some("a")),
    ];
    for (a, b, expected) in table {
        assert_eq!(
            difference_witness(&template(a), &template(b)),
            Ok(expected.map(str::to_owned)),
            "{a} less {b}"
        );
    }
}

#[test]
fn a_search_that_is_cut_off_proves_nothing() {
    let (a, b) = (template("{a} x {n:int}"), template("{a} x {n:int} y"));
    let limit = Limit(3);
    let cut_off = LimitReached { limit };
    assert_eq!(relate_with_limit(&a, &b, limit), Err(cut_off));
    assert_eq!(overlap_witness_with_limit(&a, &b, limit), Err(cut_off));
    assert_eq!(
        difference_witness_with_limit(&a, &template("{a} x {b}"), limit),
        Err(cut_off)
    );
    assert_eq!(relate(&a, &b), Ok(Relation::Disjoint));
    assert!(cut_off.to_string().contains("after 3 steps"));
}

#[test]
fn many_holes_stay_far_below_the_limit() {
    let limit = Limit(5_000);
    let a = template("{a}aaaa{b}aaaa{c}aaaa{d}aaaa{e}");
    let b = template("{a}aaa{b}aaa{c}aaa{d}aaa{e}aaa{f:int}a");
    assert_eq!(relate_with_limit(&a, &b, limit), Ok(Relation::Overlap));
    assert_eq!(
        relate_with_limit(&a, &template("{a}aaaa{b}aaaa{c}"), limit),
        Ok(Relation::Subset)
    );
}

//! Rows within rows, to any depth.

use std::fmt::Write as _;
use theta_spec::classify::{Outcome, classify};
use theta_spec::load;

const HEAD: &str = r#"theta = 1
api = { name = "Deep", base_url = "https://deep.example" }
shapes.detail = { message = "/detail" }
endpoints.say = { post = "/say" }
"#;

/// Rows that are each within the one before, in the order of their names or against it, with a status at the bottom.
fn chain(depth: usize, against: bool, status: impl Fn(usize) -> Option<u16>) -> String {
    let name = |at: usize| format!("row_{:05}", if against { depth - at } else { at });
    let mut text = HEAD.to_owned();
    for at in 0..depth {
        let within = if at == 0 {
            String::new()
        } else {
            format!("within = \"{}\", ", name(at - 1))
        };
        let status = status(at).map_or_else(String::new, |status| format!("status = {status}, "));
        let _ = writeln!(
            text,
            "errors.{} = {{ {within}{status}detail = \"{at}: {{rest}}\", cause = \"c\", fix = \"f\" }}",
            name(at)
        );
    }
    text
}

/// The message of the row at a depth.
fn message(depth: usize) -> String {
    let steps: Vec<String> = (0..=depth).map(|at| format!("{at}: ")).collect();
    format!("{}end", steps.concat())
}

fn found(text: &str, status: u16, message: &str) -> String {
    let loaded = load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    let contract = loaded.contract.expect(&report);
    let body = format!("{{\"detail\": {message:?}}}");
    match classify(&contract, &contract.endpoints[0], status, body.as_bytes()) {
        Outcome::Row { id, .. } => contract.error(id).name.clone(),
        Outcome::Unknown(_) | Outcome::Success => "none".to_owned(),
    }
}

#[test]
fn a_reply_is_the_innermost_row_that_matches_at_any_depth() {
    for depth in [1, 2, 3, 8, 9, 10, 40, 120] {
        let text = chain(depth, false, |at| (at == 0).then_some(400));
        for at in [0, depth / 2, depth - 1] {
            let name = format!("row_{at:05}");
            assert_eq!(found(&text, 400, &message(at)), name, "{at} of {depth}");
        }
    }
}

#[test]
fn names_do_not_decide_which_row_is_inside() {
    let text = chain(20, true, |at| (at == 0).then_some(400));
    assert_eq!(found(&text, 400, &message(19)), "row_00001");
    assert_eq!(found(&text, 400, &message(2)), "row_00018");
}

#[test]
fn a_row_takes_over_the_status_of_the_nearest_row_that_has_one() {
    let text = chain(24, false, |at| {
        (at % 10 == 0).then(|| 400 + u16::try_from(at).unwrap())
    });
    for (at, status) in [(9, 400), (10, 410), (19, 410), (23, 420)] {
        assert_eq!(found(&text, status, &message(at)), format!("row_{at:05}"));
    }
    // Of another status it is not.
    assert_ne!(found(&text, 400, &message(23)), "row_00023");
}

fn errors(text: &str) -> Vec<(&'static str, String)> {
    let loaded = load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics().iter();
    found
        .filter(|one| one.severity == theta_spec::diagnostic::Severity::Error)
        .map(|one| (one.code, one.message.clone()))
        .collect()
}

#[test]
fn a_circle_is_one_mistake_however_long_it_is_and_whatever_leads_into_it() {
    for length in [2, 3, 9, 300] {
        let mut text = HEAD.to_owned();
        for at in 0..length {
            let next = (at + 1) % length;
            let _ = writeln!(
                text,
                "errors.row_{at:03} = {{ status = 400, within = \"row_{next:03}\", detail = \"{at}: {{x}}\" }}"
            );
        }
        text.push_str("errors.tail = { within = \"row_001\", detail = \"end\" }\n");
        let found = errors(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "T0707");
        assert!(
            found[0]
                .1
                .starts_with("`row_000` is within itself: row_000 → row_001")
        );
        assert!(found[0].1.len() < 200);
    }
}

#[test]
fn two_circles_are_two_mistakes_and_a_chain_is_none() {
    let mut text = HEAD.to_owned();
    for (name, outer) in [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")] {
        let _ = writeln!(
            text,
            "errors.{name} = {{ status = 400, within = \"{outer}\", detail = \"{name}: {{x}}\" }}"
        );
    }
    assert_eq!(errors(&text).len(), 2);
    assert_eq!(errors(&chain(30, false, |at| (at == 0).then_some(400))), []);
}

#[test]
fn a_chain_that_would_fill_the_memory_is_refused() {
    let doubling: Vec<String> = (1..60)
        .map(|at| {
            let outer = at - 1;
            format!(
                "errors.r{at} = {{ within = \"r{outer}\", detail = [\"a{{x}}\", \"b{{x}}\"] }}\n"
            )
        })
        .collect();
    let text = format!(
        "{HEAD}errors.r0 = {{ status = 400, detail = \"{{x}}\" }}\n{}",
        doubling.concat()
    );
    let codes: Vec<&str> = errors(&text).into_iter().map(|(code, _)| code).collect();
    assert!(codes.contains(&"T0006"), "{codes:?}");
}

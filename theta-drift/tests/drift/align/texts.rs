//! Messages, codes and names of errors.

use super::*;

#[test]
fn a_text_of_the_contract_is_known_however_the_page_prints_it() {
    for (name, status, statement) in [
        (
            "as it is",
            429,
            text("Rate limit exceeded. Please try again later."),
        ),
        (
            "with a placeholder",
            400,
            like("Invalid options: <...>", "Invalid options: {x}"),
        ),
        (
            "with a value in its hole",
            400,
            text("Invalid options: language"),
        ),
        (
            "in the contract's own notation",
            400,
            text("Invalid options: {reason}"),
        ),
        (
            "cut off where the contract cuts it",
            402,
            like(
                "This needs a Team plan or higher...",
                "This needs a Team plan or higher{..}",
            ),
        ),
        (
            "cut off earlier",
            402,
            like("This needs a Team plan...", "This needs a Team plan{..}"),
        ),
        (
            "cut off where the contract has it whole",
            429,
            like(
                "Rate limit exceeded. Please…",
                "Rate limit exceeded. Please{..}",
            ),
        ),
        (
            "without backticks",
            413,
            text("The file can't be larger than 25 MB."),
        ),
        (
            "with a typographic apostrophe",
            413,
            text("The file can’t be larger than `25 MB`."),
        ),
        (
            "over two lines",
            429,
            text("Rate limit exceeded.\n  Please try again later."),
        ),
    ] {
        assert_eq!(Facts::none().and(&[status], statement).say(), [], "{name}");
    }
}

#[test]
fn a_page_that_breaks_off_inside_a_word_confirms_nothing_in_full() {
    for (raw, cut) in [
        (
            "This needs a Team plan or highe...",
            "This needs a Team plan or highe{..}",
        ),
        (
            "This needs a Team plan or h…",
            "This needs a Team plan or h{..}",
        ),
        ("This needs a Te...", "This needs a Te{..}"),
    ] {
        let findings = Facts::none()
            .and(&[402], like(raw, cut))
            .findings(&["elsewhere"]);
        assert_eq!(
            short(&findings),
            is(Verdict::Maybe, "errors.plan_too_low.detail"),
            "{raw}"
        );
        assert!(
            findings[0].message.starts_with("not confirmed in full"),
            "{}",
            findings[0].message
        );
        assert_eq!(findings[0].change, None);
    }
    // Another place with all of it does.
    let facts = Facts::none()
        .and(&[402], like("This needs a Te...", "This needs a Te{..}"))
        .and(
            &[402],
            like(
                "This needs a Team plan or higher...",
                "This needs a Team plan or higher{..}",
            ),
        );
    assert_eq!(facts.say(), []);
}

#[test]
fn what_matching_notices_is_a_change() {
    for (name, status, raw, subject) in [
        (
            "a full stop less",
            429,
            "Rate limit exceeded. Please try again later",
            "errors.rate_limited.detail",
        ),
        (
            "another case",
            429,
            "Rate Limit exceeded. Please try again later.",
            "errors.rate_limited.detail",
        ),
        (
            "a typo",
            413,
            "The file can't be lager than `25 MB`.",
            "errors.too_large.detail",
        ),
        (
            "a word",
            400,
            "Invalid options format. Must be a valid JSON text.",
            "errors.options_not_json.detail",
        ),
    ] {
        let findings = Facts::none()
            .and(&[status], text(raw))
            .findings(&["elsewhere"]);
        assert_eq!(short(&findings), is(Verdict::Changed, subject), "{name}");
        assert_eq!(
            sets(&findings[0]),
            Some((subject.to_owned(), Value::Text(raw.to_owned()))),
            "{name}"
        );
    }
}

#[test]
fn a_text_in_quite_other_words_is_only_asked_about() {
    let findings = Facts::none()
        .and(
            &[429],
            text("You have exceeded the rate limit, please try later."),
        )
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Maybe, "errors.rate_limited.detail")
    );
    let score = findings[0].score.unwrap();
    assert!((0.55..0.80).contains(&score), "{score}");
    assert_eq!(findings[0].change, None);
}

#[test]
fn a_text_like_none_is_new() {
    let findings = Facts::none()
        .and(&[429], text("Slow down, friend"))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::New, "errors.slow_down_friend")
    );
}

#[test]
fn near_twins_are_never_swapped() {
    let options = "Invalid options format. Must be a valid JSON string.";
    let reference = "Invalid reference_components format. Must be a valid JSON string.";
    let findings = Facts::none()
        .and(&[400], text(options))
        .and(&[400], text(&reference.replace("string", "text")))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Changed, "errors.reference_not_json.detail")
    );
    let both = Facts::none()
        .and(&[400], text(&reference.replace("string", "text")))
        .and(&[400], text(&options.replace("string", "text")))
        .findings(&["elsewhere"]);
    for finding in both {
        let page = &finding.pages[0].value;
        let options = finding.subject == "errors.options_not_json.detail";
        assert_eq!(
            page.contains("Invalid options format"),
            options,
            "{finding:?}"
        );
    }
}

#[test]
fn a_text_as_near_to_two_as_to_one_is_ambiguous() {
    let of = |raw: &str| {
        let findings = Facts::none()
            .and(&[400], text(raw))
            .findings(&["elsewhere"]);
        assert_eq!(findings.len(), 1, "{findings:?}");
        (findings[0].verdict, findings[0].change.is_some())
    };
    let near_to_both = "Invalid reference format. Must be a valid JSON string.";
    assert_eq!(of(near_to_both), (Verdict::Ambiguous, false));
    let near_to_one = "Invalid part format. Must be a valid JSON string.";
    assert_eq!(of(near_to_one), (Verdict::Changed, true));
}

#[test]
fn a_text_under_another_status_has_moved() {
    let moved = Facts::none()
        .and(&[503], text("Rate limit exceeded. Please try again later."))
        .findings(&["elsewhere"]);
    assert_eq!(moved[0].verdict, Verdict::Moved, "{moved:?}");
    assert_eq!(moved[0].subject, "errors.rate_limited.detail");
    assert_eq!(moved[0].change, None);
    let both = Facts::none()
        .and(&[429], text("Rate limit exceeded. Please try again later."))
        .and(&[503], text("Rate limit exceeded. Please try again later."))
        .say();
    assert!(
        both.iter().all(|(verdict, _)| *verdict == Verdict::New),
        "{both:?}"
    );
}

#[test]
fn the_whole_of_a_sentence_that_the_contract_cuts_is_asked_about() {
    let whole = text("This needs a Team plan or higher. See your billing page.");
    assert_eq!(
        Facts::none().and(&[402], whole).say(),
        is(Verdict::Maybe, "errors.plan_too_low.detail")
    );
}

#[test]
fn two_spellings_on_the_pages_are_a_conflict() {
    let facts = Facts::none()
        .and(&[429], text("Rate limit exceeded. Please try again later."))
        .and(&[429], text("Rate limit exceeded. Please try again later"));
    assert_eq!(
        facts.say(),
        is(Verdict::Conflict, "errors.rate_limited.detail")
    );
}

#[test]
fn a_code_belongs_to_the_message_beside_it() {
    let known = "The file can't be larger than `25 MB`.";
    assert_eq!(
        Facts::none()
            .and(&[413], text(known))
            .beside(code("TOO_LARGE"))
            .say(),
        []
    );
    let findings = Facts::none()
        .and(&[413], text(known))
        .beside(code("PAYLOAD_TOO_LARGE"))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Changed, "errors.too_large.code")
    );
    let new = Value::Text("PAYLOAD_TOO_LARGE".to_owned());
    assert_eq!(
        sets(&findings[0]),
        Some(("errors.too_large.code".to_owned(), new))
    );
}

#[test]
fn a_new_error_comes_with_all_that_its_row_says() {
    let findings = Facts::none()
        .and(&[409], text("The session has expired."))
        .beside(code("SESSION_EXPIRED"))
        .beside(Statement::Cause("It is an hour old.".to_owned()))
        .beside(Statement::Fix("Begin another one.".to_owned()))
        .beside(Statement::Retry(Retried::Never))
        .findings(&["errors"]);
    let finding = findings
        .iter()
        .find(|finding| finding.verdict == Verdict::New)
        .unwrap();
    let Some(Change { edits, .. }) = &finding.change else {
        panic!("nothing to write: {finding:?}");
    };
    let [
        Edit::Add {
            path,
            entries,
            todo,
        },
    ] = edits.as_slice()
    else {
        panic!("{edits:?}");
    };
    assert_eq!(path.join("."), "errors.session_has_expired");
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "status",
            "code",
            "detail",
            "cause",
            "fix",
            "source",
            "confidence",
            "note"
        ]
    );
    assert!(
        todo.iter()
            .any(|line| line.starts_with("retry: the page says no retry")),
        "{todo:?}"
    );
    let (_, spec) = contract();
    let applied = apply(&spec, &[finding.change.as_ref().unwrap()]).unwrap();
    let loaded = theta_spec::load("spec.toml", applied.text.as_bytes());
    assert!(loaded.contract.is_some(), "{}", applied.text);
}

#[test]
fn a_new_error_that_would_not_load_is_not_offered_for_writing() {
    let findings = Facts::none()
        .and(
            &[400],
            like(
                "[field] is not a valid value",
                "{field} is not a valid value",
            ),
        )
        .findings(&["elsewhere"]);
    assert_eq!(findings[0].verdict, Verdict::New, "{findings:?}");
    assert_eq!(findings[0].change, None);
    assert!(
        findings[0].help.contains("not offered for writing"),
        "{}",
        findings[0].help
    );
}

#[test]
fn a_text_without_a_status_is_reported_and_not_written() {
    let findings = Facts::none()
        .and(&[], text("The moon is in the wrong house."))
        .findings(&["elsewhere"]);
    assert_eq!(findings[0].verdict, Verdict::New);
    assert_eq!(findings[0].change, None);
}

#[test]
fn names_of_the_docs_are_aliases() {
    assert_eq!(
        Facts::none()
            .and(&[429], status(429, "RATE_LIMIT_EXCEEDED"))
            .say(),
        []
    );
    assert_eq!(
        Facts::none()
            .and(&[429], status(429, "Too Many Requests"))
            .say(),
        []
    );
    let findings = Facts::none()
        .and(&[429], status(429, "RATE_LIMITS_EXCEEDED"))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Changed, "errors.rate_limited.aliases")
    );
    assert!(sets(&findings[0]).is_some());
}

#[test]
fn a_body_that_holds_its_text_elsewhere_is_another_shape() {
    let field = |name: &str| Statement::BodyField {
        pointer: Pointer {
            tokens: vec![name.to_owned()],
        },
    };
    assert_eq!(Facts::none().and(&[], field("detail")).say(), []);
    let other = Facts::none().and(&[], field("message")).say();
    assert_eq!(other, is(Verdict::Changed, "shapes.detail.message"));
    let both = Facts::none()
        .and(&[], field("detail"))
        .and(&[], field("message"))
        .say();
    assert_eq!(both, is(Verdict::New, "shapes.message"));
}

#[test]
fn equal_facts_give_equal_findings_in_any_number() {
    let once = Facts::none().and(&[429], text("Rate limit exceeded. Please try again later"));
    let often = (0..50).fold(Facts::none(), |facts, _| {
        facts.and(&[429], text("Rate limit exceeded. Please try again later"))
    });
    let (once, often) = (
        once.findings(&["elsewhere"]),
        often.findings(&["elsewhere"]),
    );
    assert_eq!(short(&once), short(&often));
    assert_eq!(once[0].change, often[0].change);
}

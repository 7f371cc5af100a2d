//! Statuses, retry, limits, requests, and what is missing.

use super::*;

#[test]
fn a_status_is_new_once_whatever_stands_under_it() {
    let bare = Facts::none().and(&[409], status(409, "Conflict")).say();
    assert_eq!(bare, is(Verdict::New, "errors.conflict"));
    let with_text = Facts::none()
        .and(&[409], status(409, "Conflict"))
        .and(&[409], text("The session has expired."))
        .say();
    assert_eq!(with_text, is(Verdict::New, "errors.session_has_expired"));
    assert_eq!(Facts::none().and(&[200], status(200, "OK")).say(), []);
}

#[test]
fn retry_is_compared_by_status_and_by_row() {
    let retry = |at: u16, retried| Facts::none().and(&[at], Statement::Retry(retried));
    assert_eq!(retry(429, Retried::Backoff(None)).say(), []);
    assert_eq!(retry(402, Retried::Never).say(), []);
    let flipped = retry(429, Retried::Never).findings(&["elsewhere"]);
    assert_eq!(
        short(&flipped),
        is(Verdict::Changed, "errors.rate_limited.retry")
    );
    assert_eq!(flipped[0].change, None, "whether to retry is never written");
    let row = Facts::none()
        .and(&[429], text("Rate limit exceeded. Please try again later."))
        .beside(Statement::Retry(Retried::Never))
        .say();
    assert_eq!(row, is(Verdict::Changed, "errors.rate_limited.retry"));
}

#[test]
fn pages_that_contradict_each_other_are_a_conflict_and_a_disputed_row_says_so() {
    let facts = Facts::none()
        .and(&[429], Statement::Retry(Retried::Backoff(None)))
        .and(&[429], Statement::Retry(Retried::Never))
        .on_page(1);
    let findings = facts.findings(&["elsewhere", "calls"]);
    let conflict: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Conflict)
        .collect();
    assert_eq!(conflict.len(), 1, "{findings:?}");
    assert!(!conflict[0].disputed && conflict[0].pages.len() == 2);
    let sample = Facts::none()
        .and(&[504], Statement::Retry(Retried::Backoff(None)))
        .guessed();
    let findings = sample.findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Conflict, "errors.overloaded.retry")
    );
    assert!(findings[0].disputed);
}

#[test]
fn what_is_stated_outweighs_what_a_sample_shows() {
    let timeout = |raw: &str, amount| limit(Limited::Timeout, raw, amount);
    let sample = Facts::none()
        .and(&[], timeout("60 s", 60_000))
        .and(&[], timeout("30", 30_000))
        .guessed();
    assert_eq!(sample.say(), is(Verdict::Conflict, "api.timeout"));
    let stated = Facts::none()
        .and(&[], timeout("90 seconds", 90_000))
        .and(&[], timeout("60", 60_000))
        .guessed();
    let findings = stated.findings(&["elsewhere"]);
    assert_eq!(short(&findings), is(Verdict::Changed, "api.timeout"));
    let alone = Facts::none().and(&[], timeout("30", 30_000)).guessed();
    assert_eq!(alone.say(), is(Verdict::Maybe, "api.timeout"));
}

#[test]
fn one_limit_of_several_endpoints_is_one_finding_that_changes_all() {
    let findings = Facts::none()
        .and(&[], limit(Limited::Size, "50 MB", 50_000_000))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Changed, "endpoints.echo.parts.file.max_size")
    );
    assert_eq!(
        findings[0].change.as_ref().map(|change| change.edits.len()),
        Some(2)
    );
    assert_eq!(
        Facts::none()
            .and(&[], limit(Limited::Size, "25MB", 25_000_000))
            .say(),
        []
    );
}

#[test]
fn a_limit_of_a_kind_that_the_contract_has_none_of_is_new() {
    let characters = limit(Limited::Characters, "2000 characters", 2000);
    assert_eq!(
        Facts::none().and(&[], characters).say(),
        is(Verdict::New, "limits.max_characters")
    );
}

#[test]
fn a_limit_of_a_key_below_that_of_a_plan_is_a_conflict() {
    let facts = Facts::none().and(&[], limit(Limited::Rpm, "max 100", 100));
    assert_eq!(facts.say(), is(Verdict::Conflict, "plans.*.rpm"));
    assert_eq!(
        Facts::none()
            .and(&[], limit(Limited::Rpm, "300 RPM", 300))
            .say(),
        []
    );
}

#[test]
fn plans_are_compared_by_name() {
    let plan = |name: &str, rpm| {
        Facts::none().and(
            &[],
            Statement::Plan {
                name: name.to_owned(),
                rpm,
            },
        )
    };
    assert_eq!(plan("Team", Some(300)).say(), []);
    let findings = plan("Team", Some(500)).findings(&["elsewhere"]);
    assert_eq!(short(&findings), is(Verdict::Changed, "plans.team.rpm"));
    assert_eq!(
        sets(&findings[0]),
        Some(("plans.team.rpm".to_owned(), Value::Integer(500)))
    );
    let new = plan("Scale Up", Some(900)).findings(&["elsewhere"]);
    assert_eq!(short(&new), is(Verdict::New, "plans.scale_up"));
    assert!(new[0].change.is_some(), "{new:?}");
}

#[test]
fn endpoints_are_compared_by_method_and_path() {
    let endpoint = |method, path: &str| {
        Facts::none().and(
            &[],
            Statement::Endpoint {
                method,
                path: path.to_owned(),
            },
        )
    };
    assert_eq!(endpoint(Method::Post, "/echo/").say(), []);
    assert_eq!(
        endpoint(Method::Put, "/echo").say(),
        is(Verdict::Changed, "endpoints.echo.post")
    );
    assert_eq!(
        endpoint(Method::Post, "/echoes").say(),
        is(Verdict::Maybe, "endpoints.echo.post")
    );
    let new = endpoint(Method::Post, "/v2/transpose/{key}").findings(&["elsewhere"]);
    assert_eq!(short(&new), is(Verdict::New, "endpoints.transpose"));
    assert!(new[0].change.is_some(), "{new:?}");
}

#[test]
fn parts_are_compared_by_name_and_by_whether_they_are_needed() {
    let of = |name: &str, required| Facts::none().and(&[], part(name, required));
    assert_eq!(of("options", Some(false)).say(), []);
    assert_eq!(of("options", None).say(), []);
    assert_eq!(
        of("options", Some(true)).say(),
        is(Verdict::Changed, "endpoints.echo.parts.options")
    );
    assert_eq!(
        of("option", Some(false)).say(),
        is(Verdict::Changed, "endpoints.echo.parts.options")
    );
    let new = of("speed", Some(false))
        .of(&["/sing"])
        .findings(&["elsewhere"]);
    assert_eq!(short(&new), is(Verdict::New, "endpoints.sing.parts.speed"));
    assert!(new[0].change.is_some(), "{new:?}");
    let nowhere = of("speed", None).findings(&["elsewhere"]);
    assert_eq!(
        nowhere[0].change, None,
        "the page does not say which endpoint takes it"
    );
}

#[test]
fn formats_are_compared_as_a_set() {
    let formats =
        |list: &[&str]| Statement::Formats(list.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(Facts::none().and(&[], formats(&["mp3", "wav"])).say(), []);
    let findings = Facts::none()
        .and(&[], formats(&["flac", "mp3", "wav"]))
        .findings(&["elsewhere"]);
    assert_eq!(
        short(&findings),
        is(Verdict::Changed, "endpoints.echo.parts.file.formats")
    );
}

#[test]
fn key_address_and_request_id_are_reported_and_never_written() {
    let auth = |header: &str| Statement::AuthHeader {
        header: header.to_owned(),
        scheme: String::new(),
    };
    for (same, other, subject) in [
        (auth("x-echo-key"), auth("x-api-key"), "auth.header"),
        (
            Statement::KeyPrefix("ek-".to_owned()),
            Statement::KeyPrefix("echo-".to_owned()),
            "auth.prefix",
        ),
        (
            Statement::BaseUrl("https://echo.example/".to_owned()),
            Statement::BaseUrl("https://api.echo.example".to_owned()),
            "api.base_url",
        ),
        (
            Statement::RequestIdHeader("x-request-id".to_owned()),
            Statement::RequestIdHeader("x-trace".to_owned()),
            "request_id.headers",
        ),
        (
            Statement::PlanGate(vec!["team".to_owned()]),
            Statement::PlanGate(vec!["free".to_owned(), "team".to_owned()]),
            "endpoints.sing.plans",
        ),
    ] {
        let scope: &[&str] = if subject.starts_with("endpoints") {
            &["/sing"]
        } else {
            &[]
        };
        assert_eq!(
            Facts::none().and(&[], same).of(scope).say(),
            [],
            "{subject}"
        );
        let findings = Facts::none()
            .and(&[], other)
            .of(scope)
            .findings(&["elsewhere"]);
        assert_eq!(short(&findings), is(Verdict::Changed, subject));
        assert_eq!(findings[0].change, None, "{subject}");
    }
}

#[test]
fn what_a_page_lists_and_lacks_is_missing() {
    let (contract, _) = contract();
    let mut facts = Facts::none();
    for row in contract.errors.iter().filter(|row| row.name != "too_large") {
        let status = row.status.single().unwrap();
        facts = match &row.detail {
            Some(detail) => facts.and(&[status], text(&detail.templates[0].to_string())),
            None => facts.and(&[status], self::status(status, "")),
        };
    }
    assert_eq!(
        short(&facts.all(&["errors"])),
        is(Verdict::Missing, "errors.too_large.detail")
    );
}

#[test]
fn nothing_is_missing_from_a_page_that_is_not_here_or_lists_no_such_thing() {
    let listed = Facts::none().and(&[429], text("Rate limit exceeded. Please try again later."));
    assert_eq!(listed.all(&["calls"]), []);
    let other = Facts::none().and(&[], Statement::BaseUrl("https://echo.example".to_owned()));
    assert_eq!(other.all(&["errors"]), []);
}

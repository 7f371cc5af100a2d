use crate::project::{Project, SPEECH};
use insta::assert_snapshot;

fn explain(args: &[&str]) -> String {
    let args: Vec<&str> = ["explain"].iter().chain(args).copied().collect();
    Project::with(SPEECH).theta(&args).to_string()
}

#[test]
fn a_documented_reply_gets_all_that_is_known_of_it() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":"Not all words are spoken.","request_id":"r-1"}"#
    ]));
}

#[test]
fn a_documented_reply_as_json() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":"Not all words are spoken."}"#,
        "--format",
        "json"
    ]));
}

#[test]
fn captures_are_shown_and_control_characters_in_them_escaped() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":"Invalid options: \u001b[31mred\n"}"#
    ]));
}

#[test]
fn one_text_can_be_different_errors_on_different_endpoints() {
    assert_snapshot!(explain(&["409", r#"{"detail":"Busy"}"#]));
}

#[test]
fn an_endpoint_narrows_what_a_reply_can_be() {
    assert_snapshot!(explain(&[
        "409",
        r#"{"detail":"Busy"}"#,
        "--endpoint",
        "transcribe"
    ]));
}

#[test]
fn a_near_miss_shows_where_the_text_departs() {
    assert_snapshot!(explain(&["400", r#"{"detail":"gold_text is requird"}"#]));
}

#[test]
fn an_unknown_reply_as_json() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":"gold_text is requird"}"#,
        "--format",
        "json"
    ]));
}

#[test]
fn a_known_text_with_another_status_is_unknown_and_near() {
    assert_snapshot!(explain(&["422", r#"{"detail":"gold_text is required"}"#]));
}

#[test]
fn a_reply_that_only_another_endpoint_documents_says_which() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":"gold_text is required"}"#,
        "--endpoint",
        "transcribe"
    ]));
}

#[test]
fn a_page_of_a_proxy_has_no_documented_shape() {
    assert_snapshot!(explain(&[
        "400",
        "<html><title>400 Bad Request</title></html>"
    ]));
}

#[test]
fn a_list_where_a_text_was_promised_is_read_for_near_texts() {
    assert_snapshot!(explain(&[
        "400",
        r#"{"detail":[{"msg":"gold_text is required"}]}"#
    ]));
}

#[test]
fn bare_text_gets_a_hint_what_it_would_be_as_a_detail() {
    assert_snapshot!(explain(&["400", "gold_text is required"]));
}

#[test]
fn a_row_without_a_detail_takes_any_body() {
    assert_snapshot!(explain(&["502", "<html>"]));
}

#[test]
fn a_status_alone_lists_what_it_can_be() {
    assert_snapshot!(explain(&["400"]));
}

#[test]
fn a_status_with_one_error_shows_it_whole() {
    assert_snapshot!(explain(&["502"]));
}

#[test]
fn a_code_is_part_of_what_is_known() {
    assert_snapshot!(explain(&[
        "429",
        r#"{"code":"QUOTA","message":"All 600 seconds are used up."}"#
    ]));
}

#[test]
fn a_known_code_with_an_unknown_message_is_a_level_of_its_own() {
    assert_snapshot!(explain(&[
        "429",
        r#"{"code":"QUOTA","message":"All of the seconds are used up."}"#
    ]));
}

#[test]
fn a_code_that_is_nearly_right_gets_a_suggestion() {
    assert_snapshot!(explain(&[
        "429",
        r#"{"code":"QUOTAS","message":"No more."}"#
    ]));
}

#[test]
fn a_name_out_of_the_docs_in_the_place_of_the_detail_is_recognised() {
    assert_snapshot!(explain(&["400", r#"{"detail":"NotAllWordsSpokenError"}"#]));
}

#[test]
fn a_status_that_nothing_documents_is_unknown() {
    assert_snapshot!(explain(&["418"]));
}

#[test]
fn an_error_is_found_by_each_of_its_names() {
    let expected = explain(&["not_all_words_spoken"]);
    assert!(expected.starts_with("exit 0"), "{expected}");
    for name in [
        "NotAllWordsSpoken",
        "NotAllWordsSpokenError",
        "notallwordsspokenerror",
        "PronunciationError::NotAllWordsSpoken",
        "ApiError::NotAllWordsSpoken",
    ] {
        assert_eq!(explain(&[name]), expected, "{name}");
    }
    assert_snapshot!(expected);
}

#[test]
fn a_name_that_is_nearly_right_gets_a_suggestion() {
    assert_snapshot!(explain(&["gold_text_reqired"]));
}

#[test]
fn a_name_of_another_endpoint_says_where_it_is_documented() {
    assert_snapshot!(explain(&["gold_text_required", "--endpoint", "transcribe"]));
}

#[test]
fn the_body_can_come_from_standard_input() {
    let project = Project::with(SPEECH);
    let body = r#"{"detail":"Not all words are spoken."}"#;
    let piped = project.theta_reading(&["explain", "400", "-"], body.as_bytes());
    assert_eq!(
        piped.to_string(),
        project.theta(&["explain", "400", body]).to_string()
    );
}

#[test]
fn a_body_of_any_bytes_is_explained() {
    for (what, body) in [
        ("not UTF-8", vec![0xff, 0xfe, 0x00]),
        ("empty", Vec::new()),
        ("deep", vec![b'['; 100_000]),
        ("long", vec![b'x'; 1_000_000]),
    ] {
        let run = Project::with(SPEECH).theta_reading(&["explain", "400", "-"], &body);
        assert_eq!(run.exit, Some(1), "{what}");
        assert!(
            run.stdout.starts_with("unknown: ") && run.stdout.len() < 4_000,
            "{what}: {run}"
        );
    }
}

#[test]
fn the_code_with_which_a_websocket_ends_well_is_no_failure() {
    let explain = |code: &str| Project::with(SPEECH).theta(&["explain", code, "bye"]);
    let run = explain("1000");
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(run.stderr.contains("`1000` is no failure"), "{run}");
    assert_eq!(explain("1011").exit, Some(1));
}

#[test]
fn an_endpoint_that_is_not_in_the_contract_is_wrong_usage() {
    assert_snapshot!(explain(&["400", "x", "--endpoint", "transcrib"]));
}

/// The verdict on a reply is that of the reference classifier, on every endpoint, for successes too.
#[test]
fn a_success_is_explained_as_the_client_reads_it() {
    use theta_spec::classify::{Outcome, classify};
    const SPEC: &str = include_str!("../../../tests/contracts/verdicts.toml");
    let contract = theta_spec::load("spec.toml", SPEC.as_bytes()).contract;
    let contract = contract.unwrap();
    let project = Project::with(SPEC);
    let bodies = [
        r#"{"ok":false,"error":"channel_not_found"}"#,
        r#"{"ok":false,"error":"fatal_error"}"#,
        r#"{"status":"OK"}"#,
        r#"{"status":"OVER_DAILY_LIMIT"}"#,
        r#"{"n":9007199254740993.0,"s":"text","why":"at most 5"}"#,
        r#"{"merged":true,"message":"Pull Request successfully merged"}"#,
        "text",
    ];
    for status in [200, 201, 405] {
        for body in bodies {
            let args = ["explain", &status.to_string(), body, "--format", "json"];
            let run = project.theta(&args);
            let said: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
            let on = |list: &serde_json::Value, name: &str| {
                let list = list.as_array().into_iter().flatten();
                let mut names = list.filter(|one| {
                    *one == name
                        || one["endpoints"]
                            .as_array()
                            .is_some_and(|on| on.iter().any(|one| one == name))
                });
                names.next().cloned()
            };
            for endpoint in &contract.endpoints {
                let name = endpoint.name.as_str();
                let place = match classify(&contract, endpoint, status, body.as_bytes()) {
                    Outcome::Success => {
                        on(&said["success"], name).or_else(|| on(&said["no_value"], name))
                    }
                    Outcome::Unknown(_) => on(&said["unknown"], name),
                    Outcome::Row { id, .. } => on(&said["matches"], name)
                        .filter(|found| found["error"]["name"] == contract.error(id).name),
                };
                assert!(place.is_some(), "{name} {status} {body}: {run}");
            }
        }
    }
}

/// What the client would give of a success: a value, or none and why.
#[test]
fn a_success_that_the_client_cannot_read_is_told_with_the_reason() {
    const SCORE: &str = "pronunciation";
    for (status, body, endpoint, exit, expected) in [
        ("200", r#"{"score":1}"#, SCORE, 0, "success: 200"),
        ("200", r#"{"score":1,"more":[]}"#, SCORE, 0, "success: 200"),
        (
            "200",
            r#"{"score":"1"}"#,
            SCORE,
            1,
            "200, but no `Feedback`: `/score` is a string, not a number",
        ),
        (
            "200",
            r#"{"a":1}"#,
            SCORE,
            1,
            "200, but no `Feedback`: `/score` is nothing, not a number",
        ),
        (
            "200",
            "[]",
            SCORE,
            1,
            "200, but no `Feedback`: the body is an array, not an object",
        ),
        (
            "200",
            "garbage",
            SCORE,
            1,
            "200, but no `Feedback`: it is not JSON",
        ),
        (
            "200",
            "",
            SCORE,
            1,
            "200, but no `Feedback`: there is no body",
        ),
        (
            "204",
            "",
            SCORE,
            1,
            "204 is not documented and has no body: no `Feedback`",
        ),
        (
            "201",
            r#"{"score":1}"#,
            SCORE,
            0,
            "201 is not documented on: pronunciation",
        ),
        ("200", "garbage", "transcribe", 0, "success: 200"),
        ("200", "", "transcribe", 0, "success: 200"),
        (
            "204",
            "",
            "transcribe",
            1,
            "204 is not documented and has no body: no `text`",
        ),
    ] {
        let args = ["explain", status, body, "--endpoint", endpoint];
        let run = Project::with(SPEECH).theta(&args);
        assert_eq!(run.exit, Some(exit), "{status} {body}: {run}");
        assert!(run.stdout.contains(expected), "{status} {body}: {run}");
    }
    for (status, exit, expected) in [
        ("200", 0, "success: 200 is a success by its status"),
        ("204", 1, "204 is not documented"),
    ] {
        let run = Project::with(SPEECH).theta(&["explain", status]);
        assert_eq!(run.exit, Some(exit), "{status}: {run}");
        assert!(run.stdout.contains(expected), "{status}: {run}");
    }
}

#[test]
fn an_error_is_found_by_each_of_its_texts() {
    for (text, expected) in [
        ("Not all words are spoken.", "not_all_words_spoken"),
        ("not all words are spoken", "not_all_words_spoken"),
        ("\"Not all words are spoken.\"", "not_all_words_spoken"),
        (
            r#"{"detail":"Not all words are spoken."}"#,
            "not_all_words_spoken",
        ),
        (
            "ERROR 400 while scoring: Not all words are spoken. (retrying)",
            "not_all_words_spoken",
        ),
        ("The audio is cut off.", "not_all_words_spoken"),
        ("Ask the speaker to record", "not_all_words_spoken"),
        ("Please say the whole sentence.", "not_all_words_spoken"),
        ("NotAllWordsSpokenError", "not_all_words_spoken"),
        ("Invalid options: language", "invalid_options"),
        ("All 3600 seconds are used up.", "quota_used_up"),
        ("3 errors: All 3600 seconds are used up.", "quota_used_up"),
    ] {
        let run = Project::with(SPEECH).theta(&["explain", text, "--format", "json"]);
        assert_eq!(run.exit, Some(0), "{text}: {run}");
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(
            json["matches"][0]["error"]["name"], expected,
            "{text}: {run}"
        );
        assert_eq!(
            json["matches"].as_array().unwrap().len(),
            1,
            "{text}: {run}"
        );
    }
    let run = explain(&["Invalid options: language"]);
    assert!(run.contains("reason = language"), "{run}");
}

#[test]
fn an_error_is_found_by_its_code_alone_and_in_a_body_without_a_status() {
    let contract = r#"
theta = 1
[api]
name = "Coded"
base_url = "https://coded.example"
[endpoints.say]
post = "/say"
returns = "text"
[shapes.numbered]
code = "/code"
[shapes.slack]
code = "/error"
constants = { "/ok" = false }
[errors.unreachable]
status = 400
shape = "numbered"
code = 21211
[errors.many]
status = 429
shape = "numbered"
code = 503
[errors.small]
status = 404
shape = "numbered"
code = 42
[errors.other]
status = 409
shape = "numbered"
code = 429
[errors.no_channel]
status = 200
shape = "slack"
code = "channel_not_found"
"#;
    for (asked, expected) in [
        ("21211", Some("unreachable")),
        ("503", Some("many")),
        ("42", Some("small")),
        ("channel_not_found", Some("no_channel")),
        (r#"{"code":21211,"status":400}"#, Some("unreachable")),
        (
            r#"{"ok":false,"error":"channel_not_found"}"#,
            Some("no_channel"),
        ),
        // A status comes before a code.
        ("429", Some("many")),
        ("7", None),
        ("21212", None),
        (r#"{"code":21212,"status":400}"#, None),
    ] {
        let run = Project::with(contract).theta(&["explain", asked, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let found = json["matches"][0]["error"]["name"].as_str();
        assert_eq!(found, expected, "{asked}: {run}");
        assert_eq!(run.exit, Some(i32::from(expected.is_none())), "{asked}");
    }
    let said = |asked| Project::with(contract).theta(&["explain", asked]).stdout;
    assert!(said("7").contains("a status is a number from 100 to 599"));
    assert!(said(r#"{"code":21212}"#).contains("no error has the text"));
}

#[test]
fn a_text_of_several_errors_lists_them_and_one_of_none_shows_the_nearest() {
    let run = explain(&["Busy"]);
    assert!(
        run.contains("2 documented errors have this text")
            && run.contains("busy_scoring")
            && run.contains("busy_writing"),
        "{run}"
    );
    let run = explain(&["Not all word are spoken"]);
    assert!(
        run.starts_with("exit 1") && run.contains("no error has the text"),
        "{run}"
    );
    assert!(
        run.contains("400 not_all_words_spoken: 2 characters differ"),
        "{run}"
    );
    let run = explain(&["Not all words are spoken.", "--endpoint", "transcribe"]);
    assert!(
        run.starts_with("exit 1")
            && run.contains(
                "`not_all_words_spoken` has the text, and is documented on: pronunciation"
            ),
        "{run}"
    );
    let run = explain(&["the"]);
    assert!(run.starts_with("exit 1"), "{run}");
}

#[test]
fn what_nobody_reads_does_not_matter() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let bodies = [
        "{\"detail\":\"Not all words are spoken.\",\"input\":\"\\udce9\"}".to_owned(),
        "\u{feff}{\"detail\":\"Not all words are spoken.\"}".to_owned(),
        format!("{{\"\\ud83d\":{deep},\"detail\":\"Not all words are spoken.\"}}"),
    ];
    for body in bodies {
        let shown = explain(&["400", &body]);
        assert!(shown.contains("not_all_words_spoken"), "{shown}");
    }
}

#[test]
fn an_error_that_should_not_be_matched_says_so() {
    let spec = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
shapes.detail.message = "/detail"
endpoints.say = { post = "/say", summary = "Says it." }
errors.busy = { status = 409, detail = "busy", cause = "c", fix = "f", deprecated = "It is not sent any more." }
"#;
    let said = Project::with(spec).theta(&["explain", "busy"]).to_string();
    assert!(
        said.contains("deprecated:   It is not sent any more."),
        "{said}"
    );
}

#[test]
fn the_detail_of_an_error_in_a_list_is_that_of_its_own_failure() {
    const LIST: &str = r#"
        theta = 1
        api = { name = "Zones", base_url = "https://zones.example" }
        shapes.failed = { each = "/errors", code = "/code", message = "/message" }
        endpoints.zone = { get = "/zone", returns = "text" }
        errors.unknown_key = { status = 403, code = 9109 }
    "#;
    let failure = |code: u32, said: &str| format!(r#"{{"code":{code},"message":"{said}"}}"#);
    let (other, known) = (failure(1, "odd"), failure(9109, "no such key"));
    for list in [format!("{other},{known}"), format!("{known},{other}")] {
        let body = format!(r#"{{"errors":[{list}]}}"#);
        let run = Project::with(LIST).theta(&["explain", "403", &body]);
        assert!(run.stdout.contains("detail:       no such key"), "{run}");
        assert!(!run.stdout.contains("detail:       odd"), "{run}");
    }
}

/// An API with events, pages, a job and limits.
const SHELF: &str = r#"
theta = 1
[api]
name     = "Shelf"
summary  = "Keeps books."
base_url = "https://shelf.example"
[[limits]]
requests = 20
per      = "1m"
on       = ["books"]
[endpoints.books]
get     = "/books"
summary = "Lists books."
returns = "Books"
pages   = { items = "/books", next = "/next", into = "cursor" }
query.cursor = { type = "string", optional = true, doc = "Where to go on." }
[endpoints.changes]
get     = "/changes"
summary = "Tells what changes."
returns = { events = { added = "text", removed = "text" }, end = "[DONE]", resume = true }
[endpoints.copy]
post    = "/copies"
summary = "Begins to copy a book."
returns = "Copy"
job     = { poll = "copied", id = "/id", done = { "/state" = "done" } }
[endpoints.copied]
get     = "/copies/{id}"
summary = "Says how far a copy is."
returns = "Copy"
path.id = { type = "string", doc = "Which." }
[types.Books]
doc = "Books."
fields.books = { type = "[string]", doc = "Titles." }
fields.next  = { type = "string", optional = true, doc = "Where to go on." }
[types.Copy]
doc = "A copy."
fields.id    = { type = "string", doc = "Its id." }
fields.state = { type = "string", doc = "How far it is." }
[errors.down]
status = 503
cause  = "It is down."
fix    = "Come back."
"#;

#[test]
fn the_name_of_an_endpoint_tells_its_events_pages_job_and_limits() {
    let project = Project::with(SHELF);
    let told = ["books", "changes", "copy"].map(|name| project.theta(&["explain", name]).stdout);
    assert_snapshot!(told.join("\n"));
    let as_json = project.theta(&["explain", "changes", "--format", "json"]);
    assert!(as_json.stdout.contains("\"request\": \"GET /changes\""));
}
